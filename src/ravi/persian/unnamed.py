"""People whom a text counts or describes but does not name: «هزاران نفر», «سربازی صهیونیست», «این مقام».

They are parties of an event like those with a name; `groups` finds those in the plural, wherever they stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ravi.persian.actors import ORG_HEADS
from ravi.persian.groups import BESIDE, group_noun, is_adjective, is_gentilic, is_person
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS
from ravi.record import EntityType

_MORE = frozenset("بیش بیشتر کمتر".split())  # «بیش از 200 تن»
ABOUT = frozenset("حدود حدودا دستکم حداقل نزدیک تقریبا بالغ".split())
_MANY = frozenset("دهها صدها هزاران میلیونها چند چندین هزار میلیون صد دهها".split())
_PART = frozenset("جمعی گروهی شماری تعدادی عدهای یکی برخی بعضی بسیاری گروهیاز تنی بخشی اکثر اکثریت".split())
_FEW = frozenset("تعدادی شماری عدهای".split())  # «تعدادی تروریست»
_ALONE = frozenset("فردی افرادی شخصی کسی کسانی گروهی عدهای جمعی برخی بعضی".split())  # «فردی ناشناس»
_BODIES = ORG_HEADS | frozenset("دستگاه قوه محافل مراجع".split())  # «دستگاه قضایی», «دادگاه نظامی»
_COUNTED_BODIES = frozenset(
    "گردان لشکر تیپ هنگ یگان گروهان اسکادران "
    "کشور دولت شرکت بانک گروه حزب سازمان نهاد دانشگاه روزنامه شبکه باشگاه تشکل رسانه خبرگزاری موسسه جنبش".split()
)
_MEN = frozenset("نفر تن فرد فردی شخص درصد".split())
_MARKED = frozenset("ناشناس مسلح بیگناه بیدفاع مظنون معترض".split())  # «جوانی ناشناس»
_ABSTRACT = frozenset("همکاری دوستی یاری رهبری استادی مهندسی پزشکی نمایندگی همراهی قهرمانی".split())
_POINTING = WORDS["demonstrative"]
_ENDS = PREPOSITIONS | WORDS["phrase_end"] | {"و", "که", "را"}
_LONGEST = 5  # words after the noun that narrow it


_OPENING = _MORE | ABOUT | _MANY | _PART | _ALONE | _POINTING | frozenset(CARDINALS)


class Unnamed(NamedTuple):
    """Tokens `[start, end)`, of which `head` is the noun; `pointing` («این سرباز») to somebody told of before."""

    start: int
    end: int
    head: int
    stem: str
    type: EntityType
    pointing: bool = False


def find_unnamed(words: Sequence[str], first: int, end: int, names: Mapping[int, int]) -> Iterator[Unnamed]:
    """The unnamed people in words `[first, end)`; `names` gives the end of each name by its start.

    >>> words = "فردی ناشناس بیش از 20 تن از معترضان را تهدید کرد".split()
    >>> [" ".join(words[one.start : one.end]) for one in find_unnamed(words, 0, len(words), {})]
    ['فردی ناشناس', 'بیش از 20 تن از معترضان']
    """
    at = first
    while at < end:
        if at in names:
            at = max(at + 1, names[at])
            continue
        word = words[at]
        found = None
        if word in _OPENING or word.isdecimal():
            found = _counted(words, at, end, names) or _described(words, at, end, names)
        elif word[-1] == "ی" or word in _BODIES:
            found = _described(words, at, end, names)
        if found:
            yield found
        at = found.end if found else at + 1


def _counted(words: Sequence[str], at: int, end: int, names: Mapping[int, int]) -> Unnamed | None:
    """«بیش از 200 تن», «دو تبعه مغربی», «هزاران نفر», «جمعی از کتابداران»."""
    here = at
    if words[here] in _MORE and words[here + 1 : here + 2] == ["از"]:
        here += 2
    elif words[here] in ABOUT:
        here += 2 if words[here + 1 : here + 2] in (["به"], ["بر"]) else 1
    start = here
    while here < min(end, start + 5) and _is_number(words[here]):
        here += 1
        if here + 1 < end and words[here] == "و" and _is_number(words[here + 1]):
            here += 1
    if here >= end or (here == start and words[here] not in _PART):
        return None
    if here == start:
        after = here + (2 if words[here + 1 : here + 2] == ["از"] else 1)
        if words[after : after + 1] and words[after] in _POINTING:
            after += 1
        noun = group_noun(words[after]) if after < end else None
        if noun is None and after == here + 1 and words[here] in _FEW and after < end and is_person(words[after]):
            return Unnamed(at, _narrowed(words, after, end, names), after, words[after], "GROUP")
        if noun is None or (after == here + 1 and words[here] in ("یکی", "جمعی")):
            return None
        kind: EntityType = "PER" if words[here] == "یکی" else "GROUP"
        stop = names.get(after) or _narrowed(words, after, end, names)  # «یکی از رهبران حماس»
        return Unnamed(at, stop, after, noun.stem, kind)
    one = words[start:here] in (["یک"], ["1"])
    if words[here] == "غیر" and here + 1 < end:  # «یک غیر نظامی»
        here += 1
    head = words[here]
    if head in _MEN:
        stop = here + 1
        if head == "تن" and stop < end and _is_goods(words[stop]):
            return None
        if words[stop : stop + 1] == ["دیگر"]:
            stop += 1
        if words[stop : stop + 1] == ["از"] and stop + 1 < end and group_noun(words[stop + 1]):
            stop = _narrowed(words, stop + 1, end, names)
        elif stop < end and is_adjective(words[stop]):
            stop = _narrowed(words, here, end, names)
        return None if head == "درصد" and stop == here + 1 else _made(at, stop, here, "نفر", one)
    if head in _COUNTED_BODIES:
        stop = _narrowed(words, here, end, names)
        if words[stop : stop + 1] == ["از"]:
            stop = names.get(stop + 1, stop)  # «یک گردان از ارتش ترکیه»
        return Unnamed(at, stop, here, head, "ORG" if one else "GROUP")
    if is_person(head) or is_person(head.removesuffix("ی")) or words[here - 1] == "غیر" or is_gentilic(head):
        return _made(at, _narrowed(words, here, end, names), here, head, one)
    return None


def _made(start: int, end: int, head: int, stem: str, one: bool) -> Unnamed:
    return Unnamed(start, end, head, stem, "PER" if one else "GROUP")


def _described(words: Sequence[str], at: int, end: int, names: Mapping[int, int]) -> Unnamed | None:
    """«سربازی صهیونیست», «فردی ناشناس», «این سرباز»."""
    word = words[at]
    if word in _POINTING and at + 1 < end and is_person(words[at + 1]):
        return Unnamed(at, _narrowed(words, at + 1, end, names), at + 1, words[at + 1], "PER", True)
    bare = word.removesuffix("ی")
    after = words[at + 1] if at + 1 < end else ""
    if word in _ALONE and (is_adjective(after) or after == "که"):
        kind: EntityType = "PER" if word in ("فردی", "شخصی", "کسی") else "GROUP"
        return Unnamed(at, _narrowed(words, at, end, names), at, bare, kind)
    if word in _BODIES and is_adjective(after):
        return Unnamed(at, _narrowed(words, at, end, names), at, word, "ORG")
    described = is_gentilic(after) or after in _MARKED
    if bare != word and described and word not in _ABSTRACT and is_person(bare) and not is_person(word):
        return Unnamed(at, _narrowed(words, at, end, names), at, bare, "PER")
    return None


def _is_goods(word: str) -> bool:
    """Whether after «10 تن» a word says of what: «گندم», not «کشته»."""
    person = word in BESIDE["suffering"] or word in ("دیگر", "از") or is_adjective(word)
    return word[0].isalpha() and not (person or word in _ENDS or word in FORMS)


def _is_number(word: str) -> bool:
    return word in CARDINALS or word in _MANY or (word.isdecimal() and len(word) < 7)


def _narrowed(words: Sequence[str], head: int, end: int, names: Mapping[int, int]) -> int:
    """The token after the words that say which people are meant: adjectives, an office, then a name."""
    at = head + 1
    stop = min(end, head + 1 + _LONGEST)
    while at < stop:
        word = words[at]
        if at in names:
            return names[at]
        if word in _ENDS or word in FORMS or not word[0].isalpha():
            if word in ("و", "،") and at > head + 1 and at + 1 < stop and is_adjective(words[at + 1]):
                at += 2
                continue
            break
        if not (is_adjective(word) or word in ORG_HEADS or word in BESIDE["state"] or group_noun(word)):
            break
        at += 1
    return at
