"""Quotations as rows of a table: what sheets, Parquet and data frames hold."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ravi.export.forms import digest
from ravi.export.rights import Licence, licence_of
from ravi.persian.calendars import to_jalali
from ravi.record import Entity, Quote, Record
from ravi.spans import Span


class _Of(NamedTuple):
    record: Record
    n: int
    quote: Quote
    speaker: Entity | None
    licence: Licence | None


class Column(NamedTuple):
    """A column: its name, its type (text, number, share or day), what it says, and whether in words of the text."""

    name: str
    type: str
    what: str
    words: bool
    get: Callable[[_Of], Any]


def _jalali(of: _Of) -> str | None:
    published = of.record.article.published
    try:
        return "{:04}-{:02}-{:02}".format(*to_jalali(published)) if published else None
    except ValueError:
        return None


def _words(of: _Of) -> str:
    return " … ".join(part.of(of.record.article.text) for part in of.quote.parts)


def _of(of: _Of, span: Span | None) -> str | None:
    return span.of(of.record.article.text) if span else None


def _through(of: _Of) -> str | None:
    names = [of.record.entities[via.entity].name for via in of.quote.via if via.entity is not None]
    return "؛ ".join(names) or None


COLUMNS = (
    Column("id", "text", "the article's id", False, lambda of: of.record.article.id),
    Column("url", "text", "where it was published", False, lambda of: of.record.article.url),
    Column("publisher", "text", "who published it", False, lambda of: of.record.article.publisher),
    Column("published", "day", "when", False, lambda of: of.record.article.published),
    Column("jalali", "text", "the same day, Jalali", False, _jalali),
    Column("title", "text", "the article's title", True, lambda of: of.record.article.title),
    Column("quote", "number", "its number in the record, from 0", False, lambda of: of.n),
    Column("form", "text", "direct, indirect or mixed", False, lambda of: of.quote.form),
    Column(
        "start", "number", "first character of it, in code points of the text", False, lambda of: of.quote.span.start
    ),
    Column("end", "number", "where it ends", False, lambda of: of.quote.span.end),
    Column("words", "text", "what is said; its parts are joined by «…»", True, _words),
    Column("cue", "text", "the words that report it", True, lambda of: _of(of, of.quote.cue)),
    Column("speaker", "text", "who says it, where the text tells", True, lambda of: of.speaker and of.speaker.name),
    Column("role", "text", "his or her office", True, lambda of: of.speaker and of.speaker.role),
    Column("through", "text", "through whom it came, nearest to the article first", True, _through),
    Column("rule", "text", "the rule that found it", False, lambda of: of.quote.rule),
    Column("confidence", "share", "how likely it is right, from 0 to 1", False, lambda of: of.quote.confidence),
    Column("licence", "text", "the article's licence line", True, lambda of: of.licence and of.licence.line),
    Column("terms", "text", "what the licence line allows", False, lambda of: of.licence and of.licence.terms),
)
TEXTLESS = (
    *(column for column in COLUMNS if not column.words),
    Column("sha256", "text", "the SHA-256 of `words`", False, lambda of: digest(_words(of))),
)
"""The columns without the text: offsets and a hash."""

Row = tuple[Any, ...]


def quote_rows(records: Iterable[Record], columns: tuple[Column, ...] = COLUMNS) -> Iterator[Row]:
    """A row for each quotation.

    >>> from ravi import Reader
    >>> [row] = quote_rows([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])
    >>> named = dict(zip((column.name for column in COLUMNS), row))
    >>> named["speaker"], named["words"]
    ('رضا نیکنام', 'کار تمام شد')
    """
    for record in records:
        licence = licence_of(record)
        for n, quote in enumerate(record.quotes):
            who = quote.speaker.entity if quote.speaker else None
            of = _Of(record, n, quote, record.entities[who] if who is not None else None, licence)
            yield tuple(column.get(of) for column in columns)
