"""What the lexicon sees in a text: half-spaces that certainly belong, and doubts."""

from typing import NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.words import Doubt, Inside
from ravi.steps.repair.runs import Runs


class Survey(NamedTuple):
    """What the lexicon sees in a text.

    `inside`: what is known of words, with the places of the runs that hold them. `between`: doubts between two words;
    those of odds 1 are certain. `kept`: how many half-spaces the text has.
    """

    inside: list[tuple[int, Inside]]
    between: list[Doubt]
    kept: int

    def doubts(self) -> list[Doubt]:
        """All that is not certain, at its place in the text."""
        inside = [doubt.moved(start) for start, known in self.inside for doubt in known.doubts]
        return sorted(inside + [doubt for doubt in self.between if doubt.odds < 1])


def survey(runs: Runs) -> Survey:
    """Look into each run of a text, and at each two words with one space between, where anything may be found.

    >>> from ravi.steps.repair.runs import cut
    >>> inside, between, _ = survey(cut("رییسجمهور کشور را می شود دید."))
    >>> inside[0][1].cuts, [doubt.at for doubt in between]
    ((4,), [20])
    """
    pairs, known = runs.between(), runs.inside()
    inside: list[tuple[int, Inside]] = []
    between: list[Doubt] = []
    for number, at in runs.places(sorted(pairs.keys() | known.keys())):
        if number in pairs:
            between.append(Doubt(at - 1, True, *pairs[number]))
        if number in known:
            inside.append((at, known[number]))
    return Survey(inside, between, runs.text.count(ZWNJ))
