"""Half-spaces of words that, joined, have two readings: the words beside them tell («در گوشهای از شهر»).

Two things come of it: a half-space where the reading asks for one in every way of spelling, and the correction of what
was found for such a word by those who see its letters only.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import exp, log
from typing import NamedTuple

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.readings import TOKEN, odds_of_heh
from ravi.spans import Edit
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.runs import cut
from ravi.steps.repair.telling import HEH, cues

READING = "likely.reading"
SURE = 1.0  # log-odds from which a half-space is set
TOLD = 1.0  # log-odds from which one reading is taken for the other
_BY_CUE = 3.0  # log-odds that a cue gives
_NEAR = 60  # characters on each side that are looked at
_LOOSE = frozenset("آأإؤادذرزژوة")  # after these «های» may stand without a half-space


class Heh(NamedTuple):
    """A word that ends in «های» or «ه» + «ای»: where it begins and ends, and the log-odds of the latter."""

    start: int
    end: int
    odds: float


def find_readings(text: str) -> Iterator[Edit]:
    """Find half-spaces that what stands beside a word tells.

    >>> [edit.start for edit in find_readings("در گوشهای از شهر، تو میدانی کجا.")]
    [7, 23]
    """
    found = [(end - 2, odds) for _, end, odds in of_heh(text) if odds >= SURE]
    found += [(at, _BY_CUE) for at in _by_cues(text)]
    for at, odds in sorted(found):
        yield Edit(at, at, ZWNJ, READING, round(1 / (1 + exp(-odds)), 3))


_LAST: list[tuple[str, list[Heh]]] = []


def of_heh(text: str) -> list[Heh]:
    """The words of a text that may end in «های» or in «ه» + «ای», with what stands beside them in their line.

    Those of the last text are kept, since two rules ask for them.
    """
    last = _LAST[0] if _LAST else None
    if last is not None and last[0] == text:
        return last[1]
    found: list[Heh] = []
    for start, end in cut(text).telling:
        for match in HEH.finditer(text, start, end):
            odds = odds_of_heh(fold(match[0]), *_beside(text, match.start(), match.end()))
            if odds is not None:
                found.append(Heh(match.start(), match.end(), odds))
    _LAST[:] = [(text, found)]
    return found


def corrected(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits without half-spaces that read «گوشه» + «ای» where it is «گوش» + «های», or both at once.

    >>> [edit.start for edit in corrected("کودک دستهای خود را شست", [Edit(9, 9, ZWNJ, "likely.joined")])]
    [8]
    """
    at = {edit.start: edit for edit in edits if edit.start == edit.end}
    for _, end, odds in of_heh(text) if at else ():
        one, other = at.get(end - 3), at.get(end - 2)
        if other is None or (one is None and odds + _odds_of(other.confidence) > 0):
            continue
        if one is not None and odds > 0:
            del at[end - 3]
            continue
        del at[end - 2]
        if one is None and text[end - 4] not in _LOOSE:
            at[end - 3] = other._replace(start=end - 3, end=end - 3)
    return sorted([*at.values(), *(edit for edit in edits if edit.start < edit.end)])


def _odds_of(confidence: float) -> float:
    """What a confidence is worth beside the words around: a fourth of its log-odds, and `TOLD` at the least."""
    sure = min(confidence, 0.999)
    return max(TOLD, log(sure / (1 - sure)) / 4)


def _by_cues(text: str) -> Iterator[int]:
    for start, end in cut(text).telling:
        for match in _any_cue().finditer(text, start, end):
            before, after = _beside(text, match.start(), match.end())
            last, first = before[-1] if before else "^", after[0] if after else "$"
            for cut_at, lasts, firsts in cues()[match[0]]:
                if (lasts is None or last in lasts) and (firsts is None or first in firsts):
                    yield match.start() + cut_at
                    break


@cache
def _any_cue() -> re.Pattern[str]:
    return re.compile(f"(?<![{LETTER}{MARKS}{ZWNJ}])(?:{'|'.join(cues())})(?![{LETTER}{MARKS}{ZWNJ}])")


def _beside(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """The two words or marks before and after a place, in its line, folded and without half-spaces."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    last, first = (TOKEN.findall(fold(part).replace(ZWNJ, "")) for part in (before, after))
    return last[-2:], first[:2]
