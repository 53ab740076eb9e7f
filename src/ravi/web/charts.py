"""Pictures drawn here as SVG: bars over time, and the way of the news, both in the direction of the page."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from ravi.store.days import parse_days

WIDTH = 960
FLOOR = 110
_TOP, _DEEP = 14, 46
_WIDEST = 72
_LEAST = 360  # of a picture of few bars
_NARROWEST = (48, 56, 22)  # of a year, a month, a day, to have its label
_NEAREST = 48  # of two years, else
_EDGE = 18  # half a year's label
BOX, TALL = 168, 54
_GAP, _ROW, _DIP = 120, 74, 44
_BESIDE, _BELOW, _UNDER = 20, 20, 72  # downwards: between two boxes, between rows of one depth, between depths


class Bar(NamedTuple):
    """What stands over and under the line for some days: its place, how high, how deep, and what it stands for."""

    x: float
    width: float
    y: float
    height: float
    depth: float
    days: str
    over: int
    under: int


class Tick(NamedTuple):
    """A label under the bars, for the first of the days «1395», «1395-09» or «1395-09-28»."""

    x: float
    days: str


class Bars(NamedTuple):
    """Bars over time, the ticks under them (small ones, and those of a year or a month), the greatest values.

    They stand between `left` and `left` + `width`.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    most: int
    most_under: int
    left: float
    width: float


def bars(values: Sequence[tuple[str, int, int]], *, rtl: bool) -> Bars:
    """Bars for years, months or days in their order, from the right where `rtl`: a number over the line, one under it.

    >>> [round(bar.x) for bar in bars([("1395-01", 2, 0), ("1395-03", 1, 0)], rtl=True).bars]
    [885, 729]
    """
    most = max((over for _, over, _ in values), default=0)
    most_under = max((under for _, _, under in values), default=0)
    first = _position(values[0][0]) if values else 0
    room = _position(values[-1][0]) - first + 1 if values else 1
    step = min(_WIDEST + 6.0, WIDTH / room)
    gap = min(6.0, step / 4)
    made: list[Bar] = []
    for days, over, under in values:
        at = _position(days) - first
        x = WIDTH - (at + 1) * step + gap / 2 if rtl else at * step + gap / 2
        height = (FLOOR - _TOP) * over / (most or 1)
        depth = _DEEP * under / (most_under or 1)
        made.append(
            Bar(
                round(x, 2),
                round(step - gap, 2),
                round(FLOOR - height, 2),
                *(round(height, 2), round(depth, 2)),
                days,
                over,
                under,
            )
        )
    width = min(WIDTH, max(room * step, _LEAST))
    return Bars(tuple(made), *_ticks(made, step), most, most_under, WIDTH - width if rtl else 0, width)


def _ticks(made: Sequence[Bar], step: float) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """A label for each bar, where they are narrow for some; and one where a year begins, among days a month."""
    small: list[Tick] = []
    marks: list[Tick] = []
    before = ""
    for bar in made:
        middle = bar.x + bar.width / 2
        tick = Tick(_inside(middle, _EDGE), bar.days)
        whole, _, part = bar.days.rpartition("-")
        if whole != before and _far(marks, tick):
            marks.append(Tick(_inside(middle, 2 * _EDGE if "-" in whole else _EDGE), bar.days))
        before = whole
        if (
            step >= _NARROWEST[bar.days.count("-")]
            or (whole.count("-") and int(part) % 5 == 0)
            or (not whole and _far(small, tick))
        ):
            small.append(tick)
    return tuple(small), tuple(marks)


def _inside(x: float, edge: float) -> float:
    return round(min(max(x, edge), WIDTH - edge), 2)


def _far(ticks: Sequence[Tick], tick: Tick) -> bool:
    return not ticks or abs(ticks[-1].x - tick.x) >= _NEAREST


