"""Which runs of a text, each looked at alone, may hold a wrong space or a word of two readings: a few in a thousand."""

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


def tells(run: str) -> bool:
    """Whether a space may be wrong in a run or beside it, or a word in it may have two readings.

    >>> tells("درخصوص"), tells("است.وی"), tells("گوشهای،"), tells("میدانی")
    (True, True, True, True)
    >>> tells("کتاب"), tells("کتابهای")
    (False, False)
    """
    if run.isalpha():
        return _tells(run)
    return STOP.search(run) is not None or any(map(_tells, WORD.findall(run)))


def _tells(word: str) -> bool:
    return word in _words() or (word.endswith("های") and has_readings(fold(word)))


@cache
def _words() -> frozenset[str]:
    """Words run together, pieces that are no words, and words that the words beside them tell."""
    tables = spacing()
    return tables.strays.union(tables.apart, cues())


@cache
def cues() -> dict[str, list[Cue]]:
    """Words of two readings that the very words beside them tell."""
    found: dict[str, list[Cue]] = {}
    for word, reading, before, after in read_table("reading_cues"):
        lasts, firsts = (None if row == "*" else frozenset(row.split(" ")) for row in (before, after))
        found.setdefault(word, []).append(Cue(reading.index("+"), lasts, firsts))
    return found
