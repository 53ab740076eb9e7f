"""Noun phrases: where the subject of a reporting verb stands, and how far it reaches.

Persian puts the subject first and the verb last, with adverbials between: «به گزارش فارس، [علی رضایی] امروز در تهران
گفت». So the subject is looked for from the start of the clause: adverbials are passed over, then words are taken until
one that cannot belong to a noun phrase.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ravi.persian.conjugation import verb_forms
from ravi.persian.gazetteer import find_known, is_ordinary
from ravi.persian.numbers import CARDINALS, ORDINALS
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS, key
from ravi.persian.writing import JALALI_MONTHS
from ravi.record import Token

PREPOSITIONS = WORDS["preposition"]
_STOP = WORDS["phrase_end"]
_LEADING = WORDS["adverb"]
TITLE_HEADS = WORDS["title"]
PRONOUNS = WORDS["pronoun"]
_NAME_IN = WORDS["place_of_office"]
_ARTICLE = WORDS["demonstrative"]
_VERB_LIKE = WORDS["verb"]
_PARTS_OF_TALK = WORDS["part_of_talk"]
_SENT = WORDS["sent_to"]
_COUNTED = WORDS["counted"]
_HELD = WORDS["organisation"] | WORDS["of_office"]
_QUANTIFIERS = WORDS["quantifier"]
_TAKES_TO = WORDS["takes_to"]
_SOME_OF = WORDS["some_of"]
_PEOPLE = TITLE_HEADS | PRONOUNS | _ARTICLE | WORDS["people"]
_COMPOUNDS = WORDS["compound"]  # «امام جمعه»: two words of which the second alone would end a phrase
_QUESTIONS = WORDS["question"]
_CAN = frozenset(("میتوان", "نمیتوان"))
_ADVERB_END = "\u0627\u064b"  # «ا» with tanwin: «رسماً»
_BREAKS = frozenset("، , ؛ - – ـ : /".split())
_DASHES = frozenset("- – ـ".split())
_LOOK = 14  # tokens: how far after a preposition a subject is looked for


class Known(NamedTuple):
    """A name or an office that the text is known to hold: the token after it; whether it is a person's, if known."""

    end: int
    person: bool | None


_NONE: Mapping[int, Known] = {}


def is_adverb(token: Token) -> bool:
    """Whether a word stands outside every noun phrase.

    >>> is_adverb(Token(0, 5, "رسما\u064b")), is_adverb(Token(0, 4, "وزیر"))
    (True, False)
    """
    word = key(token.text)
    if word in PREPOSITIONS:
        return False
    return word in _LEADING or word.endswith(_ADVERB_END) or token.text.startswith("به\u200c")


def dateline_end(tokens: Sequence[Token], first: int, end: int) -> int:
    """The token after a dateline («خبرگزاری فارس:», «تهران- ایرنا-») with which a line opens, else `first`."""
    agency = first < end and tokens[first].text == "خبرگزاری"
    for at in range(first + 1, min(first + 5, end)):  # «تهران - ایرنا - …»
        if tokens[at].text in _DASHES and _is_agency(tokens[at - 1]):
            return at + 1
    for at in range(first + 1, min(first + 7, end)):
        if tokens[at].text in (":", "/", "؛") or (agency and tokens[at].text in _BREAKS):
            return at + 1
        if tokens[at].text in ("،", ".") or key(tokens[at].text) in FORMS:
            return _after_agency(tokens, first, end)
    for at in range(first + 7, min(first + _PLACED, end)):  # «محیط زیست ساحل - دریای آنلاین: …»
        dash = any(tokens[k].text in _DASHES for k in range(first, at))
        if tokens[at].text == ":" and dash:
            return at + 1
        if tokens[at].text in ("،", ".") or key(tokens[at].text) in FORMS:
            break
    return _after_agency(tokens, first, end)


def _after_agency(tokens: Sequence[Token], first: int, end: int) -> int:
    """The token after an agency between dashes («ساحل - ایرنا - | فرماندار ساحل»), else `first`."""
    for at in range(first, min(first + _DATELINE, end - 2)):
        if tokens[at].text in _DASHES and tokens[at + 2].text in _DASHES and _is_agency(tokens[at + 1]):
            return at + 3
    return first


