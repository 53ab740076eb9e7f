"""The gazetteer: countries, places, agencies, outlets and well-known persons by name, and the words of organisations.

Names are looked up by their letters alone, so that «بی بی سی» and «بیبیسی», with half-spaces or without, are one.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from ravi.persian.tables import read_table
from ravi.persian.verbs import key
from ravi.record import EntityType

Sort = Literal["country", "place", "agency", "outlet", "person"]


class Known(NamedTuple):
    """A name of the tables: what a record calls its bearer, and whether the name is an ordinary word too."""

    name: str
    type: EntityType
    sort: Sort
    word: bool = False


def _read_names() -> dict[str, Known]:
    names: dict[str, Known] = {}

    def add(known: Known, *spellings: str) -> None:
        for spelling in spellings:
            if spelling:
                names["".join(key(word) for word in spelling.split())] = known

    for (name,) in read_table("surnames"):
        add(Known(name, "PER", "person"), name)
    for (name,) in read_table("places"):
        add(Known(name, "LOC", "place"), name)
    for name, also in read_table("countries"):
        add(Known(name, "GPE", "country"), name, *also.split("|"))
    for name, kind, word, also in read_table("outlets"):
        sort: Sort = "agency" if kind == "agency" else "outlet"
        add(Known(name, "ORG", sort), name, *also.split("|"))
        _AMBIGUOUS.update({key(word): Known(name, "ORG", sort, True)} if word else {})
    return names


_AMBIGUOUS: dict[str, Known] = {}
_NAMES = _read_names()
_CAPITALS = {
    "".join(key(word) for word in spelling.split()): country_name.name
    for country, spellings in read_table("capitals")
    if (country_name := _NAMES.get("".join(key(word) for word in country.split())))
    for spelling in spellings.split("|")
}
_OPENINGS = frozenset(name[:size] for name in _NAMES for size in range(1, len(name) + 1))
_WORDS = {word: (int(opens), int(alone), int(goes)) for word, opens, alone, goes in read_table("organisations")}
_ORDINARY = frozenset(word for (word,) in read_table("ordinary"))


def find_known(words: Sequence[str], at: int) -> tuple[int, Known] | None:
    """The longest known name that opens at word `at`, and the word after it. Words are keys (`verbs.key`).

    >>> find_known("وزیر کره شمالی گفت".split(), 1)
    (3, Known(name='کره شمالی', type='GPE', sort='country', word=False))
    """
    found, letters = None, ""
    for end in range(at, min(at + 5, len(words))):
        letters += words[end]
        if letters not in _OPENINGS:
            break
        if letters in _NAMES:
            found = end + 1, _NAMES[letters]
    return found


def outlet_of(word: str) -> Known | None:
    """The agency or outlet whose short name is an ordinary word: only for a place where such a name is due.

    >>> outlet_of("فارس").name
    'خبرگزاری فارس'
    """
    return _AMBIGUOUS.get(word)


def country_of(word: str) -> str | None:
    """The country that a word, or several without their spaces, names.

    >>> country_of("امریکا"), country_of("تهران")
    ('آمریکا', None)
    """
    known = _NAMES.get(word)
    return known.name if known and known.sort == "country" else None


def governed_from(words: Sequence[str]) -> str | None:
    """The country of which some words, as keys, name the capital.

    >>> governed_from(["مسکو"]), governed_from(["اصفهان"])
    ('روسیه', None)
    """
    return _CAPITALS.get("".join(words))


def opens_organisation(word: str) -> int:
    """How often, in a hundred, the word opens an organisation's name."""
    return _WORDS.get(word, (0, 0, -1))[0]


def is_organisation(word: str) -> int:
    """How often, in a hundred, the word alone names an organisation where it opens no longer name."""
    return _WORDS.get(word, (0, 0, -1))[1]


def is_ordinary(word: str) -> bool:
    """Whether the word is a frequent one that is hardly ever part of a person's name."""
    return word in _ORDINARY


def continues_organisation(word: str) -> int | None:
    """How often, in a hundred, the word belongs to the organisation's name before it; None where that is not known."""
    share = _WORDS.get(word, (0, 0, -1))[2]
    return share if share >= 0 else None


def joins_organisation(before: str, after: str) -> bool:
    """Whether «و» or a comma between two words stays inside an organisation's name: «راه و شهرسازی»."""
    return f"{before} {after}" in _WORDS
