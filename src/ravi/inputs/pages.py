"""A file that is one article: a text or a page, in any encoding."""

from collections.abc import Iterator
from typing import BinaryIO

from ravi.inputs.documents import Document, Limits
from ravi.record import Failure


def read_page(stream: BinaryIO, name: str, limits: Limits, start: bytes = b"") -> Iterator[Document | Failure]:
    """The one document of a stream. `start` is what was read of it before."""
    data = start + (stream.read(limits.page + 1 - len(start)) if len(start) <= limits.page else b"")
    if len(data) > limits.page:
        yield Failure(name, "decode", f"this is over {limits.page:,} bytes, too much for one article: split it")
    else:
        yield Document(name, data, "page")
