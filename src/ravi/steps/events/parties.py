"""Parties: which entities of the article a phrase names."""

from collections.abc import Sequence

from ravi.persian.actors import HONORIFICS, OFFICE_HEADS
from ravi.persian.groups import group_noun, is_adjective, is_person
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PRONOUNS, TITLE_HEADS
from ravi.persian.predicates import EVENT_WORDS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS
from ravi.steps.events.cast import Named
from ravi.steps.events.text import Text

_PARTIES = ("PER", "ORG", "GPE", "GROUP")
_OFFICERS = OFFICE_HEADS - WORDS["no_office"] - EVENT_WORDS["no_officer"]
_TRANSPARENT = EVENT_WORDS["transparent"]
_DEPTH = 4  # words into a phrase among which a party is looked for
_LONGEST = 6  # words after the noun of a group
_BARE = range(2, 4)  # words of an office of which no name is the end: «وزیر خارجه»
_THEIR = frozenset("او وی آنها آنان ایشان".split())
_OFFICE = 4  # words of an office that are compared
_LETTERS = 8  # letters at least that two offices have in common


def parties(text: Text, at: Sequence[int], *, loose: bool = False, states: bool = True) -> tuple[int, ...]:
    """The entities that a phrase of tokens `at` names, those joined by «و» or a comma all of them.

    None where it names nobody. `loose` also takes a name from inside the phrase («با استرداد او به پرو»); with
    `states` a capital stands for its state.
    """
    found: list[Named] = []
    place, end = 0, len(at)
    while place < end and text.words[at[place]] in EVENT_WORDS["leading"]:
        place += 1
    while place < end:
        named = _head(text, at, place, loose=loose and not found, depth=1 if found else 3)
        if named is not None and named.type == "LOC":
            named = text.cast.government(named) if states else None
        if named is None:
            break
        if found and found[-1].type == named.type == "GROUP" and _wants_more(text, found[-1]):
            found.pop()  # «رهبران و نمایندگان احزاب» are one phrase
        if named.type == "GROUP":
            named = _of_whom(text, at, named)
        found.append(named)
        while place < end and (at[place] < named.end or _is_still(text, at[place], named)):
            place += 1
        while place < end and text.words[at[place]] not in ("و", "،", "-", "–"):
            if named.type == "PER" and _are_offices(text.words[at[place]]):
                place = end  # «نیکنام و پارسا | روسای جمهوری هند و عراق»
            place += 1
        place += 1
    return tuple(dict.fromkeys(named.entity for named in found))


def _head(text: Text, at: Sequence[int], place: int, *, loose: bool, depth: int) -> Named | None:
    """The mention that heads the phrase which opens at a place."""
    word = text.words[at[place]]
    named = text.named.get(at[place])
    if word in TITLE_HEADS or word in HONORIFICS or (named is not None and named.kind == "title"):
        person = _person(text, at, place) or _by_office(text, at, place)
        if person is not None:
            return person
        end = _office_end(text, at, place) if word in _OFFICERS and named is None else place
        alone = place + 1 == len(at) and word in EVENT_WORDS["one_of_a_kind"] and named is None
        if end > place + 1 or alone:
            end = max(end, place + 1)
            return text.cast.party(at[place], at[end - 1] + 1, "PER")
    if named is not None and named.type in _PARTIES:
        return named
    if loose and named is None and word in EVENT_WORDS["thing"]:
        return None
    if _is_capital(text, named):
        return named
    if named is None and is_person(word):
        end = _office_end(text, at, place)  # «جاسوس اسراییل»
        if end > place + 1:
            return text.cast.party(at[place], at[end - 1] + 1, "PER")
        if len(at) == 1 and not is_adjective(word) and word not in CARDINALS:
            return text.cast.party(at[0], at[0] + 1, "PER")  # «متهم | را بازداشت کردند»
    if word in PRONOUNS or word == "و":
        return None
    limit = len(at) if loose else place + (_DEPTH if word in _TRANSPARENT or word in TITLE_HEADS else depth)
    for here in range(place + 1, min(limit, len(at))):
        if text.words[at[here]] == "و" and (not loose or (named is not None and named.type == "LOC")):
            return None  # «به غزه و | همراهی فرانسه»
        if word in _TRANSPARENT and text.words[at[here]] in TITLE_HEADS:
            return _head(text, at, here, loose=False, depth=1)  # «خودروی | سفیر هند»
        inner = text.named.get(at[here])
        if inner is not None and inner.type in _PARTIES and inner.first == at[here]:
            return inner
    return None


