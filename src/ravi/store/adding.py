"""Documents → a store: what is there and current is not read again, what is read is kept article by article."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ravi.inputs import Document, to_article
from ravi.pipeline import Reader
from ravi.record import Failure, Record
from ravi.store.store import Store, What

TWICE = "this id stands twice with other words: the first is kept; give each article its own id"


class Outcome(NamedTuple):
    """What became of a document: read for the first time, read again, left as it was, or failed, and why."""

    id: str
    what: What | Literal["failed"]
    failure: Failure | None = None


def add(store: Store, documents: Iterable[Document | Failure], reader: Reader) -> Iterator[Outcome]:
    """Keep the records of documents, each as soon as it is read; may be left, or ended, at any moment.

    A document that these versions have read, or could not read, is known by its bytes and is not read again. Where one
    id comes twice with other bytes, the second is a failure: a store has one article of an id.
    """
    seen: set[int] = set()
    for document in documents:
        if isinstance(document, Failure):
            yield Outcome(document.id, "failed", document)
            continue
        there = store.current(document, reader.made_by)
        if there is not None:
            seen.add(hash(there))
            yield Outcome(there, "current")
            continue
        failure = store.failed(document, reader.made_by)
        if failure is None:
            result = _read(document, reader)
            if isinstance(result, Record) and hash(result.article.id) in seen:
                result = Failure(result.article.id, "add", TWICE)
            if isinstance(result, Record):
                key = result.article.id
                what: What = "again" if key in store else "new"
                store.put(result, document)
                seen.add(hash(key))
                yield Outcome(key, what)
                continue
            failure = result
            store.fail(failure, document, reader.made_by)
        yield Outcome(failure.id, "failed", failure)


def read_again(store: Store, ids: Iterable[str], reader: Reader) -> Iterator[Outcome]:
    """Read articles of a store again, from the bytes that it keeps."""
    for id in ids:
        document = store.original(id)
        if document is None:
            record = store.get(id)
            if record is None:
                continue
            [result] = reader.read_many([record.article])
        else:
            result = _read(document, reader)
        if isinstance(result, Record) and result.article.id != id:
            result = Failure(id, "decode", f"its bytes now give the id {result.article.id}: add it from its source")
        if isinstance(result, Failure):
            yield Outcome(id, "failed", result)
        else:
            store.put(result, document)
            yield Outcome(id, "again")


def _read(document: Document, reader: Reader) -> Record | Failure:
    article = to_article(document)
    if isinstance(article, Failure):
        return article
    [result] = reader.read_many([article])
    return result
