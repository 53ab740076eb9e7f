"""A record ↔ the rows of its layers: `rows_of` takes it apart, `read_record` puts it together again."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from itertools import accumulate
from sqlite3 import Connection
from typing import Any, NamedTuple

from ravi.record import (
    Article,
    Date,
    Entity,
    Event,
    Link,
    MadeBy,
    Mark,
    Mention,
    Quote,
    Record,
    Reference,
    Reuse,
    Role,
    Source,
    Term,
)
from ravi.spans import Edit, Span, apply

Row = tuple[Any, ...]


class Keys(NamedTuple):
    """Give the keys of words that are kept once."""

    rule: Callable[[str, float | None], int]
    name: Callable[[str], int]


COLUMNS = {
    "repairs": 6,
    "sentences": 4,
    "entities": 6,
    "mentions": 6,
    "dates": 10,
    "quotes": 14,
    "parts": 5,
    "chain": 6,
    "via": 6,
    "marks": 6,
    "sources": 9,
    "events": 13,
    "parties": 5,
    "terms": 8,
    "roles": 8,
    "reuse": 6,
}
"""The tables of the layers, each with its number of columns, in the order in which they can be filled."""

INSERTS = {table: f"INSERT INTO {table} VALUES ({', '.join('?' * count)})" for table, count in COLUMNS.items()}  # noqa: S608
DELETES = tuple(f"DELETE FROM {table} WHERE article = ?" for table in reversed(COLUMNS))  # noqa: S608
_NOTHING = (None, None)


def rows_of(record: Record, article: int, keys: Keys) -> dict[str, list[Row]]:
    """The rows of each table for the article of that key."""
    rule, name = keys
    a = article
    return {
        "repairs": _repairs(record, a, rule),
        "sentences": [(a, n, *span) for n, span in enumerate(record.sentences)],
        "entities": [
            (a, n, name(one.name), one.type, one.role and name(one.role), rule(one.rule, one.confidence))
            for n, one in enumerate(record.entities)
        ],
        "mentions": [
            (a, entity, n, *mention.span, mention.kind)
            for entity, one in enumerate(record.entities)
            for n, mention in enumerate(one.mentions)
        ],
        "dates": [
            (a, n, *one.span, one.value, one.type, one.calendar, one.jalali, one.note, rule(one.rule, one.confidence))
            for n, one in enumerate(record.dates)
        ],
        "quotes": [
            (
                *(a, n, *one.span, one.form, *(one.cue or _NOTHING)),
                *(*_reference(one.speaker), *_reference(one.addressee)),
                *(rule(one.rule, one.confidence),),
            )
            for n, one in enumerate(record.quotes)
        ],
        "parts": [
            (a, quote, n, *part)
            for quote, one in enumerate(record.quotes)
            if len(one.parts) > 1
            for n, part in enumerate(one.parts)
        ],
        "chain": [
            (a, quote, n, rule(link.rule, None), *link.span)
            for quote, one in enumerate(record.quotes)
            for n, link in enumerate(one.chain)
        ],
        "via": [
            (a, quote, n, *_reference(via)) for quote, one in enumerate(record.quotes) for n, via in enumerate(one.via)
        ],
        "marks": [(a, n, *one.span, one.kind, rule(one.rule, one.confidence)) for n, one in enumerate(record.marks)],
        "sources": [
            (
                *(a, n, one.who.entity, *(one.who.span or _NOTHING), *(one.cue or _NOTHING)),
                *(one.kind, rule(one.rule, one.confidence)),
            )
            for n, one in enumerate(record.sources)
        ],
        "events": [
            (
                *(a, n, *one.span, one.type, one.cameo, *(one.place or _NOTHING), one.date, one.voice),
                *(one.modality, one.cluster, rule(one.rule, one.confidence)),
            )
            for n, one in enumerate(record.events)
        ],
        "parties": [
            (a, event, side, n, entity)
            for event, one in enumerate(record.events)
            for side, entities in (("actor", one.actors), ("recipient", one.recipients))
            for n, entity in enumerate(entities)
        ],
        "terms": [
            (a, n, one.entity, *one.span, one.voice, one.retells, rule(one.rule, one.confidence))
            for n, one in enumerate(record.terms)
        ],
        "roles": [
            (a, n, one.entity, *one.span, one.status, one.voice, rule(one.rule, one.confidence))
            for n, one in enumerate(record.roles)
        ],
        "reuse": [
            (a, *one.span, *(one.credit or _NOTHING), rule(one.rule, one.confidence))
            for one in (record.reuse,)
            if one is not None
        ],
    }


def _repairs(record: Record, article: int, rule: Callable[[str, float | None], int]) -> list[Row]:
    text = record.article.text
    alike: dict[tuple[str, str, str, float], list[int]] = {}
    for start, end, new, name, confidence in record.repairs:
        alike.setdefault((text[start:end], new, name, confidence), []).append(start)
    return [
        (
            article,
            n,
            old,
            new,
            rule(name, confidence),
            _json([at - before for before, at in zip([0, *places], places, strict=False)]),
        )
        for n, ((old, new, name, confidence), places) in enumerate(alike.items())
    ]


def _reference(reference: Reference | None) -> Row:
    return (None, None, None) if reference is None else (*(reference.span or _NOTHING), reference.entity)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_record(connection: Connection, article: int, row: Row, made_by: MadeBy) -> Record:
    """The record of an article, whose `row` has its id, url, publisher, published, title, decoded and text."""

    def rows(table: str, columns: str, order: str = "n") -> list[Row]:
        found = f"SELECT {columns} FROM {table} WHERE article = ? ORDER BY {order}"  # noqa: S608 - names of our own
        return connection.execute(found, (article,)).fetchall()

    def ruled(table: str, columns: str) -> Iterable[Row]:
        """The same with the name and the confidence of the rule as the last two."""
        return connection.execute(
            f"SELECT {columns}, rules.rule, confidence FROM {table} AS one JOIN rules ON rules.key = one.rule "  # noqa: S608
            "WHERE article = ? ORDER BY n",
            (article,),
        )

    key, url, publisher, published, title, decoded, text = row
    day = date.fromisoformat(published) if published else None
    repairs = tuple(_edits(ruled("repairs", "old, new, places")))
    mentions = _grouped(rows("mentions", "entity, start, end, kind", "entity, n"))
    parts = _grouped(rows("parts", "quote, start, end", "quote, n"))
    chain = _grouped(
        connection.execute(
            "SELECT quote, rules.rule, start, end FROM chain JOIN rules ON rules.key = chain.rule "
            "WHERE article = ? ORDER BY quote, n",
            (article,),
        )
    )
    via = _grouped(rows("via", "quote, start, end, entity", "quote, n"))
    parties = _grouped(rows("parties", "event, side, entity", "event, side, n"))
    names = dict(
        connection.execute(
            "SELECT key, names.name FROM names WHERE key IN (SELECT name FROM entities WHERE article = ?1 "
            "UNION SELECT role FROM entities WHERE article = ?1)",
            (article,),
        )
    )
    reuse = connection.execute(
        "SELECT start, end, credit_start, credit_end, rules.rule, confidence FROM reuse "
        "JOIN rules ON rules.key = reuse.rule WHERE article = ?",
        (article,),
    ).fetchone()
    return Record(
        Article(key, text, title, publisher, day, url, tuple(json.loads(decoded))),
        apply(text, repairs),
        repairs,
        tuple(Span(*pair) for pair in rows("sentences", "start, end")),
        tuple(
            Entity(
                names[name],
                kind,
                names.get(role),
                tuple(Mention(Span(start, end), how) for start, end, how in mentions.get(n, ())),
                *by,
            )
            for n, name, kind, role, *by in ruled("entities", "n, name, type, role")
        ),
        tuple(
            Date(Span(start, end), value, kind, calendar, jalali, rule, sure, note)
            for start, end, value, kind, calendar, jalali, note, rule, sure in ruled(
                "dates", "start, end, value, type, calendar, jalali, note"
            )
        ),
        tuple(
            Quote(
                tuple(Span(*part) for part in parts.get(n, ())) or (Span(start, end),),
                form,
                _span(*cue),
                _as_reference(*speaker),
                _as_reference(*addressee),
                tuple(Reference(_span(*words), entity) for *words, entity in via.get(n, ())),
                rule,
                sure,
                tuple(Link(name, Span(*words)) for name, *words in chain.get(n, ())),
            )
            for n, start, end, form, cue, speaker, addressee, rule, sure in (
                (*row[:4], row[4:6], row[6:9], row[9:12], *row[12:])
                for row in ruled(
                    "quotes",
                    "n, start, end, form, cue_start, cue_end, speaker_start, speaker_end, speaker, "
                    "addressee_start, addressee_end, addressee",
                )
            )
        ),
        tuple(Mark(Span(start, end), kind, *by) for start, end, kind, *by in ruled("marks", "start, end, kind")),
        tuple(
            Source(Reference(_span(start, end), entity), _span(*cue), kind, rule, sure)
            for entity, start, end, *cue, kind, rule, sure in ruled(
                "sources", "entity, start, end, cue_start, cue_end, kind"
            )
        ),
        tuple(
            Event(
                Span(start, end),
                kind,
                tuple(entity for side, entity in parties.get(n, ()) if side == "actor"),
                tuple(entity for side, entity in parties.get(n, ()) if side == "recipient"),
                _span(place_start, place_end),
                *rest,
            )
            for n, start, end, kind, place_start, place_end, *rest in ruled(
                "events",
                "n, start, end, type, place_start, place_end, date, voice, modality, cluster, cameo",
            )
        ),
        tuple(
            Term(Span(start, end), *rest) for start, end, *rest in ruled("terms", "start, end, entity, voice, retells")
        ),
        tuple(
            Role(Span(start, end), *rest) for start, end, *rest in ruled("roles", "start, end, entity, status, voice")
        ),
        Reuse(Span(*reuse[:2]), _span(*reuse[2:4]), *reuse[4:]) if reuse else None,
        made_by,
    )


def _edits(rows: Iterable[Row]) -> list[Edit]:
    return sorted(
        Edit(start, start + len(old), new, rule, confidence)
        for old, new, places, rule, confidence in rows
        for start in accumulate(json.loads(places))
    )


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = {}
    for first, *rest in rows:
        groups.setdefault(first, []).append(tuple(rest))
    return groups


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _as_reference(start: int | None, end: int | None, entity: int | None) -> Reference | None:
    """None, too, where there was a reference to nobody and no words: the JSON of both is null."""
    if start is None and entity is None:
        return None
    return Reference(_span(start, end), entity)
