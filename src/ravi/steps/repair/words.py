"""Half-spaces to set: lost inside a word, or turned into a space.

What the lexicon is certain of is set first. Its doubts are then weighed, by the model where there is one, among the
words around as they now stand; lines in which one was set are looked at again until nothing more is found: so repairing
twice changes nothing more. A text that keeps its half-spaces is asked for more evidence.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.words import HOUSES, Doubt, lexicon
from ravi.spans import Edit, apply
from ravi.steps.repair.compose import composed
from ravi.steps.repair.survey import Survey, Words
from ravi.steps.repair.weigh import weigher

SET = 0.5  # a doubt between two words is set from this probability on
SEEN, UNSEEN = 0.57, 0.45  # the same inside a word that was seen as it stands, and inside one that was not
CAREFUL = 0.98  # the same in a text that keeps its half-spaces
WORTH = 0.8  # odds of the lexicon from which a doubt is weighed there: no other was ever set
ENOUGH = 10  # half-spaces that tell how a text is typed
FEW = 0.08  # the share of lost ones up to which a text keeps them
_MI = ("می", "نمی")

Weigh = Callable[[str, Sequence[Doubt]], list[float]]
"""A text and some doubts in it → the probability of each."""


class Habits(NamedTuple):
    """How a text was typed: whether it may have lost half-spaces by joining, and to a space."""

    joins: bool
    spaces: bool


def habits(survey: Survey) -> Habits:
    """Tell from the certain half-spaces of a text, typed and lost, how it loses them.

    A text too short to tell may lose them in any way. Repair can only make a text look as if it keeps more.
    """
    joined = sum(len(known.cuts) for _, known in survey.inside)
    spaced = sum(doubt.odds == 1 for doubt in survey.between)
    total = survey.kept + joined + spaced
    return Habits(*(total < ENOUGH or lost > FEW * total for lost in (joined, spaced)))


@cache
def words() -> Words:
    """The look-up of the lexicon that ships with Ravi."""
    return Words(lexicon())


def find_words(text: str, style: str | None = None, *, weighed: bool = True) -> list[Edit]:
    """Half-spaces to set in a text, spelt as one of `HOUSES` does, or as the text itself shows.

    Doubts are `weighed` by the model where it is installed, else by the lexicon's own odds.

    >>> [edit.start for edit in find_words("سیاستهای کشور را می شود دید.")]
    [5, 19]
    """
    survey = words().survey(text)
    if not (survey.inside or survey.between):
        return []
    return _settled(text, survey, habits(survey), _weighing(style, text) if weighed else _by_counts)


def _weighing(style: str | None, text: str) -> Weigh:
    """How the doubts of a text are weighed: in the spelling that is asked for, else in the one that it shows."""
    model = weigher()
    if model is None:
        return _by_counts
    shares = None if style is None else tuple(float(house == style) for house in HOUSES)

    def weigh(part: str, doubts: Sequence[Doubt]) -> list[float]:
        nonlocal shares
        if shares is None:
            shares = model.shares(text)
        return model(part, doubts, shares)

    return weigh


def _by_counts(text: str, doubts: Sequence[Doubt]) -> list[float]:
    return [doubt.odds for doubt in doubts]


def _settled(text: str, survey: Survey, typed: Habits, weigh: Weigh) -> list[Edit]:
    """The edits of a text, found in rounds: each looks at the lines in which the one before set a doubt."""
    rounds: list[tuple[list[Edit], str, list[tuple[int, int]]]] = []
    while True:
        edits, doubts = _opened(text, survey, typed)
        now = apply(text, edits)
        likely = _likely(doubts, weigh(now, doubts), typed) if doubts else []
        if not likely:
            break
        edits = composed(edits, now, likely)
        now = apply(text, edits)
        text, lines = _lines_at(now, _after(likely))
        rounds.append((edits, now, lines))
        survey = words().survey(text)
    for earlier, now, lines in reversed(rounds):
        edits = composed(earlier, now, list(_placed(edits, lines)))
    return edits


def _opened(text: str, survey: Survey, typed: Habits) -> tuple[list[Edit], list[Doubt]]:
    """The certain edits of a text, and its doubts as they stand after these."""
    sure: list[Edit] = []
    doubts: list[Doubt] = []
    for doubt in survey.between:
        if doubt.odds < 1:
            if typed.spaces or doubt.odds >= WORTH:
                doubts.append(doubt)
        elif typed.spaces or _after_mi(text, doubt.at):
            sure.append(Edit(doubt.at, doubt.at + 1, ZWNJ, "half_space.spaced"))
    inserted: list[int] = []
    for start, known in survey.inside:
        cuts = [start + cut for cut in known.cuts if typed.joins or _after_mi(text, start + cut)]
        inserted += cuts
        if len(cuts) == len(known.cuts):
            doubts += [doubt.moved(start) for doubt in known.doubts if typed.joins or doubt.odds >= WORTH]
    sure += [Edit(at, at, ZWNJ, "half_space.joined") for at in inserted]
    if inserted:
        doubts = [doubt.moved(bisect(inserted, doubt.at)) for doubt in doubts]
    return sorted(sure), sorted(doubts)


def _after_mi(text: str, at: int) -> bool:
    """Whether «می» or «نمی» ends here, a whole word: then a verb follows."""
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return text[start:at] in _MI


def _likely(doubts: Sequence[Doubt], chances: Sequence[float], typed: Habits) -> list[Edit]:
    """Edits for the doubts that are likely enough."""
    return [
        Edit(at, at + between, ZWNJ, "likely.spaced" if between else "likely.joined", round(chance, 3))
        for (at, between, _, left, right), chance in zip(doubts, chances, strict=True)
        if chance >= _asked(typed, left + right, between=between)
    ]


def _asked(typed: Habits, word: str, *, between: bool) -> float:
    """From which probability on a doubt is set."""
    if not typed[between]:
        return CAREFUL
    if between:
        return SET
    return SEEN if word in words().lexicon.words else UNSEEN


def _after(edits: Sequence[Edit]) -> Iterator[int]:
    """Where edits stand once they are made."""
    grown = 0
    for edit in edits:
        yield edit.start + grown
        grown += len(edit.new) - (edit.end - edit.start)


def _lines_at(text: str, places: Iterable[int]) -> tuple[str, list[tuple[int, int]]]:
    """The lines that hold some places, as one text, and where each begins in it and in the whole."""
    lines: list[str] = []
    starts: list[tuple[int, int]] = []
    at = end = 0
    for place in places:
        if not lines or place > end:
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            lines.append(text[start:end])
            starts.append((at, start))
            at += end - start + 1
    return "\n".join(lines), starts


def _placed(edits: Iterable[Edit], starts: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Edits of some lines, moved to where those lines stand in the whole."""
    number = 0
    for edit in edits:
        while number + 1 < len(starts) and starts[number + 1][0] <= edit.start:
            number += 1
        here, there = starts[number]
        yield edit.moved(there - here)
