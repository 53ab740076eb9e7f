"""Quotations as a table in Python: for pandas, polars, DuckDB and notebooks.

>>> from ravi import Reader
>>> table = Table([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])
>>> len(table), table.rows()[0]["speaker"]
(1, 'رضا نیکنام')
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from ravi.errors import ExtraMissing
from ravi.export.columns import arrow, batches
from ravi.export.notebook import table_html
from ravi.export.rows import COLUMNS, Row, quote_rows
from ravi.record import Record

_SHOWN = 20
_COLUMNS = ("publisher", "jalali", "speaker", "role", "form", "words")  # in a notebook


class Table:
    """The quotations of some records, a row each (docs/export.md). polars, pyarrow and DuckDB take it as it is."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = list(records)

    @cached_property
    def _rows(self) -> list[Row]:
        return list(quote_rows(self.records))

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as plain data."""
        names = [column.name for column in COLUMNS]
        return [dict(zip(names, row, strict=True)) for row in self._rows]

    def to_arrow(self) -> Any:  # noqa: ANN401 - a pyarrow.Table
        """A pyarrow.Table. Raises `ExtraMissing`."""
        return arrow().Table.from_batches(batches(self.records))

    def to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame
        """A pandas.DataFrame. Raises `ExtraMissing`."""
        try:
            import pandas  # noqa: F401 - pyarrow calls it
        except ImportError:
            raise ExtraMissing("pandas", "pandas") from None
        return self.to_arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as other libraries of Arrow take it, without a copy."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        at = [n for n, column in enumerate(COLUMNS) if column.name in _COLUMNS]
        names = [COLUMNS[n].name for n in at]
        shown = [tuple(row[n] for n in at) for row in self._rows[:_SHOWN]]
        return table_html(names, shown, len(self._rows) - _SHOWN)
