"""The shape of GDELT's Global Quotation Graph: for people who come from there."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.forms import json_lines
from ravi.export.rights import licence_of
from ravi.record import Quote, Record

_AROUND = 100  # characters before and after, as there


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A line an article that quotes: `pre`, `quote` and `post`, and (which GDELT lacks) the speaker."""
    yield from json_lines(_article(record) for record in records if record.quotes)


def _article(record: Record) -> dict[str, Any]:
    article = record.article
    licence = licence_of(record)
    found = {
        "date": f"{article.published.isoformat()}T00:00:00Z" if article.published else None,
        "url": article.url,
        "title": article.title,
        "lang": "PERSIAN",
        "licence": licence.line if licence else None,
        "id": article.id,
        "quotes": [_quote(record, quote) for quote in record.quotes],
    }
    return {name: value for name, value in found.items() if value is not None}


def _quote(record: Record, quote: Quote) -> dict[str, Any]:
    text = record.article.text
    start, end = quote.span
    who = quote.speaker.entity if quote.speaker else None
    return {
        "pre": text[max(0, start - _AROUND) : start],
        "quote": text[start:end],
        "post": text[end : end + _AROUND],
        "speaker": record.entities[who].name if who is not None else None,
        "form": quote.form,
    }
