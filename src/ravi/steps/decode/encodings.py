"""Bytes → characters: which encoding, and text that was once decoded by the wrong one.

A small deterministic detector: byte order mark, the zero pattern of UTF-16, strict UTF-8, then how like Persian the
high bytes are under each 8-bit table. charset-normalizer is asked last, and believed only where it finds Persian.
"""

import re
from codecs import IncrementalDecoder, getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from ravi.errors import InputError
from ravi.persian.mojibake import BYTES_OF_LATIN

SAMPLE = 65_536  # bytes that are looked at to choose a table
MAX_BROKEN = 0.001  # broken sequences for one character that may be replaced
MAX_CONTROL = 0.005  # control characters for one character of a text

# Persian letters and marks that the 8-bit tables hold, in falling frequency of news text.
_LETTERS = "اردنهيموتبسلشزكفگعخقجحصآپطضچظغذئثژىأءؤةإک"
_WEIGHT = {letter: 1.0 - rank / (2 * len(_LETTERS)) for rank, letter in enumerate(_LETTERS)}
_WEIGHT |= dict.fromkeys("،؛؟«»ـ\u200c\u200d\u200e\u200f\xa0\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652", 0.6)
_WEIGHT |= dict.fromkeys("…–—“”‘’•×÷", 0.4)
_FOREIGN = -1.5  # a character that Persian text does not hold
_CERTAIN = 0.5  # mean weight from which bytes are Persian
_TABLES = {"windows-1256": "cp1256", "iso-8859-6": "iso8859_6"}
_ASCII = bytes(range(128))

