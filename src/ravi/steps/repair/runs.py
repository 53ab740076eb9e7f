"""A text cut at its spaces, line ends and half-spaces, and what is known of each run between: most were met before.

Each run is of a kind, a byte; the kinds of a text, as one large number, tell at once the few places that need a look.
"""

import gc
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, pairwise

from ravi.persian.letters import FOLD, ZWNJ, fold
from ravi.persian.tables import read_groups
from ravi.persian.words import BOUND, NOTHING, RARE, Inside, Lexicon, lexicon
from ravi.spans import Edit
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.telling import tells

MAY, ALONE = 2, 3  # how readily a word takes another beside it: if that one may too; any (1: no more than any word)
LEADS, FOLLOWS = 1, 4  # by what these are multiplied: the next run may be the second part; the one before the first
BINDS, BOUND_TO = 16, 32  # the next may be the second part if it is bound to any
INSIDE, TELLS = 64, 128  # a half-space may be lost inside; see `telling`
_NO_FIRST = ~(3 * LEADS | BINDS)  # of a run that ends in a mark
_NO_SECOND = ~(3 * FOLLOWS | BOUND_TO)  # of one that begins with a mark
PAIRED, LINKED = 4, 1  # see `Runs.marks`
BREAKS = ("\n", ZWNJ)  # runs of their own, in which nothing is found

_OTHERS = re.compile(f"([^{LETTER}{MARKS}]++)")
_IS_WORD = re.compile(f"[{LETTER}{MARKS}]+").fullmatch
_MARK = re.compile(f"[{MARKS}]")
_FOLDED = re.compile(f"[{''.join(map(chr, FOLD))}{MARKS}]")
_OPENING, _CLOSING = '«(["', '،.؛:»؟!)]"…0123456789۰۱۲۳۴۵۶۷۸۹'  # no stop opens: it tells of a lost space
_REMEMBERED = 100_000  # runs
_TELLING = "گوشهای"
_SPACE = re.compile(f"[ \n{ZWNJ}]")
_NEAR = 64  # characters each side of a place
_ANY = BOUND - RARE  # from these log-odds on a part needs nothing of the part beside it

Run = tuple[str, str, Inside | None]
"""Of a run: its first part, its last, and what is known inside. A plain tuple: the collector lets most alone."""
Pair = tuple[float, str, str]
"""Of two runs: the odds that they are one word, and the two parts that meet."""

NO_WORD: Run = ("", "", None)
_TELLS = re.compile(b"[\x80-\xff]")


