"""A record → all that a store keeps of it, made before the store is touched: in any process."""

import json
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ravi.inputs import Document
from ravi.persian.calendars import to_jalali
from ravi.record import MadeBy, Record
from ravi.store.index import Folded, fold
from ravi.store.layers import Keys, Row, packed, rows_of
from ravi.store.originals import pack


class Prepared(NamedTuple):
    """What is kept of a record: its row of `articles` without the maker, its day, its layers, its words, its bytes.

    `original` is its row of `originals` without the article. Where it `lacks` keys, `layers` has numbers below 0 there.
    """

    row: tuple[Any, ...]
    day: date | None
    made_by: MadeBy
    layers: dict[str, list[Row]]
    folded: Folded
    original: tuple[str, str, str, bytes, bytes] | None
    lacks: bool = False


def prepare(record: Record, document: Document | None, keys: Keys) -> Prepared:
    """What is kept of a record, and of the bytes that it was read from. Raises what `keys` raise."""
    row = article_row(record)
    return Prepared(
        row,
        record.article.published,
        record.made_by,
        rows_of(record, keys),
        fold(record),
        None if document is None else _original(document, (*row[:4], row[6])),
    )


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
    return _json({name: value for name, value in sorted(said.items()) if value is not None})


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
        *(article.text, packed((span, ()) for span in record.sentences), jalali),
    )


@lru_cache(maxsize=1000)
def _decoded(steps: tuple[str, ...]) -> str:
    return _json(steps)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
