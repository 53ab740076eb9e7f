"""What the user names → articles: files, folders, JSON lines, standard input.

    for article in read_inputs(["news/", "-"], stdin=sys.stdin.buffer): …   # Article | Failure

    for chunk in read_chunks(["-"], stdin=sys.stdin.buffer): …              # Chunk | Failure

Of an article the most that is read is `limit` bytes, or twice that for a JSON line: what is larger is a `Failure`.
Chunks have no limit: they are some whole lines of a text, for what works line by line.
"""

import errno
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from os import walk
from pathlib import Path
from select import select
from stat import S_ISDIR
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

from ravi.errors import InputError
from ravi.record import Article, Failure
from ravi.steps.decode import decode, decode_stream, decode_text, looks_like_html, parse_published

__all__ = ["Chunk", "parse_published", "read_chunks", "read_inputs"]

T = TypeVar("T")
LIMIT = 20_000_000  # bytes: the longest article, at the four bytes that a character takes at most in UTF-8
_LINE = 2  # times as much in a JSON line, where a letter may be written in six bytes (\u0633)
STDIN = "-"
_BLOCK = 1 << 16  # bytes
_WAIT = 0.01  # seconds: how long a block that is not full waits for more
_LONGEST = 1 << 18  # characters of a line from which it is cut
_LINES = (".jsonl", ".ndjson")
_ENDINGS = (".txt", ".html", ".htm", ".xhtml", *_LINES)
_UTF8_MARK = b"\xef\xbb\xbf"
_NEEDED = 'a line is a JSON object like {"id": "1", "text": "…"}'
_WHY = {
    errno.ENOENT: "there is no such file: check the path",
    errno.EACCES: "this may not be read: check its permissions",
    errno.EPERM: "this may not be read: check its permissions",
    errno.ENAMETOOLONG: "there is no such file: the path is too long",
    errno.ELOOP: "there is no such file: its links go round in a circle",
    errno.ENOTDIR: "there is no such file: a part of the path is no folder",
}


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

    Of a folder, at any depth: files that end in .txt, .html, .htm, .xhtml, .jsonl, .ndjson (or the same with .gz) and
    are not hidden. `published`, `publisher` and `url` fill what an article does not say itself.

    >>> import io
    >>> [found] = read_inputs(["-"], stdin=io.BytesIO("وزیر گفت".encode()), publisher="ایسنا")
    >>> found.text, found.publisher
    ('وزیر گفت', 'ایسنا')
    """
    source = _Source(limit)
    for path in paths:
        for item in source.standard_input(stdin) if path == STDIN else source.path(path, source.file):
            if isinstance(item, Article):
                item = replace(
                    item,
                    published=item.published or published,
                    publisher=item.publisher or publisher,
                    url=item.url or url,
                )
            yield item


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
    source = _Source(LIMIT)
    for path in paths:
        yield from source.chunks(stdin) if path == STDIN else source.path(path, source.file_chunks)


class _Source:
    """Reads one path after the other; holds what they have in common."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.line_limit = limit * _LINE

    def path(self, path: str, read: Callable[[Path], Iterator[T]]) -> Iterator[T | Failure]:
        try:
            if not S_ISDIR(Path(path).stat().st_mode):
                yield from read(Path(path))
                return
            files = _files(Path(path))
        except (OSError, ValueError) as error:
            yield Failure(_shown(path), "decode", _why(error))
            return
        if not files:
            yield Failure(
                _shown(path), "decode", f"this folder holds nothing to read: no file ends in {' '.join(_ENDINGS)}"
            )
        for file in files:
            yield from read(file)

    def file(self, file: Path) -> Iterator[Article | Failure]:
        name = _shown(str(file))
        packed = file.suffix.lower() == ".gz"
        ending = Path(file.stem).suffix.lower() if packed else file.suffix.lower()
        try:
            with cast(BinaryIO, gzip.open(file) if packed else file.open("rb")) as stream:
                if ending in _LINES:
                    yield from self.lines(stream, name)
                else:
                    yield self.whole(stream, b"", name)
        except (OSError, ValueError, EOFError, zlib.error) as error:
            yield Failure(name, "decode", _why(error))

    def file_chunks(self, file: Path) -> Iterator[Chunk | Failure]:
        """The chunks of one file; the articles of one that holds pages or JSON lines."""
        name = _shown(str(file))
        if file.name.lower().removesuffix(".gz").endswith(_ENDINGS[1:]):
            yield from map(_as_chunk, self.file(file))
            return
        try:
            with cast(BinaryIO, gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb")) as stream:
                yield from self.chunks(stream, name)
        except OSError as error:
            yield Failure(name, "decode", _why(error))

    def chunks(self, stream: BinaryIO, name: str = STDIN) -> Iterator[Chunk | Failure]:
        """The chunks of a stream; its articles where it begins as a page or as JSON lines do."""
        try:
            blocks = _blocks(stream)
            head = next(blocks, b"")
            begin = head.removeprefix(_UTF8_MARK).lstrip()
            if begin.startswith(b"{"):
                rest = cast(BinaryIO, io.BufferedReader(_Again(head, stream)))
                head, lines = b"", 0
                while not (line := rest.readline(self.line_limit + 1)).strip():
                    head += line
                    lines += 1
                if _is_object(line):
                    yield from map(_as_chunk, self.lines(rest, name, line, lines))
                    return
                head, blocks = head + line, _blocks(rest)
            elif begin.startswith(b"<") and looks_like_html(begin.decode("utf-8", "replace")):
                yield _as_chunk(self.whole(stream, head, name))
                return
            line_number, start = 1, 0
            for text in _whole_lines(decode_stream(_chained(head, blocks))):
                yield Chunk(name, text, line_number, start)
                line_number += text.count("\n")
                start += len(text)
        except InputError as error:
            yield Failure(name, "decode", str(error))
        except (OSError, ValueError, EOFError, zlib.error) as error:
            yield Failure(name, "decode", _why(error))

    def standard_input(self, stdin: BinaryIO) -> Iterator[Article | Failure]:
        """JSON lines where the first line that is not blank is a JSON object, else one document."""
        blank, lines = b"", 0
        try:
            while (line := stdin.readline(self.line_limit + 1)) and not line.strip() and len(blank) < self.limit:
                blank += line
                lines += 1
            if _is_object(line):
                yield from self.lines(stdin, STDIN, line, lines)
            else:
                yield self.whole(stdin, blank + line, STDIN)
        except (OSError, ValueError) as error:
            yield Failure(STDIN, "decode", _why(error))

    def whole(self, stream: BinaryIO, start: bytes, name: str) -> Article | Failure:
        """One document to the end of the stream."""
        data = start + (stream.read(self.limit + 1 - len(start)) if len(start) <= self.limit else b"")
        if len(data) > self.limit:
            return Failure(name, "decode", f"this is over {self.limit:,} bytes, too much for one article: split it")
        try:
            return decode(data, name=name)
        except InputError as error:
            return Failure(name, "decode", str(error))

    def lines(self, stream: BinaryIO, name: str, first: bytes = b"", number: int = 0) -> Iterator[Article | Failure]:
        """JSON lines, one at a time. `first` is a line that was read before, after `number` blank ones."""
        seen = False
        line = first or stream.readline(self.line_limit + 1)
        while line:
            number += 1
            where = f"{name}:{number}"
            if len(line) > self.line_limit and not line.endswith(b"\n"):
                while (rest := stream.readline(_BLOCK)) and not rest.endswith(b"\n"):
                    pass
                seen = True
                yield Failure(
                    where, "decode", f"the line is over {self.line_limit:,} bytes, too much for one article: split it"
                )
            elif line := line.removeprefix(_UTF8_MARK if number == 1 else b"").strip():
                seen = True
                yield _read_line(line, where)
            line = stream.readline(self.line_limit + 1)
        if not seen:
            yield Failure(name, "decode", "the file is empty: there is nothing to read")


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


def _as_chunk(item: Article | Failure) -> Chunk | Failure:
    if isinstance(item, Failure):
        return item
    return Chunk(item.id, item.text if item.text.endswith("\n") else item.text + "\n", 1, 0)


def _read_line(line: bytes, where: str) -> Article | Failure:
    key = where
    try:
        entry = _parse_entry(line)
        if "id" in entry:
            key = _id_of(entry["id"])
        return _article_of(entry, key if "id" in entry else None)
    except InputError as error:
        return Failure(key, "decode", str(error))


def _parse_entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"the line is not UTF-8 at its byte {error.start:,}: JSON lines must be UTF-8") from None
    except json.JSONDecodeError as error:
        raise InputError(f"the line is no JSON at character {error.pos + 1:,} ({error.msg}): {_NEEDED}") from None
    except RecursionError:
        raise InputError(f"the line is nested too deep: {_NEEDED}") from None
    except ValueError:
        raise InputError(f"the line holds a number that is too long: {_NEEDED}") from None
    if not isinstance(entry, dict):
        raise InputError(f"the line is JSON but no object: {_NEEDED}")
    return entry


