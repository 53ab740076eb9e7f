"""The bytes of an article as they were found, kept small beside its text: what they share with it is not kept twice."""

import json
import zlib
from collections.abc import Callable, Sequence

_LEVEL = 6  # of zlib
_SHORT = 2000  # bytes, for which a small window does
_WINDOW, _SMALL = (-15, 8), (-10, 4)  # of zlib without a head: bits of the window, memory


_json = json.JSONEncoder(ensure_ascii=False).encode


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_FORMS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("line", lambda text: _encoded(_json(text))),
    ("line", lambda text: json.dumps(text).encode()),
    ("page", _encoded),
)
"""How the text of an article may stand in an original of a kind."""


def pack(data: bytes, kind: str, article: Sequence[str | None]) -> bytes:
    """The bytes of an original, small; `article` has the id, url, publisher, day and text.

    Where the text stands in them as it is, they are the number of its form, its place, and the rest: by zlib without a
    head, with the JSON of the other fields for a dictionary. Else zlib with the text, or the JSON with it, for one.
    """
    text = article[-1] or ""
    for number, (of, form) in enumerate(_FORMS):
        if of == kind and (at := data.find(whole := form(text))) >= 0:
            rest = data[:at] + data[at + len(whole) :]
            bits, memory = _SMALL if len(rest) < _SHORT else _WINDOW
            packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, bits, memory, zdict=_fields(article, ""))
            return b"%d %d " % (number, at) + packer.compress(rest) + packer.flush()
    packer = zlib.compressobj(_LEVEL, zdict=_dictionary(kind, article))
    return packer.compress(data) + packer.flush()


def unpack(small: bytes, kind: str, article: Sequence[str | None]) -> bytes:
    """What `pack` was given.

    >>> article = ("1", None, None, None, "وزیر گفت")
    >>> unpack(pack("وزیر گفت".encode(), "page", article), "page", article).decode()
    'وزیر گفت'
    """
    if not small[:1].isdigit():
        unpacker = zlib.decompressobj(zdict=_dictionary(kind, article))
        return unpacker.decompress(small) + unpacker.flush()
    number, at, packed = small.split(b" ", 2)
    unpacker = zlib.decompressobj(_WINDOW[0], zdict=_fields(article, ""))
    rest = unpacker.decompress(packed) + unpacker.flush()
    return rest[: int(at)] + _FORMS[int(number)][1](article[-1] or "") + rest[int(at) :]


def _dictionary(kind: str, article: Sequence[str | None]) -> bytes:
    """What an original shares with its article, in the form of its kind."""
    return _fields(article, article[-1]) if kind == "line" else _encoded(article[-1] or "")


def _fields(article: Sequence[str | None], text: str | None) -> bytes:
    fields = zip(("id", "url", "publisher", "published", "text"), (*article[:-1], text), strict=True)
    return _encoded(_json(dict(fields)))
