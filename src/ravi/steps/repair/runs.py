"""A text cut at its spaces, and what is known of each run between two: most runs were met before.

Each run is of a kind, a byte of flags; a pattern over the kinds of a text finds the few places that need a look.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from math import inf

from ravi.persian.letters import FOLD, fold
from ravi.persian.words import BOUND, NOTHING, RARE, Inside, Lexicon, lexicon
from ravi.spans import Edit
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.telling import tells_reading, tells_space

LEADS, MAY_LEAD, BINDS = 1, 2, 4  # the next may be its second part: whatever it is; if it may follow; if it is bound
LOOK, MAY_FOLLOW, BOUND_TO = 8, 16, 32  # looked into and before; may follow what may lead, or what binds it
SPACE, READING = 64, 128  # see `telling`

_OTHERS = re.compile(f"([^{LETTER}{MARKS}]++)")
_MARK = re.compile(f"[{MARKS}]")
_FOLDED = re.compile(f"[{''.join(map(chr, FOLD))}{MARKS}]")
_CLOSING = frozenset("،.؛:»؟)")
_COMMON = 2000  # sightings of a word that is looked before for itself alone
_REMEMBERED = 60_000  # runs
_REACH = 64  # letters of a run, each side of a place
_NOBODY: frozenset[str] = frozenset()
_ALONE = BOUND - RARE  # from these log-odds on a part needs nothing of the part beside it

Run = tuple[float, str, float, frozenset[str], Inside | None, str]
"""Of a run: how readily its first part takes a half-space before it, and that part; how readily its last part takes one
after it, and that part's partners; what is known inside; the last part. A plain tuple: the collector lets it alone."""

NO_WORD: Run = (-inf, "", -inf, _NOBODY, None, "")


def _kinds_with(flags: int) -> bytes:
    """The kinds that have one of some flags, as a pattern's class."""
    return b"[" + b"".join(b"\\x%02x" % kind for kind in range(256) if kind & flags) + b"]"


_FLAGGED = {flag: re.compile(_kinds_with(flag)) for flag in (LOOK, SPACE, READING)}
_TELLING = re.compile(_kinds_with(SPACE | READING))
_PAIRS = re.compile(
    b"%b(?:(?<=%b)|(?<=%b)(?=%b)|(?<=%b)(?=%b))"
    % tuple(map(_kinds_with, (LEADS | MAY_LEAD | BINDS, LEADS, MAY_LEAD, MAY_FOLLOW, BINDS, BOUND_TO)))
)


