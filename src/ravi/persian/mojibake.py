"""What Persian looks like after a wrong decoding, and the way back.

Three wrong turns are seen: UTF-8 read as Windows-1252 or Latin-1 («ÙˆØ²ÛŒØ±»), UTF-8 read as Windows-1256
(«ظˆط²غŒط±»), and Windows-1256 read as Windows-1252 or Latin-1 («æÒíÑ»): each of the three is «وزیر».
"""

import re
from functools import cache

from ravi.persian.letters import KAF, KAF_ARABIC, YEH, YEH_ARABIC
from ravi.persian.tables import read_numbers

_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that Windows-1252 has no character for
BYTE_OF_LATIN = {chr(byte): byte for byte in range(0x80, 0x100)}
BYTE_OF_LATIN |= {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _HOLES}
BYTE_OF_ARABIC = {bytes([byte]).decode("cp1256"): byte for byte in range(0x80, 0x100)}
BYTE_OF_ARABIC[YEH] = BYTE_OF_ARABIC[YEH_ARABIC]  # where letters were made Persian after the wrong turn
LOST = {"\ufffd": 0x81}  # after «Ù» the one hole that a letter of Persian needs: «ف»
BYTES_OF_LATIN = str.maketrans({char: chr(byte) for char, byte in BYTE_OF_LATIN.items()})
_BYTES_WITH_LOST = BYTES_OF_LATIN | str.maketrans({char: chr(byte) for char, byte in LOST.items()})
_BYTES_OF_ARABIC = str.maketrans({char: chr(byte) for char, byte in BYTE_OF_ARABIC.items()})
_TURNS = 3  # wrong decodings one after the other that are undone

_PERSIAN = re.compile(
    "[\u0600-\u0660\u066a-\u066c\u0670\u067e\u0686\u0698\u06a9\u06af\u06c0\u06cc\u06f0-\u06f9"
    "\u200b-\u200f\u2010-\u2026\u2030\u2039\u203a\u00a0\u00ab\u00ad\u00b0\u00b7\u00bb\u00d7\u00f7\ufeff]+"
)
_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06c0\u06cc]")


def letters(text: str) -> int:
    """How many letters of the Persian alphabet a text holds."""
    return len(_LETTER.findall(text))


def from_latin(run: str) -> str | None:
    """The Persian that was UTF-8 and was read as Windows-1252 or Latin-1, up to three times; None if it was none.

    >>> from_latin("ÙˆØ²ÛŒØ±"), from_latin("Ã©tÃ©")
    ('وزیر', None)
    >>> from_latin("Ú¯Ù\ufffdØª")
    'گفت'
    """
    return _undone(run, _BYTES_WITH_LOST)


def from_arabic(run: str) -> str | None:
    """The Persian that was UTF-8 and was read as Windows-1256, up to three times; None if it was none.

    >>> from_arabic("ظˆط²غŒط±"), from_arabic("رابط…")
    ('وزیر', None)
    """
    return _undone(run.replace(KAF_ARABIC, KAF), _BYTES_OF_ARABIC)


def _undone(run: str, table: dict[int, str]) -> str | None:
    found = None
    for _ in range(_TURNS):
        try:
            run = run.translate(table).encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
        if _PERSIAN.fullmatch(run):
            found = run
    return found


@cache
def common_words() -> frozenset[str]:
    """Words of two letters and more that news is full of, folded."""
    return frozenset(word for word, count in read_numbers("words").items() if len(word) > 1 and count >= 10)
