"""Spaces: lost between two words, lost after a stop, and put into the middle of a word.

Left alone: numbers, initials («ه.ش», «بی.بی.سی»), addresses and everything Latin, a stop before a closing mark; words
whose parts would make a word together («اینکه», «بهداد»), which the tables of `persian/spacing.py` do not hold; the
parts of a compound («گفت\u200cوگو»).
"""

import re
from collections.abc import Iterator

from ravi.persian.letters import ZWNJ
from ravi.persian.spacing import spacing
from ravi.spans import Edit
from ravi.steps.repair.characters import LETTER, MARKS
from ravi.steps.repair.runs import cut
from ravi.steps.repair.telling import STOP, WORD

_BEFORE = re.compile(f"(?:([{LETTER}{MARKS}{ZWNJ}]{{1,40}})|[»)]) ?\\Z")
_AFTER = re.compile(f"[{LETTER}{MARKS}{ZWNJ}]{{1,40}}")
_ADDRESS = re.compile(r"[A-Za-z@/\\_=][^\s]{0,60}\Z")
_ADDRESS_AFTER = re.compile(r"[^\s]{0,60}[A-Za-z@/\\_=]")
_ONE_LETTER = frozenset(  # names of Latin letters, as in «بی.بی.سی»
    "آ ا ب ای بی سی دی اف جی اچ آی جی کی ال ام ان او پی کیو آر اس تی یو وی دابلیو ایکس وای زد".split()
)
_DOMAINS = frozenset(("ایران", "کام", "نت"))  # after a full stop: an address in Persian letters
_LINKS = frozenset("و از به در بر با تا را".split())  # what links the parts of a compound
_ENDING = re.compile("ها|ای|اش|ام|ات|اند|تر")
_REACH = 64  # characters looked at on each side of a stop


def find_spaces(text: str) -> Iterator[Edit]:
    """Find where a space is to be put or to be taken away.

    >>> [(edit.start, edit.new, edit.rule) for edit in find_spaces("وگفت درخصوص او می خوا هند.")]
    [(1, ' ', 'space.apart'), (7, ' ', 'space.apart'), (21, '', 'space.cut')]
    >>> [edit.start for edit in find_spaces("کار تمام است.وی رفت.")]
    [13]
    """
    for start, end in cut(text).telling:
        yield from sorted([*_after_stops(text, start, end), *_in_words(text, start, end)])


def _in_words(text: str, begin: int, stop: int) -> Iterator[Edit]:
    apart, cut, _ = spacing()
    last, end = "", -2
    for match in WORD.finditer(text, begin, stop):
        word, start = match[0], match.start()
        if start == end + 1 and text[end] == " " and (last, word) in cut:
            yield Edit(end, start, "", "space.cut")
            last, end = last + word, match.end()  # «نما یند گان»: cut twice
            continue
        first = apart.get(word)
        if first and _is_whole(text, start, match.end(), word[:first]):
            yield Edit(start + first, start + first, " ", "space.apart")
        last, end = word, match.end()


def _is_whole(text: str, start: int, end: int, first: str) -> bool:
    """Whether two words run together are not a part of a compound, as in «ازدست» + half-space + «رفته»."""
    if text[start - 1 : start] == ZWNJ and first in _LINKS:
        return False
    return first == "و" or text[end : end + 1] != ZWNJ or _ENDING.match(text, end + 1) is not None


def _after_stops(text: str, begin: int, stop: int) -> Iterator[Edit]:
    for match in STOP.finditer(text, begin, stop):
        at = match.end()
        before = _BEFORE.search(text, max(0, at - 1 - _REACH), at - 1)
        after = _AFTER.match(text, at)
        if before is None or after is None:
            continue
        if match[0] in ".:" and not _ends_sentence(text, at, before[1] or "", after[0], match[0]):
            continue
        yield Edit(at, at, " ", "space.after")


def _ends_sentence(text: str, at: int, before: str, after: str, stop: str) -> bool:
    """Whether a full stop or a colon stands between two words, and not in initials or an address."""
    if len(before) == 1 or (len(after) == 1 and after != "و"):
        return False
    if stop == "." and (before in _ONE_LETTER or after in _DOMAINS):
        return False
    return not (_ADDRESS.search(text, max(0, at - _REACH), at) or _ADDRESS_AFTER.match(text, at, at + _REACH))
