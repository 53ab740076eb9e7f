"""Quote marks: which opens and which closes, and the stretches between them, closed or not."""

import re
from typing import NamedTuple

from ravi.spans import Span

OPENING, CLOSING = "«“‹", "»”›"
_ANY = re.compile(r"[«»“”‹›\"\n]")
_LONG = re.compile(r"[«»“”]")
_AHEAD = 3000  # characters: how far over lines a closing mark is looked for


class Marked(NamedTuple):
    """A stretch in quote marks: the marks stand at `start` and at `end - 1` (unless it never closes)."""

    start: int
    end: int
    inner: Span
    closed: bool


def find_marked(folded: str) -> list[Marked]:
    """The stretches in quote marks, outermost only; one that never closes ends with its line."""
    found: list[Marked] = []
    depth, start, plain = 0, -1, False
    for match in _ANY.finditer(folded):
        char, at = match[0], match.start()
        if depth == 0:
            if char in OPENING or char == '"':
                depth, start, plain = 1, at, char == '"'
            continue
        if char == "\n":
            if not (_plain_closes_later(folded, at) if plain else _closes_later(folded, at)):
                found.append(Marked(start, at, Span(start + 1, at), closed=False))
                depth = 0
        elif plain:
            if char == '"':
                found.append(Marked(start, at + 1, Span(start + 1, at), closed=True))
                depth = 0
        elif char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth -= 1
            if depth == 0:
                found.append(Marked(start, at + 1, Span(start + 1, at), closed=True))
    if depth:
        end = folded.find("\n", start)
        end = len(folded) if end < 0 else end
        found.append(Marked(start, end, Span(start + 1, end), closed=False))
    return found


def _plain_closes_later(folded: str, at: int) -> bool:
    """Whether the next straight mark after the line's end at `at`, within some lines, stands where one closes."""
    mark = folded.find('"', at, at + _AHEAD)
    if mark < 0 or folded.find("\n\n", at, mark) >= 0:
        return False
    after = folded[mark + 1 : mark + 2]
    return not folded[mark - 1].isspace() and (not after or not (after.isalnum() or after == "«"))


def _closes_later(folded: str, at: int) -> bool:
    """Whether, after the line's end at `at`, a closing mark comes before an opening one, within some lines."""
    match = _LONG.search(folded, at, at + _AHEAD)
    return match is not None and match[0] in CLOSING
