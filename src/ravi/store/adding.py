"""Documents → a store: what is there and current is not read again, what is read together is kept together."""

from collections.abc import Iterable, Iterator
from itertools import islice
from time import monotonic
from typing import Literal, NamedTuple

from ravi.inputs import Document, to_article
from ravi.pipeline import Reader
from ravi.record import Article, Failure, MadeBy, Record
from ravi.store.preparing import digest_of
from ravi.store.store import Store, What

TWICE = "this id stands twice with other words: the first is kept; give each article its own id"

_TOGETHER = 32  # documents that are read at once, and kept in one transaction
_LONG = 1.0  # seconds, after which fewer are


class Outcome(NamedTuple):
    """What became of a document: read for the first time, read again, left as it was, or failed, and why."""

    id: str
    what: What | Literal["failed"]
    failure: Failure | None = None


def add(store: Store, documents: Iterable[Document | Failure], reader: Reader) -> Iterator[Outcome]:
    """Keep the records of documents; may be left, or ended, at any moment.

    Up to 32 are read and kept together, fewer where they come slowly: what is ended in between reads these again. A
    document that these versions have read, or could not read, is known by its bytes and is not read again. Where one
    id comes twice with other bytes, the second is a failure: a store has one article of an id.
    """
    adder = _Adder(store, reader)
    for document in documents:
        if isinstance(document, Document) and digest_of(document) in adder.digests:  # it is there once these are kept
            yield from adder.keep()
        adder.take(document)
        if adder.is_full():
            yield from adder.keep()
    yield from adder.keep()


class _Adder:
    """Documents on their way into a store, and what is known of the others among them."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self.digests: set[bytes] = set()  # of those that are to be read
        self._store = store
        self._reader = reader
        self._waiting: list[Document | Outcome] = []
        self._seen: set[int] = set()  # ids, hashed
        self._since = monotonic()

    def take(self, document: Document | Failure) -> None:
        """Take a document; it is read with others where it is not known."""
        by = self._reader.made_by
        if isinstance(document, Failure):
            self._waiting.append(Outcome(document.id, "failed", document))
        elif (there := self._store.current(document, by)) is not None:
            self._seen.add(hash(there))
            self._waiting.append(Outcome(there, "current"))
        elif (failure := self._store.failed(document, by)) is not None:
            self._waiting.append(Outcome(failure.id, "failed", failure))
        else:
            self.digests.add(digest_of(document))
            self._waiting.append(document)

    def is_full(self) -> bool:
        """Whether those that wait are to be read and kept now."""
        return len(self.digests) >= _TOGETHER or monotonic() - self._since > _LONG

    def keep(self) -> list[Outcome]:
        """Read and keep those that wait; what became of each, in their order."""
        documents = [one for one in self._waiting if isinstance(one, Document)]
        read = self._reader.read_many(to_article(document) for document in documents)
        pairs: list[tuple[Record, Document]] = []
        results: list[Outcome | Record] = []
        failures: list[tuple[Failure, Document, MadeBy]] = []
        for one in self._waiting:
            if isinstance(one, Outcome):
                results.append(one)
                continue
            result = next(read)
            if isinstance(result, Record) and hash(result.article.id) in self._seen:
                result = Failure(result.article.id, "add", TWICE)
            if isinstance(result, Record):
                self._seen.add(hash(result.article.id))
                pairs.append((result, one))
                results.append(result)
            else:
                failures.append((result, one, self._reader.made_by))
                results.append(Outcome(result.id, "failed", result))
        kept = iter(self._store.put_together(pairs, failures))
        self._waiting, self.digests, self._since = [], set(), monotonic()
        return [one if isinstance(one, Outcome) else Outcome(one.article.id, next(kept)) for one in results]


def read_again(store: Store, ids: Iterable[str], reader: Reader) -> Iterator[Outcome]:
    """Read articles of a store again, from the bytes that it keeps."""
    left = iter(ids)
    while some := list(islice(left, _TOGETHER)):
        given: list[tuple[str, Document | None, Article | Failure]] = []
        for id in some:
            if (document := store.original(id)) is not None:
                given.append((id, document, to_article(document)))
            elif (record := store.get(id)) is not None:
                given.append((id, None, record.article))
        pairs: list[tuple[Record, Document | None]] = []
        outcomes: list[Outcome] = []
        read = reader.read_many(article for _, _, article in given)
        for (id, document, _), result in zip(given, read, strict=True):
            if isinstance(result, Record) and result.article.id != id:
                result = Failure(id, "decode", f"its bytes now give the id {result.article.id}: add it from its source")
            if isinstance(result, Failure):
                outcomes.append(Outcome(id, "failed", result))
            else:
                pairs.append((result, document))
                outcomes.append(Outcome(id, "again"))
        store.put_together(pairs)
        yield from outcomes
