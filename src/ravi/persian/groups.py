"""Groups: people in the plural whom a text describes but does not name («معترضان», «نیروهای امنیتی», «سه مظنون دیگر»).

A group is a noun of `data/people.tsv` in the plural, or in the singular after a number, with the adjectives and the
name after it. Two phrases for one group have their stem in common: «تروریست» of «تروریستان» and «گروههای تروریستی».
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from ravi.persian.gazetteer import country_of, find_known
from ravi.persian.numbers import CARDINALS
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS

Sort = Literal["fighters", "crowd", "forces", "officials", "public", "trade", "creed", "nation", "body"]
_LENGTH = 7  # words: no phrase is longer
COUNTED = "نفر"
"""The stem of those of whom only the number is told («21 نفر», «دو تن»)."""


class Noun(NamedTuple):
    """What a word says of a group: its kind, its singular, whether an ezafe shows, whether words must follow."""

    sort: Sort
    stem: str
    linked: bool = False
    owner: bool = False


class Group(NamedTuple):
    """A phrase for a group: tokens `[start, end)`, of which `head` is the noun."""

    start: int
    end: int
    head: int
    noun: Noun


_STOPS = PREPOSITIONS | WORDS["phrase_end"] | {"و", "که", "را", "ها", "های", "خود"}
_OF_SOMEBODY = WORDS["pronoun"] | {"آن"}


def _read_nouns() -> tuple[dict[str, Noun], dict[str, Noun], dict[str, set[str]]]:
    plurals: dict[str, Noun] = {}
    singulars: dict[str, Noun] = {}
    beside: dict[str, set[str]] = {}
    for sort, form, words in read_table("people"):
        if sort == "-":
            beside.setdefault(form, set()).update(words.split())
            continue
        for word in words.split():
            if form == "noun":
                singulars.setdefault(word, Noun(sort, word))  # type: ignore[arg-type]
                forms = [f"{word}ها", _animate(word)]
            else:
                forms = [word]
            stem = word if form == "noun" else word[:-2] if word.endswith(("ین", "ان", "ها")) else word
            for plural in forms:
                noun = Noun(sort, stem, False, form == "owner")  # type: ignore[arg-type]
                plurals.setdefault(plural, noun)
                if plural.endswith(("ا", "ان")):
                    plurals.setdefault(f"{plural}ی", noun._replace(linked=plural.endswith("ا")))
                if plural.endswith("ها"):
                    plurals.setdefault(f"{plural}یی", noun)
    return plurals, singulars, beside


def _animate(word: str) -> str:
    if word.endswith("ه"):
        return f"{word[:-1]}گان"
    return f"{word}یان" if word.endswith(("ا", "و")) else f"{word}ان"


_PLURALS, _SINGULARS, BESIDE = _read_nouns()
"""`BESIDE`: the words of sort «-», by their form."""
_NATIONS, _ADJECTIVES, _EMPTY = BESIDE["gentilic"], BESIDE["adjective"], BESIDE["empty"]
_COUNTED, _SUFFERING, _DYNASTIES = BESIDE["counted"], BESIDE["suffering"], BESIDE["dynasty"]
_STEMS = frozenset(noun.stem for noun in _PLURALS.values() if noun.sort in ("fighters", "crowd", "creed"))


def is_gentilic(word: str) -> bool:
    """Whether a word says of which country or people somebody is.

    >>> is_gentilic("عراقی"), is_gentilic("خوبی")
    (True, False)
    """
    return word in _NATIONS or (word.endswith("ی") and _is_of_country(word))


def _is_of_country(word: str) -> bool:
    return bool(country_of(word[:-1]) or (word.endswith("ایی") and country_of(word[:-2])))


def group_noun(word: str) -> Noun | None:
    """What a word, folded and without half-spaces, says of a group; None where it is no plural of people.

    >>> group_noun("تروریستها").stem, group_noun("میز")
    ('تروریست', None)
    """
    noun = _PLURALS.get(word)
    if noun is None and len(word) > 4:
        for ending in ("های", "هایی", "ها", "ان"):
            if word.endswith(ending) and is_gentilic(word[: -len(ending)]):
                return Noun("nation", word[: -len(ending)], ending == "های")
    return noun


def is_person(word: str) -> bool:
    """Whether a word is the singular of a noun for people.

    >>> is_person("آشوبگر"), is_person("میز")
    (True, False)
    """
    return word in _SINGULARS


def is_trade(word: str) -> bool:
    """Whether a word says what a person does: «فعال», «اقتصاددان», but not «زن».

    >>> is_trade("اقتصاددان"), is_trade("زن")
    (True, False)
    """
    noun = _SINGULARS.get(word)
    return noun is not None and noun.sort in ("trade", "officials", "forces")


def is_adjective(word: str) -> bool:
    """Whether a word narrows a group or an institution: «امنیتی», «عراقی»."""
    return word in _ADJECTIVES or is_gentilic(word)


def stem_of(words: Sequence[str], group: Group) -> str:
    """What tells this group from others: its stem and the words that narrow it.

    >>> words = "گروههای تروریستی".split()
    >>> stem_of(words, next(find_groups(words, {})))
    'تروریست'
    """
    narrowing = [word for word in words[group.head + 1 : group.end] if word not in ("دیگر", "ناشناس", "،")]
    if words[group.head] in _EMPTY and narrowing:
        for base in (narrowing[0], narrowing[0].removesuffix("ی")):
            if base in _STEMS:
                return " ".join((base, *narrowing[1:]))
    stem = words[group.head].removesuffix("ی") if group.noun.owner else group.noun.stem
    return " ".join((stem, *narrowing))


def find_groups(words: Sequence[str], names: Mapping[int, int]) -> Iterator[Group]:
    """The groups of a text whose words are keys (`verbs.key`). `names` gives the end of each name by its start."""
    at = 0
    while at < len(words):
        found = _counted(words, at, names) or _group(words, at, names) if at not in names else None
        if found:
            yield found
        at = max(at + 1, found.end if found else names.get(at, 0))


def _group(words: Sequence[str], at: int, names: Mapping[int, int]) -> Group | None:
    if words[at] == "آل" and words[at + 1 : at + 2] and words[at + 1] in _DYNASTIES:
        return Group(at, at + 2, at + 1, Noun("nation", words[at + 1]))
    noun = group_noun(words[at])
    if noun is None or (noun.owner and words[at].endswith("ها")):
        return None
    if words[at] in BESIDE["states"] and find_known(words, at + 1):
        return None  # «کشورهای ایران، روسیه و سوریه»: a list of names
    end = _narrowed(words, at, names, noun)
    if noun.owner and end == at + 1:
        return None
    return Group(at, end, at, noun)


def _counted(words: Sequence[str], at: int, names: Mapping[int, int]) -> Group | None:
    """«13 پلیس عراق», «سه مظنون دیگر»; «21 نفر» only beside a word of what befell or what they did."""
    word = words[at]
    many = word in CARDINALS or (word.isdecimal() and len(word) < 7)
    if not many or word in ("یک", "1", "0") or at + 1 >= len(words):
        return None
    head = at + 1
    while head + 1 < min(len(words), at + 4) and words[head] in ("هزار", "میلیون", "صد"):
        head += 1
    if words[head] in _COUNTED:
        if not _SUFFERING.intersection(words[head + 1 : head + 10]):
            return None
        end = head + 2 if words[head + 1 : head + 2] == ["دیگر"] else head + 1
        return Group(at, end, head, Noun("public", COUNTED))
    noun = _SINGULARS.get(words[head])
    if noun is None:
        return None
    return Group(at, _narrowed(words, head, names, noun), head, noun)


def _narrowed(words: Sequence[str], head: int, names: Mapping[int, int], noun: Noun) -> int:
    """The token after the words that say which of those people are meant."""
    at, stop = head + 1, min(len(words), head + _LENGTH)
    if at < stop and (noun.linked or noun.owner) and at not in names:
        if words[at] in WORDS["demonstrative"] and at + 1 < stop and words[at + 1].isalpha():
            return at + 2
        if words[at] in _OF_SOMEBODY:
            return at + 1
        inner = group_noun(words[at])
        if inner is not None:
            return _narrowed(words, at, names, inner._replace(linked=False, owner=False))
        if noun.linked and words[at].isalpha() and words[at] not in _STOPS and words[at] not in FORMS:
            at += 1
        elif noun.owner and words[at] in BESIDE["institution"]:
            at += 1  # «سران ارتش»
    while at < stop:
        if at in names:
            return names[at]
        known = find_known(words, at)
        if known and known[1].sort in ("country", "place"):
            return known[0]
        if is_gentilic(words[at]) or words[at] in _ADJECTIVES:
            at += 1
        elif words[at] in ("و", "،") and at > head + 1 and _can_follow(words, at + 1):
            at += 2
        else:
            break
    return at


def _can_follow(words: Sequence[str], at: int) -> bool:
    return at < len(words) and (is_gentilic(words[at]) or words[at] in _ADJECTIVES)
