"""Many records into a store at once: prepared in other processes, inserted in one, the index put together last.

for outcome in load(store, read_documents(["out/records"], stdin=sys.stdin.buffer)): …
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection as Line
from typing import NamedTuple

from ravi.errors import InputError
from ravi.export.records import from_json_line
from ravi.inputs import Document
from ravi.record import Failure, Record
from ravi.store import index
from ravi.store.adding import TWICE, Outcome, What
from ravi.store.layers import Keys, Way
from ravi.store.preparing import Prepared, prepare
from ravi.store.store import Store

_AT_ONCE = 200  # records that a process prepares before it hands them over
_TOGETHER = 5  # times as many in one transaction
_PAGES = 4000  # of the index that are put together in one transaction
_FREE = 1000  # pages of the file that are given back in one


Given = Prepared | tuple[Record, Document | None] | Failure


class News(NamedTuple):
    """Keys that a store has given since one was last told."""

    rules: list[tuple[tuple[str, float | None], int]]
    ways: list[tuple[Way, int]]


class Preparer:
    """Prepares records where no store is open, by the keys that it was told."""

    def __init__(self) -> None:
        self._keys = Keys({}, {})

    def learn(self, news: News) -> None:
        """Know more keys."""
        self._keys.rule.update(news.rules)
        self._keys.way.update(news.ways)

    def __call__(self, record: Record, document: Document | None) -> Prepared | tuple[Record, Document | None]:
        """A record prepared; as it is where it needs a key that is not known: the store then gives one."""
        try:
            return prepare(record, document, self._keys)
        except KeyError:
            return record, document


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


def keep(store: Store, one: Prepared | tuple[Record, Document | None]) -> bool:
    """Keep a record in a transaction that the caller has opened; False where it is there."""
    return store.keep(one if isinstance(one, Prepared) else prepare(*one, store.keys_of_json))


class Here:
    """One who prepares in this process, spoken to as those in others are."""

    def __init__(self) -> None:
        self._preparer = Preparer()
        self._batch: list[Document | Failure] = []

    def send(self, given: tuple[list[Document | Failure], News]) -> None:
        """Give what is to be prepared."""
        self._batch, news = given
        self._preparer.learn(news)

    def recv(self) -> list[Given]:
        """Take it prepared."""
        return [_prepared(document, self._preparer) for document in self._batch]


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
            waiting: list[Given] = []
            while busy and len(waiting) < _TOGETHER * _AT_ONCE:
                line = busy.popleft()
                waiting += line.recv()
                if (batch := next(batches, None)) and _send(line, batch, tellers):
                    busy.append(line)
            with store.transaction():
                outcomes = [_kept(store, one, seen) for one in waiting]
            yield from outcomes


def _send(line: Line | Here, batch: list[Document | Failure], tellers: dict[Line | Here, Teller]) -> bool:
    line.send((batch, tellers[line].news()))
    return True


def _kept(store: Store, one: Given, seen: set[int]) -> Outcome:
    if isinstance(one, Failure):
        return Outcome(one.id, "failed", one)
    key: str = one.row[0] if isinstance(one, Prepared) else one[0].article.id
    if hash(key) in seen:
        return Outcome(key, "failed", Failure(key, "add", TWICE))
    seen.add(hash(key))
    what: What = "again" if key in store else "new"
    return Outcome(key, what if keep(store, one) else "current")


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
    preparer = Preparer()
    while True:
        try:
            documents, news = line.recv()
        except (EOFError, OSError):
            return
        preparer.learn(news)
        line.send([_prepared(document, preparer) for document in documents])


def _prepared(document: Document | Failure, preparer: Preparer) -> Given:
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
