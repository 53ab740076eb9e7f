"""Actors: what a noun phrase that names a speaker or a source says of him: his name, his office, or neither."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from ravi.persian.gazetteer import is_ordinary
from ravi.persian.groups import is_trade
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS, PRONOUNS, TITLE_HEADS
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import key
from ravi.record import EntityType, Token

Kind = Literal["name", "title", "pronoun", "same", "group"]
Range = tuple[int, int]

HONORIFICS = WORDS["honorific"]
OFFICE_HEADS = TITLE_HEADS - HONORIFICS  # what opens an office, not only a form of address
ORG_HEADS = WORDS["organisation"]
_SAME_ORG = WORDS["spoken_organisation"]
_PEOPLE = WORDS["people"]
_FAMILY_ENDS = ("نژاد", "زاده", "پور", "نیا", "فر", "آبادی", "یان", "لو", "راد")
_AFTER_FAMILY = WORDS["after_family"]
_PLACES: dict[str, str] = {row[0]: row[1] for row in read_table("names")}
GIVEN = WORDS["given"] | frozenset(word for word, place in _PLACES.items() if place == "given")
FAMILY = frozenset(word for word, place in _PLACES.items() if place == "family")


NAMING = GIVEN | HONORIFICS


class Actor(NamedTuple):
    """Token ranges `[start, end)` of a phrase's parts."""

    kind: Kind
    type: EntityType
    name: Range | None = None
    role: Range | None = None


def parse_actor(tokens: Sequence[Token], start: int, end: int) -> Actor:
    """What the noun phrase of tokens `[start, end)` says.

    >>> from ravi.steps.tokens import find_tokens
    >>> parse_actor(find_tokens("علی شمخانی، دبیر شورای عالی امنیت"), 0, 7)
    Actor(kind='name', type='PER', name=(0, 2), role=(3, 7))
    >>> parse_actor(find_tokens("وی"), 0, 1).kind
    'pronoun'
    """
    while start < end and not tokens[start].text[0].isalnum():
        start += 1
    while end > start and not tokens[end - 1].text[0].isalnum() and tokens[end - 1].text != ")":
        end -= 1
    if start >= end:
        return Actor("same", "PER")
    head = key(tokens[start].text)
    if head in PRONOUNS and end - start <= 2:
        return Actor("pronoun", "GROUP" if head in ("آنها", "آنان", "ما", "اینها", "اینان") else "PER")
    if head in ("این", "همین", "آن") and end - start >= 2:
        noun = key(tokens[start + 1].text)
        if noun.endswith("ها") or (end - start > 2 and tokens[start + 2].text == "ها"):
            return Actor("same", "GROUP")
        return Actor("same", "ORG" if noun in _SAME_ORG else "GROUP" if noun in _PEOPLE else "PER")
    parts = _parts(tokens, start, end)
    if len(parts) > 1:
        titles = [part for part in parts if key(tokens[part[0]].text) in OFFICE_HEADS]
        names = [part for part in parts if part not in titles]
        if titles and any(tokens[at].text == "و" for name in names for at in range(*name)):
            return _one_part(tokens, start, end)  # «مدیرکل میراث فرهنگی، صنایع دستی و گردشگری»: one long office
        if titles and names and not _is_organisation(tokens, names[0]):
            inner = parse_actor(tokens, *names[0])
            return Actor("name", "PER", inner.name or names[0], titles[0])
        if not titles:
            return _one_part(tokens, start, parts[0][1])
        if len(titles) == len(parts):
            first = _one_part(tokens, *titles[0])
            return first if first.kind == "name" else Actor("title", "PER", None, titles[0])
    return _one_part(tokens, start, end)


def _parts(tokens: Sequence[Token], start: int, end: int) -> list[Range]:
    parts, first = [], start
    for at in range(start, end):
        mark = tokens[at].text
        if (
            mark in '«»"'
            and first < at
            and (key(tokens[first].text) in TITLE_HEADS or key(tokens[first].text) in ORG_HEADS)
        ):
            continue  # «رییس شورای روستای «پچت»»: the marks are inside the office
        if mark == "(":
            end = at  # what stands in brackets names nobody
            break
        if mark in ("،", "-", "–", "ـ", '"', "«", "»"):
            if at > first:
                parts.append((first, at))
            first = at + 1
    if first < end:
        parts.append((first, end))
    return parts


def _is_organisation(tokens: Sequence[Token], part: Range) -> bool:
    return key(tokens[part[0]].text) in ORG_HEADS


def _one_part(tokens: Sequence[Token], start: int, end: int) -> Actor:
    head = key(tokens[start].text)
    if head in _PEOPLE or (head == "یکی" and end - start > 1 and tokens[start + 1].text == "از"):
        kind: EntityType = "PER" if head == "یکی" else "GROUP"
        return Actor("group", kind, (start, end))
    if head in ORG_HEADS:
        return Actor("name", "ORG", (start, end))
    at = start
    while at < end and key(tokens[at].text) in HONORIFICS:
        at += 1
    learned = head == "استاد" and at == start + 1 and at < end and is_ordinary(key(tokens[at].text))
    if at > start and at < end and (key(tokens[at].text) in ORG_HEADS or learned):
        return Actor("title", "PER", None, (start, end))  # «استاد دانشگاه ساحل», «استاد علوم سیاسی»
    if at > start and at < end and key(tokens[at].text) not in TITLE_HEADS:
        stop = _before_office(tokens, at, end)
        first = at if stop - at > 1 else start  # «دکتر محمدی» keeps its honorific: a family name alone is too little
        return Actor("name", "PER", (first, stop), _office(tokens, at, end))
    start = at if at < end else start
    head = key(tokens[start].text)
    if head in TITLE_HEADS or (is_trade(head) and end - start > 1):
        name = find_name(tokens, start + 1, end)
        if name is not None and name[1] == end and _is_whose(tokens, start, name[0]):
            return Actor("group", "PER", (start, end)) if head == "یک" else Actor("title", "PER", None, (start, end))
        if name is not None and name[1] == end and (name[1] - name[0] > 1 or key(tokens[name[0]].text) in FAMILY):
            return Actor("name", "PER", name, (start, name[0]))
        if head == "یک":
            return Actor("group", "PER", (start, end))
        return Actor("title", "PER", None, (start, end))
    office = _office(tokens, start + 1, end)
    if office is not None:
        return Actor("name", "PER", (start, office[0]), office)
    kind = "GROUP" if head.endswith(_PLURAL_ENDS) else "PER"
    return Actor("name", kind, (start, end))


