"""TimeML: each article with its time expressions as TIMEX3."""

from collections.abc import Iterable, Iterator
from datetime import date

from ravi.export.forms import Member, file_names, zipped
from ravi.export.inline import Element, Piece, attributes, in_text, nested
from ravi.export.rights import licence_of
from ravi.record import Date, Record

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd">\n'
)
_UNKNOWN = "XXXX"
_OPEN = ".."  # where a period has no end, or no beginning


def members(records: Iterable[Record]) -> Iterator[Member]:
    """A file an article; `TEXT` without its tags is the text as published."""
    name = file_names()
    for record in records:
        yield f"{name(record.article.id)}.tml", to_timeml(record).encode("utf-8", "backslashreplace")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """The files in a zip."""
    yield from zipped(members(records))


def to_timeml(record: Record) -> str:
    """One article as TimeML.

    >>> from ravi import Reader
    >>> made = to_timeml(Reader(rules_only=True).read("او 27 تیر 1395 آمد."))
    >>> made.partition("<TEXT>")[2].partition("</TEXT>")[0].partition(" comment")[0]
    'او <TIMEX3 tid="t1" type="DATE" value="2016-07-17"'
    """
    article = record.article
    licence = licence_of(record)
    dates = list(_apart(record.dates))
    places: list[str] = []  # the ends of periods, which no words of the text stand for
    tags: dict[str, dict[str, str | None]] = {}
    for n, one in enumerate(dates, 1):
        tags[f"t{n}"] = _timex(one, f"t{n}", len(dates) + 1 + len(places), places)

    def opened(piece: Piece) -> str:
        return f"<TIMEX3{attributes(tags[piece.key])}>" if piece.at == 0 else ""

    def closed(piece: Piece) -> str:
        return "</TIMEX3>" if piece.at == piece.of - 1 else ""

    elements = [Element(f"t{n}", 0, (one.span,)) for n, one in enumerate(dates, 1)]
    day = article.published.isoformat() if article.published else None
    made = {"tid": "t0", "type": "DATE", "value": day or _UNKNOWN, "functionInDocument": "CREATION_TIME"}
    parts = [
        f"<DOCID>{in_text(article.id)}</DOCID>",
        f"<DCT><TIMEX3{attributes(made)}>{day or ''}</TIMEX3></DCT>",
        f"<TITLE>{in_text(article.title or '')}</TITLE>",
        f"<EXTRAINFO>{in_text(licence.line)}</EXTRAINFO>" if licence else "",
        f"<TEXT>{nested(article.text, elements, opened, closed)}</TEXT>",
        *places,
    ]
    return _HEAD + "\n".join(part for part in parts if part) + "\n</TimeML>\n"


def _apart(dates: Iterable[Date]) -> Iterator[Date]:
    """The dates that do not overlap an earlier or longer one: one TIMEX3 cannot stand in another."""
    at = 0
    for one in sorted(dates, key=lambda one: (one.span.start, -one.span.end)):
        if one.span.start >= at and one.span.start < one.span.end:
            yield one
            at = one.span.end


def _timex(one: Date, tid: str, free: int, places: list[str]) -> dict[str, str | None]:
    comment = "; ".join(
        f"{name} {value}" for name, value in (("jalali", one.jalali), ("note", one.note)) if value is not None
    )
    first, period, last = (one.value or "").partition("/")
    found: dict[str, str | None] = {"tid": tid, "type": one.type, "value": one.value or _UNKNOWN}
    if one.type == "PERIOD":
        found["type"] = "DURATION" if period else "DATE"
    if period:
        found["value"] = _length(first, last)
        ends = [(name, value) for name, value in (("beginPoint", first), ("endPoint", last)) if value != _OPEN]
        for n, (name, value) in enumerate(ends):
            found[name] = f"t{free + n}"
            places.append(f"<TIMEX3{attributes({'tid': f't{free + n}', 'type': 'DATE', 'value': value or _UNKNOWN})}/>")
    if one.calendar == "relative":
        found["temporalFunction"] = "true"
        found["anchorTimeID"] = "t0"
    return {**found, "comment": comment or None}


def _length(first: str, last: str) -> str:
    try:
        return f"P{(date.fromisoformat(last) - date.fromisoformat(first)).days + 1}D"
    except ValueError:
        return "PXD"