_MARKS = (  # longest first: the mark of UTF-32 begins with that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF document: save its text first"),
    (b"PK\x03\x04", "a zip archive (or a Word document): unpack it, or save it as text"),
    (b"\x1f\x8b", "gzip data: give it a name that ends in .gz, or unpack it"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "a picture, sound or film"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save it as text"),
    (b"SQLite format 3\x00", "a database"),
    (b"BZh", "a bzip2 archive: unpack it"),
    (b"\xfd7zXZ", "an xz archive: unpack it"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it"),
    (b"{\\rtf", "an RTF document: save it as text"),
)
_PERSIAN = re.compile(
    "[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06c0\u06cc\ufb50-\ufdfb\ufe70-\ufefc]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile("[^\x00-\x7f]")


def decode_bytes(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and the encoding with what was done, in order. Raises `InputError` where it is no text.

    >>> decode_bytes("سلام بر شما".encode("cp1256"))
    ('سلام بر شما', ('windows-1256',))
    """
    if not data.strip():
        raise InputError("the file is empty: there is nothing to read")
    _check_kind(data)
    text, done = _decoded(data)
    _check_text(text)
    fixed, rule = fix_mojibake(text)
    return (fixed, (*done, rule)) if rule else (text, done)


def decode_stream(blocks: Iterable[bytes]) -> Iterator[str]:
    """The text of bytes that come in blocks, each as soon as it is there. Raises `InputError` for what is no text.

    The first block that is not ASCII settles the encoding, UTF-8 where it is in doubt. Nothing is lost on the way:
    bytes that are not UTF-8 become lone surrogates, which the error handler "surrogateescape" turns back, and the byte
    order mark of UTF-8 stays.

    >>> list(decode_stream([b"1. ", "وزیر".encode()[:3], "وزیر".encode()[3:], b"!"]))
    ['1. ', 'و', 'زیر', '!']
    """
    decoder: IncrementalDecoder | None = None
    for number, block in enumerate(blocks):
        if number == 0:
            _check_kind(block)
        if decoder is None:
            if block.isascii() and not (number == 0 and _unmarked_utf16(block[:4096])):
                yield block.decode("ascii")
                continue
            codec = _codec_of(block)
            decoder = getincrementaldecoder(codec)("replace" if codec.startswith("utf-16") else "surrogateescape")
        if text := decoder.decode(block):
            yield text
    if decoder is not None and (text := decoder.decode(b"", True)):
        yield text


def _codec_of(block: bytes) -> str:
    """The codec of a stream, by the first block that tells; its last letter may be cut."""
    if block.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if wide := _unmarked_utf16(block[:4096]):
        return wide
    try:
        getincrementaldecoder("utf-8")().decode(block)
    except UnicodeDecodeError:
        return _TABLES.get(_eight_bits(block) or "", "utf-8")
    return "utf-8"


def _check_kind(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {what}; Ravi reads plain text, HTML and JSON lines")


def has_persian(text: str) -> bool:
    """Whether there is one letter of the Persian alphabet in the text."""
    return _PERSIAN.search(text) is not None


def fix_mojibake(text: str) -> tuple[str, str | None]:
    """Undo a wrong decoding where it is certain; the rule's name, or None and the text as it was.

    >>> fix_mojibake("سلام بر شما".encode("cp1256").decode("latin-1"))
    ('سلام بر شما', 'mojibake.cp1256')
    >>> fix_mojibake("Ça va à Orléans")[1] is None
    True
    """
    if (found := _HIGH.search(text)) is None:
        return text, None
    if has_persian(found[0]) or has_persian(text[:SAMPLE]):
        return _read_as_cp1256(text)
    back = text.translate(BYTES_OF_LATIN)
    try:
        raw = back.encode("latin-1")
    except UnicodeEncodeError:
        return text, None
    try:
        fixed = raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return (fixed, "mojibake.utf-8") if has_persian(fixed) else (text, None)
    high = raw[:SAMPLE].translate(None, _ASCII)
    score = _persian_score(high, "cp1256")
    if len(high) >= 6 and score >= _CERTAIN and _in_words(raw, high):
        return raw.decode("cp1256"), "mojibake.cp1256"
    return text, None


def _read_as_cp1256(text: str) -> tuple[str, str | None]:
    """UTF-8 that was read as Windows-1256 («ط³ظ„ط§ظ…»): only if every character goes back and makes strict UTF-8."""
    try:
        fixed = text.encode("cp1256").decode("utf-8")
    except UnicodeError:
        return text, None
    return (fixed, "mojibake.utf-8-as-cp1256") if has_persian(fixed) else (text, None)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _unicode(data[len(mark) :], name, ("bom",))
    if wide := _unmarked_utf16(data[:4096]):
        return _unicode(data, wide, ())
    try:
        return data.decode("utf-8"), ("utf-8",)
    except UnicodeDecodeError as error:
        broken = error
    if table := _eight_bits(data):
        return data.decode(_TABLES[table], "replace"), (table,)
    try:
        return _unicode(data, "utf-8", ())
    except InputError:
        if broken.start * 2 > len(data) or b"\x00" in data:
            raise
    return _last_resort(data)


def _eight_bits(data: bytes) -> str | None:
    """The 8-bit table under which the bytes are Persian, if there is one."""
    high = data[:SAMPLE].translate(None, _ASCII)
    score, name = max((_persian_score(high, codec), name) for name, codec in _TABLES.items())
    return name if score >= _CERTAIN and _in_words(data, high) else None


def _unicode(data: bytes, name: str, done: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Decode by a Unicode form; a few broken sequences become U+FFFD and are counted, many are an error."""
    try:
        return data.decode(name), (name, *done)
    except UnicodeDecodeError as error:
        text = data.decode(name, "replace")
        if (count := text.count("\ufffd")) > max(1, len(text) * MAX_BROKEN):
            raise InputError(
                f"the text ends at byte {error.start:,} of {len(data):,} ({name}): what follows is no text; "
                "cut the file there, or fetch it again"
            ) from None
        return text, (name, *done, f"replaced:{count}")


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: one of two bytes is nearly always 0 or 6."""
    pairs = len(head) // 2
    if pairs < 2 or (head.count(0) + head.count(6)) * 4 < len(head):
        return None
    for name, page in (("utf-16-le", head[1 : 2 * pairs : 2]), ("utf-16-be", head[: 2 * pairs : 2])):
        if sum(map(page.count, b"\x00\x06\x20\xfb\xfe")) >= 0.9 * pairs and page.count(6) * 20 > pairs:
            return name
    return None


@cache
def _weights(codec: str) -> tuple[float, ...]:
    chars = (bytes([byte]).decode(codec, "replace") for byte in range(256))
    return tuple(_WEIGHT.get(char, _FOREIGN) for char in chars)


def _persian_score(high: bytes, codec: str) -> float:
    """How like Persian the bytes over 127 are under a table: 1 at best, under 0 for another language."""
    if not high:
        return 0.0
    weights = _weights(codec)
    return sum(weights[byte] * count for byte, count in Counter(high).items()) / len(high)


def _in_words(data: bytes, high: bytes) -> bool:
    """Whether the bytes over 127 stand side by side, as in Persian words, not alone, as é in French ones."""
    return sum(map(len, _RUN.findall(data[:SAMPLE]))) >= 0.7 * len(high)


def _last_resort(data: bytes) -> tuple[str, tuple[str, ...]]:
    from charset_normalizer import from_bytes  # slow to import, and rarely asked

    best = from_bytes(data[: SAMPLE // 2], cp_exclusion=["utf_7"]).best()
    name = best.encoding if best else None
    if name is not None:
        text = data.decode(name, "replace")
        letters = len(_PERSIAN.findall(text[:SAMPLE]))
        if letters * 2 > len(_HIGH.findall(text[:SAMPLE])) and letters * 5 > len(text[:SAMPLE]):
            return text, (name.replace("_", "-"), "charset-normalizer")
    raise InputError(
        "this is no text in an encoding that Ravi knows (UTF-8, UTF-16, Windows-1256, ISO-8859-6): save it as UTF-8"
    )


def _check_text(text: str) -> None:
    """Refuse what holds zeros or too many control characters, naming the place of the first."""
    controls = len(_CONTROL.findall(text))
    at = text.find("\x00")
    if at < 0 and controls > max(3, len(text) * MAX_CONTROL):
        found = _CONTROL.search(text)
        at = found.start() if found else 0
    if at >= 0:
        where = len(text[:at].encode("utf-8", "replace"))
        raise InputError(
            f"from byte {where:,} on (as UTF-8) this is no text but control characters: cut it there, or fetch it again"
        )