def _is_whose(tokens: Sequence[Token], start: int, name: int) -> bool:
    """Whether a name after an office is not its bearer's: «همسر علی رضایی», «رییس بیمارستان شهید مهدی رضایی»."""
    at = name
    while at - 1 > start and key(tokens[at - 1].text) in HONORIFICS:
        at -= 1
    words = "".join(key(token.text) for token in tokens[start:at])
    if key(tokens[at - 1].text) in PREPOSITIONS or key(tokens[at - 1].text) in WORDS["about_whom"]:
        return True  # «عضو کمیته پرونده رضا رستمی»
    return words in WORDS["relation"] or any(
        key(tokens[k].text) in WORDS["named_after"] for k in range(start + 1, name)
    )


_PLURAL_ENDS = ("کنندگان", "دهندگان", "ندگان", "گذاران", "گران", "های", "هایی")


def _office(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """The office that follows a name without a comma: «ابوالحسن فقیه | قائم مقام ستاد»."""
    for at in range(start, end):
        if key(tokens[at].text) in OFFICE_HEADS:
            return at, end
    return None


def _before_office(tokens: Sequence[Token], start: int, end: int) -> int:
    office = _office(tokens, start + 1, end)
    return office[0] if office else end


def find_name(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """The first person's name in tokens `[start, end)`: one or more given names and a family name."""
    for at in range(start, end):
        if key(tokens[at].text) in GIVEN:
            return at, name_end(tokens, at, end)
    return None


def name_end(tokens: Sequence[Token], start: int, end: int) -> int:
    """The token after the name that opens at `start`."""
    at = start + 1
    while at < end and key(tokens[at].text) in GIVEN:
        at += 1
    if at < end and _can_be_family(key(tokens[at].text)):
        at += 1
        while at < end and (key(tokens[at].text) in _AFTER_FAMILY or key(tokens[at].text) in FAMILY):
            at += 1
    return at


def _can_be_family(word: str) -> bool:
    return (
        word[0].isalpha()
        and len(word) > 2
        and word not in PREPOSITIONS
        and word not in TITLE_HEADS
        and word not in ORG_HEADS
        and (word in FAMILY or word.endswith(("ی", *_FAMILY_ENDS)) or word not in _COMMON)
    )


_COMMON = WORDS["no_family"]


class NameKey(NamedTuple):
    """What two names are compared by: the letters without honorifics and spaces, and the words."""

    letters: str
    words: frozenset[str]
    pieces: frozenset[str]  # its words after the first, parted at half-spaces too


def name_key(name: str) -> NameKey:
    """The key of a folded name.

    >>> name_key("دکتر علی رضایی").letters
    'علیرضایی'
    """
    words = [key(word) for word in name.replace('"', " ").split()]
    letters = "".join(word for word in words if word not in HONORIFICS or len(words) == 1)
    return NameKey(
        letters, frozenset(key(name).split()), frozenset(" ".join(name.split()[1:]).replace(ZWNJ, " ").split())
    )


def same_key(one: NameKey, other: NameKey) -> bool:
    """Whether two names can be one man's: the letters of one end, or its words are among, the other's."""
    if not one.letters or not other.letters:
        return False
    alone, whole = (one, other) if len(one.words) == 1 else (other, one)
    if len(alone.words) == 1 and "و" in whole.words:
        return False  # «نسرین» is not «نسرین و سارا»
    short, long = sorted((one.letters, other.letters), key=len)
    if short == long or (len(short) > 2 and long.endswith(short)):
        return True
    if len(alone.words) == 1 and alone.words <= whole.pieces - _AFTER_FAMILY:
        return True  # «حیدری» of «ابراهیم حیدری\u200cجناسمی»
    return min(len(one.words), len(other.words)) > 1 and (one.words <= other.words or other.words <= one.words)


def can_be_name(name: str) -> bool:
    """Whether no word of a folded name is one that names of persons hardly ever hold.

    >>> can_be_name("علی شمخانی"), can_be_name("شهر ساحل")
    (True, False)
    """
    return not any(is_ordinary(word) for word in map(key, name.split()) if word not in NAMING)


def fullness(name: str) -> tuple[int, int]:
    """How much a folded name says: its words without forms of address, then its length.

    >>> fullness("مجید انصاری") > fullness("حجت\u200cالاسلام انصاری")
    True
    """
    return sum(key(word) not in HONORIFICS for word in name.split()), len(name)


def same_name(one: str, other: str) -> bool:
    """Whether two names of persons can be one man's: the words of one end, or begin, the other.

    >>> same_name("محمود احمدی\u200cنژاد", "احمدی نژاد"), same_name("علی رضایی", "محسن رضایی")
    (True, False)
    """
    return same_key(name_key(one), name_key(other))
