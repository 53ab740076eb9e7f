"""Marks inside a text, as XML that nests: spans that cross are cut into pieces that know each other."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ravi.spans import Span

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTES = {**_ESCAPES, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TO_TEXT, _TO_ATTRIBUTE = str.maketrans(_ESCAPES), str.maketrans(_IN_ATTRIBUTES)


def in_text(text: str) -> str:
    """Words for XML, of the same length once read: what no XML can hold becomes U+FFFD.

    >>> in_text("وزیر & <b>")
    'وزیر &amp; &lt;b&gt;'
    """
    return _FORBIDDEN.sub("\ufffd", text).translate(_TO_TEXT)


def in_attribute(text: str) -> str:
    """Words for the value of an attribute that stands in double quotes."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_TO_ATTRIBUTE)


def attributes(given: Mapping[str, str | None]) -> str:
    """Attributes as they stand in a tag; those without a value are left out.

    >>> attributes({"who": "#e1", "n": None})
    ' who="#e1"'
    """
    return "".join(f' {name}="{in_attribute(value)}"' for name, value in given.items() if value is not None)


class Element(NamedTuple):
    """An element around `spans`. Of two that begin at one place, the one of the lower `rank` stands outside."""

    key: str
    rank: int
    spans: tuple[Span, ...]


class Piece(NamedTuple):
    """The piece number `at`, from 0, of the `of` pieces into which an element was cut."""

    key: str
    at: int
    of: int


Open = Callable[[Piece], str]
Close = Callable[[Piece], str]


def nested(text: str, elements: Iterable[Element], opened: Open, closed: Close) -> str:
    """The text with its elements, cut at every line's end and wherever two would cross.

    >>> crossing = [Element("a", 0, (Span(0, 3),)), Element("b", 0, (Span(2, 5),))]
    >>> nested("01234", crossing, lambda piece: f"<{piece.key}{piece.at}>", lambda piece: f"</{piece.key}>")
    '<a0>01<b0>2</b></a><b1>34</b>'
    """
    steps = list(_steps(text, list(elements)))
    pieces = Counter(key for key, opens, _ in steps if key is not None and opens)
    seen: Counter[str] = Counter()
    out: list[str] = []
    for key, opens, words in steps:
        if key is None:
            out.append(in_text(words))
        elif opens:
            out.append(opened(Piece(key, seen[key], pieces[key])))
            seen[key] += 1
        else:
            out.append(closed(Piece(key, seen[key] - 1, pieces[key])))
    return "".join(out)


_Step = tuple[str | None, bool, str]  # the key of an element that opens or closes; or words


def _steps(text: str, elements: list[Element]) -> Iterator[_Step]:
    starts: dict[int, list[tuple[int, int, int, str]]] = {}
    ends: dict[int, list[tuple[int, int, int, str]]] = {}
    cuts = {0, len(text)}
    cuts.update(at for match in re.finditer("\n", text) for at in match.span())
    for element in elements:
        for span in element.spans:
            if span.start < span.end:
                place = (element.rank, span.start, -span.end, element.key)
                starts.setdefault(span.start, []).append(place)
                ends.setdefault(span.end, []).append(place)
                cuts.update(span)
    active: set[tuple[int, int, int, str]] = set()
    stack: list[tuple[int, int, int, str]] = []
    order = sorted(cuts)
    for at, until in zip(order, [*order[1:], len(text)], strict=True):
        active.difference_update(ends.get(at, ()))
        active.update(starts.get(at, ()))
        wanted = sorted(active) if text[at:until] != "\n" else []
        same = 0
        while same < min(len(stack), len(wanted)) and stack[same] == wanted[same]:
            same += 1
        yield from ((place[3], False, "") for place in reversed(stack[same:]))
        yield from ((place[3], True, "") for place in wanted[same:])
        stack = wanted
        if at < until:
            yield None, False, text[at:until]