class Words(dict[str, int]):
    """The kinds of runs by a lexicon, and what is known of each."""

    def __init__(self, counts: Lexicon) -> None:
        super().__init__()
        self.lexicon = counts
        self._looks: dict[str, Run] = {}
        self._pairs: dict[tuple[str, str], tuple[float, str, str]] = {}
        self._leads: set[str] = set()
        self._binds: set[str] = set()
        self._bound: set[str] = set()
        for first, second in counts.pairs():
            if counts.words.get(first, 0) < _COMMON <= counts.words.get(second, 0):
                self._leads.add(first)
            else:
                self._binds.add(first)
                self._bound.add(second)
        for word in counts.certain():
            right, left, partners = counts.sides(word)
            self[word] = self._kind(word, (right, word, left, partners, None, word))

    def __missing__(self, run: str) -> int:
        core, mark = run[:-1], run[-1:]
        if mark in _CLOSING and core and core[-1] not in _CLOSING:
            kind = self[core] & ~(LEADS | MAY_LEAD | BINDS)  # nothing is between its word and the next but the mark
        else:
            kind = self._kind(run, self.look(run))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[run] = kind
        return kind

    def _kind(self, run: str, look: Run) -> int:
        right, first, left, _, within, last = look
        return (
            LEADS * (left >= _ALONE or last in self._leads)
            | MAY_LEAD * (left > RARE)
            | BINDS * (last in self._binds)
            | LOOK * (right >= _ALONE or bool(within))
            | MAY_FOLLOW * (right > RARE)
            | BOUND_TO * (first in self._bound)
            | SPACE * tells_space(run)
            | READING * tells_reading(run)
        )

    def between(self, run: str, after: str) -> tuple[float, str, str]:
        """What the lexicon says of two runs set apart by a space: the odds of one word, and the two parts that meet."""
        pair = run, after
        found = self._pairs.get(pair)
        if found is None:
            if len(self._pairs) >= _REMEMBERED:
                self._pairs.clear()
            _, _, left, partners, _, last = self.look(run)
            right, first, *_ = self.look(after)
            odds = self.lexicon.between(last, first) if left + right >= BOUND or first in partners else 0.0
            found = self._pairs[pair] = odds, last, first
        return found

    def look(self, run: str) -> Run:
        """What is known of a run."""
        found = self._looks.get(run)
        if found is None:
            if len(self._looks) >= _REMEMBERED:
                self._looks.clear()
            pieces = _OTHERS.split(run)
            found = self._looks[run] = self._word(run) if len(pieces) == 1 else self._words(pieces)
        return found

    def _words(self, pieces: list[str]) -> Run:
        """What is known of a run of several pieces: words, and what is none between them."""
        if len(pieces) == 3 and not pieces[2]:  # most often a word and a mark
            right, first, _, _, within, last = self.look(pieces[0]) if pieces[0] else NO_WORD
            return right, first, -inf, _NOBODY, within, last
        looks = [self.look(word) if word else NO_WORD for word in pieces[::2]]
        within = None
        if any(look[4] for look in looks):
            cuts: list[int] = []
            doubts = []
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
        counts = self.lexicon
        if not word:
            return NO_WORD
        bare = word
        if word not in counts.words and _FOLDED.search(word):
            folded = fold(word)
            if folded != word:
                return self.look(folded)
            bare = _MARK.sub("", word)
            if not bare:
                return NO_WORD
        within = self._inside(bare)
        if within is NOTHING:
            right, left, partners = counts.sides(bare)
            return right, bare, left, partners, None, bare
        cuts = within.cuts
        first, last = (bare[: cuts[0]], bare[cuts[-1] :]) if cuts else (bare, bare)
        if len(bare) < len(word):
            places = [at for at, char in enumerate(word) if not _MARK.match(char)]
            within = Inside(
                tuple(places[cut] for cut in cuts),
                tuple(doubt.moved(places[doubt.at] - doubt.at) for doubt in within.doubts),
            )
        return counts.sides(first)[0], first, *counts.sides(last)[1:], within, last

    def _inside(self, word: str) -> Inside:
        """What is known of a word and of the parts that it certainly falls into."""
        known = self.lexicon.inside(word)
        if not known.cuts:
            return known
        cuts: list[int] = []
        doubts = []
        for start, end in pairwise((0, *known.cuts, len(word))):
            part = self._inside(word[start:end])
            cuts += [start, *(start + cut for cut in part.cuts)]
            doubts += [doubt.moved(start) for doubt in part.doubts]
        return Inside(tuple(cuts[1:]), tuple(doubts))


class Runs:
    """The runs of a text, in order; a line's end is a run of its own, in which nothing is found.

    `tells` says whether any of them tells of a wrong space or of two readings.
    """

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.runs = text.replace("\n", " \n ").split(" ")
        self.kinds = bytes(map(words.__getitem__, self.runs))
        self.tells = _TELLING.search(self.kinds) is not None

    def flagged(self, flag: int) -> list[int]:
        """The numbers of the runs whose kind has a flag."""
        return [match.start() for match in _FLAGGED[flag].finditer(self.kinds)]

    def open(self) -> list[int]:
        """The numbers of the runs that have to be looked into, or at what is before them."""
        pairs = [match.end() for match in _PAIRS.finditer(self.kinds)]
        return sorted({*pairs, *self.flagged(LOOK)} - {len(self.runs)})

    def places(self, numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Each of some runs, in order, with its place in the text."""
        at = seen = 0
        for number in numbers:
            if seen < number:
                passed = " ".join(self.runs[seen:number])
                at += len(passed) + 1 - 2 * passed.count("\n")
                seen = number
            yield number, at


@cache
def words() -> Words:
    """The look-up of the lexicon that ships with Ravi."""
    return Words(lexicon())


_LAST: list[Runs] = []


def cut(text: str) -> Runs:
    """The runs of a text; those of the last text are kept, since one rule after another asks for them."""
    last = _LAST[0] if _LAST else None
    if last is not None and last.text == text:
        return last
    _LAST.clear()
    made = Runs(text, words())
    _LAST[:] = [made]
    return made


def may_tell(before: str, text: str, edits: Iterable[Edit]) -> bool:
    """Whether anything may tell of a wrong space or of two readings in a text that edits made of another."""
    if cut(before).tells:
        return True
    known, grown = words(), 0
    for start, end, new, *_ in edits:
        at = start + grown
        grown += len(new) - (end - start)
        left = text[max(at - _REACH, 0) : at].replace("\n", " ").rpartition(" ")[2]
        right = text[at : at + _REACH].replace("\n", " ").partition(" ")[0]
        if len(left) == _REACH or len(right) == _REACH or known[left + right] & (SPACE | READING):
            return True
    return False
