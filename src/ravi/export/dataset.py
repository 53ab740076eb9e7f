"""A folder that Hugging Face `datasets` loads: articles and quotations as JSON lines, and a card with their types."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from ravi.export.forms import Member, to_json, zipped
from ravi.export.rights import licence_of
from ravi.export.rows import COLUMNS, quote_rows
from ravi.record import Record

_ARTICLES = 1_000  # of a file
_TYPES = {"text": "string", "number": "int32", "share": "float64", "day": "string"}


def _licence(record: Record, field: str) -> Any:  # noqa: ANN401 - a word or None
    licence = licence_of(record)
    return getattr(licence, field) if licence else None


_ARTICLE: dict[str, Callable[[Record], Any]] = {
    "id": lambda record: record.article.id,
    "url": lambda record: record.article.url,
    "publisher": lambda record: record.article.publisher,
    "published": lambda record: record.article.published,
    "title": lambda record: record.article.title,
    "text": lambda record: record.article.text,
    "repaired": lambda record: record.repaired,
    "licence": lambda record: _licence(record, "line"),
    "terms": lambda record: _licence(record, "terms"),
}


def members(records: Iterable[Record]) -> Iterator[Member]:
    """The card and the data, some articles a file: `load_dataset(folder, "quotes")`."""
    yield "README.md", _card().encode()
    left = iter(records)
    number = 0
    while (some := list(islice(left, _ARTICLES))) or number == 0:
        articles = ({name: _cell(get(record)) for name, get in _ARTICLE.items()} for record in some)
        yield f"articles/train-{number:05}.jsonl", b"".join(to_json(one) + b"\n" for one in articles)
        names = [column.name for column in COLUMNS]
        quotes = (dict(zip(names, map(_cell, row), strict=True)) for row in quote_rows(some))
        yield f"quotes/train-{number:05}.jsonl", b"".join(to_json(one) + b"\n" for one in quotes)
        number += 1


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """The folder in a zip."""
    yield from zipped(members(records))


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell
    return value.isoformat() if isinstance(value, date) else value


def _card() -> str:
    articles = [(name, "string") for name in _ARTICLE]
    quotes = [(column.name, _TYPES[column.type]) for column in COLUMNS]
    configs = "".join(
        f"- config_name: {name}\n  data_files:\n  - split: train\n    path: {name}/*.jsonl\n{default}"
        for name, default in (("quotes", "  default: true\n"), ("articles", ""))
    )
    info = "".join(
        f"- config_name: {name}\n  features:\n"
        + "".join(f"  - name: {one}\n    dtype: {kind}\n" for one, kind in fields)
        for name, fields in (("quotes", quotes), ("articles", articles))
    )
    told = "".join(f"| `{column.name}` | {column.what} |\n" for column in COLUMNS)
    return (
        f"---\nlanguage:\n- fa\nlicense: other\nlicense_name: as-each-article-says\nconfigs:\n{configs}"
        f"dataset_info:\n{info}---\n\n# Quotations in Persian news\n\n"
        "Read by Ravi. The texts are their publishers': `licence` is the licence line of each article, `terms` what "
        "it allows. Positions are code points of the text as "
        f"published.\n\n| column of `quotes` | what |\n|---|---|\n{told}"
    )
