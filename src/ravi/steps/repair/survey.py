"""What the lexicon sees in a text: half-spaces that certainly belong, and doubts."""

from itertools import compress
from typing import NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.words import Doubt, Inside
from ravi.steps.repair.runs import INSIDE, LINKED, Pair, Runs


class Survey(NamedTuple):
    """What the lexicon sees in a text.

    `inside`: what is known of words, with the places of the runs that hold them. `between`: pairs of words, with the
    spaces between; those of odds 1 are certain. `kept`: how many half-spaces the text has.
    """

    inside: list[tuple[int, Inside]]
    between: list[tuple[int, Pair]]
    kept: int

    def lost(self) -> tuple[int, int]:
        """How many half-spaces are certainly lost: by joining, to a space."""
        return sum(len(known.cuts) for _, known in self.inside), sum(odds == 1 for _, (odds, _, _) in self.between)

    def doubts(self) -> list[Doubt]:
        """All that is not certain, at its place in the text."""
        inside = [doubt.moved(start) for start, known in self.inside for doubt in known.doubts]
        return sorted(inside + [Doubt(at, True, *pair) for at, pair in self.between if pair[0] < 1])


def survey(runs: Runs) -> Survey:
    """Look into each run of a text, and at each two words with one space between, where anything may be found.

    >>> from ravi.steps.repair.runs import cut
    >>> inside, between, _ = survey(cut("رییسجمهور کشور را می شود دید."))
    >>> inside[0][1].cuts, [at for at, _ in between]
    ((4,), [20])
    """
    every, words, marks = runs.runs, runs.words, runs.marks()
    bound, bound_to = words.lexicon.bound, words.bound_to
    found: list[tuple[int, Pair | None, Inside | None]] = []
    for number in compress(range(len(every)), marks):
        mark, run, pair = marks[number], every[number], None
        if mark != INSIDE:
            before = every[number - 1]
            if mark == LINKED and not marks[number - 1] & INSIDE:  # most are of two pairs: told at once
                seconds = bound.get(before)
                if seconds is not None and run not in seconds and run in bound_to:
                    continue
            pair = words.pairs[before, run]
        within = words.look(run)[2] if mark & INSIDE else None
        if pair or within:
            found.append((number, pair, within))
    inside: list[tuple[int, Inside]] = []
    between: list[tuple[int, Pair]] = []
    for at, (_, pair, within) in zip(runs.places(number for number, _, _ in found), found, strict=True):
        if pair:
            between.append((at - 1, pair))
        if within:
            inside.append((at, within))
    return Survey(inside, between, runs.text.count(ZWNJ))
