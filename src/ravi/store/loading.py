"""Many records into a store at once: prepared in other processes, inserted in one, the index put together last.

for outcome in load(store, read_documents(["out/records"], stdin=sys.stdin.buffer)): …
"""

import gc
import marshal
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection as Line
from typing import Any, NamedTuple, TypeVar

from ravi.errors import InputError
from ravi.export.records import from_json_line
from ravi.inputs import Document
from ravi.record import Failure, Record
from ravi.store import index
from ravi.store.adding import TWICE, Outcome
from ravi.store.crew import Crew, processes
from ravi.store.layers import Row
from ravi.store.preparing import Batch, Collector
from ravi.store.rows import LATER, Keys, Rule, Way, settled
from ravi.store.store import Store

K = TypeVar("K", str, Rule, Way)

_AT_ONCE = 200  # records that a process prepares before it hands them over
_TOGETHER = 10  # times as many in one transaction
_AHEAD = 20  # such parts that wait to be inserted, at most
_FREE = 1000  # pages of the file that are given back in one
_NAMES = 200_000  # that are told to a process at once, and that it keeps


class News(NamedTuple):
    """Keys that a store has given since one was last told."""

    rules: list[tuple[Rule, int]]
    ways: list[tuple[Way, int]]
    names: list[tuple[str, int]]


class Made(NamedTuple):
    """Records prepared together, in plain tuples and lists; and for what the store has still to give keys.

    In the rows of the `lacking` records, `LATER` stands for the first of the keys that are wanted, and so on. Of what
    failed there is told: at which place among the documents, and the failure.
    """

    batch: Batch
    wanted: list[Row]
    lacking: list[int]
    failed: list[tuple[int, Failure]]


def to_bytes(made: Made) -> bytes:
    """For another process. This is several times as fast as pickle, and read by nobody but who has started this one."""
    *rest, words = made.batch
    failed = [(at, one.id, one.step, one.message) for at, one in made.failed]
    return marshal.dumps((rest, tuple(words), made.wanted, made.lacking, failed), 2)


def from_bytes(data: bytes) -> Made:
    """What `to_bytes` was given."""
    rest, words, wanted, lacking, failed = marshal.loads(data)  # noqa: S302 - from a process of our own
    return Made(
        Batch._make((*rest, index.Words(*words))), wanted, lacking, [(at, Failure(*one)) for at, *one in failed]
    )


class Preparer:
    """Prepares records where no store is open, by the keys that it was told."""

    def __init__(self) -> None:
        self._wanted: list[Row] = []
        self._lacking: list[int] = []
        self._keys = Keys(_Asked(self._wanted), _Asked(self._wanted), _Asked(self._wanted))
        self._collector = Collector(self._keys, set())

    def learn(self, news: News) -> None:
        """Know more keys."""
        if len(self._keys.name) > _NAMES:
            self._keys.name.clear()
        self._keys.rule.update(news.rules)
        self._keys.way.update(news.ways)
        self._keys.name.update(news.names)

    def add(self, record: Record, document: Document | None) -> None:
        """Prepare a record."""
        before = self._lacked()
        number = self._collector.add(record, document)
        if self._lacked() > before:
            self._lacking.append(number)

    def _lacked(self) -> int:
        return sum(asked.lacked for asked in self._keys if isinstance(asked, _Asked))

    def taken(self, failed: Sequence[tuple[int, Failure]] = ()) -> Made:
        """What was added since this was last asked; what is wanted for it is told later, or wanted again."""
        made = Made(self._collector.taken(), list(self._wanted), list(self._lacking), list(failed))
        self._wanted.clear()
        self._lacking.clear()
        for asked in self._keys:
            if isinstance(asked, _Asked):
                asked.later.clear()
        return made


class _Asked(dict[K, int]):
    """Keys that were told; a number from `LATER` on stands for each of the others."""

    def __init__(self, wanted: list[Row]) -> None:
        super().__init__()
        self.later: dict[K, int] = {}
        self.lacked = 0  # times
        self._wanted = wanted

    def __missing__(self, words: K) -> int:
        self.lacked += 1
        if words not in self.later:
            self.later[words] = LATER + len(self._wanted)
            self._wanted.append(words if isinstance(words, tuple) else (words,))
        return self.later[words]


