"""The model that weighs doubts about half-spaces among the words around them (trained by training/halfspaces.py).

Optional: without numpy and onnxruntime (`pip install 'ravi[model]'`) the lexicon's own odds decide.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ravi.model import Network, open_network

if TYPE_CHECKING:
    from ravi.steps.repair.words import Gap

STYLES = ("perdt", "seraji", "news")  # the order in which the model knows them
TELLING = 20  # gaps that were not damaged, from which the style of a text can be told
_LOOKED_AT = 400  # gaps that are enough to tell
_TOGETHER = 512  # gaps in one run, so that memory stays small


class Weigher:
    """Gives each doubt a probability, each alone: the same text gives the same edits in any batch."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __call__(self, lines: Sequence[str], gaps: Sequence[Sequence["Gap"]], style: int) -> list[float]:
        """The probability of each gap of some folded lines, in order."""
        import numpy

        from ravi.steps.repair.window import codes_of, windows

        around = [
            windows(codes_of(line), [(gap.at, gap.between) for gap in some])
            for line, some in zip(lines, gaps, strict=True)
            if some
        ]
        if not around:
            return []
        facts = numpy.array([(*gap.doubt.facts, gap.doubt.odds) for some in gaps for gap in some], numpy.float32)
        house = numpy.full(len(facts), style, numpy.int64)
        letters = numpy.concatenate(around)
        chances: list[float] = []
        for start in range(0, len(facts), _TOGETHER):
            part = slice(start, start + _TOGETHER)
            inputs: dict[str, Any] = {"around": letters[part], "facts": facts[part], "house": house[part]}
            odds = self._network(inputs).astype(numpy.float64)
            chances += (1 / (1 + numpy.exp(-odds))).tolist()
        return chances

    def style(self, lines: Sequence[str], gaps: Sequence[Sequence["Gap"]], reliable: tuple[bool, bool]) -> int:
        """Which style of spelling makes the gaps that a text left open least surprising.

        `reliable` says of gaps inside words, and of gaps between words, whether an open one was left open on purpose.
        """
        import numpy

        seen: list[list[Gap]] = []
        total = 0
        for some in gaps:
            seen.append([gap for gap in some if reliable[gap.between]] if total < _LOOKED_AT else [])
            total += len(seen[-1])
        if total < TELLING:
            return 0  # as PerDT does: it changes least
        surprise = [
            -float(numpy.log1p(-numpy.minimum(self(lines, seen, style), 0.999)).sum()) for style in range(len(STYLES))
        ]
        return surprise.index(min(surprise))


@cache
def weigher() -> Weigher | None:
    """The model, or None where it or what it needs is not installed."""
    network = open_network("halfspaces")
    return Weigher(network) if network else None
