"""Pictures drawn here as SVG: bars over months, and the way of the news, both in the direction of the page."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 960
FLOOR = 110
_WIDEST, _NARROWEST_NAMED = 72, 56
_EDGE = 18  # half a year's label
BOX, TALL = 168, 54
_GAP, _ROW, _DIP = 120, 74, 44


class Bar(NamedTuple):
    """One bar: its place, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


class Tick(NamedTuple):
    """A label under the bars: a year, or a month where `month`."""

    x: float
    label: str
    month: bool


class Bars(NamedTuple):
    """Bars over time, the ticks under them, and the greatest value."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    most: int


def bars(values: Sequence[tuple[str, int]], *, rtl: bool) -> Bars:
    """Bars for the months in their order, from the right where `rtl`; months that hold nothing have their room too.

    >>> [round(bar.x) for bar in bars([("1395-01", 2), ("1395-03", 1)], rtl=True).bars]
    [885, 729]
    """
    most = max((value for _, value in values), default=1) or 1
    room = _between(values[0][0], values[-1][0]) + 1 if values else 1
    step = min(_WIDEST + 6.0, WIDTH / room)
    gap = min(6.0, step / 4)
    made: list[Bar] = []
    ticks: list[Tick] = []
    names = step >= _NARROWEST_NAMED
    for label, value in values:
        at = _between(values[0][0], label)
        x = WIDTH - (at + 1) * step + gap / 2 if rtl else at * step + gap / 2
        height = (FLOOR - 14) * value / most
        made.append(Bar(round(x, 2), round(FLOOR - height, 2), round(step - gap, 2), round(height, 2), label, value))
        middle = round(min(max(x + (step - gap) / 2, _EDGE), WIDTH - _EDGE), 2)
        if names:
            ticks.append(Tick(middle, label, month=True))
        elif not ticks or (label[:4] != ticks[-1].label and abs(ticks[-1].x - middle) > 48):
            ticks.append(Tick(middle, label[:4], month=False))
    return Bars(tuple(made), tuple(ticks), most)


def _between(first: str, last: str) -> int:
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:7]) - int(first[5:7])


class Node(NamedTuple):
    """A box: its place, two lines, its kind (outlet, agency, institution, person, document, speaker), a link."""

    x: float
    y: float
    label: str
    note: str
    kind: str
    href: str | None


class Arrow(NamedTuple):
    """A line from a source to who took it over, with the words that say so in its middle."""

    path: str
    x: float
    y: float
    words: str


class Drawn(NamedTuple):
    """A chain, drawn."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


class Point(NamedTuple):
    """A box that is to be drawn; `takes` are the boxes (by their keys) from which it has the news, with the words."""

    key: str
    label: str
    note: str
    kind: str
    href: str | None
    takes: tuple[tuple[str, str], ...]


def flow(points: Sequence[Point], *, rtl: bool) -> Drawn:
    """The way of the news in the direction of reading: the first sources first, each who took it after them."""
    of = {point.key: point for point in points}
    depth: dict[str, int] = {}

    def deep(key: str, above: frozenset[str] = frozenset()) -> int:
        if key not in depth:
            before = [source for source, _ in of[key].takes if source in of and source not in above | {key}]
            depth[key] = max((deep(source, above | {key}) + 1 for source in before), default=0)
        return depth[key]

    columns: dict[int, list[Point]] = {}
    for point in points:
        columns.setdefault(deep(point.key), []).append(point)
    count = max(columns, default=0) + 1
    width = count * BOX + (count - 1) * _GAP
    height = max((len(column) for column in columns.values()), default=1) * _ROW
    long = any(depth[point.key] - depth[key] > 1 for point in points for key, _ in point.takes if key in of)
    height += _DIP if long else 0
    place: dict[str, tuple[float, float]] = {}
    for number, column in columns.items():
        left = number * (BOX + _GAP)
        for row, point in enumerate(column):
            y = (height - (_DIP if long else 0) - len(column) * _ROW) / 2 + row * _ROW + (_ROW - TALL) / 2
            place[point.key] = (width - left - BOX if rtl else left, y)
    nodes = tuple(Node(*place[point.key], point.label, point.note, point.kind, point.href) for point in points)
    arrows = tuple(
        _arrow(place[source], place[point.key], words, rtl=rtl)
        for point in points
        for source, words in point.takes
        if source in place and source != point.key
    )
    return Drawn(width, height, nodes, arrows)


def _arrow(source: tuple[float, float], taker: tuple[float, float], words: str, *, rtl: bool) -> Arrow:
    start, end = (source[0], taker[0] + BOX) if rtl else (source[0] + BOX, taker[0])
    y1, y2 = source[1] + TALL / 2, taker[1] + TALL / 2
    bend = (end - start) / 2
    if abs(end - start) > BOX:  # over other boxes
        low = max(y1, y2) + 2 * _DIP
        path = f"M{start:g} {y1:g}C{start + bend / 3:g} {low:g} {end - bend / 3:g} {low:g} {end:g} {y2:g}"
        return Arrow(path, (start + end) / 2, (y1 + y2) / 8 + 0.75 * low, words)
    path = f"M{start:g} {y1:g}C{start + bend:g} {y1:g} {end - bend:g} {y2:g} {end:g} {y2:g}"
    return Arrow(path, (start + end) / 2, (y1 + y2) / 2, words)
