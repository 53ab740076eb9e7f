"""Texts a few lines at a time, for what works line by line: `ravi repair`."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from select import select
from typing import Any, BinaryIO, NamedTuple, cast

from ravi.errors import InputError
from ravi.inputs.articles import to_article
from ravi.inputs.documents import STDIN, Document, Limits
from ravi.inputs.files import FORMATS, UNREADABLE, each_file, ending_of, opened, read_file, shown, why
from ravi.inputs.lines import is_object, read_lines
from ravi.inputs.pages import read_page
from ravi.record import Failure
from ravi.steps.decode import decode_stream, looks_like_html

_BLOCK = 1 << 16  # bytes
_WAIT = 0.01  # seconds: how long a block that is not full waits for more
_LONGEST = 1 << 18  # characters of a line from which it is cut
_PLAIN = ".txt"
_UTF8_MARK = b"\xef\xbb\xbf"


class Chunk(NamedTuple):
    """Some whole lines of a text, and where they begin in it: the number of the first, from 1, and its position."""

    id: str
    text: str
    line: int
    start: int


def read_chunks(paths: Sequence[str], *, stdin: BinaryIO) -> Iterator[Chunk | Failure]:
    """Read texts a few lines at a time: 64 KB, or what standard input holds when nothing more comes for a moment.

    Every character comes through, line ends too; bytes that are no UTF-8 come as `decode_stream` says. A line of over
    262,144 characters comes in pieces. Of pages and JSON lines each article is a chunk, and is given a line's end.

    >>> import io
    >>> list(read_chunks(["-"], stdin=io.BytesIO("یک\\r\\nدو".encode())))
    [Chunk(id='-', text='یک\\r\\n', line=1, start=0), Chunk(id='-', text='دو', line=2, start=4)]
    """
    for path in paths:
        yield from _stream_chunks(stdin, STDIN) if path == STDIN else each_file(path, _file_chunks)


def _file_chunks(file: Path) -> Iterator[Chunk | Failure]:
    """The chunks of one file; the articles of one that holds pages or JSON lines."""
    if ending_of(file) in FORMATS and ending_of(file) != _PLAIN:
        yield from map(_as_chunk, read_file(file, Limits()))
        return
    name = shown(str(file))
    try:
        with opened(file) as stream:
            yield from _stream_chunks(stream, name)
    except OSError as error:
        yield Failure(name, "decode", why(error))


def _stream_chunks(stream: BinaryIO, name: str) -> Iterator[Chunk | Failure]:
    """The chunks of a stream; its articles where it begins as a page or as JSON lines do."""
    limits = Limits()
    try:
        blocks = _blocks(stream)
        head = next(blocks, b"")
        begin = head.removeprefix(_UTF8_MARK).lstrip()
        if begin.startswith(b"{"):
            rest = cast(BinaryIO, io.BufferedReader(_Again(head, stream)))
            head, lines = b"", 0
            while not (line := rest.readline(limits.line + 1)).strip():
                head += line
                lines += 1
            if is_object(line):
                yield from map(_as_chunk, read_lines(rest, name, limits, line, lines))
                return
            head, blocks = head + line, _blocks(rest)
        elif begin.startswith(b"<") and looks_like_html(begin.decode("utf-8", "replace")):
            yield from map(_as_chunk, read_page(stream, name, limits, head))
            return
        line_number, start = 1, 0
        for text in _whole_lines(decode_stream(_chained(head, blocks))):
            yield Chunk(name, text, line_number, start)
            line_number += text.count("\n")
            start += len(text)
    except InputError as error:
        yield Failure(name, "decode", str(error))
    except UNREADABLE as error:
        yield Failure(name, "decode", why(error))


class _Again(io.RawIOBase):
    """A stream whose first bytes were read before."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self.head = head
        self.stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        data, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        data = data or _read_some(self.stream, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _read_some(stream: BinaryIO, size: int) -> bytes:
    """What a stream holds, without waiting for more than the first byte."""
    return cast(io.BufferedReader, stream).read1(size)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Blocks of bytes to the end of a stream, full ones where there is no need to wait for them."""
    while block := _read_some(stream, _BLOCK):
        while len(block) < _BLOCK and _more_comes(stream) and (more := _read_some(stream, _BLOCK - len(block))):
            block += more
        yield block


def _more_comes(stream: BinaryIO) -> bool:
    try:
        return bool(select([stream], [], [], _WAIT)[0])
    except (OSError, ValueError, TypeError):  # no file of the system, or one of a system that cannot be asked
        return not isinstance(stream, io.BufferedReader)


def _chained(head: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from blocks


def _whole_lines(texts: Iterable[str]) -> Iterator[str]:
    """The same text in pieces that end with a line; of a line that is too long, with a sentence or a word."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        cut = text.rfind("\n") + 1
        if cut:
            yield "".join((*waiting, text[:cut]))
            waiting, size = [], 0
        waiting.append(text[cut:])
        size += len(text) - cut
        if size > _LONGEST:
            line = "".join(waiting)
            half = len(line) // 2
            cut = line.rfind(". ", half) + 2 if ". " in line[half:] else line.rfind(" ", half) + 1 or len(line)
            yield line[:cut]
            waiting, size = [line[cut:]], len(line) - cut
    if rest := "".join(waiting):
        yield rest


def _as_chunk(item: Document | Failure) -> Chunk | Failure:
    article = item if isinstance(item, Failure) else to_article(item)
    if isinstance(article, Failure):
        return article
    return Chunk(article.id, article.text if article.text.endswith("\n") else article.text + "\n", 1, 0)
