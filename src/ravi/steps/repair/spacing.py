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

_WORD = re.compile(f"[{LETTER}{MARKS}]+")
_STOP = re.compile(f"[.،؛:؟!](?=[{LETTER}])")
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
_REMEMBERED = 50_000  # runs
_REACH = 64  # characters looked at on each side of a stop


def find_spaces(text: str) -> Iterator[Edit]:
    """Find where a space is to be put or to be taken away.

    >>> [(edit.start, edit.new, edit.rule) for edit in find_spaces("وگفت درخصوص او می خوا هند.")]
    [(1, ' ', 'space.apart'), (7, ' ', 'space.apart'), (21, '', 'space.cut')]
    >>> [edit.start for edit in find_spaces("کار تمام است.وی رفت.")]
    [13]
    """
    telling = _telling(text)
    if telling:
        at = 0
        for line in text.split("\n"):
            if not telling.isdisjoint(line.split()):
                found = sorted([*_after_stops(line), *_in_words(line)])
                yield from (edit._replace(start=at + edit.start, end=at + edit.end) for edit in found)
            at += len(line) + 1


_PLAIN: set[str] = set()  # runs between spaces that were looked at and hold nothing: most of a text


def _telling(text: str) -> set[str]:
    """The runs between spaces that hold what may have to be edited."""
    strange = set(text.split()) - _PLAIN
    telling = {run for run in strange if _tells(run)}
    strange -= telling
    if len(_PLAIN) + len(strange) > _REMEMBERED:
        _PLAIN.clear()
    if len(strange) <= _REMEMBERED:
        _PLAIN.update(strange)
    return telling


def _tells(run: str) -> bool:
    tables = spacing()
    if run.isalpha():
        return run in tables.apart or run in tables.firsts or run in tables.seconds
    words = _WORD.findall(run)
    if not words:
        return False
    return (
        not tables.apart.keys().isdisjoint(words)
        or (words[0] in tables.seconds and run.startswith(words[0]))
        or (words[-1] in tables.firsts and run.endswith(words[-1]))
        or _STOP.search(run) is not None
    )


def _in_words(text: str) -> Iterator[Edit]:
    apart, cut, _, _ = spacing()
    last, end = "", -2
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if start == end + 1 and text[end] == " " and (last, word) in cut:
            yield Edit(end, start, "", "space.cut")
            last, end = "", match.end()
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


def _after_stops(text: str) -> Iterator[Edit]:
    for match in _STOP.finditer(text):
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