def _position(days: str) -> int:
    year, *parts = (int(part) for part in days.split("-"))
    if len(parts) == 2:
        return (parse_days(days).first or date.min).toordinal()
    return 12 * year + parts[0] if parts else year


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
    depth = _depths(points)
    columns: dict[int, list[Point]] = {}
    for point in points:
        columns.setdefault(depth[point.key], []).append(point)
    count = max(columns, default=0) + 1
    width = count * BOX + (count - 1) * _GAP
    dip = _DIP if _is_long(points, depth) else 0
    height = max((len(column) for column in columns.values()), default=1) * _ROW + dip
    place: dict[str, tuple[float, float]] = {}
    for number, column in columns.items():
        left = number * (BOX + _GAP)
        for row, point in enumerate(column):
            y = (height - dip - len(column) * _ROW) / 2 + row * _ROW + (_ROW - TALL) / 2
            place[point.key] = (width - left - BOX if rtl else left, y)
    return _drawn(points, place, width, height, lambda one, other, words: _arrow(one, other, words, rtl=rtl))


def downwards(points: Sequence[Point], *, rtl: bool) -> Drawn:
    """The same from top to bottom, two boxes beside each other at most: for a narrow window."""
    depth = _depths(points)
    width = 2 * BOX + _BESIDE
    place: dict[str, tuple[float, float]] = {}
    y = 0.0
    for number in range(max(depth.values(), default=0) + 1):
        row = [point for point in points if depth[point.key] == number]
        for at in range(0, len(row), 2):
            pair = row[at : at + 2]
            x = (width - len(pair) * BOX - (len(pair) - 1) * _BESIDE) / 2
            for point in reversed(pair) if rtl else pair:
                place[point.key] = (x, y)
                x += BOX + _BESIDE
            y += TALL + _BELOW
        y += _UNDER - _BELOW
    return _drawn(points, place, width, y - _UNDER, _arrow_down)


def _depths(points: Sequence[Point]) -> dict[str, int]:
    """How many took the news over before each has it."""
    of = {point.key: point for point in points}
    depth: dict[str, int] = {}

    def deep(key: str, above: frozenset[str] = frozenset()) -> int:
        if key not in depth:
            before = [source for source, _ in of[key].takes if source in of and source not in above | {key}]
            depth[key] = max((deep(source, above | {key}) + 1 for source in before), default=0)
        return depth[key]

    for point in points:
        deep(point.key)
    return depth


def _is_long(points: Sequence[Point], depth: dict[str, int]) -> bool:
    return any(depth[point.key] - depth[key] > 1 for point in points for key, _ in point.takes if key in depth)


def _drawn(
    points: Sequence[Point],
    place: dict[str, tuple[float, float]],
    width: float,
    height: float,
    arrow: Callable[[tuple[float, float], tuple[float, float], str], Arrow],
) -> Drawn:
    nodes = tuple(Node(*place[point.key], point.label, point.note, point.kind, point.href) for point in points)
    arrows = tuple(
        arrow(place[source], place[point.key], words)
        for point in points
        for source, words in point.takes
        if source in place and source != point.key
    )
    return Drawn(width, height, nodes, arrows)


def _arrow_down(source: tuple[float, float], taker: tuple[float, float], words: str) -> Arrow:
    x1, x2 = source[0] + BOX / 2, taker[0] + BOX / 2
    start, end = source[1] + TALL, taker[1]
    if end - start > _UNDER:  # past other boxes, on the side of the taker or of the source that is outside
        side = 8.0 if min(x1, x2) < BOX or x1 == x2 else 2 * BOX + _BESIDE - 8
        path = f"M{x1:g} {start:g}C{x1:g} {start + 30:g} {side:g} {start + 20:g} {side:g} {start + 50:g}"
        path += f"L{side:g} {end - 50:g}C{side:g} {end - 20:g} {x2:g} {end - 36:g} {x2:g} {end:g}"
        return Arrow(path, side + (30 if side < BOX else -30), (start + end) / 2, words)
    bend = (end - start) / 2
    path = f"M{x1:g} {start:g}C{x1:g} {start + bend:g} {x2:g} {end - bend:g} {x2:g} {end:g}"
    return Arrow(path, (x1 + x2) / 2, (start + end) / 2 + 8, words)


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
