"""Paths → files → streams, each read by the reader of its ending; and why one of them cannot be read."""

import errno
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import walk
from pathlib import Path
from stat import S_ISDIR
from typing import BinaryIO, TypeVar, cast

from ravi.inputs.documents import Document, Limits, Reader
from ravi.inputs.feeds import read_feed
from ravi.inputs.lines import read_lines
from ravi.inputs.pages import read_page
from ravi.inputs.parquet import read_parquet
from ravi.inputs.telegram import read_json
from ravi.inputs.warc import read_wacz, read_warc
from ravi.record import Failure

T = TypeVar("T")
FORMATS: dict[str, Reader] = {
    ".txt": read_page,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".json": read_json,
    ".parquet": read_parquet,
    ".warc": read_warc,
    ".wacz": read_wacz,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
}
"""The endings that are read in a folder; a file that is named by itself and has another ending is one article."""

UNREADABLE = (OSError, ValueError, EOFError, zlib.error)
_WHY = {
    errno.ENOENT: "there is no such file: check the path",
    errno.EACCES: "this may not be read: check its permissions",
    errno.EPERM: "this may not be read: check its permissions",
    errno.ENAMETOOLONG: "there is no such file: the path is too long",
    errno.ELOOP: "there is no such file: its links go round in a circle",
    errno.ENOTDIR: "there is no such file: a part of the path is no folder",
}


def each_file(path: str, read: Callable[[Path], Iterator[T]]) -> Iterator[T | Failure]:
    """What `read` makes of a file, or of each file of a folder that has a known ending, at any depth, sorted."""
    try:
        if not S_ISDIR(Path(path).stat().st_mode):
            yield from read(Path(path))
            return
        files = _files(Path(path))
    except (OSError, ValueError) as error:
        yield Failure(shown(path), "decode", why(error))
        return
    if not files:
        endings = " ".join(FORMATS)
        yield Failure(shown(path), "decode", f"this folder holds nothing to read: no file ends in {endings}")
    for file in files:
        if file.exists() and not file.is_file():
            yield Failure(
                shown(str(file)), "decode", "this is a pipe or a device, no file: name it by itself to read it"
            )
        else:
            yield from read(file)


def read_file(file: Path, limits: Limits) -> Iterator[Document | Failure]:
    """The documents of one file."""
    name = shown(str(file))
    try:
        with opened(file) as stream:
            yield from FORMATS.get(ending_of(file), read_page)(stream, name, limits)
    except UNREADABLE as error:
        yield Failure(name, "decode", why(error))


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of a file; unpacked where its name ends in .gz."""
    packed = file.suffix.lower() == ".gz"
    with cast(BinaryIO, gzip.open(file) if packed else file.open("rb")) as stream:
        yield stream


def ending_of(file: Path) -> str:
    """The ending of a file's name that tells its format: «.jsonl» of «a.jsonl.gz»."""
    return Path(file.name.lower().removesuffix(".gz")).suffix


def shown(path: str) -> str:
    """A path as one line of text that can be printed, whatever bytes its name holds."""
    sound = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(char if char.isprintable() or char == "\u200c" else "\ufffd" for char in sound)


def why(error: Exception) -> str:
    """Why something could not be read and what to do, in one line; of an error of `UNREADABLE`."""
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "this is no whole gzip file: fetch it again"
    if isinstance(error, OSError):
        return _WHY.get(error.errno or 0, f"this cannot be read ({error.strerror or 'input error'}): check the disk")
    return "there is no such file: the path holds a zero character"


def _files(folder: Path) -> list[Path]:
    found = []
    for parent, folders, names in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in names if not name.startswith(".") and ending_of(Path(name)) in FORMATS]
    return sorted(found)
