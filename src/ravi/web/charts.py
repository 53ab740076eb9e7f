"""Pictures drawn here as SVG: bars over time from right to left or left to right, and the chain of sources."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 960, 220
_FLOOR = 180
_BOX, _GAP, _ROW = 150, 60, 64


class Bar(NamedTuple):
    """One bar: its place, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


class Tick(NamedTuple):
    """A label under the bars."""

    x: float
    label: str


def bars(values: Sequence[tuple[str, int]], *, rtl: bool) -> tuple[list[Bar], list[Tick]]:
    """Bars for the values in their order; from the right where `rtl`. A tick where the year changes.

    >>> [bar.x for bar in bars([("1395-01", 2), ("1395-02", 1)], rtl=True)[0]]
    [480.0, 0.0]
    """
    most = max((value for _, value in values), default=1) or 1
    step = WIDTH / max(1, len(values))
    made: list[Bar] = []
    ticks: list[Tick] = []
    year = ""
    for at, (label, value) in enumerate(values):
        x = WIDTH - (at + 1) * step if rtl else at * step
        height = (_FLOOR - 10) * value / most
        made.append(
            Bar(round(x, 2), round(_FLOOR - height, 2), round(max(1.0, step - 1), 2), round(height, 2), label, value)
        )
        if label[:4] != year and (not ticks or abs(ticks[-1].x - x) > 46):
            ticks.append(Tick(round(x + step / 2, 2), label[:4]))
        year = label[:4]
    return made, ticks


class Node(NamedTuple):
    """A box of the chain."""

    x: float
    y: float
    label: str
    kind: str


class Arrow(NamedTuple):
    """A line from a source to who took it over, with the words that say so."""

    x1: float
    y1: float
    x2: float
    y2: float
    words: str


class Drawn(NamedTuple):
    """A chain, drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def chain(publisher: str, sources: Sequence[tuple[str, str, str]], *, rtl: bool) -> Drawn:
    """The chain of an article: the outlet first, then each source (name, kind, the words that name it).

    Agencies and outlets stand in a row, each the source of the one before; persons, institutions and documents stand
    beside each other at its end. The reading direction is that of the page.
    """
    line = [source for source in sources if source[1] in ("agency", "outlet")]
    ends = [source for source in sources if source not in line]
    columns = [[(publisher, "outlet", "")], *[[source] for source in line], *([ends] if ends else [])]
    width = len(columns) * _BOX + (len(columns) - 1) * _GAP
    height = max(len(column) for column in columns) * _ROW
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    before: tuple[float, float] | None = None
    for number, column in enumerate(columns):
        left = number * (_BOX + _GAP)
        x = width - left - _BOX if rtl else left
        here = None
        for row, (label, kind, words) in enumerate(column):
            y = (height - len(column) * _ROW) / 2 + row * _ROW + 8
            nodes.append(Node(x, y, label, kind))
            here = here or (x, y + 24)
            if before:
                start, end = (x + _BOX, before[0]) if rtl else (x, before[0] + _BOX)
                arrows.append(Arrow(start, y + 24, end, before[1], words))
        before = here
    return Drawn(width, height, tuple(nodes), tuple(arrows))