def _id_of(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError('the "id" of the line is no string: put it in quote marks, or leave it out')
    return _sound(value, "id")


def _article_of(entry: dict[str, Any], key: str | None) -> Article:
    """The article of one line; what the line says goes before what its page says."""
    kind = "text" if entry.get("text") is not None else "html"
    content = entry.get(kind)
    if content is None:
        raise InputError(f'the line has neither "text" nor "html": {_NEEDED}')
    if not isinstance(content, str):
        raise InputError(f'the "{kind}" of the line is no string: {_NEEDED}')
    title, publisher, url = (_field(entry, name) for name in ("title", "publisher", "url"))
    published = _published_of(entry)
    article = decode_text(content, kind="text" if kind == "text" else "html")
    return replace(
        article,
        id=article.id if key is None else key,
        decoded=("utf-8", "json", *article.decoded),
        published=published or article.published,
        title=title or article.title,
        publisher=publisher or article.publisher,
        url=url or article.url,
    )


def _field(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f'the "{name}" of the line is no string: put it in quote marks, or leave it out')
    return _sound(value, name)


def _published_of(entry: dict[str, Any]) -> date | None:
    value = _field(entry, "published")
    if not value:
        return None
    calendar = entry.get("calendar")
    if calendar not in (None, "jalali", "gregorian"):
        raise InputError('the "calendar" of the line is neither "jalali" nor "gregorian": correct it, or leave it out')
    return parse_published(value, jalali=None if calendar is None else calendar == "jalali")


def _sound(value: str, name: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            f'the "{name}" of the line holds half a character (a lone surrogate): write it again'
        ) from None
    return value


def _is_object(start: bytes) -> bool:
    """Whether the first line of standard input is JSON lines: an object, or a broken one with a field of ours."""
    start = start.removeprefix(_UTF8_MARK).strip()
    if not start.startswith(b"{"):
        return False
    return b'"text"' in start or b'"html"' in start or _parses(start)


def _parses(start: bytes) -> bool:
    try:
        _parse_entry(start)
    except InputError:
        return False
    return True


def _files(folder: Path) -> list[Path]:
    """The files of a folder that can be read, at any depth, sorted."""
    found = []
    for parent, folders, names in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(parent, name)
            for name in names
            if not name.startswith(".") and name.lower().removesuffix(".gz").endswith(_ENDINGS)
        ]
    return sorted(found)


def _shown(path: str) -> str:
    """A path as one line of text that can be printed, whatever bytes its name holds."""
    sound = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(char if char.isprintable() or char == "\u200c" else "\ufffd" for char in sound)


def _why(error: Exception) -> str:
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "this is no whole gzip file: fetch it again"
    if isinstance(error, OSError):
        return _WHY.get(error.errno or 0, f"this cannot be read ({error.strerror or 'input error'}): check the disk")
    return "there is no such file: the path holds a zero character"
