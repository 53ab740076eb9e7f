"""The model that weighs doubts about half-spaces among the words around them (trained by training/halfspaces.py).

Optional: without numpy and onnxruntime (`pip install 'ravi[model]'`) the lexicon's own odds decide.
"""

from array import array
from collections.abc import Sequence
from functools import cache
from math import exp

from ravi.model import Weights, open_weights
from ravi.persian.letters import HAMZA_ABOVE, HEH_YEH
from ravi.persian.words import FACTS, HOUSES, Doubt, Lexicon, lexicon

Shares = tuple[float, ...]
"""How much a text is spelt as each of `HOUSES` does; in sum 1."""

SIDE = 20  # characters on each side of a gap that the model sees
_SURE = 20.0  # log-odds at the most
_PRESS, _CAREFUL = (
    0.85,
    0.15,
)  # PerDT's share in what is spelt of the press, and of its careful part; Seraji has the rest
_HAMZA = 7e-5  # «هٔ» among all letters that make a text careful: one in 3,000 words; agencies have one in 30,000
_SHORT = 100  # letters; a text of fewer may be careful
_SERAJI = HOUSES.index("seraji")  # a small house, whose way with a word the model was not shown often enough
_OWN = 16  # sightings of a word there that weigh as much as what the model says of it
_TOGETHER = 512  # doubts in one run, so that memory stays small
_REMEMBERED = 20_000  # doubts whose facts are kept


class Weigher:
    """Gives each doubt a probability, each alone: the same text gives the same edits in any batch."""

    def __init__(self, network: Weights, counts: Lexicon) -> None:
        import numpy as np

        from ravi.steps.repair.network import Net

        self._net = Net(network.tensors)
        self._known = _Known(counts)
        self._prose = np.frombuffer(network.files["halfspaces.prose"], np.int8)
        self._step, self._middle = network.manifest["prose"]["step"], network.manifest["prose"]["middle"]

    def shares(self, text: str) -> Shares:
        """How likely a text is spelt as each house does: its letters tell plain prose (PerDT) from the press.

        What of the press writes the hamza of «خانهٔ ما» is as careful in all its spelling (Seraji). Half-spaces and
        spaces have no say, so that a repaired text has the same shares.
        """
        import numpy as np

        from ravi.steps.repair.window import letter_rows

        told = self._prose.take(letter_rows(text))
        log_odds = self._step * (int(told.sum(dtype=np.int32)) - self._middle * len(told))
        prose = 1 / (1 + exp(-max(-_SURE, min(log_odds, _SURE))))
        hamzas = text.count("ه" + HAMZA_ABOVE) + text.count(HEH_YEH)
        careful = max(min(hamzas / (_HAMZA * len(told) + 1e-9), 1.0), exp(-len(told) / _SHORT))
        plain = prose + (1 - prose) * (_PRESS + (_CAREFUL - _PRESS) * careful)
        return plain, 1 - plain, 0.0

    def __call__(self, text: str, doubts: Sequence[Doubt], shares: Shares) -> list[float]:
        """The probability of each doubt of a text, in order: the model's, beside how Seraji wrote the very word."""
        import numpy as np

        from ravi.steps.repair.window import windows

        chances: list[float] = []
        spelt = np.array(shares)
        for start in range(0, len(doubts), _TOGETHER):
            some = doubts[start : start + _TOGETHER]
            known = [self._known[doubt[1:]] for doubt in some]
            facts = np.frombuffer(b"".join([facts for facts, _, _ in known]), np.float32).reshape(-1, FACTS)
            weighed = self._net(windows(text, some), facts, spelt)
            for odds, (_, half, seen) in zip(weighed.tolist(), known, strict=True):
                believed = 1 / (1 + exp(-max(odds, -_SURE)))
                own = (half + _OWN * believed) / (seen + _OWN)
                chances.append(believed + (own - believed) * shares[_SERAJI])
        return chances


class _Known(dict[tuple[bool, float, str, str], tuple[bytes, int, int]]):
    """What is known of doubts seen before, by what a doubt is beside its place.

    The facts, as numbers of 32 bits; how often Seraji wrote a half-space there, and how often the very word at all.
    """

    def __init__(self, counts: Lexicon) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, doubt: tuple[bool, float, str, str]) -> tuple[bytes, int, int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        between, _, left, right = doubt
        houses = self._counts.seen_by(left, right)
        half, joined, apart = houses[_SERAJI]
        facts = array("f", self._counts.facts(Doubt(0, *doubt), houses)).tobytes()
        made = self[doubt] = facts, half, half + (apart if between else joined)
        return made


@cache
def weigher() -> Weigher | None:
    """The model, or None where it or what it needs is not installed."""
    network = open_weights("halfspaces")
    return Weigher(network, lexicon()) if network else None