class Teller:
    """Tells one preparer the keys that a store has given since it was last told."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        (names,) = self._run("SELECT ifnull(max(key), 0) FROM names").fetchone()
        self._told = [-1, -1, max(names - _NAMES, 0)]

    def news(self) -> News:
        """What is to be told now."""
        rules, ways, names = (
            self._since(n, f"SELECT key, {columns} FROM {table} WHERE key > ? ORDER BY key")  # noqa: S608
            for n, (table, columns) in enumerate(_TOLD)
        )
        return News(
            [(tuple(rule), key) for key, *rule in rules],
            [(tuple(way), key) for key, *way in ways],
            [(name, key) for key, name in names],
        )

    def _since(self, n: int, select: str) -> list[Any]:
        rows = self._run(select, (self._told[n],)).fetchall()
        if rows:
            self._told[n] = rows[-1][0]
        return rows


_TOLD = (("rules", "rule, confidence"), ("ways", "kind, voice, retells, rule"), ("names", "name"))


def settle(store: Store, made: Made) -> Batch:
    """What was prepared, with the keys that were wanted for it; in a transaction that the caller has opened."""
    rule, way, name = store.given
    keys: list[int] = []
    for words in made.wanted:
        match words:
            case (str() as one,):
                keys.append(name[one])
            case (one, by):
                keys.append(rule[one, by])
            case (kind, voice, retells, by):
                keys.append(way[kind, voice, retells, keys[by - LATER] if by >= LATER else by])
    if keys:
        settled(made.batch.layers, set(made.lacking), keys)
    return made.batch


def load(store: Store, documents: Iterable[Document | Failure], workers: int = 0) -> Generator[Outcome, None, None]:
    """Keep records that were written as JSON lines (docs/record.md), as they are; nothing is read again.

    They are prepared in `workers` processes, or in this one, and kept two thousand in one transaction: killed at any
    moment, the store has whole articles, and the same call goes on. What is there, made of the same by the same, stays.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ravi import Article, Reader
    >>> from ravi.export import to_dict, to_json_line
    >>> line = to_json_line(to_dict(Reader(rules_only=True).read(Article("1", "وزیر گفت: «کار تمام شد.»"))))
    >>> with TemporaryDirectory() as folder, Store(Path(folder, "news.ravi"), "write") as store:
    ...     [outcome.what for outcome in load(store, [Document("1", line.encode(), "line")])]
    ['new']
    """
    seen: set[int] = set()
    left = iter(documents)
    batches = iter(lambda: list(islice(left, _AT_ONCE)), [])
    with loading(store), _made(store, batches, workers) as made:
        while waiting := list(islice(made, _TOGETHER)):
            with no_garbage(), store.transaction():
                outcomes = [outcome for data in waiting for outcome in _kept(store, from_bytes(data), seen)]
            yield from outcomes


Given = list[Document | Failure]


@contextmanager
def _made(store: Store, batches: Iterator[Given], workers: int) -> Iterator[Iterator[bytes]]:
    """Records made ready, in this process or in others, by the keys that the store has given by then."""
    teller = Teller(store)
    if not workers:
        preparer = Preparer()
        yield (to_bytes(_prepared(batch, [teller.news()], preparer)) for batch in batches)
        return
    with processes(workers, work) as lines:
        crew: Crew[Given, News] = Crew(lines, batches, _AHEAD)
        try:
            yield _told(crew, teller)
        finally:
            crew.stop()


def _told(crew: Crew[Given, News], teller: Teller) -> Iterator[bytes]:
    """The answers of a crew that is told the keys."""
    crew.tell(teller.news())
    for n, answer in enumerate(crew.answers()):
        if n % _TOGETHER == 0:  # a transaction was written
            crew.tell(teller.news())
        yield answer


def _kept(store: Store, made: Made, seen: set[int]) -> Iterator[Outcome]:
    """What became of each document, in their order."""
    batch = settle(store, made)
    ids = [row[0] for row in batch.articles]
    twice: set[int] = set()
    for n, id in enumerate(ids):
        if hash(id) in seen:
            twice.add(n)
        seen.add(hash(id))
    kept = iter(store.keep(batch, twice))
    failed = dict(made.failed)
    numbers = iter(range(len(ids)))
    for at in range(len(ids) + len(failed)):
        if at in failed:
            yield Outcome(failed[at].id, "failed", failed[at])
        elif (n := next(numbers)) in twice:
            yield Outcome(ids[n], "failed", Failure(ids[n], "add", TWICE))
        else:
            yield Outcome(ids[n], next(kept))


@contextmanager
def no_garbage() -> Iterator[None]:
    """Look for no garbage: of very many rows, nothing points back at what points at it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def work(line: Line) -> None:
    """Prepare what comes."""
    preparer = Preparer()
    while True:
        documents, news = line.recv()
        line.send_bytes(to_bytes(_prepared(documents, news, preparer)))


def _prepared(documents: Given, news: Iterable[News], preparer: Preparer) -> Made:
    for one in news:
        preparer.learn(one)
    failed: list[tuple[int, Failure]] = []
    for at, document in enumerate(documents):
        if isinstance(document, Failure):
            failed.append((at, document))
            continue
        try:
            preparer.add(from_json_line(document.data), None)
        except InputError as error:
            failed.append((at, Failure(document.name, "decode", str(error))))
    return preparer.taken(failed)


@contextmanager
def loading(store: Store) -> Iterator[None]:
    """Have the parts of the index put together last. What is killed leaves them apart: whoever writes next does it."""
    run = store.connection.execute
    run("PRAGMA secure_delete = OFF")
    with index.merging_last(store.connection):
        yield
    (free,) = run("PRAGMA freelist_count").fetchone()
    for _ in range(0, free, _FREE):
        store.connection.executescript(f"PRAGMA incremental_vacuum({_FREE})")  # by `execute` only one page is freed
