"""Many records into a store at once: prepared in other processes, inserted in one, the index put together last.

for outcome in load(store, read_documents(["out/records"], stdin=sys.stdin.buffer)): …
"""

import gc
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection as Line
from typing import NamedTuple, TypeVar

from ravi.errors import InputError
from ravi.export.records import from_json_line
from ravi.inputs import Document
from ravi.record import Failure, Record
from ravi.store import index
from ravi.store.adding import TWICE, Outcome, What
from ravi.store.layers import Keys, Later, Row, Rule, Way, settled
from ravi.store.preparing import Prepared, prepare
from ravi.store.store import Store

K = TypeVar("K", bound=Row)

_AT_ONCE = 200  # records that a process prepares before it hands them over
_TOGETHER = 5  # times as many in one transaction
_PAGES = 4000  # of the index that are put together in one transaction
_FREE = 1000  # pages of the file that are given back in one


Given = Prepared | Failure


class News(NamedTuple):
    """Keys that a store has given since one was last told."""

    rules: list[tuple[Rule, int]]
    ways: list[tuple[Way, int]]


class Batch(NamedTuple):
    """Records prepared together, and that for which the store has still to give keys: the first is -1, and so on."""

    given: list[Given]
    wanted: list[Row]


class Preparer:
    """Prepares records where no store is open, by the keys that it was told."""

    def __init__(self) -> None:
        self._wanted: list[Row] = []
        self._rule: _Asked[Rule] = _Asked(self._wanted)
        self._way: _Asked[Way] = _Asked(self._wanted)
        self._keys = Keys(self._rule, self._way)

    def learn(self, news: News) -> None:
        """Know more keys."""
        self._rule.update(news.rules)
        self._way.update(news.ways)

    def __call__(self, record: Record, document: Document | None) -> Prepared:
        """A record prepared; it `lacks` keys where some are wanted for it."""
        before = self._rule.lacked, self._way.lacked
        made = prepare(record, document, self._keys)
        return made._replace(lacks=True) if (self._rule.lacked, self._way.lacked) != before else made

    def wanted(self) -> list[Row]:
        """For what keys are wanted since this was last asked: they are told later, or wanted again."""
        wanted = list(self._wanted)
        for asked in (self._wanted, self._rule.later, self._way.later):
            asked.clear()
        return wanted


class _Asked(dict[K, int]):
    """Keys that were told; a number below 0 stands for each of the others."""

    def __init__(self, wanted: list[Row]) -> None:
        super().__init__()
        self.later: dict[K, Later] = {}
        self.lacked = 0  # times
        self._wanted = wanted

    def __missing__(self, words: K) -> int:
        self.lacked += 1
        if words not in self.later:
            self._wanted.append(words)
            self.later[words] = Later(-len(self._wanted))
        return self.later[words]


