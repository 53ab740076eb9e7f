"""Words that were once decoded by the wrong table, in a whole text or in some lines of it.

A line is judged by itself, and only where what comes out is certain to be Persian is anything changed: right French,
German, Turkish and Arabic are no UTF-8 under another table, and make no Persian words as Windows-1256.
"""

import re

from ravi.persian.letters import KAF, KAF_ARABIC, fold
from ravi.persian.mojibake import BYTE_OF_ARABIC, BYTE_OF_LATIN, LOST, common_words, from_arabic, from_latin, letters
from ravi.spans import Edit, apply
from ravi.steps.repair.compose import composed

_ENOUGH = 3  # Persian letters in one line that prove UTF-8 under another table
_ENOUGH_1256 = 4  # letters in common words of one line that prove Windows-1256


def _class(byte_of: dict[str, int], first: int, last: int) -> str:
    """The characters that a table reads out of some bytes, for a pattern's class."""
    return "".join(re.escape(char) for char, byte in byte_of.items() if first <= byte <= last)


def _sequences(byte_of: dict[str, int]) -> re.Pattern[str]:
    two, three, rest = _class(byte_of, 0xC2, 0xDF), _class(byte_of, 0xE0, 0xEF), _class(byte_of, 0x80, 0xBF)
    return re.compile(f"(?:[{two}][{rest}]|[{three}][{rest}][{rest}])++")


_KNOWN = "پچژکگ،؛؟\u00a0\u200c\u200d«»…“”–—"  # what Persian text holds of the bytes that end a sequence
_SIGNS = "".join(char for char, byte in BYTE_OF_ARABIC.items() if byte < 0xC0 and char not in _KNOWN)
ODD = f"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff{_SIGNS}"  # one of these is in whatever was decoded wrongly, for a class
_ODD = re.compile(f"[{ODD}]")
_SUSPECT = re.compile(f"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]|[طظعغ][{_SIGNS}]")
_LATIN = _sequences(BYTE_OF_LATIN | LOST)
_ARABIC = _sequences(BYTE_OF_ARABIC | {KAF_ARABIC: BYTE_OF_ARABIC[KAF]})
_QUOTE = re.compile("آ[«»]")  # what becomes of « and »
_SIGN = re.compile(f"[{_SIGNS}]")
_HIGH = re.compile(f"(?<![A-Za-z])[{_class(BYTE_OF_LATIN, 0x80, 0xFF)}]++(?![A-Za-z])")
_WORD = re.compile("[\u0621-\u06ff]{2,}")
_READABLE = re.compile(f"[{_class(BYTE_OF_ARABIC, 0xC1, 0xFF)}پچژکگ،؛؟«»…“”–—\u00a0\u200c\u200d]+")


def find_mojibake(text: str) -> list[Edit]:
    """Find each run of wrongly decoded characters, with what it stood for.

    >>> [edit.new for edit in find_mojibake("خبر:\\nÙˆØ²ÛŒØ± Ø¢Ù…Ø¯")]
    ['وزیر', 'آمد']
    """
    found = _find(text)
    turned, more = text, found
    while more:  # one wrong turn may lie under another
        turned = apply(turned, more)
        if more := _find(turned):
            found = composed(found, turned, more)
    return found


def _find(text: str) -> list[Edit]:
    found: list[Edit] = []
    first = _ODD.search(text)
    if first is None:
        return found
    at = max(first.start() - 1, 0)
    while (suspect := _SUSPECT.search(text, at)) is not None:
        start = text.rfind("\n", 0, suspect.start()) + 1
        end = text.find("\n", suspect.end())
        at = end if end >= 0 else len(text)
        found += _utf8_as_latin(text, start, at) or _utf8_as_1256(text, start, at) or _1256_as_latin(text, start, at)
    return found


def _utf8_as_latin(text: str, start: int, end: int) -> list[Edit]:
    runs = _LATIN.finditer(text, start, end)
    return _proven([(run, from_latin(run[0])) for run in runs], "mojibake.utf-8")


def _utf8_as_1256(text: str, start: int, end: int) -> list[Edit]:
    """Only whole words, each with a sign that no Persian word holds; with them quote marks, which have none."""
    runs = [run for run in _ARABIC.finditer(text, start, end) if _stands_alone(text, run)]
    signed = [run for run in runs if _SIGN.search(run[0])]
    if not _proven([(run, from_arabic(run[0])) for run in signed], ""):
        return []
    runs = [run for run in runs if _SIGN.search(run[0]) or _QUOTE.fullmatch(run[0])]
    return _proven([(run, from_arabic(run[0])) for run in runs], "mojibake.utf-8-as-cp1256")


def _stands_alone(text: str, run: re.Match[str]) -> bool:
    return not (text[run.start() - 1 : run.start()].isalpha() or text[run.end() : run.end() + 1].isalpha())


def _proven(runs: list[tuple[re.Match[str], str | None]], rule: str) -> list[Edit]:
    if sum(letters(new) for _, new in runs if new) < _ENOUGH:
        return []
    return [Edit(run.start(), run.end(), new, rule) for run, new in runs if new]


def _1256_as_latin(text: str, start: int, end: int) -> list[Edit]:
    """Only where what comes out is mostly common words."""
    runs = [(run, _read_as_1256(run[0])) for run in _HIGH.finditer(text, start, end)]
    words = [word for _, new in runs for word in _WORD.findall(fold(new))]
    common = [word for word in words if word in common_words()]
    if sum(map(len, common)) < _ENOUGH_1256 or len(common) * 2 < len(words):
        return []
    return [
        Edit(run.start(), run.end(), new, "mojibake.cp1256")
        for run, new in runs
        if new != run[0] and _READABLE.fullmatch(new)
    ]


def _read_as_1256(run: str) -> str:
    return bytes(BYTE_OF_LATIN[char] for char in run).decode("cp1256")
