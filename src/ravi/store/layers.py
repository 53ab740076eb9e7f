"""The rows of the layers → a record: `read_record` puts together what `ravi.store.rows` took apart."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate
from sqlite3 import Connection
from typing import Any

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
from ravi.spans import Edit, OffsetMap, Span, apply

Row = tuple[Any, ...]
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as the columns of all tables have it."""


COLUMNS = {"repairs": 6, "entities": 8, "dates": 10, "quotes": 17, "marks": 6, "sources": 9, "events": 15}
COLUMNS |= {"roles": 8, "reuse": 6}
"""The tables of the layers, each with its number of columns, in the order in which they can be filled."""

DELETES = tuple(f"DELETE FROM {table} WHERE article = ?" for table in reversed(COLUMNS))  # noqa: S608


def everywhere(text: str, old: str) -> Iterator[int]:
    """Where words stand in a text."""
    at = text.find(old)
    while at >= 0:
        yield at
        at = text.find(old, at + len(old))


def read_record(connection: Connection, article: int, row: Row, made_by: MadeBy) -> Record:
    """The record of an article, of which `row` has id, url, publisher, published, title, decoded, text, sentences."""

    def ruled(table: str, columns: str) -> Iterable[Row]:
        """The rows of a layer, with the name and the confidence of the rule as the last two."""
        return connection.execute(
            f"SELECT {columns}, rules.rule, confidence FROM {table} AS one JOIN rules ON rules.key = one.rule "  # noqa: S608
            "WHERE article = ? ORDER BY one.n",
            (article,),
        )

    key, url, publisher, published, title, decoded, text, sentences = row
    day = date.fromisoformat(published) if published else None
    repairs = read_repairs(connection, article, text)
    names = dict(
        connection.execute(
            "SELECT key, names.name FROM names WHERE key IN (SELECT name FROM entities WHERE article = ?1 "
            "UNION SELECT role FROM entities WHERE article = ?1)",
            (article,),
        )
    )
    found = list(ruled("entities", "one.name, type, role, mentions, terms"))
    places = [list(_unpacked(row[3], 3)) for row in found]
    ways = _ways(connection, {way for each in places for _, way in each})
    return Record(
        Article(key, text, title, publisher, day, url, tuple(json.loads(decoded))),
        apply(text, repairs),
        repairs,
        tuple(span for (span,) in _unpacked(sentences, 2)),
        tuple(
            Entity(
                names[name],
                kind,
                None if role is None else names[role],
                tuple(Mention(span, ways[way][0]) for span, way in each),
                *by,
            )
            for (name, kind, role, _, _, *by), each in zip(found, places, strict=True)
        ),
        tuple(
            Date(Span(start, end), value, kind, calendar, jalali, rule, sure, note)
            for start, end, value, kind, calendar, jalali, note, rule, sure in ruled(
                "dates", "start, end, value, type, calendar, jalali, note"
            )
        ),
        tuple(_quotes_in(connection, article)),
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
                tuple(json.loads(actors or "[]")),
                tuple(json.loads(recipients or "[]")),
                _span(place_start, place_end),
                *rest,
            )
            for start, end, kind, actors, recipients, place_start, place_end, *rest in ruled(
                "events",
                "start, end, type, actors, recipients, place_start, place_end, date, voice, modality, cluster, cameo",
            )
        ),
        tuple(_terms_in(connection, places, [row[4] for row in found], ways)),
        tuple(
            Role(Span(start, end), *rest) for start, end, *rest in ruled("roles", "start, end, entity, status, voice")
        ),
        _reuse(connection, article),
        made_by,
    )


def _quotes_in(connection: Connection, article: int) -> Iterator[Quote]:
    rows = connection.execute(
        "SELECT start, end, form, cue_start, cue_end, speaker_start, speaker_end, speaker, "
        "addressee_start, addressee_end, addressee, rules.rule, confidence, parts, via, chain "
        "FROM quotes JOIN rules ON rules.key = quotes.rule WHERE quotes.article = ? ORDER BY quotes.n",
        (article,),
    ).fetchall()
    for start, end, form, *words, rule, sure, parts, via, chain in rows:
        yield Quote(
            tuple(Span(*part) for part in json.loads(parts)) if parts else (Span(start, end),),
            form,
            _span(*words[:2]),
            _as_reference(*words[2:5]),
            _as_reference(*words[5:]),
            tuple(Reference(_span(*words), entity) for *words, entity in json.loads(via or "[]")),
            rule,
            sure,
            tuple(_links(connection, json.loads(chain or "[]"))),
        )


