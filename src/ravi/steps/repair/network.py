"""The network that weighs a doubt (training/halfspaces.py), worked out by numpy: a runtime's call costs more.

What is hashed and summed are whole numbers, the rest are numbers of 64 bits: so a doubt weighs the same in any batch.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravi.persian.words import FACTS, HOUSES
from ravi.steps.repair.weigh import SIDE

BUCKETS = 4096  # rows of characters by their hash
KINDS = 64  # more than there are kinds of characters
SINGLES = 2 * SIDE * KINDS
GRAMS = ((2, 12, 28), (3, 13, 27), (4, 14, 26))  # rows of so many characters, from which place to which
SPREAD, SHIFT, STEP = 7919, 9973, 7  # by what a row, its place and its first character in the place are multiplied
HOUSE = len(HOUSES)
HOUSE_FACTS = FACTS - 3 * HOUSE  # where the counts by house begin among the facts

_CACHED = 16  # doubts whose rows the processor's cache holds

Numbers = NDArray[np.float64]


class Net:
    """Characters, their rows, facts and the share of each house → the log-odds of a half-space."""

    def __init__(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        self._mix, self._add, under = _hashing()
        self._mask = under - 1  # both are powers of 2
        self._places = np.where(under == KINDS, np.arange(len(under)) * KINDS, SINGLES).astype(np.int32)
        table, scale = tensors["table.weight_quantized"], float(tensors["table.weight_scale"])
        self._table = table.astype(np.uint16)  # sums of rows fit into these
        wide = {name: values.astype(np.float64) for name, values in tensors.items()}
        nothing = len(under) * float(tensors["table.weight_zero_point"])
        straight, out = wide["straight.weight_Transposed"], wide["out.weight_Transposed"]
        bias = np.append(wide["facts.bias"] / scale - nothing, wide["straight.bias"] + wide["out.bias"])
        self._facts = np.hstack([wide["facts.weight_Transposed"] / scale, straight])
        self._facts[-HOUSE:] += bias  # shares are 1 in sum
        self._hidden, self._hidden_bias = wide["hidden.weight_Transposed"] * scale, wide["hidden.bias"]
        self._out = out[:, 0]

    def __call__(self, around: NDArray[np.uint8], facts: NDArray[np.float32], shares: Numbers) -> Numbers:
        """Weigh doubts: `[n, 2 * SIDE]` characters, `[n, FACTS]` facts, how much a text is spelt as each house → `[n]`.

        What each house says of a doubt counts once more, as much as the text is spelt as that house does.
        """
        rows = (around.astype(np.float32) @ self._mix).astype(np.int32)
        rows += self._add
        rows &= self._mask
        rows += self._places
        told = np.empty((len(facts), len(self._facts)))
        told[:, :FACTS] = facts
        told[:, FACTS:-HOUSE] = shares @ told[:, HOUSE_FACTS:FACTS].reshape(-1, HOUSE, 3)
        told[:, -HOUSE:] = shares
        known = told @ self._facts
        seen = known[:, :-1]
        for at in range(0, len(rows), _CACHED):
            seen[at : at + _CACHED] += np.add.reduce(self._table.take(rows[at : at + _CACHED], 0), 1, np.uint16)
        hidden = np.maximum(seen, 0, out=seen) @ self._hidden
        hidden += self._hidden_bias
        weighed: Numbers = np.maximum(hidden, 0, out=hidden) @ self._out + known[:, -1]
        return weighed


def _hashing() -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """What makes of characters the numbers of their rows: products, sums and what is divided by (powers of 2).

    A hash is a sum of products, so that one product of matrices makes all; whole numbers of 32 bits stay exact in it.
    """
    places = [(size, at) for size, first, last in GRAMS for at in range(first, last - size + 1)]
    mix = np.zeros((2 * SIDE, 2 * SIDE + len(places)), np.float32)
    mix[:, : 2 * SIDE] = np.eye(2 * SIDE)
    for column, (size, at) in enumerate(places, 2 * SIDE):
        for place in range(size):
            mix[at + place, column] = KINDS ** (size - 1 - place) * SPREAD % BUCKETS
    add = [0] * 2 * SIDE + [(at * STEP + size) * SHIFT % BUCKETS for size, at in places]
    under = [KINDS] * 2 * SIDE + [BUCKETS] * len(places)
    return mix, np.array(add, np.int32), np.array(under, np.int32)
