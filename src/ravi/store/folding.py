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

FOLD_VERSION = 1
"""Goes up when the same text gives other words: then the index of a store is built again."""

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


class Word(NamedTuple):
    """A word of a text: its place, its letters with half-spaces removed, and its parts between them."""

    start: int
    end: int
    joined: str
    parts: tuple["Part", ...]


class Part(NamedTuple):
    """What stands between two half-spaces of a word."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, with their places in it: in order the same as those of `joined` and `spaced`.

    >>> [word.joined for word in words("«می\u200cرود»، ۱۲ بار")]
    ['میرود', '12', 'بار']
    """
    folded = text.translate(_LETTERS)
    for found in _WORD.finditer(folded):
        if _SEVERAL in found[0]:
            yield from _several(text, found.start(), found.end())
        elif whole := joined(found[0]):
            yield Word(found.start(), found.end(), whole, tuple(_parts(found[0], found.start())))


def _parts(folded: str, start: int) -> Iterator[Part]:
    for part in _PART.finditer(folded):
        if text := part[0].replace(_NOTHING, ""):
            yield Part(start + part.start(), start + part.end(), text)


def _several(text: str, start: int, end: int) -> Iterator[Word]:
    """The words of a stretch in which a character becomes several: each has the place of the whole."""
    for found in _WORD.finditer(letters(text[start:end])):
        if whole := joined(found[0]):
            yield Word(start, end, whole, tuple(Part(start, end, part.text) for part in _parts(found[0], 0)))
