"""What the page of one article shows: its text in marks, and beside it who said what, with the reasons."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import combining

from ravi.persian.letters import ZWNJ
from ravi.persian.writing import jalali_words
from ravi.reasons import Reason, reason_of
from ravi.record import Date, Quote, Record, Reference
from ravi.spans import Span
from ravi.store.corrections import BY_HAND
from ravi.web.marking import Mark, Piece, pieces

_LONGEST_TITLE = 160  # characters
_ALIKE = ("letters.yeh", "letters.kaf")  # repairs that nobody sees: «ك» as «ک»
_COMBINING = "".join(char for char in map(chr, range(0x300, 0x900)) if combining(char))
_WORD = re.compile(f"(?:[^\\W_]|[{ZWNJ}{_COMBINING}])+")
_MOST_EDITS = 400  # of an article in which each says how it was published
COLOURS = 8  # of speakers; the next ones begin again


class Step(NamedTuple):
    """A link of the way to a speaker: the words, and what led to them."""

    words: str
    reason: Reason


class Statement(NamedTuple):
    """One quotation for the list beside the text."""

    number: int
    span: Span
    speaker: str | None
    role: str | None
    colour: int
    form: str
    cue: str
    content: str
    via: tuple[str, ...]
    addressee: str | None
    found_by: Reason
    chain: tuple[Step, ...]
    confidence: float
    by_hand: bool


class Day(NamedTuple):
    """A date for the list: the words, both calendars, and why it is partial."""

    number: int
    span: Span
    words: str
    jalali: str
    value: str
    note: str


class Shown(NamedTuple):
    """One article, ready for its page."""

    record: Record
    repaired: bool
    pieces: tuple[Piece, ...]
    statements: tuple[Statement, ...]
    dates: tuple[Day, ...]
    sources: tuple[str, ...]
    licence: str | None
    edits: tuple[str, ...]


def shown(record: Record, *, repaired: bool = False) -> Shown:
    """Prepare an article, as published or as repaired."""
    text = record.repaired if repaired else record.article.text
    edited = _edited(record) if repaired else []
    marks = [
        *_marks(record, repaired=repaired),
        *(Mark(span, "edit", number) for number, (span, _) in enumerate(edited)),
    ]
    return Shown(
        record,
        repaired,
        tuple(pieces(text, marks)),
        tuple(_statements(record)),
        tuple(_day(record, number, date) for number, date in enumerate(record.dates)),
        tuple(name for source in record.sources if (name := name_of(record, source.who))),
        words_of(record, record.reuse.span) if record.reuse else None,
        tuple(words for _, words in edited),
    )


def colours(record: Record) -> dict[int | None, int]:
    """The colour of each speaker, by the order in which they first speak."""
    found: dict[int | None, int] = {}
    for quote in record.quotes:
        found.setdefault(_who(quote), len(found) % COLOURS)
    return found


def classes(piece: Piece, article: Shown) -> str:
    """How a piece of the text is marked: kinds of marks, colours of their speakers, numbers of quotations («q12»)."""
    names: list[str] = []
    for _, kind, number in piece.marks:
        names.append(kind)
        if kind in ("quote", "cue", "speaker"):
            names.append(f"s{article.statements[number].colour}")
        if kind == "quote":
            names.append(f"q{number + 1}")
    return " ".join(dict.fromkeys(names))


def words_of(record: Record, span: Span) -> str:
    """The words of a span, as repaired, in one line."""
    return " ".join(record.offsets.to_repaired(span).of(record.repaired).split())


def name_of(record: Record, reference: Reference | None) -> str | None:
    """The name of whom some words stand for, or the words."""
    if reference is None:
        return None
    if reference.entity is not None:
        return record.entities[reference.entity].name
    return words_of(record, reference.span) if reference.span else None


def _marks(record: Record, *, repaired: bool) -> Iterator[Mark]:
    offsets = record.offsets
    title = _headline(record.repaired if repaired else record.article.text)
    if title:
        yield Mark(title, "headline", 0)

    def placed(span: Span) -> Span:
        return offsets.to_repaired(span) if repaired else span

    for number, quote in enumerate(record.quotes):
        for part in quote.parts:
            yield Mark(placed(part), "quote", number)
        if quote.cue:
            yield Mark(placed(quote.cue), "cue", number)
        if quote.speaker and quote.speaker.span:
            yield Mark(placed(quote.speaker.span), "speaker", number)
    for number, mark in enumerate(record.marks):
        yield Mark(placed(mark.span), "mark", number)
    for number, date in enumerate(record.dates):
        yield Mark(placed(date.span), "date", number)
    for number, source in enumerate(record.sources):
        if source.who.span:
            yield Mark(placed(source.who.span), "source", number)
    if record.reuse:
        yield Mark(placed(record.reuse.span), "licence", 0)


def _edited(record: Record) -> list[tuple[Span, str]]:
    """The words of the repaired text that look otherwise than as published, whole, and how they were published."""
    spans: list[Span] = []
    text, shift = record.repaired, 0
    words = [word.span() for word in _WORD.finditer(text)]
    for edit in record.repairs:
        if edit.rule in _ALIKE:
            continue
        start, end = edit.start + shift, edit.start + shift + len(edit.new)
        shift += len(edit.new) - (edit.end - edit.start)
        first, last = bisect_left(words, (start,)) - 1, bisect_left(words, (end + 1,)) - 1
        if first >= 0 and words[first][1] >= start:
            start = words[first][0]
        if last >= 0 and words[last][1] > end:
            end = words[last][1]
        if spans and start <= spans[-1].end:
            start = spans.pop().start
        spans.append(Span(start, end))
    if len(spans) > _MOST_EDITS:
        return [(span, "") for span in _put_together(spans, text)]
    return [(span, " ".join(record.offsets.to_original(span).of(record.article.text).split())) for span in spans]


def _put_together(spans: list[Span], text: str) -> list[Span]:
    """The same, those with nothing but a space between as one."""
    found = spans[:1]
    for span in spans[1:]:
        if text[found[-1].end : span.start] == " ":
            span = Span(found.pop().start, span.end)
        found.append(span)
    return found


def _statements(record: Record) -> Iterator[Statement]:
    colour_of = colours(record)
    for number, quote in enumerate(record.quotes):
        who = _who(quote)
        yield Statement(
            number,
            quote.span,
            name_of(record, quote.speaker),
            record.entities[who].role if who is not None else None,
            colour_of[who],
            quote.form,
            cue_of(record, quote),
            " … ".join(words_of(record, part) for part in quote.parts),
            tuple(name for one in quote.via if (name := name_of(record, one))),
            name_of(record, quote.addressee),
            reason_of(quote.rule),
            tuple(Step(words_of(record, link.span), reason_of(link.rule)) for link in quote.chain),
            quote.confidence,
            quote.rule == BY_HAND,
        )


def cue_of(record: Record, quote: Quote) -> str:
    """The reporting words; nothing where a colon alone reports."""
    words = words_of(record, quote.cue) if quote.cue else ""
    return words if any(char.isalpha() for char in words) else ""


def _headline(text: str) -> Span | None:
    """The first line of a text with several, where it is short enough to be its title."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return Span(start, end) if 0 < end - start <= _LONGEST_TITLE and text[end:].strip() else None


def _day(record: Record, number: int, date: Date) -> Day:
    jalali = jalali_words(date.jalali) if date.jalali else ""
    return Day(number, date.span, words_of(record, date.span), jalali, date.value or "", date.note or "")


def _who(quote: Quote) -> int | None:
    return quote.speaker.entity if quote.speaker else None
