"""Where a half-space belongs: inside a word whose half-spaces were lost, and between two words set apart by a space.

Both questions are answered by counting how trustworthy text writes the very words (`data/words_half.tsv`); where they
were never or seldom seen, by how readily each part takes a half-space beside it (`data/words_parts.tsv`). Words are
folded (`letters.fold`) and hold no vowel marks.
"""

from functools import cache
from math import exp, log
from typing import NamedTuple

from ravi.persian.conjugation import verb_forms
from ravi.persian.letters import ZWNJ
from ravi.persian.tables import read_table

SPLIT = 0.6  # a joined word is taken apart where at least this share of its writings hold a half-space
SPLIT_UNSEEN = 0.6  # the same, where only its parts are known
JOIN = 0.5  # two words become one where at least this share of their meetings hold a half-space
TRUST = 1.0  # for how many sightings the parts count beside the pair itself
_BASE = log(0.05 / 0.95)  # half-spaces among all gaps between parts, as log-odds
_RARE = log(0.004 / 0.996)  # the same for a part that was never seen at a half-space
_MI = ("می", "نمی")


class Parts(NamedTuple):
    """Kinds of neighbours of one part: with a half-space, joined, and with a space."""

    half: int
    joined: int
    spaced: int


class Tables(NamedTuple):
    """All that was counted, in memory."""

    words: dict[str, int]
    halves: dict[str, Parts]  # keyed by the form with half-spaces
    joined: dict[str, str]  # the form without half-spaces → its commonest form with them
    right: dict[str, Parts]
    left: dict[str, Parts]


@cache
def tables() -> Tables:
    """Read the tables, once."""
    words = {word: int(count) for word, count in read_table("words")}
    halves = {word: Parts(int(half), int(join), int(space)) for word, half, join, space in read_table("words_half")}
    joined: dict[str, str] = {}
    for word, counts in halves.items():
        if not counts.half:
            continue
        key = word.replace(ZWNJ, "")
        if key not in joined or counts.half > halves[joined[key]].half:
            joined[key] = word
    sides: dict[str, dict[str, Parts]] = {">": {}, "<": {}}
    for side, part, half, join, space in read_table("words_parts"):
        sides[side][part] = Parts(int(half), int(join), int(space))
    return Tables(words, halves, joined, sides[">"], sides["<"])


def split_word(word: str) -> list[str]:
    """The parts of a word that lost its half-spaces; the word alone where it lost none.

    >>> split_word("رئیسجمهور".replace("ئ", "ی")), split_word("منطقهای"), split_word("میدانی")
    (['رییس', 'جمهور'], ['منطقه', 'ای'], ['میدانی'])
    """
    seen = tables().joined.get(word)
    if seen is not None:
        counts = tables().halves[seen]
        if counts.half >= SPLIT * (counts.half + counts.joined):
            return seen.split(ZWNJ)
        return [word]
    if len(word) < 4 or len(word) > 30 or tables().words.get(word, 0) > 1:
        return [word]
    best, parts = log(SPLIT_UNSEEN / (1 - SPLIT_UNSEEN)), [word]
    for at in range(1, len(word)):
        odds = _split_odds(word[:at], word[at:])
        if odds > best:
            best, parts = odds, [word[:at], word[at:]]
    if len(parts) == 1:
        return parts
    return [part for piece in parts for part in split_word(piece)]


def _split_odds(left: str, right: str) -> float:
    """Log-odds that a word never seen falls apart here."""
    words, halves, joined, rights, lefts = tables()
    if left in _MI and right in verb_forms():
        return 5.0
    ends, starts = rights.get(right), lefts.get(left)
    if ends is None and starts is None:
        return -9.0
    known = (left in words or left in joined, right in words or right in joined or ends is not None)
    if not all(known):
        return -9.0
    ends = rights.get(f"{left[-1]}+{right}") or ends
    odds = []
    if ends is not None:
        odds.append(log((ends.half + 0.1) / (ends.joined + 0.5)))
    if starts is not None and (right in words or right in joined):
        odds.append(log((starts.half + 0.1) / (starts.joined + 0.5)))
    return max(odds, default=-9.0) + 0.05 * log(1 + words.get(left, 0))


def joins(left: str, right: str) -> bool:
    """Whether two words set apart by a space are one word, whose half-space became a space.

    >>> joins("کتاب", "های"), joins("می", "شود"), joins("کتاب", "خوب")
    (True, True, False)
    """
    seen = tables().halves.get(f"{left}{ZWNJ}{right}")
    half, spaced = (seen.half, seen.spaced) if seen is not None else (0, 0)
    ends, starts = tables().right.get(right), tables().left.get(left)
    if seen is None and ends is None and starts is None:
        return False
    if left in _MI and right in verb_forms():
        odds = 4.0
    else:
        ends = tables().right.get(f"{left[-1]}+{right}") or ends
        odds = _gap(ends) + _gap(starts) - _BASE
    prior = 1 / (1 + exp(-odds))
    return half + TRUST * prior >= JOIN * (half + spaced + TRUST)


def _gap(part: Parts | None) -> float:
    return _RARE if part is None else log((part.half + 0.05) / (part.spaced + 0.5))
