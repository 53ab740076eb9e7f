"""Where in one article a query stands, word by word: what the index cannot say."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from ravi.spans import Span
from ravi.store.expressions import Close, Either, Leaf, Tree, leaves
from ravi.store.folding import places_and_letters, words


class Place(NamedTuple):
    """Words that a leaf was found in: their first and last number, and their characters."""

    first: int
    last: int
    span: Span


class Words:
    """The words of a text, half-spaces parting them, by their letters and by their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places, self.texts = places_and_letters(text)

    @cached_property
    def wholes(self) -> list[tuple[str, int, int]]:
        """The words with half-spaces, these removed, with the numbers of their first part and their last."""
        found: list[tuple[str, int, int]] = []
        at = 0
        for word in words(self.text):
            if len(word.parts) > 1:
                found.append((word.joined, at, at + len(word.parts) - 1))
            at += len(word.parts)
        return found

    def inside(self, spans: Iterable[Span]) -> set[int]:
        """The numbers of the words that stand inside any of some spans."""
        found: set[int] = set()
        for span in spans:
            at = bisect_left(self.places, (span.start, 0))
            while at < len(self.places) and self.places[at][1] <= span.end:
                found.add(at)
                at += 1
        return found

    def find(self, leaf: Leaf, allowed: set[int] | None) -> list[Place]:
        """Every place of a leaf, its words all `allowed`."""
        found = dict.fromkeys(
            (at, at + len(run) - 1) for run in leaf.runs for at in self._starts_of(run, begins=leaf.begins)
        )
        if leaf.begins and leaf.whole:
            found.update(
                dict.fromkeys((first, last) for whole, first, last in self.wholes if whole.startswith(leaf.whole))
            )
        return [
            Place(first, last, Span(self.places[first][0], self.places[last][1]))
            for first, last in sorted(found)
            if allowed is None or allowed.issuperset(range(first, last + 1))
        ]

    def _starts_of(self, run: Sequence[str], *, begins: bool) -> Iterator[int]:
        """The numbers of the words with which a run begins."""
        size = len(run)
        if begins and size == 1:
            yield from (at for at, word in enumerate(self.texts) if word.startswith(run[0]))
            return
        at = -1
        with suppress(ValueError):
            while True:
                at = self.texts.index(run[0], at + 1)
                found = self.texts[at : at + size]
                if len(found) == size and found[:-1] == list(run[:-1]) and _is(found[-1], run[-1], begins=begins):
                    yield at


def _is(text: str, word: str, *, begins: bool) -> bool:
    return text.startswith(word) if begins else text == word


def holds(tree: Tree, text: Words, allowed: set[int] | None) -> bool:
    """Whether a text has what a query wants, in the words that are allowed."""
    if isinstance(tree, Leaf):
        return bool(text.find(tree, allowed))
    if isinstance(tree, Close):
        return _are_close([text.find(leaf, allowed) for leaf in tree.leaves], tree.distance)
    if isinstance(tree, Either):
        return any(holds(one, text, allowed) for one in tree.of)
    return all(holds(one, text, allowed) for one in tree.wanted) and not any(
        holds(one, text, allowed) for one in tree.unwanted
    )


def found_in(tree: Tree, text: Words, allowed: set[int] | None) -> list[Span]:
    """The places of all that is wanted, in order; those inside others left out."""
    spans = sorted({place.span for leaf in leaves(tree) for place in text.find(leaf, allowed)}, key=_longest_first)
    kept: list[Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _longest_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _are_close(found: Sequence[Sequence[Place]], distance: int) -> bool:
    """Whether one place of each leaf lie so that between the first and the last are at most `distance` words."""
    if not all(found):
        return False
    for opening in sorted({place for places in found for place in places}):
        after = [next((place for place in places if place.first >= opening.first), None) for places in found]
        if None in after:
            continue
        last = max(place.first for place in after if place)
        if last - opening.last - 1 <= distance:
            return True
    return False
