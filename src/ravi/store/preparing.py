"""Records → all that a store keeps of them, made before the store is touched: in any process."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ravi.inputs import Document
from ravi.persian.calendars import to_jalali
from ravi.record import MadeBy, Record
from ravi.store.index import Words, fold, no_words
from ravi.store.layers import Row, to_json
from ravi.store.originals import pack
from ravi.store.rows import Keys, Rows, add_rows, no_rows, packed

Maker = tuple[str, str | None, str]
"""A row of `made_by` without its key."""


class Batch(NamedTuple):
    """What is kept of some records, in plain tuples and lists that `marshal` takes.

    All rows but those of `articles` begin with the number of the record, from 0.
    """

    articles: list[Row]  # rows without the key; the last column says which of the makers
    makers: list[Maker]
    layers: Rows
    originals: list[Row]
    words: Words

    def each(self) -> Iterator["Batch"]:
        """The records one by one, without the spellings."""
        parts = [Batch([row], self.makers, no_rows(), [], no_words()) for row in self.articles]
        for table, rows in self.layers.items():
            for row in rows:
                parts[row[0]].layers[table].append((0, *row[1:]))
        for row in self.originals:
            parts[row[0]].originals.append((0, *row[1:]))
        for row in self.words.said:
            parts[row[0]].words.said.append((0, *row[1:]))
        for n, part in enumerate(parts):
            part.words.days.append(self.words.days[n])
            part.words.rows.append(self.words.rows[n])
            yield part


class Collector:
    """Puts records together to a batch."""

    def __init__(self, keys: Keys, known: set[str]) -> None:
        self._keys = keys
        self._known = known  # words whose spellings are kept already; it grows
        self._begin()

    def _begin(self) -> None:
        self._batch = Batch([], [], no_rows(), [], no_words())

    def add(self, record: Record, document: Document | None) -> int:
        """Add a record, and the bytes that it was read from; its number. Raises what the keys raise."""
        articles, makers, layers, originals, words = self._batch
        number = len(articles)
        maker = maker_of(record.made_by)
        if maker not in makers:
            makers.append(maker)
        row = article_row(record)
        add_rows(record, number, self._keys, layers)
        fold(record, number, self._known, words)
        if document is not None:
            originals.append((number, *_original(document, (*row[:4], row[6]))))
        articles.append((*row, makers.index(maker)))
        return number

    def taken(self) -> Batch:
        """What was added since this was last asked."""
        batch = self._batch
        self._begin()
        return batch


def prepare(pairs: Iterable[tuple[Record, Document | None]], keys: Keys, known: set[str]) -> Batch:
    """What is kept of records, and of the bytes that they were read from. Raises what the keys raise."""
    collector = Collector(keys, known)
    for record, document in pairs:
        collector.add(record, document)
    return collector.taken()


def maker_of(made_by: MadeBy) -> Maker:
    """The versions as a row of `made_by`."""
    return made_by.ravi, made_by.model, to_json(made_by.steps)


def _original(document: Document, article: tuple[str | None, ...]) -> tuple[str, str, str, bytes, bytes]:
    small = pack(document.data, document.kind, article)
    return document.name, document.kind, _given(document), digest_of(document), small


def digest_of(document: Document) -> bytes:
    """The SHA-256 of a document: its bytes, and what was said of them from outside."""
    return sha256(document.data + b"\x00" + _given(document).encode()).digest()


def document_of(name: str, data: bytes, kind: Any, given: dict[str, str]) -> Document:  # noqa: ANN401 - as Document says
    """The document of which a store kept these."""
    published = date.fromisoformat(given["published"]) if "published" in given else None
    return Document(name, data, kind, published, given.get("publisher"), given.get("url"))


def _given(document: Document) -> str:
    said = {"publisher": document.publisher, "url": document.url}
    if document.published:
        said["published"] = document.published.isoformat()
    return to_json({name: value for name, value in sorted(said.items()) if value is not None})


def article_row(record: Record) -> tuple[Any, ...]:
    """An article's row of `articles`, without its key and who made it."""
    article = record.article
    published = article.published.isoformat() if article.published else None
    jalali = None
    if article.published:
        try:
            jalali = "{:04}-{:02}-{:02}".format(*to_jalali(article.published))
        except ValueError:
            jalali = None
    return (
        *(article.id, article.url, article.publisher, published, article.title, _decoded(article.decoded)),
        *(article.text, packed(record.sentences), jalali),
    )


@lru_cache(maxsize=1000)
def _decoded(steps: tuple[str, ...]) -> str:
    return to_json(steps)
