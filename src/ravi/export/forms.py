"""What a format is, and how pieces of it become bytes: a stream of lines, one JSON document, or a folder in a zip."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from io import RawIOBase
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ravi.export.plain import to_json_line
from ravi.persian.letters import fold
from ravi.record import Article, Record
from ravi.spans import Span

_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same records make the same bytes
_NAME = 60  # characters of an article's id that a file's name keeps

Write = Callable[[Iterable[Record]], Iterator[bytes]]
Member = tuple[str, bytes]


class Format(NamedTuple):
    """A format: its name, the ending of a file, its media type, what it is, and how records become it.

    `without_text` writes offsets and hashes only; None where the format is nothing without the text. `members` gives
    the files of one that is a folder, which `write` puts in a zip. `extra` is what must be installed.
    """

    name: str
    extension: str
    media: str
    what: str
    write: Write
    without_text: Write | None = None
    members: Callable[[Iterable[Record]], Iterator[Member]] | None = None
    extra: str | None = None

    @property
    def binary(self) -> bool:
        """Whether it is no text that a terminal can show."""
        return self.extension in ("zip", "xlsx", "parquet")


def json_lines(objects: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One JSON object a line."""
    for each in objects:
        yield to_json(each) + b"\n"


def json_document(head: dict[str, Any], field: str, items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One JSON object whose last field is a list, which may be long: an item a line.

    >>> b"".join(json_document({"a": 1}, "items", [{"b": 2}, {"b": 3}])).decode().split()
    ['{"a":', '1,', '"items":', '[', '{"b":', '2},', '{"b":', '3}', ']}']
    """
    yield to_json(head)[:-1] + (b", " if head else b"") + to_json(field) + b": [\n"
    yield from _separated(items)
    yield b"]}\n"


def json_list(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One JSON list, an item a line."""
    yield b"[\n"
    yield from _separated(items)
    yield b"]\n"


def _separated(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    before = b""
    for each in items:
        yield before + to_json(each)
        before = b",\n"
    yield b"\n" if before else b""


def to_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """JSON in UTF-8 on one line, as `to_json_line` writes it."""
    return to_json_line(value).encode()


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The files as a zip, each as soon as it is made."""
    out = _Pipe()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        for name, data in members:
            info = ZipInfo(name, _DAY)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            folder.writestr(info, data)
            yield out.taken()
    yield out.taken()


class _Pipe(RawIOBase):
    """Takes what is written and gives it away again."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        self.held.append(bytes(data))
        return len(self.held[-1])

    def taken(self) -> bytes:
        data, self.held = b"".join(self.held), []
        return data


def file_names() -> Callable[[str], str]:
    """Makes of the ids of articles, which may be anything, names of files: never a path, no two the same.

    >>> name = file_names()
    >>> name("../../etc/passwd"), name("خبر ۱")
    ('000001-etc-passwd', '000002-خبر-1')
    """
    count = 0

    def name(id: str) -> str:
        nonlocal count
        count += 1
        kept = "".join(char if char.isalnum() else "-" for char in fold(id))
        slug = "-".join(part for part in kept.split("-") if part)[:_NAME]
        return f"{count:06}-{slug}".rstrip("-")

    return name


def iri(article: Article) -> str:
    """The article's address where it has one, else a name made of its id."""
    url = article.url or ""
    if url.startswith(("http://", "https://")) and not any(char.isspace() or char in '<>"{}|\\^`' for char in url):
        return url
    return urn(article)


def urn(article: Article, *parts: object) -> str:
    """A name for an article, or for something in it, that is the same each time."""
    return uuid5(NAMESPACE_URL, "ravi:" + "\n".join((_whole(article.id), *map(str, parts)))).urn


def digest(text: str, span: Span | None = None) -> str:
    """The SHA-256 of words in UTF-8, as hexadecimal digits: shows to who has the text that it is the same."""
    return sha256((span.of(text) if span else text).encode("utf-8", "surrogatepass")).hexdigest()


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
