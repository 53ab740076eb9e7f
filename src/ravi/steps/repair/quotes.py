"""Quote marks of other kinds that stand in pairs become « »."""

import re

from ravi.spans import Edit

_QUOTES = re.compile("[“”‹›\n]")
_CLOSES = {"”": "“", "›": "‹"}


def find_quotes(text: str) -> list[Edit]:
    """Find the marks of each pair that opens and closes in one line."""
    found: list[Edit] = []
    waiting: dict[str, list[int]] = {"“": [], "‹": []}
    for match in _QUOTES.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            waiting = {"“": [], "‹": []}
        elif mark in waiting:
            waiting[mark].append(at)
        elif waiting[_CLOSES[mark]]:
            start = waiting[_CLOSES[mark]].pop()
            found += Edit(start, start + 1, "«", "quotes"), Edit(at, at + 1, "»", "quotes")
    return sorted(found)
