"""Where a run reads from and writes to: folders of this machine, or an fsspec URL (`s3://`, `gs://`, `memory://` …).

A file is written whole or not at all: here under a temporary name that is then renamed; an object store shows an object
when all of it is there.
"""

import contextlib
import gzip
import os
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from stat import S_ISDIR
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

from ravi.errors import ExtraMissing, RaviError
from ravi.inputs.documents import STDIN
from ravi.inputs.files import FORMATS, UNREADABLE, ending_of, shown, why
from ravi.record import Failure

TEMPORARY = ".tmp"


class File(NamedTuple):
    """A file to read: its path or URL, and its size in bytes, packed if it is packed."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """The path as a message shows it."""
        return shown(self.path)

    @property
    def ending(self) -> str:
        """The ending that tells its format."""
        return ending_of(Path(self.path))

    @contextlib.contextmanager
    def opened(self) -> Iterator[tuple[BinaryIO, BinaryIO]]:
        """Its bytes, unpacked where its name ends in .gz, and the file below them, whose position is how far one is."""
        with contextlib.ExitStack() as stack:
            if is_url(self.path):
                stack.enter_context(_clear(self.path))
                raw = cast(BinaryIO, stack.enter_context(_filesystem(self.path)[0].open(self.path, "rb")))
            else:
                raw = stack.enter_context(Path(self.path).open("rb"))
            packed = self.path.lower().endswith(".gz")
            yield cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=raw))) if packed else raw, raw


class Place(Protocol):
    """A folder that is written to; names are relative to it, with `/`."""

    def sizes(self) -> dict[str, int]:
        """Every file that is there, with its size in bytes."""

    def read(self, name: str) -> bytes:
        """The bytes of a file."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all."""

    def remove(self, name: str) -> None:
        """Remove a file; nothing where it is not there."""

    def lock(self) -> None:
        """Keep the place for this process. Raises `RaviError` where another has it."""

    def unlock(self) -> None:
        """Let others write to it."""


def is_url(path: str) -> bool:
    """Whether a path is an fsspec URL."""
    return "://" in path


def is_within(inner: str, outer: str) -> bool:
    """Whether one path or URL is another, or lies in it."""
    if is_url(inner) or is_url(outer):
        return f"{inner.rstrip('/')}/".startswith(f"{outer.rstrip('/')}/")
    return outer != STDIN and Path(inner).resolve().is_relative_to(Path(outer).resolve())


def files_of(path: str) -> Iterator[File | Failure]:
    """The files that a path or URL names: itself, or those of a folder that can be read, at any depth, sorted."""
    try:
        if is_url(path):
            yield from _remote_files(path)
        elif S_ISDIR(Path(path).stat().st_mode):
            found = False
            for file in _local_files(path):
                found = True
                yield file
            if not found:
                yield _nothing(path)
        else:
            yield File(path, Path(path).stat().st_size)
    except UNREADABLE as error:
        yield Failure(shown(path), "decode", why(error))


def place_of(path: str) -> Place:
    """The place at a path or URL, which is made where it is not there."""
    if is_url(path):
        return _Remote(path)
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RaviError(f"{shown(path)}: no folder can be made here: {why(error)}") from None
    return _Local(Path(path))


class _Local:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock: Any = None

    def sizes(self) -> dict[str, int]:
        found = {}
        for parent, _, names in os.walk(self.root):
            for name in names:
                path = Path(parent, name)
                with suppress(FileNotFoundError):
                    found[path.relative_to(self.root).as_posix()] = path.stat().st_size
        return found

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + TEMPORARY)
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            raise RaviError(
                f"{shown(str(path))}: it cannot be written ({error.strerror}): mend that and run the same again"
            ) from None

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # a system without such locks
            return
        self._lock = (self.root / ".lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.unlock()
            raise RaviError(f"{shown(str(self.root))}: another run is writing here: wait for it") from None

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()


class _Remote:
    def __init__(self, url: str) -> None:
        self.files, self.root = _filesystem(url)

    def sizes(self) -> dict[str, int]:
        with _clear(self.root):
            self.files.invalidate_cache()
            if not self.files.exists(self.root):
                return {}
            found = self.files.find(self.root, detail=True)
        return {name.removeprefix(self.root).lstrip("/"): int(one["size"]) for name, one in found.items()}

    def read(self, name: str) -> bytes:
        with _clear(self._path(name)):
            return bytes(self.files.cat_file(self._path(name)))

    def write(self, name: str, data: bytes) -> None:
        with _clear(self._path(name)):
            self.files.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
            self.files.pipe_file(self._path(name), data)

    def remove(self, name: str) -> None:
        with _clear(self._path(name)), suppress(FileNotFoundError):
            self.files.rm_file(self._path(name))

    def lock(self) -> None:
        """Nothing: object stores have no locks."""

    def unlock(self) -> None:
        """Nothing."""

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


@contextlib.contextmanager
def _clear(path: str) -> Iterator[None]:
    """Whatever a remote store raises, in one line: each has errors of its own."""
    try:
        yield
    except RaviError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}".partition("\n")[0]
        raise RaviError(f"{shown(path)}: {what}: mend that and run the same again") from error


def _filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it. Raises `ExtraMissing` where a package is not installed."""
    if find_spec("fsspec") is None:
        raise ExtraMissing("cloud", "fsspec")
    from fsspec.core import url_to_fs
    from fsspec.registry import known_implementations

    try:
        files, path = url_to_fs(url)
    except ImportError:
        known = known_implementations.get(url.partition("://")[0], {})
        raise ExtraMissing("cloud", known.get("class", "the package of these URLs").partition(".")[0]) from None
    except ValueError as error:
        raise RaviError(f"{shown(url)}: {error}") from None
    return files, path.rstrip("/")


def _local_files(folder: str) -> Iterator[File]:
    """As `inputs` finds them, but one at a time."""
    with os.scandir(folder) as entries:
        found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _local_files(entry.path)
        elif ending_of(Path(entry.name)) in FORMATS and entry.is_file():
            yield File(entry.path, entry.stat().st_size)


def _remote_files(url: str) -> Iterator[File | Failure]:
    files, path = _filesystem(url)
    scheme = url.partition("://")[0]
    with _clear(url):
        if not files.exists(path):
            yield Failure(shown(url), "decode", "there is no such file: check the URL")
            return
        info = files.info(path)
    if info["type"] == "file":
        yield File(url, int(info["size"] or 0))
        return
    with _clear(url):
        found = files.find(path, detail=True)
    seen = False
    for name, one in sorted(found.items()):
        hidden = any(part.startswith(".") for part in name.removeprefix(path).split("/"))
        if not hidden and ending_of(Path(name)) in FORMATS:
            seen = True
            yield File(f"{scheme}://{name.lstrip('/') if scheme == 'memory' else name}", int(one["size"] or 0))
    if not seen:
        yield _nothing(url)


def _nothing(path: str) -> Failure:
    return Failure(shown(path), "decode", f"this folder holds nothing to read: no file ends in {' '.join(FORMATS)}")