_PLACED = 11  # tokens: how far a section of the page, a dash and an outlet reach
_DATELINE = 24  # tokens: what the page may put before it


def _is_agency(token: Token) -> bool:
    known = find_known([key(token.text)], 0)
    return known is not None and known[1].sort == "agency"


def find_subject(
    tokens: Sequence[Token], first: int, end: int, *, names: Mapping[int, Known] = _NONE, at_head: bool = False
) -> tuple[int, int] | None:
    """Tokens `[start, end)` of the subject of a verb that stands at token `end`, its clause beginning at `first`.

    `names` says where names and offices that are known open. With `at_head`, the subject is not looked for behind a
    prepositional phrase.

    >>> from ravi.steps.tokens import find_tokens
    >>> words = find_tokens("به گزارش فارس، علی رضایی، وزیر کشور امروز در تهران گفت")
    >>> start, end = find_subject(words, 0, len(words) - 1)
    >>> " ".join(word.text for word in words[start:end])
    'علی رضایی ، وزیر کشور'
    """
    found: tuple[int, int] | None = None
    marked = any(tokens[at].text == "را" for at in range(first, end))
    for start, stop in _chunks(tokens, first, end):
        phrase = _phrase(tokens, start, stop, names, at_head=at_head)
        if phrase is not None and marked:
            phrase = _before_other(tokens, *phrase, names)
        if found is None:
            found = None if phrase is not None and _is_left_over(tokens, phrase) else phrase
            if at_head and phrase is None and key(tokens[start].text) in PREPOSITIONS:
                after = names.get(stop + 1) if stop + 1 < end else None
                if after is None or not after.person:
                    return None
        elif phrase is None or phrase[0] != start:
            break
        elif _is_other(tokens, found, phrase, names):
            found = phrase
        elif not _goes_on(tokens, found, phrase):
            break
        else:
            found = (found[0], phrase[1])
            if key(tokens[start].text) not in TITLE_HEADS:
                break
        if found is not None and phrase is not None and phrase[1] < stop:
            break
    return found


def _before_verbal_noun(tokens: Sequence[Token], start: int, end: int, names: Mapping[int, Known]) -> int:
    """Where an office or a name ends and an object begins: «فرماندار ساحل | ایجاد راه را مهم دانست»."""
    known = names.get(start)
    if key(tokens[start].text) not in TITLE_HEADS and not (known and known.person):
        return end
    cut = (at for at in range(start + 1, end) if _is_verbal_noun(key(tokens[at].text)) and at not in names)
    return next((at for at in cut if key(tokens[at - 1].text) not in _OF_OFFICE), end)


def _before_other(tokens: Sequence[Token], start: int, end: int, names: Mapping[int, Known]) -> tuple[int, int]:
    """The phrase without the object behind it: «رضا کاویانی | نامه ما را …», «فرماندار ساحل | ایجاد راه را …»."""
    end = _before_verbal_noun(tokens, start, end, names)
    known = names.get(start)
    if known is None or not known.person or known.end >= end or not tokens[known.end].text[0].isalpha():
        return start, end
    word = key(tokens[known.end].text)
    return (start, known.end) if word not in TITLE_HEADS and is_ordinary(word) else (start, end)


def _is_verbal_noun(word: str) -> bool:
    """Whether a word names a deed: «ایجاد», «ساختن»."""
    return word in _VERBAL_NOUNS or (word.endswith(("تن", "دن")) and word[:-1] in verb_forms())


_VERBAL_NOUNS = WORDS["verbal_noun"]
_OF_OFFICE = TITLE_HEADS | WORDS["organisation"] | WORDS["body"] | {"و", "امور", "گروه"}