class Words(dict[str, int]):
    """The kinds of runs by a lexicon, some `known` beforehand, and what else is known of each."""

    def __init__(self, counts: Lexicon, known: Mapping[str, int]) -> None:
        super().__init__(known)
        self.lexicon = counts
        self.pairs = _Pairs(self)
        self.bound_to = frozenset(chain.from_iterable(counts.bound.values()))
        self._looks: dict[str, Run] = {}
        self._befores, self._afters = _sides(counts)

    def __missing__(self, run: str) -> int:
        core = run.rstrip(_CLOSING).lstrip(_OPENING)
        if core == run:
            kind = self._kind(run, self.look(run))
        elif core:
            kind = self[core]
            if run[0] != core[0]:
                kind &= _NO_SECOND
            if run[-1] != core[-1]:
                kind &= _NO_FIRST
        else:
            kind = 0
        if len(self) >= _REMEMBERED:
            self.clear()
        self[run] = kind
        return kind

    def _kind(self, run: str, look: Run) -> int:
        first, last, within = look
        before = self._befores.get(last, LEADS) if last else 0
        after = self._afters.get(first, FOLLOWS) if first else 0
        return before | after | INSIDE * (within is not None) | TELLS * tells(run)

    def look(self, run: str) -> Run:
        """What is known of a run."""
        found = self._looks.get(run)
        if found is None:
            if run in self.lexicon.words and not self.get(run, INSIDE) & INSIDE:
                return run, run, None
            if len(self._looks) >= _REMEMBERED:
                self._looks.clear()
            found = self._looks[run] = self._word(run) if _IS_WORD(run) else self._words(_OTHERS.split(run))
        return found

    def _words(self, pieces: list[str]) -> Run:
        """What is known of a run of several pieces: words, and what is none between them."""
        looks = [self.look(word) if word else NO_WORD for word in pieces[::2]]
        within = None
        if any(look[2] for look in looks):
            cuts: list[int] = []
            doubts = []
            at = 0
            for number, piece in enumerate(pieces):
                known = None if number % 2 else looks[number // 2][2]
                if known:
                    cuts += [at + cut for cut in known.cuts]
                    doubts += [doubt.moved(at) for doubt in known.doubts]
                at += len(piece)
            within = Inside(tuple(cuts), tuple(doubts))
        return looks[0][0], looks[-1][1], within

    def _word(self, word: str) -> Run:
        """What is known of one word, which may hold marks and letters that are not folded."""
        bare = word
        if word not in self.lexicon.words and _FOLDED.search(word):
            folded = fold(word)
            if folded != word:
                return self.look(folded)
            bare = _MARK.sub("", word)
            if not bare:
                return NO_WORD
        within = self._inside(bare)
        if within is NOTHING:
            return bare, bare, None
        cuts = within.cuts
        first, last = (bare[: cuts[0]], bare[cuts[-1] :]) if cuts else (bare, bare)
        if len(bare) < len(word):
            places = [at for at, char in enumerate(word) if not _MARK.match(char)]
            within = Inside(
                tuple(places[cut] for cut in cuts),
                tuple(doubt.moved(places[doubt.at] - doubt.at) for doubt in within.doubts),
            )
        return first, last, within

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


def _sides(counts: Lexicon) -> tuple[dict[str, int], dict[str, int]]:
    """What a word adds to the kind of a run as its last one and as its first; those missing there: no more than any."""
    befores: dict[str, int] = {}
    afters: dict[str, int] = {}
    for word, (right, left) in counts.sides():
        befores[word] = LEADS * (ALONE if left >= _ANY else MAY if left > RARE else 1)
        afters[word] = FOLLOWS * (ALONE if right >= _ANY else MAY if right > RARE else 1)
    for first, seconds in counts.bound.items():
        befores[first] = befores.get(first, LEADS) | BINDS
        for second in seconds:
            afters[second] = afters.get(second, FOLLOWS) | BOUND_TO
    return befores, afters


class _Pairs(dict[tuple[str, str], Pair | None]):
    """What the lexicon says of two runs set apart by a space; None where they are two words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, pair: tuple[str, str]) -> Pair | None:
        (_, last, _), (first, _, _) = map(self._words.look, pair)
        found = None
        counts = self._words.lexicon
        if last and first and counts.may_bind(last, first):
            odds = counts.between(last, first)
            found = (odds, last, first) if odds else None
        if len(self) >= _REMEMBERED:
            self.clear()
        self[pair] = found
        return found


class Runs:
    """The runs of a text, in order; a line's end and a half-space are runs of their own, in which nothing is found."""

    def __init__(self, text: str, words: Words, runs: list[str] | None = None, kinds: bytes = b"") -> None:
        self.text = text
        self.words = words
        self.runs = text.replace("\n", " \n ").replace(ZWNJ, f" {ZWNJ} ").split(" ") if runs is None else runs
        self._kinds = kinds or bytes(map(words.__getitem__, self.runs))
        self._telling: list[tuple[int, int]] | None = None

    def edited(self, text: str, edits: Iterable[Edit]) -> "Runs":
        """The runs of the text that edits make of this one, which is cut anew only around them."""
        stretches: list[tuple[int, int, int]] = []
        end = -1
        for edit in edits:
            grown = len(edit.new) - (edit.end - edit.start)
            if edit.start <= end:
                start, _, before = stretches.pop()
                grown += before
            else:
                start = self.text.rfind(" ", max(end, 0), edit.start) + 1
            if edit.end > end:
                space = self.text.find(" ", edit.end)
                end = space if space >= 0 else len(self.text)
            stretches.append((start, end, grown))
        runs, kinds = list[str](), bytearray()
        at = number = done = shift = 0
        for start, end, grown in stretches:
            number += self._breaks(at, start)
            part = Runs(text[start + shift : end + shift + grown], self.words)
            runs += *self.runs[done:number], *part.runs
            kinds += self._kinds[done:number] + part._kinds
            number += self._breaks(start, end)
            done, at, shift = number + 1, end, shift + grown
        return Runs(text, self.words, runs + self.runs[done:], bytes(kinds + self._kinds[done:]))

    def _breaks(self, start: int, end: int) -> int:
        """How many runs end in a part of the text."""
        return self.text.count(" ", start, end) + 2 * sum(self.text.count(mark, start, end) for mark in BREAKS)

    def marks(self) -> bytes:
        """A byte a run, 0 of most: `INSIDE`; `PAIRED` or `LINKED`, if it may be one word with the run before.

        Two are paired where one leads and the other follows readily enough: 4 in sum.
        """
        size = len(self.runs)
        each = int.from_bytes(b"\1" * size, "little")
        kinds = int.from_bytes(self._kinds, "little")
        after = kinds >> 8
        paired = (kinds & 3 * each) + (after >> 2 & 3 * each) & PAIRED * each
        bound = kinds >> 4 & after >> 5 & LINKED * each
        return ((paired | bound) << 8 | kinds & INSIDE * each).to_bytes(size, "little")

    def places(self, numbers: Iterable[int]) -> Iterator[int]:
        """The places of some runs in the text, in order; none of them a line's end or a half-space."""
        at = seen = 0
        for number in numbers:
            if seen < number:
                passed = " ".join(self.runs[seen:number])
                at += len(passed) + 1 - 2 * (passed.count("\n") + passed.count(ZWNJ))
                seen = number
            yield at

    @property
    def telling(self) -> list[tuple[int, int]]:
        """The stretches of the text that hold the runs that tell something, each with a run before and after it."""
        if self._telling is None:
            self._telling = self._that_tell()
        return self._telling

    def _that_tell(self) -> list[tuple[int, int]]:
        every, found = self.runs, list[tuple[int, int]]()
        if self._kinds.isascii():  # no kind holds `TELLS`
            return found
        numbers = [match.start() for match in _TELLS.finditer(self._kinds)]
        for number, at in zip(numbers, self.places(numbers), strict=True):
            end = at + len(every[number])
            if number and every[number - 1] not in BREAKS:
                at -= len(every[number - 1]) + 1
            if number + 1 < len(every):
                end += 1 if every[number + 1] in BREAKS else len(every[number + 1]) + 1
            if found and at <= found[-1][1]:
                at = found.pop()[0]
            found.append((at, end))
        return found


@cache
def words() -> Words:
    """The look-up of the lexicon that ships with Ravi; training/runs.py wrote the kinds of common runs."""
    with _undisturbed():
        tells(_TELLING)  # and what that asks for
        return Words(lexicon(), read_groups("runs"))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Read tables without the collector of garbage, which would look at the growing tables again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
            gc.collect()  # from then on it lets the tables alone: they hold nothing but plain values


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


def recut(before: str, text: str, edits: Iterable[Edit]) -> None:
    """Keep the runs of a text that a few edits made of the last, so that it is not cut anew."""
    _LAST[:] = [cut(before).edited(text, edits)]


def may_tell(before: str, text: str, edits: Sequence[Edit]) -> bool:
    """Whether anything tells of a wrong space or of two readings near half-spaces, by which a text became another."""
    places = [edit.start for edit in edits]
    for start, end in cut(before).telling:
        if bisect_left(places, start - _NEAR) < bisect_right(places, end + _NEAR):
            return True
    known, grown = words(), 0
    for start, end, *_ in edits:
        if start == end:
            at = start + grown
            left = _SPACE.split(text[max(at - _NEAR, 0) : at])[-1]
            right = _SPACE.split(text[at + 1 : at + 1 + _NEAR], 1)[0]
            if len(left) == _NEAR or len(right) == _NEAR or (known[left] | known[right]) & TELLS:
                return True
            grown += 1
    return False
