"""Parquet files: an article a row, in columns named as the fields of a JSON line."""

from collections.abc import Iterator
from typing import BinaryIO

from ravi.errors import ExtraMissing
from ravi.inputs.documents import Document, Limits
from ravi.inputs.entries import document_of_entry
from ravi.record import Failure

_FIELDS = ("id", "text", "html", "title", "published", "calendar", "publisher", "url")
_ROWS = 256  # held at a time


def read_parquet(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The rows of a Parquet file that has a column `text` or `html`."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        yield Failure(name, "decode", str(ExtraMissing("bulk", "pyarrow")))
        return
    try:
        table = ParquetFile(stream)
        columns = [field for field in _FIELDS if field in table.schema_arrow.names]
        if not {"text", "html"} & set(columns):
            there = ", ".join(table.schema_arrow.names[:8])
            yield Failure(name, "decode", f'there is no column "text" or "html", only {there}: rename one')
            return
        number = 0
        for batch in table.iter_batches(_ROWS, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield document_of_entry(f"{name}:{number}", row, limits)
        if not number:
            yield Failure(name, "decode", "the file holds no row: there is nothing to read")
    except (ArrowException, OSError) as error:
        yield Failure(name, "decode", f"this is no whole Parquet file ({str(error).splitlines()[0]}): fetch it again")
