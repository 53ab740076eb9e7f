"""Quote marks of other kinds that stand in certain pairs become « ».

A line is looked at by itself. “ „ ‹ << open and ” › >> close; " and '' tell which they do by what stands around them.
What is not certain stays: a mark without a partner; a pair that could be another one, as where " stands for a tanwin
(«عمدتا"»); " and '' around what holds no Persian letter, and in lines of markup.
"""

import re
from typing import NamedTuple

from ravi.spans import Edit

_MARKS = re.compile("[«»“”„‹›\"\n]|''|<<|>>")
_OTHERS = tuple("“”„‹›\"'<>")  # what all marks but « and » are made of
_SIDE = {"«": 1, "“": 1, "„": 1, "‹": 1, "<<": 1, "»": -1, "”": -1, "›": -1, ">>": -1, '"': 0, "''": 0}
_KIND = {"»": "«", "”": "“", "„": "“", "›": "‹", ">>": "<<"}  # marks of one kind, by the one that opens
_PERSIAN = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_MARKUP = re.compile(r"\"\s?:\s?[\"\[{]|=\"")
_BEFORE = frozenset("([{«:،؛-–—/")  # what an opening mark may follow without a space
_AFTER = frozenset(".،؛:!؟?…)]}»-–—/")  # what may follow a closing one
_STOPS = frozenset(".!؟?…")

Pair = tuple[int, int]


class _Mark(NamedTuple):
    """A mark as written, what it does by itself (1 opens, -1 closes, 0 either) and what its neighbours say."""

    start: int
    end: int
    text: str
    side: int
    seen: int


def find_quotes(text: str) -> list[Edit]:
    """Find the marks of each certain pair.

    >>> [edit.new for edit in find_quotes('شهر "ری" و “قم”')]
    ['«', '»', '«', '»']
    """
    if _are_right(text):
        return []
    found: list[Edit] = []
    line: list[re.Match[str]] = []
    for match in _MARKS.finditer(text):
        if match[0] != "\n":
            line.append(match)
        elif line:
            found += _in_line(text, line)
            line = []
    return found + _in_line(text, line)


def _are_right(text: str) -> bool:
    """Whether a text holds no marks but « and » in pairs, each in one line."""
    if any(mark in text for mark in _OTHERS):
        return False
    before, *after = text.split("«")
    return "»" not in before and all(part.count("»") == 1 and "\n" not in part.partition("»")[0] for part in after)