def _goes_on(tokens: Sequence[Token], found: tuple[int, int], phrase: tuple[int, int]) -> bool:
    """Whether a phrase after a comma still belongs to the subject: an office after the name, or its bearer's name."""
    if key(tokens[phrase[0]].text) in TITLE_HEADS:
        return True
    title_first = key(tokens[found[0]].text) in TITLE_HEADS
    if is_ordinary(key(tokens[phrase[0]].text)):
        return False  # «امام جمعه ساحل، | امر به معروف را»
    return title_first and phrase[1] - phrase[0] <= 4 and not _has_verb(tokens, *phrase)


def _is_other(
    tokens: Sequence[Token], found: tuple[int, int], phrase: tuple[int, int], names: Mapping[int, Known]
) -> bool:
    """Whether a person after a comma is no part of the words before it: «خبرگزاری دریا، علی رضایی گفت»."""
    first, known, later = key(tokens[found[0]].text), names.get(found[0]), names.get(phrase[0])
    if (known is not None and known.person) or first in _PEOPLE:
        return False
    head = key(tokens[phrase[0]].text)
    if head in TITLE_HEADS and head not in WORDS["honorific"]:
        return (known is not None and known.person is False) or first in WORDS["organisation"]
    return bool(later is not None and later.person) or head in WORDS["honorific"]


def _chunks(tokens: Sequence[Token], first: int, end: int) -> list[tuple[int, int]]:
    """The stretches between the commas and dashes of `[first, end)`."""
    chunks, start, inside = [], first, False
    for at in range(first, end):
        inside = tokens[at].text == "(" or (inside and tokens[at].text != ")")
        if tokens[at].text in _BREAKS and at >= start and not inside:
            if at > start:
                chunks.append((start, at))
            start = at + 1
    if start < end:
        chunks.append((start, end))
    return chunks


def _phrase(
    tokens: Sequence[Token], start: int, stop: int, names: Mapping[int, Known], *, at_head: bool = False
) -> tuple[int, int] | None:
    """The noun phrase at the head of a chunk, leading adverbs passed over; None for a prepositional phrase."""
    start = _past_adverbs(tokens, start, stop, names)
    while start < stop and key(tokens[start].text) in PREPOSITIONS and start not in names:
        after = set_off_end(tokens, start, stop) if at_head else phrase_start(tokens, start, stop, names)
        if after is None:
            return None
        start = _past_adverbs(tokens, after, stop, names)
    if start < stop and key(tokens[start].text) in _QUESTIONS and start not in names:
        return None  # «کجای قانون گفته است؟»
    if start < stop and key(tokens[start].text) in PRONOUNS:
        return None if start + 1 < stop and tokens[start + 1].text == "را" else (start, start + 1)
    end = start
    if (
        start + 1 < stop
        and tokens[start].text == "خود"
        and (start + 1 in names or key(tokens[start + 1].text) in PRONOUNS)
    ):
        end = start + 1  # «خود رضایی گفت»
    while end < stop:
        word = key(tokens[end].text)
        if word in _CAN:
            return None  # «راحت\u200cتر می\u200cتوان گفت»
        following = key(tokens[end + 1].text) if end + 1 < stop else ""
        ends = (
            word in _STOP
            or (end > start and word in _SPANS and following in _WHEN)
            or (word in FORMS and word in _VERB_LIKE)
            or (end > start and is_adverb(tokens[end]))
        )
        before = key(tokens[end - 1].text) if end > start else ""
        ends = ends and before + word not in _COMPOUNDS and not (word == "نخستین" and before in TITLE_HEADS)
        if ends and word != "و" and end not in names:
            break
        if word in PREPOSITIONS and not inside_title(tokens, start, end, stop):
            break
        if word == "و" and end + 1 < stop and key(tokens[end + 1].text) in PREPOSITIONS:
            break
        end += 1
    while end > start and key(tokens[end - 1].text) in ("و", "،", "("):
        end -= 1
    if end < stop and any(tokens[at].text == "را" for at in range(end, stop)):
        end = _before_object(tokens, start, end, names, direct=tokens[end].text == "را")
    if start + 1 < end < stop and key(tokens[end].text) in FORMS and key(tokens[end - 1].text) in _NOUNS:
        end -= 1  # «وزارت آب | اعلام کرد»
    if end - start == 1 and (key(tokens[start].text) in _ARTICLE or key(tokens[start].text) in _QUANTIFIERS):
        return None  # «این در حالی است که», «تمام | این سخنان را»
    return (start, end) if end > start else None


