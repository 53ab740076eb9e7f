"""What is on screen, to take away: CSV, XLSX from right to left, JSON lines."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from fastapi import Response

from ravi.errors import ExtraMissing
from ravi.export.sheets import no_formula
from ravi.store import Store
from ravi.store.search import search
from ravi.web.hits import Question

MOST_ROWS = 5_000
COLUMNS = ("id", "url", "publisher", "published", "speaker", "role", "form", "start", "end", "words")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def quote_rows(store: Store, question: Question, most: int) -> Iterator[dict[str, Any]]:
    """A row for each quotation that was found; for an article that was found as such, one row for it."""
    return islice(_rows(store, question), most)


def _rows(store: Store, question: Question) -> Iterator[dict[str, Any]]:
    for hit in search(store, question.asked):
        article = hit.article
        day = article.published.isoformat() if article.published else None
        head = (article.id, article.url, article.publisher, day)
        for said in hit.said:
            start, end = said.parts[0].start, said.parts[-1].end
            row = (*head, said.speaker, said.role, said.form, start, end, article.text[start:end])
            yield dict(zip(COLUMNS, row, strict=True))
        if not hit.said:
            place = hit.spans[0] if hit.spans else (None, None)
            title = article.title or article.text.strip().partition("\n")[0]
            yield dict(zip(COLUMNS, (*head, None, None, None, *place, title), strict=True))


def sheet(rows: Sequence[dict[str, Any]], form: str, columns: Sequence[str] = COLUMNS) -> Response:
    """The rows as a file of that form. A cell never becomes a formula."""
    made = {"csv": _csv, "jsonl": _lines, "xlsx": _xlsx}[form](rows, columns)
    return Response(made, media_type=_TYPES[form], headers={"Content-Disposition": f"attachment; filename=ravi.{form}"})


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([no_formula(row[name]) for name in columns])
    return out.getvalue().encode("utf-8-sig", "surrogatepass")


def _lines(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> bytes:
    lines = (json.dumps({name: row[name] for name in columns}, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _xlsx(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> bytes:
    try:
        import xlsxwriter
    except ImportError:
        raise ExtraMissing("web", "xlsxwriter") from None
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Ravi")
        page.right_to_left()
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, [row[name] for name in columns])
        page.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        page.freeze_panes(1, 0)
        if columns[-1] == "words":
            page.set_column(len(columns) - 1, len(columns) - 1, 80)
    return out.getvalue()
