"""What the user names → articles: files, folders, JSON lines, standard input.

    for article in read_inputs(["news/", "-"], stdin=sys.stdin.buffer): …         # Article | Failure
    for document in read_documents(["news/"], stdin=sys.stdin.buffer): …          # Document | Failure
        article = to_article(document)                                            # Article | Failure
    for chunk in read_chunks(["-"], stdin=sys.stdin.buffer): …                    # Chunk | Failure

A document is the bytes of one article as they were found: for who keeps them, or decodes them elsewhere. The table
`files.FORMATS` has the formats, a module each. Of an article the most that is read is `limit` bytes, or twice that for
a JSON line: what is larger is a `Failure`. Chunks have no limit: they are some whole lines of a text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import BinaryIO

from ravi.inputs.articles import to_article
from ravi.inputs.chunks import Chunk, read_chunks
from ravi.inputs.documents import LIMIT, STDIN, Document, Limits, limits_of
from ravi.inputs.files import UNREADABLE, each_file, read_file, why
from ravi.inputs.lines import is_object, read_lines
from ravi.inputs.pages import read_page
from ravi.record import Article, Failure
from ravi.steps.decode import parse_published

__all__ = ["Chunk", "Document", "parse_published", "read_chunks", "read_documents", "read_inputs", "to_article"]


def read_inputs(
    paths: Sequence[str],
    *,
    stdin: BinaryIO,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    limit: int = LIMIT,
) -> Iterator[Article | Failure]:
    """Read all that is named, in order; `-` is standard input. Nothing is raised: what cannot be read is a `Failure`.

    Of a folder, at any depth: the files whose ending is in `files.FORMATS` (or the same with .gz) and that are not
    hidden. `published`, `publisher` and `url` fill what an article does not say itself.

    >>> import io
    >>> [found] = read_inputs(["-"], stdin=io.BytesIO("وزیر گفت".encode()), publisher="ایسنا")
    >>> found.text, found.publisher
    ('وزیر گفت', 'ایسنا')
    """
    for found in read_documents(paths, stdin=stdin, published=published, publisher=publisher, url=url, limit=limit):
        yield found if isinstance(found, Failure) else to_article(found)


def read_documents(
    paths: Sequence[str],
    *,
    stdin: BinaryIO,
    published: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    limit: int = LIMIT,
) -> Iterator[Document | Failure]:
    """Find all that is named, as `read_inputs` does, without decoding it."""
    limits = limits_of(limit)
    for path in paths:
        found = _standard_input(stdin, limits) if path == STDIN else each_file(path, partial(read_file, limits=limits))
        for item in found:
            if isinstance(item, Document):
                item = replace(
                    item,
                    published=item.published or published,
                    publisher=item.publisher or publisher,
                    url=item.url or url,
                )
            yield item


def _standard_input(stdin: BinaryIO, limits: Limits) -> Iterator[Document | Failure]:
    """JSON lines where the first line that is not blank is a JSON object, else one document."""
    blank, lines = b"", 0
    try:
        while (line := stdin.readline(limits.line + 1)) and not line.strip() and len(blank) < limits.page:
            blank += line
            lines += 1
        if is_object(line):
            yield from read_lines(stdin, STDIN, limits, line, lines)
        else:
            yield from read_page(stdin, STDIN, limits, blank + line)
    except UNREADABLE as error:
        yield Failure(STDIN, "decode", why(error))
