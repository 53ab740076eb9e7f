"""What the lexicon sees in a text: half-spaces that certainly belong, and doubts.

A text is cut at its spaces, and each run between two spaces is looked up whole, as typed: most runs were met before.
"""

import re
from itertools import pairwise
from math import inf
from typing import NamedTuple

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.words import BOUND, NOTHING, Doubt, Inside, Lexicon
from ravi.steps.repair.characters import LETTER, MARKS

_OTHERS = re.compile(f"([^{LETTER}{MARKS}]++)")
_MARK = re.compile(f"[{MARKS}]")

_REMEMBERED = 60_000  # runs
_NOBODY: frozenset[str] = frozenset()

Run = tuple[float, str, float, frozenset[str], Inside | None, str]
"""Of a run: how readily its first part takes a half-space before it, and that part; how readily its last part takes one
after it, and that part's partners; what is known inside; the last part. A plain tuple: the collector lets it alone."""

_NO_WORD: Run = (-inf, "", -inf, _NOBODY, None, "")


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


class Words(dict[str, Run]):
    """Looks runs up in a lexicon, and remembers them."""

    def __init__(self, counts: Lexicon) -> None:
        super().__init__()
        self.lexicon = counts
        for word in counts.certain():
            right, left, partners = counts.sides(word)
            self[word] = right, word, left, partners, None, word

    def survey(self, text: str) -> Survey:
        """Look up each run of a text, and each two words with one space between.

        >>> from ravi.persian.words import lexicon
        >>> inside, between, _ = Words(lexicon()).survey("رییسجمهور کشور را می شود دید.")
        >>> inside[0][1].cuts, [doubt.at for doubt in between]
        ((4,), [20])
        """
        runs = text.replace("\n", " \n ").split(" ")  # a line's end is a run of its own, in which nothing is found
        looks = list(map(self.__getitem__, runs))
        open_runs = []
        left, partners = -inf, _NOBODY
        for number, (right, first, after, others, within, _) in enumerate(looks):
            if left + right >= BOUND or first in partners or within:
                open_runs.append(number)
            left, partners = after, others
        inside: list[tuple[int, Inside]] = []
        between: list[Doubt] = []
        at = seen = 0
        for number in open_runs:
            passed = runs[seen:number]
            at += sum(map(len, passed)) + len(passed) - 2 * passed.count("\n")
            seen = number
            right, first, _, _, within, _ = looks[number]
            _, _, left, partners, _, last = looks[number - 1] if number else _NO_WORD
            if left + right >= BOUND or first in partners:
                odds = self.lexicon.between(last, first)
                if odds:
                    between.append(Doubt(at - 1, True, odds, last, first))
            if within:
                inside.append((at, within))
        return Survey(inside, between, text.count(ZWNJ))

    def __missing__(self, run: str) -> Run:
        if len(self) >= _REMEMBERED:
            self.clear()
        pieces = _OTHERS.split(run)
        made = self[run] = self._word(run) if len(pieces) == 1 else self._words(pieces)
        return made

    def _words(self, pieces: list[str]) -> Run:
        """What is known of a run of several pieces: words, and what is none between them."""
        if len(pieces) == 3 and not pieces[2]:  # most often a word and a mark
            right, first, _, _, within, last = self[pieces[0]] if pieces[0] else _NO_WORD
            return right, first, -inf, _NOBODY, within, last
        looks = [self[word] if word else _NO_WORD for word in pieces[::2]]
        within = None
        if any(look[4] for look in looks):
            cuts: list[int] = []
            doubts: list[Doubt] = []
            at = 0
            for number, piece in enumerate(pieces):
                known = None if number % 2 else looks[number // 2][4]
                if known:
                    cuts += [at + cut for cut in known.cuts]
                    doubts += [doubt.moved(at) for doubt in known.doubts]
                at += len(piece)
            within = Inside(tuple(cuts), tuple(doubts))
        right, first, *_ = looks[0]
        _, _, left, partners, _, last = looks[-1]
        return right, first, left, partners, within, last

    def _word(self, word: str) -> Run:
        """What is known of one word, which may hold marks and letters that are not folded."""
        lexicon = self.lexicon
        if word in lexicon.words:
            bare = word
        else:
            folded = fold(word)
            if folded != word:
                return self[folded]
            bare = _MARK.sub("", word)
            if not bare:
                return _NO_WORD
        within = self._inside(bare)
        if within is NOTHING:
            right, left, partners = lexicon.sides(bare)
            return right, bare, left, partners, None, bare
        cuts = within.cuts
        first, last = (bare[: cuts[0]], bare[cuts[-1] :]) if cuts else (bare, bare)
        if len(bare) < len(word):
            places = [at for at, char in enumerate(word) if not _MARK.match(char)]
            within = Inside(
                tuple(places[cut] for cut in cuts),
                tuple(doubt.moved(places[doubt.at] - doubt.at) for doubt in within.doubts),
            )
        return lexicon.sides(first)[0], first, *lexicon.sides(last)[1:], within, last

    def _inside(self, word: str) -> Inside:
        """What is known of a word and of the parts that it certainly falls into."""
        known = self.lexicon.inside(word)
        if not known.cuts:
            return known
        cuts: list[int] = []
        doubts: list[Doubt] = []
        for start, end in pairwise((0, *known.cuts, len(word))):
            part = self._inside(word[start:end])
            cuts += [start, *(start + cut for cut in part.cuts)]
            doubts += [doubt.moved(start) for doubt in part.doubts]
        return Inside(tuple(cuts[1:]), tuple(doubts))
