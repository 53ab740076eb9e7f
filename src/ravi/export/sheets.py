"""Sheets: quotations as CSV, or as an XLSX that runs from right to left. A cell never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from ravi.errors import ExtraMissing, InputError
from ravi.export.rows import COLUMNS, TEXTLESS, Column, quote_rows
from ravi.record import Record

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST = 1_048_575  # rows of a sheet, below its head
_LONGEST = 32_767  # characters of a cell
_CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"


def write_csv(records: Iterable[Record], columns: tuple[Column, ...] = COLUMNS) -> Iterator[bytes]:
    """UTF-8 with its mark, so that Excel reads Persian; lines end in CRLF, as RFC 4180 says."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    yield BOM
    for row in quote_rows(records, columns):
        writer.writerow([no_formula(cell) for cell in row])
        yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "backslashreplace")


def no_formula(value: object) -> object:
    """The cell with a mark before what a spreadsheet would take for a formula.

    >>> no_formula("=1+1"), no_formula("وزیر گفت")
    ("'=1+1", 'وزیر گفت')
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(_FORMULA) else value


def write_xlsx(records: Iterable[Record], columns: tuple[Column, ...] = COLUMNS) -> Iterator[bytes]:
    """One sheet, row by row on the disk; days are days."""
    try:
        import xlsxwriter
    except ImportError:
        raise ExtraMissing("export", "xlsxwriter") from None
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with TemporaryFile() as out:
        with xlsxwriter.Workbook(out, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
            page = book.add_worksheet("Ravi")
            page.right_to_left()
            page.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                page.set_column(at, at, 80 if column.name == "words" else 14)
            _fill(page, [[column.name for column in columns]], book.add_format({"bold": True}))
            _fill(page, quote_rows(records, columns), None, first=1)
        out.seek(0)
        while chunk := out.read(_CHUNK):
            yield chunk


def _fill(page: Any, rows: Iterable[Iterable[Any]], form: Any, first: int = 0) -> None:  # noqa: ANN401 - xlsxwriter's
    for number, row in enumerate(rows, first):
        if number > _MOST:
            raise InputError(f"a sheet holds {_MOST:,} rows: narrow the export, or take csv or parquet")
        for at, cell in enumerate(row):
            if cell is not None:
                page.write(number, at, cell[:_LONGEST] if isinstance(cell, str) else cell, *([form] if form else []))


csv_without_text = partial(write_csv, columns=TEXTLESS)
xlsx_without_text = partial(write_xlsx, columns=TEXTLESS)
