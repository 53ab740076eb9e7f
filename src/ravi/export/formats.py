"""FORMATS: every form that `ravi export` can give, by its name. docs/export.md is made of this table."""

from collections.abc import Iterable, Iterator

from ravi.errors import InputError
from ravi.export import (
    bare,
    brat,
    citing,
    columns,
    conllu,
    dataset,
    followthemoney,
    gqg,
    inception,
    labelstudio,
    ninjs,
    plover,
    schemaorg,
    sheets,
    tei,
    timeml,
    webannotation,
)
from ravi.export.forms import Format, Member, json_lines
from ravi.export.plain import to_dict
from ravi.record import Record

_ZIP = "application/zip"


def _ravi(records: Iterable[Record]) -> Iterator[bytes]:
    yield from json_lines(map(to_dict, records))


_LINES, _LD = "application/x-ndjson", "application/ld+json"
_TABLE = (
    Format("ravi", "jsonl", _LINES, "whole records, `ravi/1`, one a line", _ravi, bare.write),
    Format("csv", "csv", "text/csv", "a row a quotation", sheets.write_csv, sheets.csv_without_text),
    Format(
        "xlsx",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "the same as a sheet that runs from right to left",
        sheets.write_xlsx,
        sheets.xlsx_without_text,
        extra="export",
    ),
    Format(
        "parquet",
        "parquet",
        "application/vnd.apache.parquet",
        "the same in columns",
        columns.write_parquet,
        columns.parquet_without_text,
        extra="export",
    ),
    Format(
        "dataset",
        "zip",
        _ZIP,
        "a folder for Hugging Face `datasets`: articles and quotations",
        dataset.write,
        members=dataset.members,
    ),
    Format(
        "webannotation",
        "jsonld",
        _LD,
        "W3C Web Annotation: all that is marked, by position and by words",
        webannotation.write,
        webannotation.without_text,
    ),
    Format("schemaorg", "jsonld", _LD, "schema.org: NewsArticle, Quotation, Claim", schemaorg.write),
    Format("ninjs", "jsonl", _LINES, "IPTC ninjs 3: news items with sources and rights", ninjs.write),
    Format("gqg", "jsonl", _LINES, "GDELT's Global Quotation Graph: pre, quote, post", gqg.write),
    Format("plover", "jsonl", _LINES, "PLOVER: events, with their CAMEO codes", plover.write, plover.without_text),
    Format(
        "followthemoney", "ftm.json", _LINES, "FollowTheMoney: articles, people, organisations", followthemoney.write
    ),
    Format("tei", "xml", "application/tei+xml", "TEI P5: the texts with `<said>`, `<rs>` and `<date>`", tei.write),
    Format("timeml", "zip", _ZIP, "TimeML: the texts with TIMEX3", timeml.write, members=timeml.members),
    Format("brat", "zip", _ZIP, "brat standoff: all that is marked, with relations", brat.write, members=brat.members),
    Format(
        "inception",
        "zip",
        _ZIP,
        "INCEpTION: UIMA CAS as JSON, with relations",
        inception.write,
        members=inception.members,
    ),
    Format("labelstudio", "json", "application/json", "Label Studio: tasks with predictions", labelstudio.write),
    Format("conllu", "conllu", "text/plain", "CoNLL-U: words, entities and quotations, no syntax", conllu.write),
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
    form = _form(name, text=text)
    return form.write(records) if text or form.without_text is None else form.without_text(records)


def members(records: Iterable[Record], name: str, *, text: bool = True) -> Iterator[Member]:
    """The files of a format that is a folder, each as soon as it is made. Raises `InputError`."""
    form = _form(name, text=text)
    if form.members is None:
        able = ", ".join(one.name for one in FORMATS.values() if one.members)
        raise InputError(f"{name} is one file, not a folder: give its name, or take one of {able}")
    return form.members(records)


def _form(name: str, *, text: bool) -> Format:
    form = FORMATS.get(name)
    if form is None:
        raise InputError(f"«{name}» is no format: give one of {', '.join(FORMATS)}")
    if not text and form.without_text is None:
        able = ", ".join(one.name for one in FORMATS.values() if one.without_text)
        raise InputError(f"{name} is nothing without the text: leave --no-text out, or take one of {able}")
    return form
