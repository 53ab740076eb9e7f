"""The tables of a bulk run, one a layer of the record (`data/bulk_tables.tsv`), and the rows that records give them."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from ravi.export import to_dict
from ravi.persian.tables import read_table
from ravi.record import Failure, Record

KEY, NUMBER = "article_id", "number"
TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "number": pa.int32(),
    "numbers": pa.list_(pa.int32()),
    "share": pa.float64(),
    "day": pa.date32(),
}
_WHOLE = ("articles", "reuse", "failures")  # at most one row an article
_WITHIN = {"mentions": "entities", "parts": "quotes", "chain": "quotes"}


class Column(NamedTuple):
    """A column: its name, its type (of `TYPES`), the field of the record that fills it, and what it says."""

    name: str
    type: str
    field: str
    what: str


def _read() -> dict[str, tuple[Column, ...]]:
    tables: dict[str, list[Column]] = {}
    for table, *column in read_table("bulk_tables"):
        if table not in tables:
            tables[table] = [Column(KEY, "text", "", "the article's id")]
            if table not in _WHOLE:
                within = f" in its {_WITHIN[table]} row" if table in _WITHIN else " in the layer"
                tables[table].append(Column(NUMBER, "number", "", f"its place{within}, from 0"))
        tables[table].append(Column(*column))
    return {table: tuple(columns) for table, columns in tables.items()}


TABLES = _read()
SCHEMAS = {
    table: pa.schema([pa.field(one.name, TYPES[one.type], nullable=one.name != KEY) for one in columns])
    for table, columns in TABLES.items()
}
LINES = {
    "records": pa.schema([pa.field(KEY, pa.string(), nullable=False), pa.field("json", pa.string(), nullable=False)]),
    "failures": SCHEMAS["failures"],
}
"""The schemas where the output is JSON lines: the records themselves."""

_Row = dict[str, Any]
_Get = Callable[[Any, int, str], Any]  # of an annotation, the number of what it is within, and the text


def to_tables(results: Iterable[Record | Failure]) -> dict[str, pa.RecordBatch]:
    """The rows of some records and failures, in their order, as a batch a table.

    >>> from ravi import Reader
    >>> tables = to_tables([Reader(rules_only=True).read("وزیر نیرو گفت: «سد پر شد».")])
    >>> tables["parts"].to_pylist()[0]["words"], tables["quotes"].num_rows
    ('سد پر شد', 1)
    """
    columns: dict[str, list[list[Any]]] = {table: [[] for _ in TABLES[table]] for table in TABLES}
    for result in results:
        if isinstance(result, Failure):
            _add(columns["failures"], "failures", [result.id, result.step, result.message])
            continue
        record = to_dict(result)
        key, text = record["id"], record["text"]
        for table, cells in columns.items():
            for row in _rows(record, table, key, text):
                _add(cells, table, row)
    return {
        table: pa.RecordBatch.from_arrays(
            [pa.array(cells, type=field.type) for cells, field in zip(columns[table], schema, strict=True)],
            schema=schema,
        )
        for table, schema in SCHEMAS.items()
    }


def _add(cells: list[list[Any]], table: str, row: Iterable[Any]) -> None:
    for column, value in zip(cells, row, strict=True):
        column.append(value)


def _rows(record: _Row, table: str, key: str, text: str) -> Iterator[list[Any]]:
    get = _GETTERS[table]
    if table == "articles":
        yield [key, *(one(record, 0, text) for one in get)]
    elif table == "reuse":
        if record["reuse"] is not None:
            yield [key, *(one(record["reuse"], 0, text) for one in get)]
    elif table in _WITHIN:
        for whose, above in enumerate(record[_WITHIN[table]]):
            for number, row in enumerate(above[table]):
                yield [key, number, *(one(row, whose, text) for one in get)]
    elif table != "failures":
        for number, row in enumerate(record[table]):
            yield [key, number, *(one(row, 0, text) for one in get)]


def _getter(column: Column) -> _Get:
    field = column.field
    if field == "^":
        return lambda row, whose, text: whose
    if field == "=":
        return lambda row, whose, text: _words(row, text)
    if field.isdigit():
        place = int(field)
        return lambda row, whose, text: row[place]
    if field == "made_by":
        return lambda row, whose, text: json.dumps(row[field], ensure_ascii=False)
    if column.type == "day":
        return lambda row, whose, text: date.fromisoformat(row[field]) if row[field] else None
    if "." in field:
        above, below = field.split(".")
        return lambda row, whose, text: row[above][below] if isinstance(row[above], dict) else None
    return lambda row, whose, text: row[field]


def _words(row: Any, text: str) -> str | None:  # noqa: ANN401 - an annotation as plain data
    start, end = row if isinstance(row, list) else (row["start"], row["end"])
    return None if start is None else text[start:end]


_GETTERS: dict[str, list[_Get]] = {
    table: [_getter(column) for column in columns if column.name not in (KEY, NUMBER)]
    for table, columns in TABLES.items()
}
