"""Where in one article a query stands, word by word: what the index cannot say."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.spans import Span
from ravi.store.expressions import Close, Either, Leaf, Run, Together, Tree, leaves
from ravi.store.folding import Located

_APART = f" {ZWNJ}"
_WORD = re.compile(f"[^{_APART}]+")


class Place(NamedTuple):
    """Words that a leaf was found in: where their letters begin and end."""

    start: int
    end: int


class Within(NamedTuple):
    """Which words of a text count: those inside some spans of it or, with `inside` false, those inside none."""

    spans: tuple[Span, ...]
    inside: bool = True


class Words:
    """The words of a text, half-spaces parting them, by their letters."""

    def __init__(self, text: str, within: Within | None = None) -> None:
        self._located = Located(text)
        self._letters = self._located.letters
        self._within = within

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start() for word in _WORD.finditer(self._letters)]

    def span(self, place: Place) -> Span:
        """Where a place stands in the text."""
        return Span(*self._located.span(*place))

    def between(self, one: Place, other: Place) -> int:
        """How many words stand between two places, of which `one` is the first; less than none where they overlap."""
        return bisect_left(self._starts, other.start) - bisect_left(self._starts, one.end)

    def find(self, leaf: Leaf) -> list[Place]:
        """Every place of a leaf, in order, all words of which count."""
        found = {place for run in leaf.runs for place in self._places(run, begins=leaf.begins)}
        found.update(place for run in leaf.ended for place in self._places(run, begins=False))
        if leaf.begins and leaf.whole:
            found.update(self._half_spaced(leaf.whole))
        return sorted(found if self._within is None else (place for place in found if self._counts(place)))

    def _counts(self, place: Place) -> bool:
        assert self._within is not None  # noqa: S101 - find has looked
        spans, inside = self._within
        words = (self.span(Place(*word.span())) for word in _WORD.finditer(self._letters, *place))
        return all(any(span.contains(word) for span in spans) == inside for word in words)

    def _places(self, run: Run, *, begins: bool) -> Iterator[Place]:
        """Where a run stands; with `begins`, where its last word is the beginning of one."""
        letters, first = self._letters, run[0]
        at = letters.find(first)
        while at >= 0:
            if not at or letters[at - 1] in _APART:
                end = self._end(at + len(first), run[1:], begins=begins)
                if end is not None:
                    yield Place(at, end)
            at = letters.find(first, at + 1)

    def _end(self, at: int, rest: Sequence[str], *, begins: bool) -> int | None:
        """Where a run ends of which the first word ends here; None where others follow than the rest."""
        letters, size = self._letters, len(self._letters)
        for word in rest:
            if at == size or letters[at] not in _APART:
                return None
            while at < size and letters[at] in _APART:
                at += 1
            if not letters.startswith(word, at):
                return None
            at += len(word)
        if not begins:
            return at if at == size or letters[at] in _APART else None
        while at < size and letters[at] not in _APART:
            at += 1
        return at

    def _half_spaced(self, beginning: str) -> Iterator[Place]:
        """The words with half-spaces that begin so, these removed."""
        letters = self._letters
        at = letters.find(ZWNJ)
        while at >= 0:
            start, end = letters.rfind(" ", 0, at) + 1, letters.find(" ", at)
            word = letters[start : end if end >= 0 else len(letters)]
            bare = word.strip(ZWNJ)
            if ZWNJ in bare and bare.replace(ZWNJ, "").startswith(beginning):
                start += word.index(bare)
                yield Place(start, start + len(bare))
            at = letters.find(ZWNJ, end) if end >= 0 else -1


def holds(tree: Tree, text: Words) -> bool:
    """Whether a text has what a query wants, in the words that count."""
    if isinstance(tree, Leaf):
        return bool(text.find(tree))
    if isinstance(tree, Close):
        return _are_close([text.find(leaf) for leaf in tree.leaves], tree.distance, text)
    if isinstance(tree, Either):
        return any(holds(one, text) for one in tree.of)
    return all(holds(one, text) for one in tree.wanted) and not any(holds(one, text) for one in tree.unwanted)


def may_hold(tree: Tree, letters: str) -> bool:
    """Whether some letters, spaces and half-spaces left out, have those of all that is wanted: soon told."""
    wanted = tree.wanted if isinstance(tree, Together) else (tree,)
    return all(any("".join(run) in letters for run in one.runs) for one in wanted if isinstance(one, Leaf))


def found_in(tree: Tree, text: Words) -> list[Span]:
    """The places of all that is wanted, in order; those inside others left out."""
    spans = sorted((text.span(place) for leaf in leaves(tree) for place in text.find(leaf)), key=_longest_first)
    kept: list[Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _longest_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _are_close(found: Sequence[Sequence[Place]], distance: int, text: Words) -> bool:
    """Whether one place of each leaf lie so that between the first and the last are at most `distance` words."""
    if not all(found):
        return False
    for opening in sorted({place for places in found for place in places}):
        after = [places[at] for places in found if (at := _first_from(places, opening.start)) < len(places)]
        if len(after) < len(found):
            return False  # nor do later ones have all after them
        if text.between(opening, max(after)) <= distance:
            return True
    return False


def _first_from(places: Sequence[Place], start: int) -> int:
    return bisect_left(places, (start,))
