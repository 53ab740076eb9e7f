"""Which runs of a text, each looked at alone, may hold a wrong space or a word of two readings: a few in a hundred."""

import re
from functools import cache
from typing import NamedTuple

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.readings import has_readings
from ravi.persian.spacing import spacing
from ravi.persian.tables import read_table
from ravi.steps.repair.characters import LETTER, MARKS

WORD = re.compile(f"[{LETTER}{MARKS}]+")
STOP = re.compile(f"[.،؛:؟!](?=[{LETTER}])")
HEH = re.compile(f"(?<![{LETTER}{MARKS}{ZWNJ}])[{LETTER}]{{1,17}}های(?![{LETTER}{MARKS}{ZWNJ}])")


class Cue(NamedTuple):
    """One reading of a word, and the words before and after that tell it; None: any."""

    cut: int
    before: frozenset[str] | None
    after: frozenset[str] | None


def tells_space(run: str) -> bool:
    """Whether a space may be wrong in a run, or beside it.

    >>> tells_space("درخصوص"), tells_space("است.وی"), tells_space("کتاب")
    (True, True, False)
    """
    tables = spacing()
    if run.isalpha():
        return run in tables.apart or run in tables.firsts or run in tables.seconds
    words = WORD.findall(run)
    if not words:
        return False
    return (
        not tables.apart.keys().isdisjoint(words)
        or (words[0] in tables.seconds and run.startswith(words[0]))
        or (words[-1] in tables.firsts and run.endswith(words[-1]))
        or STOP.search(run) is not None
    )


def tells_reading(run: str) -> bool:
    """Whether a run holds a word of two readings.

    >>> tells_reading("گوشهای،"), tells_reading("میدانی"), tells_reading("کتابهای")
    (True, True, False)
    """
    if "های" in run and any(has_readings(fold(word)) for word in HEH.findall(run)):
        return True
    return _any_cue().search(run) is not None


@cache
def _any_cue() -> re.Pattern[str]:
    return re.compile("|".join(cues()))


@cache
def cues() -> dict[str, list[Cue]]:
    """Words of two readings that the very words beside them tell."""
    found: dict[str, list[Cue]] = {}
    for word, reading, before, after in read_table("reading_cues"):
        lasts, firsts = (None if row == "*" else frozenset(row.split(" ")) for row in (before, after))
        found.setdefault(word, []).append(Cue(reading.index("+"), lasts, firsts))
    return found
