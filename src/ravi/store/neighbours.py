"""The nearest of very many vectors without looking at each: a graph of neighbours (HNSW, usearch), beside the store.

The file is derived: what a search takes from it is looked at again in the store, and `ravi vectors` makes it anew from
the store where it is missing, broken or of another store. Needs the extra `ravi[meaning]`.
"""

import json
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from ravi.errors import ExtraMissing
from ravi.store.store import Store

if TYPE_CHECKING:
    from numpy import int8
    from numpy.typing import NDArray

MANY = 300_000  # vectors; below, all are looked at
SIZE = 384
_LINKS, _LOOKED_AT = 16, 128  # of each vector; while one is added, and while one is looked for
_AT_ONCE = 20_000
_SAMPLES = 64  # vectors by which a graph is known to be of this store
_MARK = b"ravi/neighbours/1\n"
_TAIL = 8  # bytes at the end of the file: how long what stands before them is


class Told(NamedTuple):
    """What stands after the bytes of a graph: their number and checksum, its greatest article, some vectors."""

    size: int
    checksum: int
    greatest: int
    samples: dict[str, int]


class Unusable(Exception):  # noqa: N818 - it never leaves the store: its words do
    """Why a graph cannot be used, in words."""


class Neighbours:
    """A graph as it lies on the disk. What came after it was made (`greatest`) is not in it."""

    def __init__(self, graph: Any, greatest: int) -> None:  # noqa: ANN401 - of an optional package
        self._graph = graph
        self.greatest = greatest

    def of(self, vector: "NDArray[int8]", most: int) -> list[int]:
        """The articles whose vectors are nearest, as far as the graph tells, in no order."""
        return [int(key) for key in self._graph.search(vector, most).keys]


def path_of(store: Store) -> Path:
    """Where the graph of a store lies."""
    return Path(f"{store.path}.near")


@contextmanager
def opened(store: Store) -> Iterator[Neighbours]:
    """The graph of a store. Raises `Unusable`, `ExtraMissing`."""
    with _file(store) as (told, whole):
        graph = usearch().Index.restore(whole, view=True)
        if graph is None or graph.ndim != SIZE:
            raise Unusable("is broken")
        try:
            yield Neighbours(graph, told.greatest)
        finally:
            graph.reset()


@contextmanager
def _file(store: Store) -> Iterator[tuple[Told, mmap.mmap]]:
    try:
        with path_of(store).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            told = _told(whole)
            _check(store, told)
            yield told, whole
    except FileNotFoundError:
        raise Unusable("is missing") from None
    except (OSError, ValueError, RuntimeError) as error:
        raise Unusable(f"is broken ({error})") from error


def _told(whole: mmap.mmap) -> Told:
    """What stands after the graph. Raises `ValueError` where the file is not whole."""
    end = len(whole) - _TAIL
    start = end - int.from_bytes(whole[max(end, 0) :])
    if start < 0 or whole[start : start + len(_MARK)] != _MARK:
        raise ValueError("it does not end as it should")
    told = Told(**json.loads(whole[start + len(_MARK) : end]))
    with memoryview(whole) as view, view[:start] as graph:
        if told.size != start or crc32(graph) != told.checksum:
            raise ValueError("its bytes are not those that were written")
    return told


def _check(store: Store, told: Told) -> None:
    """See that the vectors of a graph are those of the store; one may be gone since."""
    for key, checksum in told.samples.items():
        row = store.connection.execute("SELECT vector FROM vectors WHERE article = ?", (int(key),)).fetchone()
        if row and crc32(row[0]) != checksum:
            raise Unusable("is of other vectors")


def make(store: Store, *, told: Callable[[str], None] = lambda line: None) -> int:
    """Bring the graph of a store to what it holds; how many vectors were put in. Raises `ExtraMissing`.

    Vectors that came after a graph are added to it; where it cannot be used, all are put into a new one, and `told`
    hears why. A store that has not more than `MANY` vectors needs none: one that is there is taken away.
    """
    number, greatest = store.connection.execute("SELECT count(*), ifnull(max(article), 0) FROM vectors").fetchone()
    path = path_of(store)
    if number <= MANY:
        path.unlink(missing_ok=True)
        return 0
    package = usearch()
    try:
        with _file(store) as (found, whole):
            if found.greatest >= greatest:
                return 0
            graph, after = package.Index.restore(whole, view=False), found.greatest
    except Unusable as reason:
        told(f"{path} {reason}: made anew of {number:,} vectors")
        graph, after = _empty(), 0
    added = 0
    for keys, vectors in _vectors(store, after, greatest):
        graph.add(keys, vectors)
        added += len(keys)
    _write(store, graph, path, greatest)
    return added


def forget(store: Store, key: int) -> None:
    """Take the graph away where it may hold another vector of an article than the store will have."""
    try:
        with _file(store) as (told, _):
            if told.greatest < key:
                return
    except Unusable:
        pass
    path_of(store).unlink(missing_ok=True)


def _vectors(store: Store, after: int, last: int) -> Iterator[tuple[Any, Any]]:
    import numpy

    while rows := store.connection.execute(
        "SELECT article, vector FROM vectors WHERE article > ? AND article <= ? ORDER BY article LIMIT ?",
        (after, last, _AT_ONCE),
    ).fetchall():
        after = rows[-1][0]
        keys = numpy.fromiter((key for key, _ in rows), numpy.uint64, len(rows))
        yield keys, numpy.frombuffer(b"".join(vector for _, vector in rows), numpy.int8).reshape(len(rows), SIZE)


def _empty() -> Any:  # noqa: ANN401 - of an optional package
    package = usearch()
    return package.Index(
        ndim=SIZE,
        metric=package.MetricKind.Cos,
        dtype=package.ScalarKind.I8,
        connectivity=_LINKS,
        expansion_add=_LOOKED_AT,
        expansion_search=_LOOKED_AT,
    )


def _write(store: Store, graph: Any, path: Path, greatest: int) -> None:  # noqa: ANN401
    """Write a graph beside its place, then put it there, so that no reader meets half of one."""
    whole = graph.save()
    samples = {}
    for at in range(_SAMPLES):
        row = store.connection.execute(
            "SELECT article, vector FROM vectors WHERE article >= ? AND article <= ? ORDER BY article LIMIT 1",
            (greatest * at // _SAMPLES, greatest),
        ).fetchone()
        if row:
            samples[str(row[0])] = crc32(row[1])
    told = _MARK + json.dumps(Told(len(whole), crc32(whole), greatest, samples)._asdict()).encode()
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(whole)
        file.write(told + len(told).to_bytes(_TAIL))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@cache
def usearch() -> Any:  # noqa: ANN401 - a module of an optional package
    """The package, opened once. Raises `ExtraMissing`."""
    try:
        from usearch import index
    except ImportError:
        raise ExtraMissing("meaning", "usearch") from None
    return index
