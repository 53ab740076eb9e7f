"""Half-spaces to set: lost inside a word, or turned into a space.

A line is the unit. What the lexicon is certain of is set at once; its doubts are then weighed, by the model where there
is one, among the words around as they now stand, and what is set is surveyed again until nothing more is found: so
repairing twice changes nothing more. A text that keeps its half-spaces is asked for more evidence.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from ravi.persian.letters import FOLD, ZWNJ
from ravi.persian.words import Doubt, Inside, Lexicon, lexicon
from ravi.spans import Edit, apply
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.compose import composed
from ravi.steps.repair.weigh import STYLES, Weigher, weigher

SET = 0.6  # a doubt is set from this probability on
CAREFUL = 0.97  # the same in a text that keeps its half-spaces
ENOUGH, FEW = (
    10,
    0.08,
)  # half-spaces that tell how a text is typed, and the share of lost ones up to which it keeps them

_WORDS = re.compile(f"([^{LETTER}{MARKS}]+)")
_MARK = re.compile(f"[{MARKS}]")


class Gap(NamedTuple):
    """A doubt at its place: before character `at` of the line, or, `between` two words, at the space `at`."""

    at: int
    between: bool
    doubt: Doubt


class Survey(NamedTuple):
    """What the lexicon sees in one line: edits that are certain, gaps that are not, and half-spaces as typed."""

    sure: list[Edit]
    gaps: list[Gap]
    kept: int


class Words:
    """Looks words up, and remembers: most of a text is words seen before."""

    def __init__(self, counts: Lexicon) -> None:
        self.lexicon = counts
        self._inside = lru_cache(maxsize=1 << 17)(self._look_inside)
        self._between = lru_cache(maxsize=1 << 18)(counts.between)

    def _look_inside(self, word: str) -> tuple[Inside, str, str]:
        """What is known of a word with its marks, and its first and last part."""
        bare = _MARK.sub("", word)
        known = self.lexicon.inside(bare)
        cuts = known.cuts
        if len(bare) < len(word):
            places = [at for at, char in enumerate(word) if not _MARK.match(char)]
            known = Inside(
                tuple(places[cut] for cut in cuts),
                tuple(doubt._replace(at=places[doubt.at]) for doubt in known.doubts),
            )
        return known, bare[: cuts[0]] if cuts else bare, bare[cuts[-1] :] if cuts else bare

    def survey(self, line: str) -> Survey:
        """Look up each word of a folded line, and each two words with one space between."""
        sure: list[Edit] = []
        gaps: list[Gap] = []
        pieces = _WORDS.split(line)
        pieces.append("")
        at, before, last = 0, "", ""
        inside, between = self._inside, self._between
        for word, after in zip(pieces[::2], pieces[1::2], strict=True):
            if word:
                (cuts, doubts), first, end = inside(word)
                if before == " " and last and first:
                    joined = between(last, first)
                    if joined is True:
                        sure.append(Edit(at - 1, at, ZWNJ, "half_space.spaced"))
                    elif joined:
                        gaps.append(Gap(at - 1, True, joined))
                for cut in cuts:
                    sure.append(Edit(at + cut, at + cut, ZWNJ, "half_space.joined"))
                for doubt in doubts:
                    gaps.append(Gap(at + doubt.at, False, doubt))
                last, before = end, after
            else:
                last, before = "", after
            at += len(word) + len(after)
        return Survey(sure, gaps, line.count(ZWNJ))


class Habits(NamedTuple):
    """How a text was typed: whether it keeps its half-spaces, or loses them by joining, or to a space."""

    joins: bool
    spaces: bool


def habits(surveys: Iterable[Survey]) -> Habits:
    """Tell from the certain half-spaces of a text, typed and lost, how it loses them.

    A text too short to tell may lose them in any way. Repair can only make a text look as if it keeps more.
    """
    kept = joined = spaced = 0
    for survey in surveys:
        kept += survey.kept
        for edit in survey.sure:
            if edit.start == edit.end:
                joined += 1
            else:
                spaced += 1
    total = kept + joined + spaced
    return Habits(*(total < ENOUGH or lost > FEW * total for lost in (joined, spaced)))


@cache
def words() -> Words:
    """The look-up of the lexicon that ships with Ravi."""
    return Words(lexicon())


def find_words(text: str, style: str | None = None, *, weighed: bool = True) -> list[Edit]:
    """Half-spaces to set in a text, in one of `STYLES`, or in the style that the text itself shows.

    Doubts are `weighed` by the model where it is installed, else by the lexicon's own odds.

    >>> [edit.start for edit in find_words("سیاستهای کشور را می شود دید.")]
    [5, 19]
    """
    lines = text.translate(FOLD).split("\n")
    survey = words().survey
    surveys = [survey(line) for line in lines]
    open_lines = [n for n, seen in enumerate(surveys) if seen.sure or seen.gaps]
    if not open_lines:
        return []
    typed = habits(surveys)
    model = weigher() if weighed else None
    manner = 0
    if model is not None:
        gaps = [surveys[n].gaps for n in open_lines]
        manner = STYLES.index(style) if style else model.style([lines[n] for n in open_lines], gaps, _reliable(typed))
    edits: list[list[Edit]] = [[] for _ in lines]
    now = list(lines)
    while open_lines:
        gaps = [surveys[n].gaps for n in open_lines]
        chances = iter(_weighed(model, [now[n] for n in open_lines], gaps, typed, manner))
        changed = []
        for n in open_lines:
            found = _chosen(now[n], surveys[n], [next(chances) for _ in surveys[n].gaps], typed)
            if found:
                edits[n] = composed(edits[n], now[n], found) if edits[n] else found
                now[n] = apply(now[n], found)
                surveys[n] = survey(now[n])
                changed.append(n)
        open_lines = changed
    found, at = [], 0
    for line, made in zip(lines, edits, strict=True):
        found += [edit._replace(start=at + edit.start, end=at + edit.end) for edit in made]
        at += len(line) + 1
    return found


def _weighed(model: Weigher | None, lines: list[str], gaps: list[list[Gap]], typed: Habits, manner: int) -> list[float]:
    """The probability of each gap: where a text keeps its half-spaces, that of the style which doubts it most."""
    flat = [gap for some in gaps for gap in some]
    if model is None:
        return [gap.doubt.odds for gap in flat]
    chances = model(lines, gaps, manner)
    if any(chance >= CAREFUL and not typed[gap.between] for gap, chance in zip(flat, chances, strict=True)):
        for other in range(len(STYLES) + 1):
            if other != manner:
                others = model(lines, gaps, other)
                chances = [
                    chance if typed[gap.between] else min(chance, least)
                    for gap, chance, least in zip(flat, chances, others, strict=True)
                ]
    return chances


def _reliable(typed: Habits) -> tuple[bool, bool]:
    return not typed.joins, not typed.spaces


def _chosen(line: str, survey: Survey, weights: list[float], typed: Habits) -> list[Edit]:
    """The edits of one line that are certain or likely enough."""
    found = {edit for edit in survey.sure if typed[edit.start < edit.end] or _after_mi(line, edit.start)}
    for gap, weight in zip(survey.gaps, weights, strict=True):
        if weight >= (SET if typed[gap.between] else CAREFUL):
            rule = "likely.spaced" if gap.between else "likely.joined"
            found.add(Edit(gap.at, gap.at + gap.between, ZWNJ, rule, round(weight, 3)))
    return sorted(found)


def _after_mi(line: str, at: int) -> bool:
    """Whether «می» or «نمی» ends here, a whole word: then a verb follows."""
    start = line.rfind(" ", 0, at) + 1
    return line[start:at] in ("می", "نمی")