def _in_line(text: str, matches: list[re.Match[str]]) -> list[Edit]:
    shapes = [match[0] for match in matches]
    if shapes == ["«", "»"] * (len(shapes) // 2) or not _has_persian(text, matches):
        return []
    marks = _marks(text, matches)
    persian = _next_persian(text, marks)
    found: dict[Pair, str] = {}
    neutral: set[int] = set()
    for kind in ('"', "''", "”", "“"):
        at = [index for index, mark in enumerate(marks) if mark.text == kind]
        pairs = _by_neighbours(text, marks, at) if len(at) > 1 else []
        if pairs or kind in ('"', "''"):
            neutral.update(at)
        found |= dict.fromkeys(pairs, "quotes.plain" if kind in ('"', "''") else "quotes.pair")
    sided = [index for index in range(len(marks)) if index not in neutral]
    depth = _depths(marks, neutral)
    end = _ends(depth)
    found = {
        (one, two): rule
        for (one, two), rule in found.items()
        if persian[one] < marks[two].start and depth[one] == depth[two] and two < end[one]
    }
    same, other, lone = _by_side(marks, sided)
    found |= {
        (one, two): "quotes.pair" for one, two in same if marks[one].text != "<<" or persian[one] < marks[two].start
    }
    if not lone:
        found |= dict.fromkeys(other, "quotes.mixed")
    elif len(lone) == 1 and not other:
        left = neutral.difference(*found)
        pair = _half_plain(text, marks, lone[0], *left) if len(left) == 1 else None
        if pair is not None and persian[pair[0]] < marks[pair[1]].start:
            found[pair] = "quotes.mixed"
    if _are_turned(marks):
        turned = zip(range(0, len(marks), 2), range(1, len(marks), 2), strict=True)
        found = dict.fromkeys(turned, "quotes.turned")
    return _edits(marks, found)


def _has_persian(text: str, matches: list[re.Match[str]]) -> bool:
    if not matches:
        return False
    end = text.find("\n", matches[-1].end())
    start = text.rfind("\n", 0, matches[0].start()) + 1
    return _PERSIAN.search(text, start, len(text) if end < 0 else end) is not None


def _marks(text: str, matches: list[re.Match[str]]) -> list[_Mark]:
    """The marks with what their neighbours say; marks that touch have the same neighbours."""
    before: list[str] = []
    for index, match in enumerate(matches):
        touches = index > 0 and matches[index - 1].end() == match.start()
        before.append(before[-1] if touches else text[match.start() - 1 : match.start()])
    after: list[str] = [""] * len(matches)
    for index in range(len(matches) - 1, -1, -1):
        end = matches[index].end()
        touches = index + 1 < len(matches) and matches[index + 1].start() == end
        after[index] = after[index + 1] if touches else text[end : end + 1]
    return [
        _Mark(match.start(), match.end(), match[0], _SIDE[match[0]], _side(one, two))
        for match, one, two in zip(matches, before, after, strict=True)
    ]


def _side(before: str, after: str) -> int:
    """Whether a mark between two characters opens (1), closes (-1), or cannot be told (0)."""
    far_left, far_right = not before or before.isspace(), not after or after.isspace()
    opens = (far_left or before in _BEFORE) and not far_right and after not in _AFTER
    closes = not far_left and (far_right or after in _AFTER)
    return opens - closes


def _next_persian(text: str, marks: list[_Mark]) -> list[int]:
    """Where, after each mark, the next Persian letter stands."""
    found = [len(text)] * (len(marks) + 1)
    end = len(text)
    for index in range(len(marks) - 1, -1, -1):
        if index < len(marks) - 1:
            end = marks[index + 1].start
            match = _PERSIAN.search(text, marks[index].end, end)
            found[index] = match.start() if match else found[index + 1]
    return found


def _depths(marks: list[_Mark], neutral: set[int]) -> list[int]:
    """How many pairs are open before each mark, by the marks that say their side."""
    depths, depth = [], 0
    for index, mark in enumerate(marks):
        depths.append(depth)
        depth += 0 if index in neutral else mark.side
    return depths


def _ends(depths: list[int]) -> list[int]:
    """For each mark the first after it that stands less deep: no pair begins before that and ends after."""
    ends = [len(depths)] * len(depths)
    waiting: list[int] = []
    for index, depth in enumerate(depths):
        while waiting and depths[waiting[-1]] > depth:
            ends[waiting.pop()] = index
        waiting.append(index)
    return ends


def _by_neighbours(text: str, marks: list[_Mark], at: list[int]) -> list[Pair]:
    """Pair marks of one shape by what stands around them, and none where two ways are open."""
    shape = marks[at[0]].text
    if shape == '"' and _MARKUP.search(text, max(marks[0].start - 1, 0), marks[-1].end + 3):
        return []
    if shape in "“”" and any(mark.side and mark.text != shape for mark in marks):
        return []
    pairs: list[Pair] = []
    waiting: list[int] = []
    first, closed, whole = 0, False, True  # where in `pairs` the outermost pair began; whether one has just closed
    for index in at:
        side = marks[index].seen or (-1 if waiting else 1)
        if side > 0:
            if not waiting:
                first = len(pairs)
            waiting.append(index)
            closed = False
        elif waiting:
            pairs.append((waiting.pop(), index))
            closed = not waiting
        else:
            if closed:
                del pairs[first:]
            closed = whole = False
    if waiting:
        del pairs[first:]
        whole = False
    doubtful = shape in "“”" or not all(marks[index].seen for index in at)
    return pairs if whole or not doubtful else []


def _by_side(marks: list[_Mark], at: list[int]) -> tuple[list[Pair], list[Pair], list[int]]:
    """Pair marks that say their side: pairs of one kind, pairs of two kinds, and marks left over."""
    same: list[Pair] = []
    other: list[Pair] = []
    waiting: list[int] = []
    lone: list[int] = []
    for index in at:
        mark = marks[index]
        closes = mark.side < 0 or (mark.text == "“" and bool(waiting) and marks[waiting[-1]].text == "„")
        if not closes:
            waiting.append(index)
        elif waiting:
            start = waiting.pop()
            kinds = _KIND.get(marks[start].text, marks[start].text), _KIND.get(mark.text, mark.text)
            (same if kinds[0] == kinds[1] else other).append((start, index))
        else:
            lone.append(index)
    return same, other, lone + waiting


def _half_plain(text: str, marks: list[_Mark], lone: int, plain: int) -> Pair | None:
    """«…" and "…» where these two alone are left and stand as a pair stands."""
    mark = marks[plain]
    before = text[mark.start - 1] if mark.start else "\n"
    if marks[lone].side > 0 and lone < plain and mark.seen < 0 and (before in _STOPS or _ends_line(text, mark.end)):
        return lone, plain
    if (
        marks[lone].side < 0
        and plain < lone
        and mark.seen > 0
        and (before in "\n:" or text[max(mark.start - 2, 0) : mark.start] == ": ")
    ):
        return plain, lone
    return None


def _ends_line(text: str, at: int) -> bool:
    return text[at : at + 1] in ("", "\n", "\r")


def _are_turned(marks: list[_Mark]) -> bool:
    """Whether the marks of a line are »…« or ”…“ throughout, each where the other belongs."""
    shapes = [mark.text for mark in marks]
    alternate = shapes in (["»", "«"] * (len(shapes) // 2), ["”", "“"] * (len(shapes) // 2))
    return alternate and all(mark.seen == -mark.side for mark in marks)


def _edits(marks: list[_Mark], pairs: dict[Pair, str]) -> list[Edit]:
    found: list[Edit] = []
    for (one, two), rule in pairs.items():
        start, end = marks[one], marks[two]
        inner = (one - 1, two + 1) in pairs and marks[one - 1].end == start.start and end.end == marks[two + 1].start
        for mark, new in ((start, "«"), (end, "»")):
            if inner:
                found.append(Edit(mark.start, mark.end, "", "quotes.double"))
            elif mark.text != new:
                found.append(Edit(mark.start, mark.end, new, rule))
    return sorted(found)