def _links(connection: Connection, flat: list[int]) -> Iterator[Link]:
    for rule, start, length in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        (name,) = connection.execute("SELECT rule FROM rules WHERE key = ?", (rule,)).fetchone()
        yield Link(name, Span(start, start + length))


def _ways(connection: Connection, keys: Iterable[int]) -> dict[int, Row]:
    """Of each way its kind and, of a term, the voice, what it retells, the rule and its confidence."""
    rows = connection.execute(
        "SELECT ways.key, kind, voice, retells, rules.rule, confidence "
        "FROM ways LEFT JOIN rules ON rules.key = ways.rule WHERE ways.key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {key: tuple(way) for key, *way in rows}


def _terms_in(
    connection: Connection, places: list[list[tuple[Any, ...]]], others: list[str | None], ways: dict[int, Row]
) -> list[Term]:
    """The terms among the places of each entity, and those that are no such place."""
    found: list[Term] = []
    for entity, each in enumerate(places):
        found += (Term(span, entity, *ways[way][1:]) for span, way in each if ways[way][3] is not None)
    for entity, terms in enumerate(others):
        for span, voice, retells, rule in _unpacked(terms or "[]", 5):
            [by] = connection.execute("SELECT rule, confidence FROM rules WHERE key = ?", (rule,))
            found.append(Term(span, entity, voice - 1 if voice else None, retells - 1 if retells else None, *by))
    return sorted(found, key=lambda term: (term.span, term.entity))


def _reuse(connection: Connection, article: int) -> Reuse | None:
    row = connection.execute(
        "SELECT start, end, credit_start, credit_end, rules.rule, confidence FROM reuse "
        "JOIN rules ON rules.key = reuse.rule WHERE article = ?",
        (article,),
    ).fetchone()
    return Reuse(Span(*row[:2]), _span(*row[2:4]), *row[4:]) if row else None


def _unpacked(flat: str, size: int) -> Iterator[tuple[Any, ...]]:
    """The span of each `size` numbers, with those that follow it."""
    numbers = json.loads(flat)
    start = 0
    for at in range(0, len(numbers), size):
        start += numbers[at]
        yield Span(start, start + numbers[at + 1]), *numbers[at + 2 : at + size]


def read_places(connection: Connection, article: int) -> Iterator[tuple[str, str, tuple[Span, ...]]]:
    """The entities of an article alone: name, type, the places that speak of each."""
    rows = connection.execute(
        "SELECT names.name, type, mentions FROM entities JOIN names ON names.key = entities.name WHERE article = ?",
        (article,),
    )
    for name, kind, mentions in rows:
        yield name, kind, tuple(span for span, *_ in _unpacked(mentions, 3))


def read_repairs(connection: Connection, article: int, text: str) -> tuple[Edit, ...]:
    """The edits of an article of this text, in order."""
    rows = connection.execute(
        "SELECT old, new, places, rules.rule, confidence FROM repairs JOIN rules ON rules.key = repairs.rule "
        "WHERE article = ?",
        (article,),
    )
    return tuple(
        sorted(
            Edit(start, start + len(old), new, rule, confidence)
            for old, new, places, rule, confidence in rows
            for start in (everywhere(text, old) if places is None else accumulate(json.loads(places)))
        )
    )


def read_repaired(connection: Connection, article: int, text: str) -> tuple[str, OffsetMap]:
    """An article's text as repaired, and the map between the two: as by `read_repairs`, sooner."""
    letters: dict[str, str] = {}
    edits: list[Edit] = []
    rows = connection.execute("SELECT old, new, places FROM repairs WHERE article = ?", (article,)).fetchall()
    for old, new, places in rows:
        if places is None and len(old) == len(new) == 1:
            letters[old] = new  # wherever it stands: nothing moves
        else:
            starts = everywhere(text, old) if places is None else accumulate(json.loads(places))
            edits += (Edit(start, start + len(old), new, "") for start in starts)
    edits.sort()
    if letters.keys() & letters.values():
        text = text.translate({ord(old): new for old, new in letters.items()})
    else:
        for old, new in letters.items():
            text = text.replace(old, new)
    return apply(text, edits), OffsetMap(edits)


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _as_reference(start: int | None, end: int | None, entity: int | None) -> Reference | None:
    """None, too, where there was a reference to nobody and no words: the JSON of both is null."""
    if start is None and entity is None:
        return None
    return Reference(_span(start, end), entity)
