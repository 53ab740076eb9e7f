"""Parquet and Arrow: quotations as columns, for pandas, polars, DuckDB and R."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from ravi.errors import ExtraMissing
from ravi.export.rows import COLUMNS, TEXTLESS, Column, quote_rows
from ravi.record import Record

_ROWS = 5_000  # of a batch
_CHUNK = 1 << 20


def arrow() -> Any:  # noqa: ANN401 - the module pyarrow
    """The library pyarrow. Raises `ExtraMissing` where it is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise ExtraMissing("export", "pyarrow") from None
    return pyarrow


def schema_of(columns: tuple[Column, ...]) -> Any:  # noqa: ANN401 - a pyarrow.Schema
    """The types of some columns; what each says is in its field's metadata."""
    pa = arrow()
    types = {"text": pa.string(), "number": pa.int32(), "share": pa.float64(), "day": pa.date32()}
    fields = [pa.field(one.name, types[one.type], metadata={"description": one.what}) for one in columns]
    return pa.schema(fields, metadata={"positions": "code points of the text as published"})


def batches(records: Iterable[Record], columns: tuple[Column, ...] = COLUMNS) -> Iterator[Any]:
    """The quotations of records as pyarrow record batches, at least one."""
    pa = arrow()
    schema = schema_of(columns)
    rows = quote_rows(records, columns)
    first = True
    while (some := list(islice(rows, _ROWS))) or first:
        cells = zip(*some, strict=True) if some else ([] for _ in columns)
        arrays = [pa.array(map(_whole, held), field.type) for held, field in zip(cells, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        first = False


def _whole(cell: Any) -> Any:  # noqa: ANN401 - a cell
    """The cell; half a character, which UTF-8 cannot hold, becomes its escape."""
    return cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell


def write_parquet(records: Iterable[Record], columns: tuple[Column, ...] = COLUMNS) -> Iterator[bytes]:
    """One Parquet file, compressed with zstd, written batch by batch on the disk."""
    arrow()
    from pyarrow import parquet

    with TemporaryFile() as out:
        with parquet.ParquetWriter(out, schema_of(columns), compression="zstd") as writer:
            for batch in batches(records, columns):
                writer.write_batch(batch)
        out.seek(0)
        while chunk := out.read(_CHUNK):
            yield chunk


parquet_without_text = partial(write_parquet, columns=TEXTLESS)
