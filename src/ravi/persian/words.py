"""Where a half-space may belong: inside a word whose half-spaces were lost, and between two words set apart by a space.

Both questions are put to counts of how trustworthy text writes the very words (`data/words_half.tsv`) and, where they
were seldom seen, of how readily each part takes a half-space beside it (`data/words_parts.tsv`). What the counts leave
open comes out as a `Doubt`, with the odds that they give it; a model that sees the words around may know better.

Words are folded (`letters.fold`) and hold no vowel marks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from math import exp, inf, log, log1p
from typing import NamedTuple

from ravi.persian.conjugation import forms_after_mi, verb_forms
from ravi.persian.letters import ZWNJ
from ravi.persian.tables import read_numbers

SURE = 4  # sightings that make a way of writing certain, when no other was seen
PURE = 0.99  # the share of one way of writing that makes it certain
OPEN = 0.2  # odds worth a second look
READY = -2.0  # log-odds of a part, to lose the half-space beside it, from which it lets a word never seen fall apart
TRUST = 1.5  # for how many sightings the parts count beside the pair itself
_BASE = log(0.08 / 0.92)  # half-spaces among all gaps between parts, as log-odds
RARE = log(0.02 / 0.98)  # the same for a part that was never seen at a half-space
_SHORTEST, _LONGEST = 4, 30  # letters of a word that parts are looked for in
_FAMILIAR = 0.05  # what sightings of a left part as a word add to the log-odds of a word that falls apart after it
_FAINT = 0.001  # odds that are told from none
_MI = frozenset(before + mi for before in ("", "بر", "در", "باز", "فرو", "فرا") for mi in ("می", "نمی"))
_COMMON = 20  # sightings of a word that is not taken for a form of a rare verb
_LOAN = "وامی"  # of «وام», seldom the «وامی» of «وامی\u200cدارد»
HOUSES = ("perdt", "seraji", "news")  # whose spelling was counted: both treebanks, and news
FACTS = 24 + 3 * len(HOUSES)  # numbers that describe a doubt
BOUND = (
    log(OPEN / (1 - OPEN)) + _BASE - 1e-9
)  # what the sides of two words, never seen as a pair, must sum to for a doubt


Parts = tuple[int, int, int]
"""Kinds of neighbours of one part, or sightings of one pair: with a half-space, joined, and with a space.

