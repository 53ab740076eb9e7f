"""What the page that puts articles beside each other shows: a column an article, its own words marked."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ravi.compare.beside import Comparison
from ravi.compare.quotations import Quotation, Said
from ravi.compare.words import Change, Difference, words_of
from ravi.record import Record
from ravi.spans import Span
from ravi.store.folding import key_of
from ravi.web.article import cue_of
from ravi.web.marking import Mark, Piece, pieces

WHOLE = 4  # articles whose texts are put beside each other word by word


class Stretch(NamedTuple):
    """Some words of a telling: `same`, `dropped` or `added`."""

    kind: str
    words: str


class Telling(NamedTuple):
    """One telling of a quotation: where, whose, its cue, and against the earliest one its relation and its words."""

    article: str
    quote: int
    speaker: str | None
    cue: str
    relation: str
    other_speaker: bool
    words: tuple[Stretch, ...]


class Column(NamedTuple):
    """One article: what it shares with the first as `pieces` without marks, its own words in marks."""

    record: Record
    pieces: tuple[Piece, ...]
    shared: float | None


class Beside(NamedTuple):
    """The comparison, ready for its page: `rows` hold a telling (or none) for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Telling | None, ...], ...]
    voices: tuple[tuple[str, tuple[int, ...]], ...]


def beside(found: Comparison) -> Beside:
    """Prepare a comparison."""
    ids = [record.article.id for record in found.records]
    records = dict(zip(ids, found.records, strict=True))
    rows = []
    for quotation in found.quotations:
        tellings = _tellings(quotation, records)
        rows.append(tuple(tellings.get(id) for id in ids))
    columns: list[Column] = []
    for number, record in enumerate(found.records):
        against = found.texts[number - 1] if number else None
        columns.append(_column(record, against) if len(ids) <= WHOLE else Column(record, (), None))
    return Beside(tuple(columns), tuple(rows), _voices(found.records))


def _tellings(quotation: Quotation, records: dict[str, Record]) -> dict[str, Telling]:
    first = quotation.first
    told = {first.article: _telling(first, records, "first", False, (Stretch("same", " ".join(first.spelt)),))}
    for again in quotation.retellings:
        words = tuple(
            stretch for change in again.difference.changes for stretch in _stretches(first, again.said, change)
        )
        other = again.speaker == "other"
        told.setdefault(again.said.article, _telling(again.said, records, again.relation, other, words))
    return told


def _telling(said: Said, records: dict[str, Record], relation: str, other: bool, words: tuple[Stretch, ...]) -> Telling:
    record = records[said.article]
    verb = cue_of(record, record.quotes[said.quote])
    return Telling(said.article, said.quote, said.speaker.name if said.speaker else None, verb, relation, other, words)


def _stretches(first: Said, again: Said, change: Change) -> list[Stretch]:
    old = " ".join(first.spelt[change.old_start : change.old_end])
    new = " ".join(again.spelt[change.new_start : change.new_end])
    if change.kind == "same":
        return [Stretch("same", new)]
    return [Stretch(kind, words) for kind, words in (("dropped", old), ("added", new)) if words]


def _column(record: Record, against: Difference | None) -> Column:
    if against is None:
        return Column(record, tuple(pieces(record.article.text, ())), None)
    words = words_of(record)
    marks = [
        Mark(Span(words[change.new_start].span.start, words[change.new_end - 1].span.end), "added", number)
        for number, change in enumerate(against.changes)
        if change.kind != "same" and change.new_end > change.new_start
    ]
    return Column(record, tuple(pieces(record.article.text, marks)), against.same / max(1, len(words)))


def _voices(records: Sequence[Record]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Who is quoted in which article, how often: those in most articles first."""
    names: dict[str, str] = {}
    counted: dict[str, Counter[int]] = {}
    for number, record in enumerate(records):
        for quote in record.quotes:
            if quote.speaker is None or quote.speaker.entity is None:
                continue
            name = record.entities[quote.speaker.entity].name
            key = key_of(name)
            names.setdefault(key, name)
            counted.setdefault(key, Counter())[number] += 1
    ordered = sorted(counted.items(), key=lambda item: (-len(item[1]), -item[1].total(), item[0]))
    return tuple((names[key], tuple(times[at] for at in range(len(records)))) for key, times in ordered[:12])
