"""Where a half-space belongs: inside a word whose half-spaces were lost, and between two words set apart by a space.

Both questions are answered by counting how trustworthy text writes the very words (`data/words_half.tsv`); where they
were never or seldom seen, by how readily each part takes a half-space beside it (`data/words_parts.tsv`). Words are
folded (`letters.fold`) and hold no vowel marks.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import NamedTuple

from ravi.persian.conjugation import verb_forms
from ravi.persian.letters import ZWNJ

SPLIT = 0.7  # a joined word is taken apart where at least this share of its writings hold a half-space
SPLIT_UNSEEN = 0.85  # the same, where only its parts are known
CAREFUL, CAREFUL_UNSEEN = 0.98, 0.98  # both, in a text that loses no half-spaces in this way
JOIN = 0.5  # two words become one where at least this share of their meetings hold a half-space
TRUST = 1.5  # for how many sightings the parts count beside the pair itself
_BASE = log(0.08 / 0.92)  # half-spaces among all gaps between parts, as log-odds
_RARE = log(0.02 / 0.98)  # the same for a part that was never seen at a half-space
KNOWN = 2  # a word written so often without a half-space holds none
_SHORTEST, _LONGEST = 4, 30  # letters of a word that parts are looked for in
_MI = ("می", "نمی")


class Parts(NamedTuple):
    """Kinds of neighbours of one part: with a half-space, joined, and with a space."""

    half: int
    joined: int
    spaced: int


class Tables(NamedTuple):
    """All that was counted, in memory."""

    words: dict[str, str]  # how often, in digits: 30,000 numbers are not worth reading at every start
    halves: dict[str, str]  # the form with half-spaces → its `Parts`, unread as well
    joined: dict[str, str]  # the form without half-spaces → its commonest form with them
    right: dict[str, Parts]
    left: dict[str, Parts]


@cache
def tables() -> Tables:
    """Read the tables, once. They are folded as they stand."""
    halves = dict(_rows("words_half"))
    joined: dict[str, str] = {}
    for word, counts in halves.items():
        if counts[0] == "0":  # two words that look like one, kept to say that they are not
            continue
        key = word.replace(ZWNJ, "")
        if key not in joined or _parts(counts).half > _parts(halves[joined[key]]).half:
            joined[key] = word
    sides: dict[str, dict[str, Parts]] = {">": {}, "<": {}}
    for side, row in _rows("words_parts"):
        part, _, counts = row.partition("\t")
        sides[side][part] = _parts(counts)
    return Tables(dict(_rows("words")), halves, joined, sides[">"], sides["<"])


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table, without its head, each as its first column and the rest."""
    text = files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.split("\n") if line and line[0] != "#")
    next(rows)
    return ((first, rest) for first, _, rest in rows)


def _parts(counts: str) -> Parts:
    half, joined, spaced = counts.split("\t")
    return Parts(int(half), int(joined), int(spaced))


def split_word(word: str, *, careful: bool = False) -> list[str]:
    """The parts of a word that lost its half-spaces; the word alone where it lost none.

    `careful` takes apart fewer words, and none that would else stay whole.

    >>> split_word("رئیسجمهور".replace("ئ", "ی")), split_word("منطقهای"), split_word("میدانی")
    (['رییس', 'جمهور'], ['منطقه', 'ای'], ['میدانی'])
    """
    seen = tables().joined.get(word)
    if seen is not None:
        counts = _with_base(word, _parts(tables().halves[seen]))
        if counts.half >= (CAREFUL if careful else SPLIT) * (counts.half + counts.joined):
            return seen.split(ZWNJ)
        return [word]
    if not _SHORTEST <= len(word) <= _LONGEST or int(tables().words.get(word, 0)) >= KNOWN:
        return [word]
    if word in verb_forms() or word in tables().left or word in tables().right:
        return [word]
    share = CAREFUL_UNSEEN if careful else SPLIT_UNSEEN
    best, parts = log(share / (1 - share)), [word]
    for at in range(2, len(word) - 1):
        odds = _split_odds(word[:at], word[at:])
        if odds > best:
            best, parts = odds, [word[:at], word[at:]]
    if len(parts) == 1:
        return parts
    return [part for piece in parts for part in split_word(piece, careful=careful)]


_OF_HEH = re.compile("(?<=..)(?:گان|گی|گانی)$")


def _with_base(word: str, counts: Parts) -> Parts:
    """The counts of a word with those of its base: «سالخوردگان» is spelt as «سالخورده» is."""
    base, found = _OF_HEH.subn("ه", word)
    if not found:
        return counts
    seen = tables().joined.get(base)
    own = _parts(tables().halves[seen]) if seen is not None else Parts(0, int(tables().words.get(base, 0)), 0)
    return Parts(counts.half + own.half, counts.joined + own.joined, counts.spaced + own.spaced)


def _split_odds(left: str, right: str) -> float:
    """Log-odds that a word never seen falls apart here."""
    words, _, joined, rights, lefts = tables()
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
    return max(odds, default=-9.0) + 0.05 * log(1 + int(words.get(left, 0)))


def joins(left: str, right: str) -> bool:
    """Whether two words set apart by a space are one word, whose half-space became a space.

    >>> joins("کتاب", "های"), joins("می", "شود"), joins("کتاب", "خوب")
    (True, True, False)
    """
    seen = tables().halves.get(f"{left}{ZWNJ}{right}")
    half, _, spaced = _parts(seen) if seen is not None else (0, 0, 0)
    ends, starts = tables().right.get(right), tables().left.get(left)
    if seen is None and ends is None and starts is None:
        return False
    if left in _MI:
        if seen is None and right not in verb_forms():
            return False  # «ماه می دستگیر شد»: the month, no verb
        odds = 4.0
    else:
        ends = tables().right.get(f"{left[-1]}+{right}") or ends
        odds = _gap(ends) + _gap(starts) - _BASE
    prior = 1 / (1 + exp(-odds))
    return half + TRUST * prior >= JOIN * (half + spaced + TRUST)


def _gap(part: Parts | None) -> float:
    return _RARE if part is None else log((part.half + 0.05) / (part.spaced + 0.5))