_NOUNS = frozenset(noun for noun, _, _ in read_table("cues") if " " not in noun)
_SPANS = frozenset(("ماه", "سال", "هفته"))
_WHEN = frozenset(("گذشته", "جاری", "پیش", "قبل", "آینده"))


def _past_adverbs(tokens: Sequence[Token], start: int, stop: int, names: Mapping[int, Known]) -> int:
    """The first token that is no leading adverb, number or mark."""
    while start < stop and start not in names:
        text = tokens[start].text
        if key(text) in _SPANS and start + 1 < stop and key(tokens[start + 1].text) in _WHEN:
            start += 2  # «ماه گذشته وزیر گفت»
            continue
        if _is_later(tokens, start, stop):
            start += 3  # «چند روز بعد وزیر گفت»
            continue
        if key(text) in _A_WHILE and start + 2 < stop and _is_after(tokens, start + 1):
            start += 2  # «ساعاتی بعد وزیر گفت»
            continue
        month = _month_end(tokens, start, stop)
        if month > start:
            start = month  # «دی ماه سال ۱۳۹۳ وزیر گفت»
            continue
        if key(text) in _SPANS and start + 1 < stop and tokens[start + 1].text.isdigit():
            start += 2  # «سال ۱۳۹۰ وزیر گفت»
            continue
        if key(text) == "همزمان" and start + 1 < stop and tokens[start + 1].text not in _TOGETHER:
            start += 1  # «همزمان دولت گفت», but not «همزمان با باران»
            continue
        office = text == "نخست" and start + 1 < stop and key(tokens[start + 1].text) == "وزیر"
        if office or not (is_adverb(tokens[start]) or _is_furniture(tokens, start, stop) or not text[0].isalnum()):
            break
        start += 1
    return start