class Teller:
    """Tells one preparer the keys that a store has given since it was last told."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        self._told: tuple[int, ...] = (-1, -1)

    def news(self) -> News:
        """What is to be told now."""
        rules = self._run("SELECT key, rule, confidence FROM rules WHERE key > ?", self._told[:1]).fetchall()
        ways = self._run("SELECT key, kind, voice, retells, rule FROM ways WHERE key > ?", self._told[1:]).fetchall()
        self._told = tuple(
            max((row[0] for row in rows), default=told) for rows, told in zip((rules, ways), self._told, strict=True)
        )
        return News([(tuple(rule), key) for key, *rule in rules], [(tuple(way), key) for key, *way in ways])


def settle(store: Store, batch: Batch) -> list[Given]:
    """What was prepared, with the keys that were wanted for it; in a transaction that the caller has opened."""
    given, wanted = batch
    if not wanted:
        return given
    keys: list[int] = []
    rule, way = store.keys_of_json
    for *how, by in wanted:
        if len(how) == 1:
            keys.append(rule[how[0], by])
        else:
            kind, voice, retells = how
            keys.append(way[kind, voice, retells, keys[-by - 1] if isinstance(by, Later) else by])
    return [
        one._replace(layers=settled(one.layers, keys)) if isinstance(one, Prepared) and one.lacks else one
        for one in given
    ]


class Here:
    """One who prepares in this process, spoken to as those in others are."""

    def __init__(self) -> None:
        self._preparer = Preparer()
        self._batch: list[Document | Failure] = []

    def send(self, given: tuple[list[Document | Failure], News]) -> None:
        """Give what is to be prepared."""
        self._batch, news = given
        self._preparer.learn(news)

    def recv(self) -> Batch:
        """Take it prepared."""
        return _prepared(self._batch, self._preparer)


def load(store: Store, documents: Iterable[Document | Failure], workers: int = 0) -> Generator[Outcome, None, None]:
    """Keep records that were written as JSON lines (docs/record.md), as they are; nothing is read again.

    They are prepared in `workers` processes, or in this one, and kept a thousand in one transaction: killed at any
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
    with loading(store), _workers(workers) as lines:
        tellers = {line: Teller(store) for line in lines}
        busy = deque(line for line, batch in zip(lines, batches, strict=False) if _send(line, batch, tellers))
        while busy:
            waiting: list[Batch] = []
            while busy and len(waiting) < _TOGETHER:
                line = busy.popleft()
                waiting.append(line.recv())
                if (batch := next(batches, None)) and _send(line, batch, tellers):
                    busy.append(line)
            with store.transaction():
                outcomes = [_kept(store, one, seen) for batch in waiting for one in settle(store, batch)]
            yield from outcomes


def _send(line: Line | Here, batch: list[Document | Failure], tellers: dict[Line | Here, Teller]) -> bool:
    line.send((batch, tellers[line].news()))
    return True


def _kept(store: Store, one: Given, seen: set[int]) -> Outcome:
    if isinstance(one, Failure):
        return Outcome(one.id, "failed", one)
    key: str = one.row[0]
    if hash(key) in seen:
        return Outcome(key, "failed", Failure(key, "add", TWICE))
    seen.add(hash(key))
    what: What = "again" if key in store else "new"
    return Outcome(key, what if store.keep(one) else "current")


@contextmanager
def _workers(number: int) -> Iterator[Sequence[Line | Here]]:
    """The ends of lines to processes that prepare records."""
    if not number:
        yield [Here()]
        return
    context = get_context("spawn")
    lines: list[Line] = []
    processes = []
    try:
        for _ in range(number):
            here, there = Pipe()
            process = context.Process(target=work, args=(there,), daemon=True)
            process.start()
            there.close()
            lines.append(here)
            processes.append(process)
        yield lines
    finally:
        for line in lines:
            line.close()
        for process in processes:
            process.terminate()
            process.join()


def work(line: Line) -> None:
    """Prepare what comes, until nobody listens."""
    gc.disable()  # nothing here points back at what points at it
    preparer = Preparer()
    with suppress(EOFError, OSError):
        while True:
            documents, news = line.recv()
            preparer.learn(news)
            line.send(_prepared(documents, preparer))


def _prepared(documents: list[Document | Failure], preparer: Preparer) -> Batch:
    given = [_one(document, preparer) for document in documents]
    return Batch(given, preparer.wanted())


def _one(document: Document | Failure, preparer: Preparer) -> Given:
    if isinstance(document, Failure):
        return document
    try:
        return preparer(from_json_line(document.data), None)
    except InputError as error:
        return Failure(document.name, "decode", str(error))


@contextmanager
def loading(store: Store) -> Iterator[None]:
    """Have the parts of the index put together last. What is killed leaves them apart: whoever writes next does it."""
    run = store.connection.execute
    run("PRAGMA secure_delete = OFF")
    index.set_merging(store.connection, index.LOADING)
    try:
        yield
    finally:
        index.set_merging(store.connection, index.AT_REST)
    index.merge(store.connection, _PAGES)
    (free,) = run("PRAGMA freelist_count").fetchone()
    for _ in range(0, free, _FREE):
        store.connection.executescript(f"PRAGMA incremental_vacuum({_FREE})")  # by `execute` only one page is freed
