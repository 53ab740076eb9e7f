"""The one function of a bulk run, the same under every engine: a record batch of documents → a record batch a table."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from ravi.bulk.tables import LINES, to_tables
from ravi.export import to_dict, to_json_line
from ravi.inputs import Document, to_article
from ravi.pipeline import Reader
from ravi.record import Article, Failure, Record

Tables = dict[str, pa.RecordBatch]
DOCUMENTS = pa.schema(
    [
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("data", pa.large_binary(), nullable=False),
        pa.field("published", pa.date32()),
        pa.field("publisher", pa.string()),
        pa.field("url", pa.string()),
        pa.field("step", pa.string()),
        pa.field("message", pa.string()),
    ]
)
"""Documents as `inputs.Document` has them; one that is given up before it is read has a `step` and a `message`."""
LONGEST = 200_000  # characters of an article, unless told: forty times a long report


def to_batch(documents: Iterable[Document | Failure]) -> pa.RecordBatch:
    """Documents, and failures to find one, as a record batch."""
    rows = [_row(one) for one in documents]
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [() for _ in DOCUMENTS]
    arrays = [pa.array(cells, type=field.type) for cells, field in zip(columns, DOCUMENTS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=DOCUMENTS)


def process(
    batch: pa.RecordBatch,
    reader: Reader,
    *,
    longest: int = LONGEST,
    lines: bool = False,
    before: Callable[[int], None] = lambda row: None,
) -> Tables:
    """Read each document of a batch (`DOCUMENTS`) and give the rows of each table, in the order of the documents.

    An article of over `longest` characters, or that cannot be read, is a row of `failures`. With `lines` the tables are
    `records` (`article_id` and the JSON record) and `failures`. `before` is called before each row is read.

    >>> batch = to_batch([Document("a:1", '{"id": "1", "text": "وزیر آمد."}'.encode(), "line")])
    >>> process(batch, Reader(rules_only=True))["articles"].to_pylist()[0]["article_id"]
    '1'
    """
    one_by_one = reader.read_many(_articles(batch, longest, before), together=1)  # to know which one ends the process
    results = list(one_by_one)
    make = to_json_lines if lines else to_tables
    try:
        return make(results)
    except (pa.ArrowException, UnicodeError, OverflowError):  # a value that no column holds: find whose it is
        return make(_sound(result, make) for result in results)


def give_up(batch: pa.RecordBatch, row: int, step: str, message: str) -> pa.RecordBatch:
    """The same batch, of which one row is not to be read but to be a failure."""
    for name, value in (("step", step), ("message", message)):
        at = DOCUMENTS.get_field_index(name)
        cells = batch.column(at).to_pylist()
        cells[row] = value
        batch = batch.set_column(at, DOCUMENTS.field(at), pa.array(cells, type=pa.string()))
    return batch


def to_json_lines(results: Iterable[Record | Failure]) -> Tables:
    """The records as lines of JSON, and the failures."""
    done = list(results)
    tables = to_tables(one for one in done if isinstance(one, Failure))
    records = [one for one in done if isinstance(one, Record)]
    cells = [[one.article.id for one in records], [to_json_line(to_dict(one)) for one in records]]
    arrays = [pa.array(column, type=pa.string()) for column in cells]
    return {
        "records": pa.RecordBatch.from_arrays(arrays, schema=LINES["records"]),
        "failures": tables["failures"],
    }


def _row(one: Document | Failure) -> tuple[Any, ...]:
    if isinstance(one, Failure):
        return one.id, "page", b"", None, None, None, one.step, one.message
    return one.name, one.kind, one.data, one.published, one.publisher, one.url, None, None


def _articles(batch: pa.RecordBatch, longest: int, before: Callable[[int], None]) -> Iterator[Article | Failure]:
    for number, row in enumerate(batch.to_pylist()):
        before(number)
        step, message = row.pop("step"), row.pop("message")
        document = Document(**row)
        if step is not None:
            yield Failure(_id_of(document), step, message)
            continue
        article = to_article(document)
        if isinstance(article, Article) and len(article.text) > longest:
            size = len(article.text)
            article = Failure(article.id, "limit", f"it has {size:,} characters, {longest:,} is the most: split it")
        yield article


def _id_of(document: Document) -> str:
    """The id that a line says, without reading more of it; else where the document was found."""
    if document.kind == "line":
        try:
            entry = json.loads(document.data)
            key = entry.get("id") if isinstance(entry, dict) else None
        except (ValueError, RecursionError):
            key = None
        if isinstance(key, str | int) and not isinstance(key, bool):
            return str(key).encode("utf-8", "replace").decode("utf-8")
    return document.name


def _sound(result: Record | Failure, make: Callable[[Iterable[Record | Failure]], Tables]) -> Record | Failure:
    try:
        make([result])
    except (pa.ArrowException, UnicodeError, OverflowError) as error:
        key = result.article.id if isinstance(result, Record) else result.id
        sound = key.encode("utf-8", "replace").decode("utf-8")
        return Failure(sound, "record", f"it cannot be written ({type(error).__name__}): {error}")
    return result
