"""The model that weighs doubts about half-spaces among the words around them (trained by training/halfspaces.py).

Optional: without numpy and onnxruntime (`pip install 'ravi[model]'`) the lexicon's own odds decide.
"""

from array import array
from collections.abc import Sequence
from functools import cache
from math import exp

from ravi.model import Network, open_network
from ravi.persian.words import FACTS, Doubt, Lexicon, lexicon

Shares = tuple[float, ...]
"""How much a text is spelt as each of `HOUSES` does; in sum 1."""

SIDE = 20  # characters on each side of a gap that the model sees
_SURE = 20.0  # log-odds at the most
_PRESS = 0.3  # PerDT's share in what is spelt of the press; Seraji has the rest
_TOGETHER = 512  # doubts in one run, so that memory stays small
_REMEMBERED = 20_000  # doubts whose facts are kept


class Weigher:
    """Gives each doubt a probability, each alone: the same text gives the same edits in any batch."""

    def __init__(self, network: Network, counts: Lexicon) -> None:
        self._network = network
        self._facts = _Facts(counts)
        self._prose = network.files["halfspaces.prose"]
        self._step, self._middle = network.manifest["prose"]["step"], network.manifest["prose"]["middle"]

    def shares(self, text: str) -> Shares:
        """How likely a text is spelt as each house does: its letters tell plain prose (PerDT) from the press.

        Half-spaces and spaces have no say, so that a repaired text has the same shares.
        """
        import numpy as np

        from ravi.steps.repair.window import letter_rows

        told = np.frombuffer(self._prose, np.int8).take(letter_rows(text))
        log_odds = self._step * (int(told.sum(dtype=np.int32)) - self._middle * len(told))
        prose = 1 / (1 + exp(-max(-_SURE, min(log_odds, _SURE))))
        return prose + (1 - prose) * _PRESS, (1 - prose) * (1 - _PRESS), 0.0

    def __call__(self, text: str, doubts: Sequence[Doubt], shares: Shares) -> list[float]:
        """The probability of each doubt of a text, in order."""
        import numpy as np

        from ravi.steps.repair.window import windows

        chances: list[float] = []
        for start in range(0, len(doubts), _TOGETHER):
            some = doubts[start : start + _TOGETHER]
            facts = b"".join([self._facts[doubt[1:]] for doubt in some])
            odds = self._network(
                {
                    "around": windows(text, some),
                    "facts": np.frombuffer(facts, np.float32).reshape(-1, FACTS),
                    "house": np.array([shares] * len(some), np.float32),
                }
            )
            chances += (1 / (1 + np.exp(-odds.astype(np.float64)))).tolist()
        return chances


class _Facts(dict[tuple[bool, float, str, str], bytes]):
    """The facts of doubts seen before, by what a doubt is beside its place, as numbers of 32 bits."""

    def __init__(self, counts: Lexicon) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, doubt: tuple[bool, float, str, str]) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[doubt] = array("f", self._counts.facts(Doubt(0, *doubt))).tobytes()
        return made


@cache
def weigher() -> Weigher | None:
    """The model, or None where it or what it needs is not installed."""
    network = open_network("halfspaces")
    return Weigher(network, lexicon()) if network else None
