"""Records read back from the folder of a bulk run, whose tables in Parquet hold the whole of each (docs/bulk.md)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ravi.export import SCHEMA, to_json_line
from ravi.inputs import Document
from ravi.record import Failure

Row = dict[str, Any]
_LAYERS = ("repairs", "sentences", "entities", "dates", "quotes", "marks", "sources", "events", "terms", "roles")
_WITHIN = {"mentions": "entity", "parts": "quote", "chain": "quote"}
_AGAIN = "run ravi bulk once more"
_NO_FOLDER = (
    "this is one table, no whole record: name the folder that ravi bulk wrote, or the JSON lines of ravi export "
    "--format jsonl"
)


def read_back(path: str) -> Iterator[Document | Failure]:
    """The records of a bulk run as JSON lines (`ravi.export.to_dict`), a shard of them in memory at a time.

    A table by itself, as `ravi export --format parquet` writes one of quotations, is a `Failure`.
    """
    files = sorted(Path(path, "articles").glob("*.parquet"))
    if not files:
        yield Failure(path, "decode", _NO_FOLDER)
    for file in files:
        try:
            tables = {table: _Rows(Path(path, table, file.name), _WITHIN.get(table)) for table in (*_LAYERS, *_WITHIN)}
            tables["reuse"] = _Rows(Path(path, "reuse", file.name), None)
            for row in _rows_of(file):
                data = _record(row, {table: rows.of(row["article_id"]) for table, rows in tables.items()})
                yield Document(row["article_id"], to_json_line(data).encode(), "line")
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:  # pyarrow's are ValueErrors, too
            yield Failure(str(file), "decode", f"the tables of this shard are not whole ({_line(error)}): {_AGAIN}")


class _Rows:
    """The rows of one table of a shard, taken article by article in their order."""

    def __init__(self, file: Path, within: str | None) -> None:
        self._rows = _rows_of(file) if file.exists() else []
        self._within = within
        self._at = 0

    def of(self, article: str) -> list[Row]:
        start, last = self._at, (-1, -1)
        while self._at < len(self._rows):
            row = self._rows[self._at]
            place = (row[self._within] if self._within else 0, row.get("number", 0))
            if row["article_id"] != article or place <= last:
                break
            last = place
            self._at += 1
        return self._rows[start : self._at]


def _rows_of(file: Path) -> list[Row]:
    from pyarrow.parquet import read_table

    rows: list[Row] = read_table(file).to_pylist()
    return rows


def _record(article: Row, rows: dict[str, list[Row]]) -> Row:
    """The public record of which the rows were made; what is not in it does no harm there."""
    for above, table in (("entities", "mentions"), ("quotes", "parts"), ("quotes", "chain")):
        for one in rows[above]:
            one[table] = []
        for row in rows[table]:
            found = [row["start"], row["end"]] if table == "parts" else row
            rows[above][row[_WITHIN[table]]][table].append(found)
    for quote in rows["quotes"]:
        quote["cue"] = _span(quote, "cue")
        start, end, entity = (quote[f"speaker_{name}"] for name in ("start", "end", "entity"))
        known = start is not None or entity is not None
        quote["speaker"] = {"start": start, "end": end, "entity": entity} if known else None
    for source in rows["sources"]:
        source["cue"] = _span(source, "cue")
    for layer in ("events", "terms", "roles"):
        for one in rows[layer]:
            one["voice"] = "narrator" if one["voice"] is None else {"quote": one["voice"]}
    return {
        **article,
        "schema": SCHEMA,
        "id": article["article_id"],
        "published": article["published"].isoformat() if article["published"] else None,
        "made_by": json.loads(article["made_by"]),
        **{layer: rows[layer] for layer in _LAYERS},
        "reuse": rows["reuse"][0] if rows["reuse"] else None,
    }


def _span(row: Row, name: str) -> Row | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else {"start": start, "end": end}


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
