"""Words that have two readings when a half-space is lost: «گوشهای» is «گوش» + «های» or «گوشه» + «ای».

What stands beside the word tells: «در گوشهای از شهر» against «گوشهای او». The words and the weights of what stands
beside them are in `data/readings.tsv`, by training/readings.py.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from ravi.persian.letters import ZWNJ

TOKEN = re.compile(rf"[\u0621-\u06d3{ZWNJ}]+|[0-9]+|[^\s\w]")
"""A word, a number or a mark of a folded text."""


def facts_of(word: str, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """What the two tokens before a joined word and the two after it say, alone and beside the word itself.

    >>> facts_of("گوشهای", ["او", "در"], ["از", "اتاق"])[:3]
    ['<در', '>از', '=گوشهای<در']
    """
    last, first = before[-1] if before else "^", after[0] if after else "$"
    facts = [
        f"<{last}",
        f">{first}",
        f"={word}<{last}",
        f"={word}>{first}",
        f"<-{last[-2:]}",
        f">-{first[-2:]}",
        f"<--{last[-3:]}",
        f">--{first[-3:]}",
    ]
    facts += [f">+{first[:2]}"]
    if len(before) > 1:
        facts.append(f"<<{before[-2]}")
    if len(after) > 1:
        facts += [f">>{after[1]}", f">{first} {after[1]}"]
    return facts


def odds_of_heh(word: str, before: Sequence[str], after: Sequence[str]) -> float | None:
    """The log-odds that a joined word ends in «ه» + «ای» and not in «های»; None where it has one reading.

    >>> odds_of_heh("گوشهای", ["او", "در"], ["از", "اتاق"]) > 1 > odds_of_heh("گوشهای", ["پزشک"], ["بیمار", "را"])
    True
    """
    weights = _weights()
    own = weights.get(f"={word}")
    if own is None:
        return None
    return own + weights[""] + sum(weights.get(fact, 0.0) for fact in facts_of(word, before, after))


def has_readings(word: str) -> bool:
    """Whether a joined, folded word has two readings.

    >>> has_readings("گوشهای"), has_readings("کتابهای")
    (True, False)
    """
    return f"={word}" in _weights()


@cache
def _weights() -> dict[str, float]:
    text = files("ravi").joinpath("data", "readings.tsv").read_text(encoding="utf-8")
    rows = [line.rpartition("\t") for line in text.split("\n") if line and line[0] != "#"]
    return {fact: float(weight) for fact, _, weight in rows[1:]}
