"""What the model sees of a gap: the letters on both sides of it, as small numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ravi.persian.letters import ZWNJ

SIDE = 20  # characters on each side of a gap
ALPHABET = f"\0 {ZWNJ}ءآئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی0a.،"  # what stands for each kind of character
_EDGE, _OTHER, _DIGIT, _LATIN = 0, ALPHABET.index("."), ALPHABET.index("0"), ALPHABET.index("a")


def _codes() -> NDArray[np.uint8]:
    codes = np.full(0x3000, _OTHER, np.uint8)
    for point in range(0x3000):
        char = chr(point)
        if char in ALPHABET[1:]:
            codes[point] = ALPHABET.index(char)
        elif char.isdigit():
            codes[point] = _DIGIT
        elif char.isalpha() and point < 0x600:
            codes[point] = _LATIN
    return codes


_CODES = _codes()


def codes_of(line: str) -> NDArray[np.uint8]:
    """The folded characters of a line as places in `ALPHABET`, with `SIDE` edges before and after."""
    points = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = np.full(len(points) + 2 * SIDE, _EDGE, np.uint8)
    codes[SIDE : SIDE + len(points)] = _CODES[np.minimum(points, len(_CODES) - 1)]
    return codes


_BEFORE, _AFTER = np.arange(SIDE), np.arange(SIDE, 2 * SIDE)


def windows(codes: NDArray[np.uint8], gaps: Sequence[tuple[int, bool]]) -> NDArray[np.uint8]:
    """The `2 * SIDE` characters around each gap, given as its place and whether a space stands there (left out)."""
    at = np.array([place for place, _ in gaps], np.int64)[:, None]
    between = np.array([space for _, space in gaps], np.int64)[:, None]
    return np.concatenate([codes[at + _BEFORE], codes[at + between + _AFTER]], axis=1)
