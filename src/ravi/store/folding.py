"""The fold under which the index and a query see one text, whatever its spelling.

Letters and digits of one kind are equal, marks above and below letters, kashida and invisible signs are nothing, and
all that is no letter or digit parts words. A half-space is nothing («کتابها») in the one column of the index and a
space («کتاب ها») in the other. The words stand apart by spaces, so that any tokeniser sees the same ones.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ravi.persian.letters import FOLD, KASHIDA, ZWNJ

FOLD_VERSION = 2
"""Goes up when the same text gives other words or places: then the index of a store is built again."""

_NOTHING = "\x01"  # stands for what is left out, so that positions stay
_SEVERAL = "\x02"  # stands for a character that becomes several
_ALEF = {ord("آ"): "ا"}  # in search the madda is a mark like others
_WORD = re.compile("[^ ]+")
_PART = re.compile(f"[^ {ZWNJ}]+")


class _Letters(dict[int, str]):
    """What each character becomes, one for one; found when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char).translate(FOLD).translate(_ALEF)
        if char == ZWNJ:
            folded = ZWNJ
        elif len(plain.lower()) > 1:
            folded = _SEVERAL
        elif char == KASHIDA or unicodedata.category(char) in ("Mn", "Me", "Cf"):
            folded = _NOTHING
        else:
            folded = plain.lower() if plain.isalnum() else " "
        self[code] = folded
        return folded


_LETTERS = _Letters()


def letters(text: str) -> str:
    """The text with each character folded: `joined` and `spaced` make words of it.

    >>> joined(letters("كِتاب\u200cهای ۱۲ نفر")), spaced(letters("كِتاب\u200cهای ۱۲ نفر"))
    ('کتابهای 12 نفر', 'کتاب های 12 نفر')
    """
    folded = text.translate(_LETTERS)
    return _plain(text).translate(_LETTERS) if _SEVERAL in folded else folded


def _plain(text: str) -> str:
    """The text without characters that become several."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(char.lower()[0] if len(char.lower()) > 1 else char for char in composed)


def joined(folded: str) -> str:
    """The words of folded letters, half-spaces removed."""
    return folded.replace(ZWNJ, "").replace(_NOTHING, "")


def spaced(folded: str) -> str:
    """The words of folded letters, half-spaces as spaces."""
    return folded.replace(ZWNJ, " ").replace(_NOTHING, "")


def key_of(name: str) -> str:
    """A name without what differs between its spellings, spaces and half-spaces among them.

    >>> key_of("علي\u200cاكبر هاشمی") == key_of("علی اکبر هاشمي")
    True
    """
    return joined(letters(name)).replace(" ", "")


class Part(NamedTuple):
    """A word, or what stands between two half-spaces of one: its place and its letters."""

    start: int
    end: int
    text: str


def parts(text: str) -> list[Part]:
    """The words of a text with their places in it, in order the same as those of `spaced`.

    >>> [part.text for part in parts("«می\u200cرود»، ۱۲ بار")]
    ['می', 'رود', '12', 'بار']
    """
    places, said = places_and_letters(text)
    return [Part(start, end, word) for (start, end), word in zip(places, said, strict=True)]


def places_and_letters(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """The words of a text as two lists: their places, and their letters."""
    folded = text.translate(_LETTERS)
    found = list(_PART.finditer(folded))
    places, said = [one.span() for one in found], [one[0] for one in found]
    if _NOTHING in folded and _SEVERAL not in folded:
        said = [word.replace(_NOTHING, "") if _NOTHING in word else word for word in said]
        if "" in said:
            places = [place for place, word in zip(places, said, strict=True) if word]
            said = [word for word in said if word]
    elif _SEVERAL in folded:
        several = [
            (place, word)
            for place, word in zip(places, said, strict=True)
            for word in (letters(text[slice(*place)]) if _SEVERAL in word else word).replace(_NOTHING, "").split()
        ]
        return [place for place, _ in several], [word for _, word in several]
    return places, said


class Word(NamedTuple):
    """A word of a text: its place, its letters with half-spaces removed, and its parts between them."""

    start: int
    end: int
    joined: str
    parts: tuple[Part, ...]


def words(text: str) -> Iterator[Word]:
    """The words of a text, with their places in it: in order the same as those of `joined`.

    >>> [word.joined for word in words("«می\u200cرود»، ۱۲ بار")]
    ['میرود', '12', 'بار']
    """
    for found in _WORD.finditer(text.translate(_LETTERS)):
        start, end = found.span()
        inner = tuple(Part(start + one.start, start + one.end, one.text) for one in parts(text[start:end]))
        if _SEVERAL in found[0]:
            for whole in joined(letters(text[start:end])).split():
                yield Word(start, end, whole, tuple(Part(start, end, part) for part in whole.split()))
        elif whole := joined(found[0]):
            yield Word(start, end, whole, inner)
