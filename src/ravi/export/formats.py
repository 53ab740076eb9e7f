"""FORMATS: every form that `ravi export` can give, by its name. docs/export.md is made of this table."""

from collections.abc import Iterable, Iterator

from ravi.errors import InputError
from ravi.export import bare, citing, gqg, ninjs, plover, schemaorg, sheets, webannotation
from ravi.export.forms import Format, json_lines
from ravi.export.plain import to_dict
from ravi.record import Record

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _ravi(records: Iterable[Record]) -> Iterator[bytes]:
    yield from json_lines(map(to_dict, records))


_TABLE = (
    Format("ravi", "jsonl", "application/x-ndjson", "whole records, ravi/1, one a line", _ravi, bare.write),
    Format("csv", "csv", "text/csv", "a row a quotation", sheets.write_csv, sheets.csv_without_text),
    Format(
        "xlsx",
        "xlsx",
        _XLSX,
        "the same as a sheet from right to left",
        sheets.write_xlsx,
        sheets.xlsx_without_text,
        "export",
    ),
    Format(
        "webannotation",
        "jsonld",
        "application/ld+json",
        "W3C Web Annotation: all that is marked, by position and words",
        webannotation.write,
        webannotation.without_text,
    ),
    Format("schemaorg", "jsonld", "application/ld+json", "schema.org: NewsArticle, Quotation, Claim", schemaorg.write),
    Format("ninjs", "jsonl", "application/x-ndjson", "IPTC ninjs 3: news items with sources and rights", ninjs.write),
    Format(
        "plover",
        "jsonl",
        "application/x-ndjson",
        "PLOVER: events with their CAMEO codes",
        plover.write,
        plover.without_text,
    ),
    Format("gqg", "jsonl", "application/x-ndjson", "GDELT's Global Quotation Graph: pre, quote, post", gqg.write),
    Format(
        "bibtex",
        "bib",
        "application/x-bibtex",
        "articles to cite, for LaTeX",
        citing.write_bibtex,
        citing.bibtex_without_text,
    ),
    Format(
        "csl",
        "json",
        "application/vnd.citationstyles.csl+json",
        "articles to cite, for Zotero and pandoc",
        citing.write_csl,
        citing.csl_without_text,
    ),
)
FORMATS = {one.name: one for one in _TABLE}


def export(records: Iterable[Record], name: str, *, text: bool = True) -> Iterator[bytes]:
    """Records in a format, piece by piece; without `text`, offsets and hashes only. Raises `InputError`.

    >>> from ravi import Reader
    >>> records = [Reader(rules_only=True).read("وزیر گفت: «کار تمام شد.»")]
    >>> b"".join(export(records, "csv", text=False)).decode().count("وزیر")
    0
    """
    form = FORMATS.get(name)
    if form is None:
        raise InputError(f"«{name}» is no format: give one of {', '.join(FORMATS)}")
    if text:
        return form.write(records)
    if form.without_text is None:
        able = ", ".join(one.name for one in FORMATS.values() if one.without_text)
        raise InputError(f"{name} is nothing without the text: leave --no-text out, or take one of {able}")
    return form.without_text(records)