A plain tuple of numbers, as there are many: the collector of garbage lets it alone.
"""

_NONE: Parts = (0, 0, 0)
_NOBODY: frozenset[str] = frozenset()


class Doubt(NamedTuple):
    """A gap that may or may not hold a half-space, with the parts to its left and right.

    It lies before letter `at` of its word, or, `between` two words, at the space `at`. `odds` is the probability that
    the counts alone give.
    """

    at: int
    between: bool
    odds: float
    left: str
    right: str

    def moved(self, by: int) -> "Doubt":
        """The same doubt `by` characters further on."""
        at, between, odds, left, right = self
        return Doubt(at + by, between, odds, left, right)


class Inside(NamedTuple):
    """What is known of one written word: where half-spaces certainly go, and where they may."""

    cuts: tuple[int, ...]
    doubts: tuple[Doubt, ...]


NOTHING = Inside((), ())


class Lexicon:
    """Counts of how words are written, and what follows from them.

    `words` counts words without a half-space; `halves` counts each form with half-spaces; `right` and `left` count the
    neighbours of a part that stands to the right or to the left of a gap (`right` also for last letter + part).
    `houses` gives, for a form of `halves`, the three sightings in each of `HOUSES` ("12,0,3"), apart by tabs.
    """

    def __init__(
        self,
        words: dict[str, int],
        halves: dict[str, Parts],
        right: dict[str, Parts],
        left: dict[str, Parts],
        houses: dict[str, str],
    ) -> None:
        self.words = words
        self.halves = halves
        self.houses = houses
        self.right = right
        self.left = left
        self.forms: dict[str, tuple[str, ...]] = {}
        for form, (half, _, _) in halves.items():
            if half:  # else two words that look like one, kept to say that they are not
                word = form.replace(ZWNJ, "")
                self.forms[word] = *self.forms.get(word, ()), form
        self._ends = {part: _cut(counts) for part, counts in right.items()}
        self._starts = {part: _cut(counts) for part, counts in left.items()}
        least = log(OPEN / (1 - OPEN)) - _FAMILIAR * log1p(max(words.values(), default=0))
        self._may_end = {key.rpartition("+")[2] for key, odds in self._ends.items() if odds >= least}
        self._may_start = {part for part, odds in self._starts.items() if odds >= least}.union(_MI)
        self._ready_ends = {key.rpartition("+")[2] for key, odds in self._ends.items() if odds >= READY}
        self._ready_starts = {part for part, odds in self._starts.items() if odds >= READY}
        self._end_sizes = _sizes((part[-2:], part) for part in self._may_end)
        self._start_sizes = _sizes((part[:2], part) for part in self._may_start)
        self._rights = {part: _gap(counts) for part, counts in right.items()}
        self._lefts = {part: _gap(counts) for part, counts in left.items()} | dict.fromkeys(_MI, inf)
        self._bounds: dict[str, float] = {}
        for key, odds in self._rights.items():
            part = key.rpartition("+")[2]
            self._bounds[part] = max(odds, self._bounds.get(part, RARE))
        self.bound: dict[str, frozenset[str]] = {}  # the pairs that only sightings of the very pair speak for
        partners: dict[str, list[str]] = {}
        for form, (half, _, _) in halves.items():
            part, _, other = form.partition(ZWNJ)
            if half and not self.may_bind(part, other) and self.between(part, other):
                partners.setdefault(part, []).append(other)
        self.bound = {part: frozenset(others) for part, others in partners.items()}

    def inside(self, word: str) -> Inside:
        """Where half-spaces go in a word that may have lost them.

        >>> lexicon().inside("رییسجمهور").cuts, lexicon().inside("کتاب").cuts
        ((4,), ())
        """
        plain = self.words.get(word, 0)
        forms = self.forms.get(word)
        if word in _MI:
            return NOTHING
        if forms is None:
            if plain >= SURE or not _SHORTEST <= len(word) <= _LONGEST or (plain and word in verb_forms()):
                return NOTHING
            if not plain:  # never seen: the letters tell
                if word in forms_after_mi() and not word.endswith(_PERFECT):
                    return NOTHING  # the second part of «می\u200cرویاند»
                doubts = tuple(self._doubts(word, self._touching(word), least=0))
            else:
                places = self._parting(word) if self._base(word)[0] else self._opening(word)
                doubts = tuple(self._doubts(word, places)) if places else ()
            return Inside((), doubts) if doubts else NOTHING
        base_half, base_plain = self._base(word)
        best = max(forms, key=lambda form: self.halves[form][0])
        own = sum(self.halves[form][0] for form in forms)
        if own + plain < SURE <= base_plain and not base_half:
            return NOTHING
        half = own + base_half
        share = half / (half + plain + base_plain)
        if len(forms) == 1 and half >= SURE and share >= PURE:
            return Inside(_cuts(best), ())
        if plain >= SURE and share <= 1 - PURE:
            return NOTHING
        doubts = tuple(self._doubts(word, sorted({cut for form in forms for cut in _cuts(form)})))
        return Inside((), doubts) if doubts else NOTHING

    def between(self, left: str, right: str) -> float:
        """The probability that two words set apart by a space are one word, whose half-space became a space.

        1 is certain; what is not worth a second look is 0.

        >>> lexicon().between("کتاب", "های"), lexicon().between("کتاب", "خوب")
        (1.0, 0.0)
        """
        counts = self.halves.get(f"{left}{ZWNJ}{right}", _NONE)
        half, _, spaced = counts
        if half >= SURE and half >= PURE * (half + spaced):
            return 1.0
        if spaced >= SURE and spaced >= PURE * (half + spaced):
            return 0.0
        if not half and (left == _LOAN or (left in _MI and not self._follows_mi(right))):
            return 0.0  # «ماه می دستگیر شد»: the month, no verb
        odds = self.odds_between(left, right)
        return odds if odds >= OPEN else 0.0

    def odds_between(self, left: str, right: str) -> float:
        """The same, where nothing is certain: from counts of the pair, and of what stands beside each of the two."""
        half, _, spaced = self.halves.get(f"{left}{ZWNJ}{right}", _NONE)
        if left in _MI:
            log_odds = 4.0
        else:
            after = self._rights.get(f"{left[-1]}+{right}")
            ends = self._rights.get(right, RARE) if after is None else after
            log_odds = ends + self._lefts.get(left, RARE) - _BASE
        return (half + TRUST / (1 + exp(-log_odds))) / (half + spaced + TRUST)

    def sides(self) -> Iterator[tuple[str, tuple[float, float]]]:
        """How readily each part takes a half-space beside it, as the right part, at the most, and as the left part."""
        for part in self._bounds.keys() | self._lefts.keys():
            yield part, (self._bounds.get(part, RARE), self._lefts.get(part, RARE))

    def may_bind(self, left: str, right: str) -> bool:
        """Whether `between` of two words may be more than 0: told at once, as of most pairs it is not."""
        readily = self._lefts.get(left, RARE) + self._bounds.get(right, RARE) >= BOUND
        return readily or right in self.bound.get(left, _NOBODY)

    def facts(self, doubt: Doubt, houses: Sequence[Parts]) -> tuple[float, ...]:
        """The `FACTS` numbers that the counts hold about a doubt, whose parts were `seen_by` each house."""
        _, between, odds, left, right = doubt
        word = left + right
        if between:
            pair, base = self.halves.get(f"{left}{ZWNJ}{right}", _NONE), (0, 0)
        else:
            pair, base = (self._half(word, len(left)), self.words.get(word, 0), 0), self._base(word)
        return (
            float(between),
            *map(log1p, pair),
            *map(log1p, self.right.get(right, _NONE)),
            *map(log1p, self.right.get(f"{left[-1]}+{right}", _NONE)),
            *map(log1p, self.left.get(left, _NONE)),
            log1p(self.words.get(left, 0)),
            log1p(self.words.get(right, 0)),
            float(left in self.forms),
            float(right in self.forms),
            float(left in _MI and self._follows_mi(right)),
            float(word in verb_forms()),
            min(len(left), 8) / 4,
            min(len(right), 8) / 4,
            log1p(base[0]) - log1p(base[1]),
            odds,
            log(max(odds, _FAINT) / max(1 - odds, _FAINT)),
            *map(log1p, chain.from_iterable(houses)),
        )

    def seen(self, left: str, right: str) -> int:
        """How often two parts were written with a half-space between."""
        return self.halves.get(f"{left}{ZWNJ}{right}", _NONE)[0]

    def seen_by(self, left: str, right: str) -> list[Parts]:
        """How each house wrote two parts: with a half-space, joined, and with a space.

        >>> [half > joined for half, joined, _ in lexicon().seen_by("آن", "ها")]
        [False, True, True]
        """
        houses = self.houses.get(f"{left}{ZWNJ}{right}")
        if houses is None:
            return [_NONE] * len(HOUSES)
        seen = map(int, houses.replace("\t", ",").split(","))
        return list(zip(seen, seen, seen, strict=True))

    def known(self, word: str) -> bool:
        """Whether a word was ever seen, whole or as a part."""
        return word in self.words or word in self.forms or word in self.right or word in self.left

    def _opening(self, word: str) -> list[int]:
        """Where a word never seen apart may fall apart: before or after a part that gives it odds of `OPEN`.

        What stands before must be a word, else these odds are not reached (`_split_odds`).
        """
        length, words, forms = len(word), self.words, self.forms
        places = [length - size for size in self._end_sizes.get(word[-2:], ()) if word[-size:] in self._may_end]
        places += [length - size for size in self._end_sizes.get(word[-1], ()) if word[-size:] in self._may_end]
        places += [size for size in self._start_sizes.get(word[:2], ()) if word[:size] in self._may_start]
        if not places:
            return places
        return sorted({at for at in places if 0 < at < length and (word[:at] in words or word[:at] in forms)})

    def _touching(self, word: str) -> list[int]:
        """Where a word never seen has a part that half-spaces readily stand beside, or «می» before."""
        ends, starts = self._ready_ends, self._ready_starts
        places = range(2, len(word) - 1)
        return [at for at in places if word[at:] in ends or word[:at] in starts or word[at - 2 : at] == "می"]

    def _parting(self, word: str) -> list[int]:
        """Where a word may fall apart as its base does: before or after a known part, or between two words."""
        right, left, words = self.right, self.left, self.words
        return [
            at
            for at in range(1, len(word))
            for first, second in ((word[:at], word[at:]),)
            if second in right or first in left or (first in words and second in words)
        ]

    def _doubts(self, word: str, places: Iterable[int], least: float = OPEN) -> Iterator[Doubt]:
        """The doubts of a word before some of its letters."""
        base_half, base_plain = self._base(word)
        against = self.words.get(word, 0) + base_plain + TRUST
        for at in places:
            left, right = word[:at], word[at:]
            half = self._half(word, at) + base_half
            odds = (half + TRUST / (1 + exp(-self._split_odds(left, right)))) / (half + against)
            if odds >= least:
                yield Doubt(at, False, odds, left, right)

    def _follows_mi(self, word: str) -> bool:
        """Whether a word is a verb form that takes «می», and if of a rare verb, no common word besides («جهانی»)."""
        return word in verb_forms() or (word in forms_after_mi() and self.words.get(word, 0) < _COMMON)

    def _half(self, word: str, at: int) -> int:
        """How often a word was written with a half-space before letter `at`."""
        forms = self.forms.get(word)
        return sum(self.halves[form][0] for form in forms if at in _cuts(form)) if forms else 0

    def _base(self, word: str) -> tuple[int, int]:
        """How the base of a word is spelt, with a half-space and without: «سالخوردگان» is spelt as «سالخورده» is."""
        if not word.endswith(_OF_HEH) or len(word) < 4:
            return 0, 0
        base = _ENDING.sub("ه", word)
        return sum(self.halves[form][0] for form in self.forms.get(base, ())), self.words.get(base, 0)

    def _split_odds(self, left: str, right: str) -> float:
        """Log-odds that a word never seen falls apart here."""
        if left in _MI:
            return 5.0 if self._follows_mi(right) else -9.0  # «میزبانان»: no verb
        ends, starts = self._ends.get(right), self._starts.get(left)
        if ends is None and starts is None:
            return -9.0
        known = right in self.words or right in self.forms
        if not (known or ends is not None) or not (left in self.words or left in self.forms):
            return -4.0
        odds = -9.0 if ends is None else self._ends.get(f"{left[-1]}+{right}", ends)
        if starts is not None and known:
            odds = max(odds, starts)
        return odds + _FAMILIAR * log1p(self.words.get(left, 0))


_PERFECT = ("هام", "های", "هایم", "هاید", "هاند")  # joined, of «رفته\u200cاند»
_OF_HEH = ("گان", "گی", "گانی")
_ENDING = re.compile("(?<=..)(?:گان|گی|گانی)$")


def _sizes(parts: Iterable[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """The lengths of parts by two letters of each, or its only one."""
    sizes: dict[str, set[int]] = {}
    for letters, part in parts:
        sizes.setdefault(letters, set()).add(len(part))
    return {letters: tuple(found) for letters, found in sizes.items()}


@cache
def _cuts(form: str) -> tuple[int, ...]:
    """Letters before which a form holds its half-spaces."""
    cuts, at = [], 0
    for part in form.split(ZWNJ)[:-1]:
        at += len(part)
        cuts.append(at)
    return tuple(cuts)


def _gap(part: Parts) -> float:
    """Log-odds that the space beside a part was a half-space."""
    half, _, spaced = part
    return log((half + 0.05) / (spaced + 0.5))


def _cut(part: Parts) -> float:
    """Log-odds that a part joined to another lost a half-space."""
    half, joined, _ = part
    return log((half + 0.1) / (joined + 0.5))


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with Ravi, read once. Its tables are folded as they stand."""
    words = read_numbers("words")
    halves: dict[str, Parts] = {}
    houses: dict[str, str] = {}
    for form, row in _rows("words_half"):
        half, joined, spaced, houses[form] = row.split("\t", 3)
        halves[form] = int(half), int(joined), int(spaced)
    sides: dict[str, dict[str, Parts]] = {">": {}, "<": {}}
    for side, row in _rows("words_parts"):
        part, half, joined, spaced = row.split("\t")
        sides[side][part] = int(half), int(joined), int(spaced)
    return Lexicon(words, halves, sides[">"], sides["<"], houses)


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table, without its head, each as its first column and the rest."""
    text = files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.split("\n") if line and line[0] != "#")
    next(rows)
    return ((first, rest) for first, _, rest in rows)
