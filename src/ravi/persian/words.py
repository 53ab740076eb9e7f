"""Where a half-space may belong: inside a word whose half-spaces were lost, and between two words set apart by a space.

Both questions are put to counts of how trustworthy text writes the very words (`data/words_half.tsv`) and, where they
were seldom seen, of how readily each part takes a half-space beside it (`data/words_parts.tsv`). What the counts leave
open comes out as a `Doubt`, with the odds that they give it; a model that sees the words around may know better.

Words are folded (`letters.fold`) and hold no vowel marks.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import exp, log, log1p
from typing import NamedTuple

from ravi.persian.conjugation import verb_forms
from ravi.persian.letters import ZWNJ

SURE = 4  # sightings that make a way of writing certain, when no other was seen
PURE = 0.99  # the share of one way of writing that makes it certain
OPEN = 0.1  # odds worth a second look
TRUST = 1.5  # for how many sightings the parts count beside the pair itself
_BASE = log(0.08 / 0.92)  # half-spaces among all gaps between parts, as log-odds
_RARE = log(0.02 / 0.98)  # the same for a part that was never seen at a half-space
_SHORTEST, _LONGEST = 4, 30  # letters of a word that parts are looked for in
_MI = ("می", "نمی")
FACTS = 22  # numbers that describe a doubt


class Parts(NamedTuple):
    """Kinds of neighbours of one part, or sightings of one pair: with a half-space, joined, and with a space."""

    half: int
    joined: int
    spaced: int


_NONE = Parts(0, 0, 0)


class Doubt(NamedTuple):
    """A gap that may or may not hold a half-space: before letter `at` of its word, or between two words (`at` 0).

    `odds` is the probability that the counts alone give; `facts` are the `FACTS` numbers that they were weighed from.
    """

    at: int
    odds: float
    facts: tuple[float, ...]


class Inside(NamedTuple):
    """What is known of one written word: where half-spaces certainly go, and where they may."""

    cuts: tuple[int, ...]
    doubts: tuple[Doubt, ...]


class Lexicon:
    """Counts of how words are written, and what follows from them.

    `words` counts words without a half-space; `halves` counts each form with half-spaces; `right` and `left` count the
    neighbours of a part that stands to the right or to the left of a gap (`right` also for last letter + part).
    """

    def __init__(
        self, words: dict[str, int], halves: dict[str, Parts], right: dict[str, Parts], left: dict[str, Parts]
    ) -> None:
        self.words = words
        self.halves = halves
        self.right = right
        self.left = left
        self.forms: dict[str, list[str]] = {}
        for form, counts in halves.items():
            if counts.half:  # else two words that look like one, kept to say that they are not
                self.forms.setdefault(form.replace(ZWNJ, ""), []).append(form)

    def inside(self, word: str) -> Inside:
        """Where half-spaces go in a word that may have lost them.

        >>> lexicon().inside("رییسجمهور").cuts, lexicon().inside("کتاب").cuts
        ((4,), ())
        """
        plain = self.words.get(word, 0)
        forms = self.forms.get(word)
        if forms is None:
            if not _SHORTEST <= len(word) <= _LONGEST or plain >= SURE or (plain and word in verb_forms()):
                return Inside((), ())
            found = (self._doubt(word, at) for at in range(1, len(word)) if self._may_part(word[:at], word[at:]))
            return Inside((), tuple(doubt for doubt in found if doubt.odds >= OPEN))
        base_half, base_plain = self._base(word)
        best = max(forms, key=lambda form: self.halves[form].half)
        own = sum(self.halves[form].half for form in forms)
        if own + plain < SURE <= base_plain and not base_half:
            return Inside((), ())
        half = own + base_half
        share = half / (half + plain + base_plain)
        if len(forms) == 1 and half >= SURE and share >= PURE:
            return Inside(_cuts(best), ())
        if plain >= SURE and share <= 1 - PURE:
            return Inside((), ())
        cuts = sorted({cut for form in forms for cut in _cuts(form)})
        return Inside((), tuple(self._doubt(word, at) for at in cuts))

    def between(self, left: str, right: str) -> bool | Doubt:
        """Whether two words set apart by a space are one word, whose half-space became a space.

        >>> lexicon().between("کتاب", "های"), lexicon().between("کتاب", "خوب")
        (True, False)
        """
        counts = self.halves.get(f"{left}{ZWNJ}{right}")
        if counts is None:
            if left in _MI:
                if right not in verb_forms():
                    return False  # «ماه می دستگیر شد»: the month, no verb
            elif right not in self.right and left not in self.left:
                return False
        else:
            if counts.half >= SURE and counts.half >= PURE * (counts.half + counts.spaced):
                return True
            if counts.spaced >= SURE and counts.spaced >= PURE * (counts.half + counts.spaced):
                return False
        odds = self._join_odds(left, right, counts or _NONE)
        if odds < OPEN:
            return False
        return Doubt(0, odds, self._facts(left, right, counts or _NONE, _NONE, between=True))

    def known(self, word: str) -> bool:
        """Whether a word was ever seen, whole or as a part."""
        return word in self.words or word in self.forms or word in self.right or word in self.left

    def _may_part(self, left: str, right: str) -> bool:
        return right in self.right or left in self.left or (left in self.words and right in self.words)

    def _doubt(self, word: str, at: int) -> Doubt:
        left, right = word[:at], word[at:]
        plain = self.words.get(word, 0)
        half = sum(self.halves[form].half for form in self.forms.get(word, ()) if at in _cuts(form))
        base_half, base_plain = self._base(word)
        base = Parts(base_half, base_plain, 0)
        prior = 1 / (1 + exp(-self._split_odds(left, right)))
        odds = (half + base_half + TRUST * prior) / (half + base_half + plain + base_plain + TRUST)
        return Doubt(at, odds, self._facts(left, right, Parts(half, plain, 0), base, between=False))

    def _base(self, word: str) -> tuple[int, int]:
        """How the base of a word is spelt, with a half-space and without: «سالخوردگان» is spelt as «سالخورده» is."""
        base, found = _OF_HEH.subn("ه", word)
        if not found:
            return 0, 0
        return sum(self.halves[form].half for form in self.forms.get(base, ())), self.words.get(base, 0)

    def _split_odds(self, left: str, right: str) -> float:
        """Log-odds that a word never seen falls apart here."""
        if left in _MI and right in verb_forms():
            return 5.0
        ends, starts = self.right.get(right), self.left.get(left)
        if ends is None and starts is None:
            return -9.0
        known = (left in self.words or left in self.forms, right in self.words or right in self.forms or bool(ends))
        if not all(known):
            return -4.0
        ends = self.right.get(f"{left[-1]}+{right}") or ends
        odds = []
        if ends is not None:
            odds.append(log((ends.half + 0.1) / (ends.joined + 0.5)))
        if starts is not None and (right in self.words or right in self.forms):
            odds.append(log((starts.half + 0.1) / (starts.joined + 0.5)))
        return max(odds, default=-9.0) + 0.05 * log1p(self.words.get(left, 0))

    def _join_odds(self, left: str, right: str, counts: Parts) -> float:
        if left in _MI:
            odds = 4.0
        else:
            ends = self.right.get(f"{left[-1]}+{right}") or self.right.get(right)
            odds = _gap(ends) + _gap(self.left.get(left)) - _BASE
        prior = 1 / (1 + exp(-odds))
        return (counts.half + TRUST * prior) / (counts.half + counts.spaced + TRUST)

    def _facts(self, left: str, right: str, pair: Parts, base: Parts, *, between: bool) -> tuple[float, ...]:
        ends = self.right.get(right, _NONE)
        after = self.right.get(f"{left[-1]}+{right}", _NONE)
        starts = self.left.get(left, _NONE)
        return (
            float(between),
            *map(log1p, (*pair, *ends, *after, *starts)),
            log1p(self.words.get(left, 0)),
            log1p(self.words.get(right, 0)),
            float(left in self.forms),
            float(right in self.forms),
            float(left in _MI and right in verb_forms()),
            float(left + right in verb_forms()),
            min(len(left), 8) / 4,
            min(len(right), 8) / 4,
            log1p(base.half) - log1p(base.joined),
        )


_OF_HEH = re.compile("(?<=..)(?:گان|گی|گانی)$")


@cache
def _cuts(form: str) -> tuple[int, ...]:
    """Letters before which a form holds its half-spaces."""
    cuts, at = [], 0
    for part in form.split(ZWNJ)[:-1]:
        at += len(part)
        cuts.append(at)
    return tuple(cuts)


def _gap(part: Parts | None) -> float:
    return _RARE if part is None else log((part.half + 0.05) / (part.spaced + 0.5))


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with Ravi, read once. Its tables are folded as they stand."""
    words = {word: int(count) for word, count in _rows("words")}
    halves = {form: _parts(counts) for form, counts in _rows("words_half")}
    sides: dict[str, dict[str, Parts]] = {">": {}, "<": {}}
    for side, row in _rows("words_parts"):
        part, _, counts = row.partition("\t")
        sides[side][part] = _parts(counts)
    return Lexicon(words, halves, sides[">"], sides["<"])


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table, without its head, each as its first column and the rest."""
    text = files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.split("\n") if line and line[0] != "#")
    next(rows)
    return ((first, rest) for first, _, rest in rows)


def _parts(counts: str) -> Parts:
    half, joined, spaced = counts.split("\t")
    return Parts(int(half), int(joined), int(spaced))
