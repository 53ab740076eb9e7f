"""What the models see, as small numbers: of a doubt the characters around it in its line, of a text rows of letters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.words import Doubt
from ravi.steps.repair.weigh import SIDE

ALPHABET = f"\0 {ZWNJ}ءآئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی0a.،"  # what stands for each kind of character
_EDGE, _OTHER, _DIGIT, _LATIN = 0, ALPHABET.index("."), ALPHABET.index("0"), ALPHABET.index("a")


ROWS = 1 << 14
_KEPT = np.uint32(32 - 14)
_MIXER = np.uint32(2654435769)  # 2 ** 32 by the golden ratio: spreads rows that are near one another


_PLACES = {char: place for place, char in enumerate(ALPHABET) if place}


def _codes() -> NDArray[np.uint8]:
    codes = np.full(0x3000, _OTHER, np.uint8)
    for point, char in enumerate(fold("".join(map(chr, range(0x3000))))):
        if char in _PLACES:
            codes[point] = _PLACES[char]
        elif char.isdigit():
            codes[point] = _DIGIT
        elif char.isalpha() and point < 0x600:
            codes[point] = _LATIN
    codes[0] = _EDGE
    return codes


_CODES = _codes()
_LETTERS = np.where((ALPHABET.index(ZWNJ) < _CODES) & (_CODES < _DIGIT), _CODES, 0).astype(np.uint8)
_NO_LETTER = b"\0"


def windows(text: str, doubts: Sequence[Doubt]) -> NDArray[np.uint8]:
    """The `2 * SIDE` characters around each doubt, as places in `ALPHABET`; the space between two words is left out.

    What lies beyond the line is 0: `[n]` doubts → `[n, 2 * SIDE]`.
    """
    sides: list[str] = []
    for at, between, *_ in doubts:
        before, after = text[max(at - SIDE, 0) : at], text[at + between : at + between + SIDE]
        sides += before.rpartition("\n")[2].rjust(SIDE, "\0"), after.partition("\n")[0].ljust(SIDE, "\0")
    points = np.frombuffer("".join(sides).encode("utf-32-le", "surrogatepass"), np.uint32)
    return _CODES.take(points, mode="clip").reshape(-1, 2 * SIDE)


def letter_rows(text: str) -> NDArray[np.uint32]:
    """Each four letters that follow one another, whatever stands between them, as a number below `ROWS`.

    A text has the same rows before and after its half-spaces are repaired.
    """
    codes = _LETTERS.take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16), mode="clip")
    letters = np.frombuffer(codes.tobytes().translate(None, _NO_LETTER), np.uint8).astype(np.uint32)
    pairs = letters[:-1] << np.uint32(6)
    pairs |= letters[1:]
    rows = pairs[:-2] << np.uint32(12)
    rows |= pairs[2:]
    rows *= _MIXER
    rows >>= _KEPT
    return rows