def _is_later(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether «چند روز بعد» or «دو سال پیش» stands at a token, and no «از» behind it."""
    words = [key(token.text) for token in tokens[at : min(at + 4, stop)]]
    counted = len(words) == 4 and (words[0] in CARDINALS or words[0] in ("چند", "چندین") or words[0].isdecimal())
    return counted and words[1] in _TIMES and _is_after(tokens, at + 2)


def _is_after(tokens: Sequence[Token], at: int) -> bool:
    """Whether «بعد» stands at a token, and no «از» behind it."""
    return key(tokens[at].text) in ("بعد", "پیش", "قبل") and key(tokens[at + 1].text) != "از"


def is_by_whom(tokens: Sequence[Token], at: int) -> bool:
    """Whether «توسط» or «از سوی» ends at a token: who does it follows."""
    word = key(tokens[at].text)
    return word == "توسط" or (word in WORDS["by_whom"] and tokens[at - 1].text == "از")


def _month_end(tokens: Sequence[Token], start: int, stop: int) -> int:
    """The token after «دی ماه» or «پانزدهم شهریورماه», else `start`; a year is passed over by itself."""
    at = start + 1 if key(tokens[start].text) in _DAYS or tokens[start].text.isdecimal() else start
    word = key(tokens[at].text) if at < stop else ""
    if word.removesuffix("ماه") in _MONTHS and word.endswith("ماه"):
        return at + 1
    written = word in _MONTHS and at + 1 < stop and tokens[at + 1].text == "ماه"
    return at + 2 if written else start


_TOGETHER = frozenset(("با", "در"))
_A_WHILE = frozenset("ساعاتی ساعتی لحظاتی لحظهای دقایقی مدتی چندی اندکی روزی ماهها سالها هفتهها روزها".split())
_MONTHS = frozenset(JALALI_MONTHS)
_DAYS = frozenset(ORDINALS)
_TIMES = frozenset("روز ساعت ماه سال هفته دقیقه".split())


def _is_left_over(tokens: Sequence[Token], phrase: tuple[int, int]) -> bool:
    """Whether a phrase is left over from the page: a date, a code, an hour."""
    return tokens[phrase[0]].text.isdigit() and not (
        phrase[1] - phrase[0] > 1 and key(tokens[phrase[0] + 1].text) in _COUNTED
    )


def _is_furniture(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether a number is left over from the page, an office or another number following it."""
    after = tokens[at + 1].text if at + 1 < stop else "0"
    return tokens[at].text.isdigit() and (not after[0].isalpha() or key(after) in TITLE_HEADS)


def _before_object(tokens: Sequence[Token], start: int, end: int, names: Mapping[int, Known], *, direct: bool) -> int:
    """Where the subject ends in «سخنگوی شورا | این تصمیم را»: after a known name or office, or before «این».

    Where that cannot be told, there is none (`start`) if the object marker follows directly, else it ends at `end`.
    """
    known = names.get(start)
    stop = known.end if known else None
    if stop is not None and stop < end and key(tokens[stop].text) in TITLE_HEADS and stop in names:
        stop = names[stop].end
    if stop is None and key(tokens[start].text) in TITLE_HEADS:
        stop = next((names[at].end for at in range(start + 1, end) if at in names), None)
    if stop is not None and stop < end:
        return stop
    for at in range(start + 1, end):
        word = key(tokens[at].text)
        title = key(tokens[at - 1].text) in TITLE_HEADS  # «وزیر این کشور», but «وزیر | این گزارش را»
        held = title and at + 1 < end and key(tokens[at + 1].text) in _HELD
        number = word in CARDINALS or word.isdecimal()
        counted = number and at + 1 < end and key(tokens[at + 1].text) in _COUNTED
        if (word in _ARTICLE and not held) or word in _QUANTIFIERS or counted:
            return at  # «پلیس | دو نفر را …»
    cut = _before_verbal_noun(tokens, start, end, names)
    return cut if cut < end else start if direct else end


def set_off_end(tokens: Sequence[Token], start: int, stop: int) -> int | None:
    """Where «در این میان» or «از سوی دیگر» ends, after which a subject may begin; None for any other phrase."""
    after = fixed_phrase_end(tokens, start, stop)
    if after is None and start + 2 < stop and key(tokens[start].text + tokens[start + 1].text) in _IN_THIS:
        after = start + 3 if key(tokens[start + 2].text) in WORDS["meanwhile"] else None
    return after if after is not None and after < stop else None


_IN_THIS = frozenset(("دراین", "درهمین", "باهمین", "بااین"))


def phrase_start(tokens: Sequence[Token], start: int, stop: int, names: Mapping[int, Known] = _NONE) -> int | None:
    """Where «در این دیدار» ends and a subject may begin; None where the end of the phrase cannot be told."""
    at = start + 1
    head = key(tokens[start].text)
    timed = _time_of_day_end(tokens, start, stop)
    if timed is not None:
        return timed if timed < stop else None
    set_off = fixed_phrase_end(tokens, start, stop)
    if set_off is not None:
        return set_off if set_off < stop else None
    if head in _BEFORE_OR_AFTER and _is_deed_of(tokens, start, stop):
        return None
    if head == "در" and at + 1 < stop and key(tokens[at].text) == "طی" and key(tokens[at + 1].text) in _ARTICLE:
        at += 1
    if at < stop and head == "در" and key(tokens[at].text) in _PARTS_OF_TALK:
        at += 1
        if at < stop and key(tokens[at].text) in _ARTICLE:
            at += 2
        elif at < stop and key(tokens[at].text) in WORDS["talk"]:
            at += 2 if at + 1 < stop and tokens[at + 1].text == "خود" else 1
        return at if at < stop else None
    if at + 1 < stop and key(tokens[at].text) in _ARTICLE:
        at += 2
        if at < stop and key(tokens[at].text) in WORDS["after_this"]:
            at += 1
        return at if at < stop else None
    report = head == "به" and at < stop and tokens[at].text in ("گزارش", "نقل")
    if report and stop < len(tokens) and tokens[stop].text in _BREAKS:
        return None
    for at in range(start + 1, min(start + _LOOK, stop)):
        word = key(tokens[at].text)
        known = names.get(at)
        if known is not None and known.person and at > start + 2 and key(tokens[at - 1].text) not in PREPOSITIONS:
            return at
        if report and not (word in PRONOUNS and word != "ما") and (word not in TITLE_HEADS or not _ended(names, at)):
            continue
        if word in PRONOUNS or (
            word in TITLE_HEADS and at > start + 2 and key(tokens[at - 1].text) not in PREPOSITIONS
        ):
            return at
    return None


def _time_of_day_end(tokens: Sequence[Token], start: int, stop: int) -> int | None:
    """The token after «پیش از ظهر امروز», with which a sentence opens, or None where none does."""
    words = [key(token.text) for token in tokens[start : min(start + 4, stop)]]
    if len(words) < 4 or words[0] not in _BEFORE_OR_AFTER or words[1:3] != ["از", "ظهر"] or words[3] not in _LEADING:
        return None
    at = start + 4
    while at < stop and key(tokens[at].text) in _LEADING:
        at += 1
    return at


def _is_deed_of(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether «پس از سفر رضا کاویانی به ساحل،» is a phrase of its own: whose deed it is, is no subject behind it."""
    closed = stop < len(tokens) and tokens[stop].text == "،"
    after = key(tokens[start + 2].text) if start + 2 < stop else ""
    return closed and tokens[start + 1].text == "از" and after in WORDS["talk"] | _DEEDS_OF


_DEEDS_OF = frozenset("سفر حضور ورود بازگشت خروج انتخاب استعفا اظهارات سخنان سخنرانی".split())
_BEFORE_OR_AFTER = frozenset(("پیش", "قبل", "پس", "بعد"))


def fixed_phrase_end(tokens: Sequence[Token], start: int, stop: int) -> int | None:
    """The token after a phrase that only links sentences («از سوی دیگر», «از این رو»), or None where none opens."""
    word = key(tokens[start].text)
    if word not in _FIXED_HEADS:
        return None
    for at in range(start + 1, min(start + _FIXED, stop)):
        word += key(tokens[at].text)
        if word in _FIXED_PHRASES:
            return at + 1
    return None


_FIXED_PHRASES = WORDS["fixed_phrase"]  # each written as one word
_FIXED_HEADS = frozenset(("از",))
_FIXED = 4  # words


def _ended(names: Mapping[int, Known], at: int) -> bool:
    """Whether a known name ends at token `at`."""
    return any(names[start].end == at for start in range(max(0, at - 8), at) if start in names)


def inside_title(tokens: Sequence[Token], start: int, at: int, stop: int) -> bool:
    """Whether the preposition at `at` belongs to an office: «نماینده مردم قم در مجلس», «سفیر هند در ایران»."""
    after = key(tokens[at + 1].text) if at + 1 < stop else ""
    word = key(tokens[at].text)
    if word == "در":
        return after in _NAME_IN and any(key(tokens[k].text) in _SENT for k in range(start, at))
    if word == "از":
        share = any(tokens[k].text == "درصد" for k in range(start, min(start + 3, at)))  # «58 درصد از مردم»
        some = any(key(tokens[k].text) in _SOME_OF for k in range(start, min(start + 2, at)))
        first = all(tokens[k].text != "از" for k in range(start, at))  # «بسیاری از مردم | از او …»
        return (
            share or (some and first) or (at - start > 2 and key(tokens[at - 1].text) in _SOME_OF)
        )  # «وزیر و شماری از همکارانش»
    if word == "به":
        return key(tokens[at - 1].text) in _TAKES_TO
    return word in ("بر", "با") and at > start and key(tokens[at - 1].text) in ("ناظر", "ناظران", "مبارزه", "مقابله")


def _has_verb(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(key(tokens[at].text) in _VERB_LIKE for at in range(start, end))
