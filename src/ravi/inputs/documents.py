"""A document: the bytes of one article exactly as they were found, and what its container says of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal, NamedTuple

from ravi.record import Failure

STDIN = "-"
LIMIT = 20_000_000  # bytes: the longest article, at the four bytes that a character takes at most in UTF-8
_LINE = 2  # times as much in a JSON line, where a letter may be written in six bytes (\u0633)


@dataclass(frozen=True, slots=True)
class Document:
    """One article before it is decoded.

    `name` is what a message about it calls it, a path or `path:line`. `data` is a JSON object of the form that
    `inputs.lines` reads where `kind` is "line", and a text or a page in any encoding where it is "page". The other
    fields fill what the article does not say itself.
    """

    name: str
    data: bytes
    kind: Literal["line", "page"]
    published: date | None = None
    publisher: str | None = None
    url: str | None = None


class Limits(NamedTuple):
    """The most bytes that are read of one article: as a file, and as a JSON line."""

    page: int = LIMIT
    line: int = LIMIT * _LINE


Reader = Callable[[BinaryIO, str, Limits], Iterator[Document | Failure]]
"""Reads one format: the stream of a file, its name for messages → its documents, each as soon as it is there."""


def limits_of(limit: int) -> Limits:
    """The limits where a file of `limit` bytes is the longest article."""
    return Limits(limit, limit * _LINE)
