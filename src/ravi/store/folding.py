"""The fold under which the index and a query see one text, whatever its spelling.

Letters and digits of one kind are equal, marks above and below letters, kashida and invisible signs are nothing, and
all that is no letter or digit parts words. A half-space is nothing («کتابها») in the one column of the index and a
space («کتاب ها») in the other. The words stand apart by spaces, so that any tokeniser sees the same ones.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from codecs import charmap_build, charmap_decode, charmap_encode
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
            folded = _SEVERAL if plain.strip(".!?") else " "
        elif char == KASHIDA or unicodedata.category(char) in ("Mn", "Me", "Cf"):
            folded = _NOTHING
        else:
            folded = plain.lower() if plain.isalnum() else " "
        self[code] = folded
        return folded


_LETTERS = _Letters()
_COMMON = "".join(
    chr(code)
    for first, last in (
        *((0, 0x7F), (0xA0, 0xA0), (0xAB, 0xAB), (0xBB, 0xBB), (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F)),
        *((0x621, 0x63A), (0x640, 0x652), (0x654, 0x654), (0x660, 0x66C), (0x670, 0x671), (0x67E, 0x67E)),
        *((0x686, 0x686), (0x698, 0x698), (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6C0, 0x6C2), (0x6CC, 0x6CC)),
        *((0x6F0, 0x6F9), (0x200C, 0x200F), (0x2013, 0x2014), (0x2018, 0x2019), (0x201C, 0x201D), (0x2026, 0x2026)),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)
_CODES = charmap_build(_COMMON)  # of what nearly all news consists of: no more than 256 characters
_FOLDED = _COMMON.translate(_LETTERS)


def _translated(text: str) -> str:
    """`text.translate(_LETTERS)`, several times as fast."""
    try:
        return charmap_decode(charmap_encode(text, "strict", _CODES)[0], "strict", _FOLDED)[0]
    except UnicodeEncodeError:
        return text.translate(_LETTERS)


def letters(text: str) -> str:
    """The text with each character folded: `joined` and `spaced` make words of it.

    >>> joined(letters("كِتاب\u200cهای ۱۲ نفر")), spaced(letters("كِتاب\u200cهای ۱۲ نفر"))
    ('کتابهای 12 نفر', 'کتاب های 12 نفر')
    """
    folded = letters_in_place(text)
    return _plain(text).translate(_LETTERS) if folded is None else folded


def letters_in_place(text: str) -> str | None:
    """As `letters`, one for each character; None where a character becomes several."""
    folded = _translated(text)
    return None if _SEVERAL in folded else folded


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
    folded = _translated(text)
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


class Located:
    """The letters of a text, its words apart by spaces and half-spaces, and where each stands in the text.

    >>> located = Located("كِتاب\u200cها، ۱۲ بار")
    >>> located.letters, located.span(0, 4)
    ('کتاب\u200cها  12 بار', (0, 5))
    """

    __slots__ = ("_gone", "_places", "_starts", "letters")

    def __init__(self, text: str) -> None:
        folded = _translated(text)
        self._places: list[tuple[int, int]] = []  # of the words, where some characters became several
        self._starts: list[int] = []
        self._gone: list[int] = []  # before which letter each was that is left out
        if _SEVERAL in folded:
            self._places, said = places_and_letters(text)
            folded = ""
            for at, word in enumerate(said):
                gap = text[self._places[at - 1][1] : self._places[at][0]].translate(_LETTERS) if at else " "
                folded += ZWNJ if ZWNJ in gap and " " not in gap else " "
                self._starts.append(len(folded))
                folded += word
        elif _NOTHING in folded:
            pieces = folded.split(_NOTHING)
            at = 0
            for piece in pieces[:-1]:
                at += len(piece)
                self._gone.append(at)
            folded = "".join(pieces)
        self.letters = folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where words stand in the text, the letters of which are these."""
        if self._places:
            first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
            return self._places[first][0], self._places[last][1]
        return start + bisect_left(self._gone, start), end + bisect_right(self._gone, end)


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
    for found in _WORD.finditer(_translated(text)):
        start, end = found.span()
        inner = tuple(Part(start + one.start, start + one.end, one.text) for one in parts(text[start:end]))
        if _SEVERAL in found[0]:
            for whole in joined(letters(text[start:end])).split():
                yield Word(start, end, whole, tuple(Part(start, end, part) for part in whole.split()))
        elif whole := joined(found[0]):
            yield Word(start, end, whole, inner)
