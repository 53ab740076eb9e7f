"""Numbers in words and digits: «بیست و سوم», «هزارونهصدونود», «سی\u200cام» → values.

Keys are folded and have no half-space.
"""

import re
from collections.abc import Iterable

from ravi.persian.letters import ZWNJ, fold

_WORDS = (
    "0 صفر|1 یک|2 دو|3 سه|4 چهار|5 پنج|6 شش|7 هفت|8 هشت|9 نه|10 ده|11 یازده|12 دوازده|13 سیزده|14 چهارده|15 پانزده|"
    "16 شانزده|17 هفده|18 هجده|19 نوزده|20 بیست|30 سی|40 چهل|50 پنجاه|60 شصت|70 هفتاد|80 هشتاد|90 نود|100 صد|100 یکصد|"
    "200 دویست|300 سیصد|400 چهارصد|500 پانصد|600 ششصد|700 هفتصد|800 هشتصد|900 نهصد|1000 هزار"
)
CARDINALS = {word: int(value) for value, word in (pair.split(" ") for pair in _WORDS.split("|"))}
ORDINALS = {word + "م": value for word, value in CARDINALS.items() if value not in (0, 2, 3, 30)}
ORDINALS |= {"اول": 1, "نخست": 1, "دوم": 2, "سوم": 3, "سیام": 30, "سیم": 30}
_UNITS = "|".join(sorted({*CARDINALS, *ORDINALS}, key=len, reverse=True))
_JOINED = re.compile(rf"(?:{_UNITS})(?:و(?:{_UNITS})|هزار)+")
_PIECES = re.compile(rf"(?:^|و|(?=هزار))({_UNITS})")


def compose(values: Iterable[int]) -> int | None:
    """One number of its parts in the order of speech, or None where they do not make one.

    >>> compose([1000, 300, 90, 5]), compose([2, 1000, 5]), compose([20, 21])
    (1395, 2005, None)
    """
    total, last = 0, 10_000
    for value in values:
        if value == 1000:
            if total >= 1000:
                return None
            total, last = (total or 1) * 1000, 1000
            continue
        if not (last >= 1000 > value or (last >= 100 > value) or (last >= 20 and last < 100 and value < 10)):
            return None
        total, last = total + value, value
    return total


def parse_number(word: str) -> int:
    """The value of one word: digits of any script, a cardinal, an ordinal, or several joined. Raises ValueError.

    >>> parse_number("۳۱"), parse_number("سی\u200cام"), parse_number("هزارونهصدونود"), parse_number("بیست\u200cودوم")
    (31, 30, 1990, 22)
    """
    key = fold(word).replace(ZWNJ, "")
    if key.isdecimal():
        return int(key)
    value = CARDINALS.get(key, ORDINALS.get(key))
    if value is None and _JOINED.fullmatch(key):
        value = compose(CARDINALS.get(piece, ORDINALS.get(piece, 0)) for piece in _PIECES.findall(key))
    if value is None:
        raise ValueError(f"{word!r} is no number")
    return value