def _are_offices(word: str) -> bool:
    """Whether a word is the plural of an office: «روسای», «وزیران»."""
    noun = group_noun(word.removesuffix("ی")) or group_noun(word)
    return noun is not None and noun.sort == "officials"


def _is_still(text: Text, at: int, named: Named) -> bool:
    """Whether a longer mention of the same party goes on at a token: «مقامهای ترکیه | و آمریکا»."""
    inside = text.named.get(at)
    return inside is not None and inside.entity == named.entity and inside.first == named.first


def _is_capital(text: Text, named: Named | None) -> bool:
    return named is not None and named.type == "LOC" and text.cast.is_capital(named)


def _wants_more(text: Text, named: Named) -> bool:
    """Whether a group of one word says nothing without the words after it: «رهبران»."""
    head = group_noun(text.words[named.first])
    return named.end - named.first == 1 and (head is None or head.owner or head.sort == "officials")


def _of_whom(text: Text, at: Sequence[int], named: Named) -> Named:
    """The group with the words that say whose it is: «رهبران | احزاب مخالف», which the name leaves out."""
    head = group_noun(text.words[named.end - 1])
    if head is None or not (head.owner or head.sort == "officials"):
        return named
    rest = [here for here in at if here >= named.end]
    end = named.end
    for here in rest[:_LONGEST]:
        if here != end or not text.words[here][0].isalpha() or text.words[here] in FORMS:
            break
        end = here + 1
    while end > named.end and text.words[end - 1] in ("و", "این", "آن"):
        end -= 1
    return text.cast.party(named.first, end, "GROUP") if end > named.end else named


def _office_end(text: Text, at: Sequence[int], place: int) -> int:
    """Where in the phrase an office ends: behind a name («وزیر خارجه عراق»), or before what cannot belong to it."""
    for here in range(place + 1, len(at)):
        named = text.named.get(at[here])
        if named is not None:
            end = next((last for last in range(here, len(at)) if at[last] >= named.end), len(at))
            last = at[-1]
            abroad = end < len(at) and text.words[at[end]] == "در" and text.named.get(last) is not None
            return len(at) if abroad else end
        if here == place + 1 and text.words[at[here]] in _THEIR:
            return here + 1  # «فرمانده او»
        if text.words[at[here]] == "و" and here + 1 < len(at) and _is_of_office(text, at[here + 1]):
            continue  # «وزیر دارایی و اقتصاد ترکمنستان»
        if not text.words[at[here]][0].isalpha() or text.words[at[here]] in ("و", "را"):
            return _bare_end(text, at, place, here)
    return _bare_end(text, at, place, len(at))


def _bare_end(text: Text, at: Sequence[int], place: int, end: int) -> int:
    """The end of an office in which no name stands, where it is short and says nothing else: «وزیر خارجه»."""
    words = [text.words[here] for here in at[place:end]]
    return end if len(words) in _BARE and not any(word in FORMS or word.endswith("شده") for word in words) else place


def _is_of_office(text: Text, at: int) -> bool:
    """Whether a word after «و» names the other half of a ministry, and nobody."""
    word = text.words[at]
    return at not in text.named and not (word in TITLE_HEADS or group_noun(word) or is_person(word))


def _person(text: Text, at: Sequence[int], place: int) -> Named | None:
    """The person whose name stands in the phrase after his office, before «و»."""
    for here in range(place, len(at)):
        named = text.named.get(at[here])
        if text.words[at[here]] == "و" and here > place and named is None:
            break
        if named is not None and named.type == "PER":
            return named
    return None


def _by_office(text: Text, at: Sequence[int], place: int) -> Named | None:
    """The person of the article whose office opens with the same words."""
    words = [text.words[one] for one in at[place : place + _OFFICE]]
    letters = "".join(words)
    alone = len(words) == 1 and words[0] in EVENT_WORDS["one_of_a_kind"]
    for entity, office in text.cast.offices:
        own = "".join(office[:_OFFICE])
        size = min(len(letters), len(own))
        if (alone or size >= _LETTERS) and letters[:size] == own[:size]:
            return Named(at[place], at[min(place + len(words), len(at)) - 1] + 1, entity, "title", "PER")
    return None
