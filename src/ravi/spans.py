"""Positions, and how they move between the text as published and the text as repaired.

A position is a number of Unicode code points. A `Span` is half-open. An `Edit` says what a repair rule changed, in the
text that the rule read. An `OffsetMap` carries spans across a whole list of edits, both ways.

The laws (each a property in `tests/test_spans.py`): mapping is monotone; exact where nothing was edited; a span that
cuts an edit widens to the whole of it and never loses a character; an empty span maps to what lies between its two
neighbours; composing two maps contains doing one after the other; `apply(text, edits)` replays the edits.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class Edit(NamedTuple):
    """One change: the characters `[start, end)` of the text become `new`, because of `rule`, `confidence` 0 to 1."""

    start: int
    end: int
    new: str
    rule: str
    confidence: float = 1.0

    def moved(self, by: int) -> "Edit":
        """The same edit `by` characters further on."""
        start, end, new, rule, confidence = self
        return Edit(start + by, end + by, new, rule, confidence)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Replay edits, which are sorted and do not overlap, on the text they were made for.

    >>> apply("كتاب", [Edit(0, 1, "ک", "letters.kaf")])
    'کتاب'
    """
    out: list[str] = []
    at = 0
    for edit in edits:
        out += text[at : edit.start], edit.new
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def undo(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits that turn `apply(text, edits)` back into `text`.

    >>> fixed = [Edit(2, 2, "*", "demo")]
    >>> apply(apply("میشود", fixed), undo("میشود", fixed))
    'میشود'
    """
    back: list[Edit] = []
    shift = 0
    for start, end, new, rule, confidence in edits:
        back.append(Edit(start + shift, start + shift + len(new), text[start:end], rule, confidence))
        shift += len(new) - (end - start)
    return back


class Utf16:
    """Counts positions of one text in UTF-16 units.

    >>> Utf16("😀 آمد").unit(2)
    3
    """

    def __init__(self, text: str) -> None:
        self._points = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]
        self._units = [at + before for before, at in enumerate(self._points)]

    def unit(self, point: int) -> int:
        """The UTF-16 position of a code point's position."""
        return point + bisect_left(self._points, point)

    def point(self, unit: int) -> int:
        """The code point's position of a UTF-16 position; of one inside a pair, the position before the pair."""
        return unit - bisect_left(self._units, unit)


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch that the map cannot see into: `[a, b)` of the original is `[c, d)` of the repaired text."""

    a: int
    b: int
    c: int
    d: int


class OffsetMap:
    """Carries spans between an original text and the text that a list of edits makes of it.

    Between blocks the two texts agree letter by letter, or differ in single letters swapped one for one.

    >>> moved = OffsetMap([Edit(2, 2, "*", "half_space")])
    >>> moved.to_repaired(Span(0, 5)), moved.to_original(Span(3, 6))
    (Span(start=0, end=6), Span(start=2, end=5))
    """

    __slots__ = ("_a", "_b", "_c", "_d")

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self._set(())
        shift = 0
        for start, end, new, _, _ in edits:
            size = len(new)
            if size != 1 or end - start != 1:
                self._a.append(start)
                self._b.append(end)
                self._c.append(start + shift)
                shift += size - (end - start)
                self._d.append(end + shift)

    def _set(self, blocks: Sequence[Block]) -> None:
        self._a = [block.a for block in blocks]
        self._b = [block.b for block in blocks]
        self._c = [block.c for block in blocks]
        self._d = [block.d for block in blocks]

    @property
    def blocks(self) -> list[Block]:
        """The stretches where the two texts have different lengths, in order."""
        return [Block(*four) for four in zip(self._a, self._b, self._c, self._d, strict=True)]

    def to_original(self, span: Span) -> Span:
        """The span of the original text from which a span of the repaired text came."""
        return _move(span, self._c, self._d, self._a, self._b)

    def to_repaired(self, span: Span) -> Span:
        """The span of the repaired text that a span of the original text became."""
        return _move(span, self._a, self._b, self._c, self._d)

    def then(self, later: "OffsetMap") -> "OffsetMap":
        """The one map for this repair followed by `later`, whose original is this one's repaired text.

        A span mapped by the whole contains the span mapped by the two in turn.
        """
        pieces = sorted(
            [(block.c, block.d) for block in self.blocks] + [(block.a, block.b) for block in later.blocks],
        )
        merged: list[list[int]] = []
        for start, end in pieces:
            if merged and (start < merged[-1][1] or (start == merged[-1][1] and start in (end, merged[-1][0]))):
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        joined = OffsetMap()
        joined._set(
            [
                Block(
                    _edge(start, self._c, self._d, self._a, self._b)[0],
                    _edge(end, self._c, self._d, self._a, self._b)[1],
                    _edge(start, later._a, later._b, later._c, later._d)[0],
                    _edge(end, later._a, later._b, later._c, later._d)[1],
                )
                for start, end in merged
            ]
        )
        return joined


def _move(span: Span, start: list[int], end: list[int], to_start: list[int], to_end: list[int]) -> Span:
    """Map a span from the side whose blocks are `[start, end)` to the side where they are `[to_start, to_end)`."""
    if span.start < span.end:
        first = bisect_right(end, span.start)  # blocks before it end at or before the span's first character
        if first < len(start) and start[first] <= span.start:
            new_start = to_start[first]
        else:
            new_start = span.start + (to_end[first - 1] - end[first - 1] if first else 0)
        last = bisect_left(start, span.end) - 1  # the last block that starts before the span's end
        if last >= 0 and end[last] >= span.end and start[last] < span.end:
            new_end = to_end[last]
        else:
            new_end = span.end + (to_end[last] - end[last] if last >= 0 else 0)
        return Span(new_start, max(new_start, new_end))
    low = _edge(span.start, start, end, to_start, to_end)[0]
    high = _edge(span.end, start, end, to_start, to_end)[1]
    return Span(low, high)


def _edge(at: int, start: list[int], end: list[int], to_start: list[int], to_end: list[int]) -> tuple[int, int]:
    """The range of the other side that lies at the boundary before character `at`, whole blocks included."""
    first = bisect_left(end, at)
    while first > 0 and end[first - 1] == at:
        first -= 1
    low = at + (to_end[first - 1] - end[first - 1] if first else 0)
    high = low
    if first < len(start) and start[first] < at < end[first]:
        return to_start[first], to_end[first]
    last = first
    while last < len(start) and start[last] <= at:
        last += 1
    if last > first:
        block = last - 1
        high = to_start[block] if end[block] > at else to_end[block]
        if start[first] < at:  # a block that ends here: the boundary lies after it
            low = to_end[first]
    return low, max(low, high)
