"""A text set in marks: cut wherever a mark begins or ends, so that marks may lie over each other.

The pieces, put together, are the text again, character for character. A piece never holds a control that reorders a
line beside other characters: such a control is a piece of its own, to be shown.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from ravi.persian.letters import BIDI_CONTROLS
from ravi.spans import Span

_HARMLESS = "\u200e\u200f"  # they reorder nothing but the marks beside them
_CONTROL = re.compile(f"[{''.join(char for char in BIDI_CONTROLS if char not in _HARMLESS)}]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Mark(NamedTuple):
    """A span that is to be seen: its kind (`quote`, `cue`, `date`, `mark`, `edit` …), its number in its layer."""

    span: Span
    kind: str
    number: int


class Piece(NamedTuple):
    """A stretch of text under the same marks. `control` names the sign (`U+202E`) where the text is one."""

    text: str
    marks: tuple[Mark, ...]
    control: str | None

    @property
    def only(self) -> str | None:
        """The kind of its marks, where all are of one."""
        kinds = {mark.kind for mark in self.marks}
        return kinds.pop() if len(kinds) == 1 else None


def pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Cut a text.

    >>> [(piece.text, [mark.kind for mark in piece.marks]) for piece in pieces("او گفت", [Mark(Span(3, 6), "cue", 0)])]
    [('او ', []), ('گفت', ['cue'])]
    """
    begins: dict[int, list[Mark]] = {}
    ends: set[int] = set()
    for mark in marks:
        if mark.span.start < mark.span.end:
            begins.setdefault(mark.span.start, []).append(mark)
            ends.add(mark.span.end)
    controls = {found.start() for found in _CONTROL.finditer(text)}
    cuts = sorted({0, len(text), *begins, *ends, *controls, *(at + 1 for at in controls)})
    on: list[Mark] = []
    for start, end in pairwise(cuts):
        if start in ends:
            on = [mark for mark in on if mark.span.end > start]
        on = on + begins.get(start, [])
        name = f"U+{ord(text[start]):04X}" if start in controls else None
        yield Piece(text[start:end], tuple(on), name)


def verbatim(text: str) -> Markup:
    """A text as HTML that a browser gives back character for character: a return by its number, else it is lost."""
    made = escape(text)
    return made.replace("\r", Markup("&#13;")) if "\r" in text else made


def paragraphs(cut: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The same pieces by lines; each line has its end."""
    line: list[Piece] = []
    for piece in cut:
        for part in _LINE.findall(piece.text):
            line.append(piece._replace(text=part))
            if part.endswith("\n"):
                yield line
                line = []
    if line:
        yield line
