"""A record ↔ the rows of its layers: `rows_of` takes it apart, `read_record` puts it together again."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate
from sqlite3 import Connection
from typing import Any, NamedTuple, get_args

from ravi.record import (
    Article,
    Date,
    Entity,
    Event,
    Link,
    MadeBy,
    Mark,
    Mention,
    MentionKind,
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


class Keys(NamedTuple):
    """Give the keys of words that are kept once and that JSON has: of a rule and its confidence, of a way."""

    rule: dict["Rule", int]
    way: dict["Way", int]


class Later(int):
    """A number below 0 that stands for a key which only the store can give; in JSON -1 is ~1."""

    def __repr__(self) -> str:
        return f"~{-self}"


class Lacking(str):
    """JSON that has such numbers."""

    __slots__ = ()


Rule = tuple[str, float | None]
Way = tuple[MentionKind, int | None, int | None, int | None]
"""How a place speaks of an entity, as the table `ways` has it: kind, voice, retells, rule, which only a term has."""

COLUMNS = {"repairs": 6, "entities": 8, "dates": 10, "quotes": 17, "marks": 6, "sources": 9, "events": 15}
COLUMNS |= {"roles": 8, "reuse": 6}
"""The tables of the layers, each with its number of columns, in the order in which they can be filled."""

INSERTS = {table: f"INSERT INTO {table} VALUES ({', '.join('?' * count)})" for table, count in COLUMNS.items()}  # noqa: S608
DELETES = tuple(f"DELETE FROM {table} WHERE article = ?" for table in reversed(COLUMNS))  # noqa: S608
_NOTHING = (None, None)
_LATER = re.compile("~([0-9]+)")


def rows_of(record: Record, keys: Keys) -> dict[str, list[Row]]:
    """The rows of each table, but for the article, their first column. Of an entity, name and office are words."""
    rule = keys.rule
    return {
        "repairs": _repairs(record, rule),
        "entities": _entities(record, keys),
        "dates": [
            (n, *one.span, one.value, one.type, one.calendar, one.jalali, one.note, rule[one.rule, one.confidence])
            for n, one in enumerate(record.dates)
        ],
        "quotes": [
            (
                *(n, *one.span, one.form, *(one.cue or _NOTHING)),
                *(*_reference(one.speaker), *_reference(one.addressee), rule[one.rule, one.confidence]),
                _json(one.parts) if len(one.parts) > 1 else None,
                _json([_reference(via) for via in one.via]) if one.via else None,
                _numbers([part for link in one.chain for part in (rule[link.rule, None], *_placed(link.span))])
                if one.chain
                else None,
            )
            for n, one in enumerate(record.quotes)
        ],
        "marks": [(n, *one.span, one.kind, rule[one.rule, one.confidence]) for n, one in enumerate(record.marks)],
        "sources": [
            (
                *(n, one.who.entity, *(one.who.span or _NOTHING), *(one.cue or _NOTHING)),
                *(one.kind, rule[one.rule, one.confidence]),
            )
            for n, one in enumerate(record.sources)
        ],
        "events": [
            (
                *(n, *one.span, one.type, one.cameo, *(one.place or _NOTHING), one.date, one.voice),
                *(_json(one.actors) if one.actors else None, _json(one.recipients) if one.recipients else None),
                *(one.modality, one.cluster, rule[one.rule, one.confidence]),
            )
            for n, one in enumerate(record.events)
        ],
        "roles": [
            (n, one.entity, *one.span, one.status, one.voice, rule[one.rule, one.confidence])
            for n, one in enumerate(record.roles)
        ],
        "reuse": [
            (*one.span, *(one.credit or _NOTHING), rule[one.rule, one.confidence])
            for one in (record.reuse,)
            if one is not None
        ],
    }


def settled(rows: dict[str, list[Row]], keys: list[int]) -> dict[str, list[Row]]:
    """The rows of `rows_of` with these keys for what stands in them for the first, the second, …

    >>> settled({"entities": [(0, "وزیر", Later(-2), Lacking("[0,4,~1]"))]}, [7, 8])
    {'entities': [(0, 'وزیر', 8, '[0,4,7]')]}
    """

    def key(value: Any) -> Any:  # noqa: ANN401 - of any column
        if isinstance(value, Later):
            return keys[-value - 1]
        if isinstance(value, Lacking):
            return _LATER.sub(lambda found: str(keys[int(found[1]) - 1]), value)
        return value

    return {table: [tuple(map(key, row)) for row in those] for table, those in rows.items()}


def of_article(
    article: int, rows: dict[str, list[Row]], name: dict[str | None, int | None]
) -> Iterator[tuple[str, list[Row]]]:
    """The rows of `rows_of` as the tables have them; `name` gives the key of a name."""
    for table, those in rows.items():
        if table == "entities":
            yield table, [(article, n, name[of], kind, name[role], *rest) for n, of, kind, role, *rest in those]
        elif those:
            yield table, [(article, *row) for row in those]


def _entities(record: Record, keys: Keys) -> list[Row]:
    """Each with the places that speak of it, what these are as terms, and the terms that are no such place."""
    rule, way = keys
    called: dict[int, dict[Span, Term]] = {}
    others: list[Term] = []
    for term in record.terms:
        if called.setdefault(term.entity, {}).setdefault(term.span, term) is not term:
            others.append(term)
    plain = {kind: way[kind, None, None, None] for kind in get_args(MentionKind)}
    places: list[str] = []
    for n, one in enumerate(record.entities):
        names = called.get(n)
        flat: list[int] = []
        before = 0
        for mention in one.mentions:
            start, end = span = mention.span
            name = names.pop(span, None) if names else None
            if name is None:
                how = plain[mention.kind]
            else:
                how = way[mention.kind, name.voice, name.retells, rule[name.rule, name.confidence]]
            flat += (start - before, end - start, how)
            before = start
        places.append(_numbers(flat))
    rest: dict[int, list[Term]] = {}
    for term in (*(term for names in called.values() for term in names.values()), *others):
        rest.setdefault(term.entity, []).append(term)
    return [
        (
            *(n, one.name, one.type, one.role, rule[one.rule, one.confidence], places[n]),
            _terms(rest[n], rule) if n in rest else None,
        )
        for n, one in enumerate(record.entities)
    ]


def packed(spans: Iterable[tuple[Span, tuple[int, ...]]]) -> str:
    """Spans as flat JSON: of each the start, counted from the start before, the length, and what goes with it.

    >>> packed([(Span(0, 9), ()), (Span(10, 30), ())])
    '[0,9,10,20]'
    """
    flat: list[int] = []
    before = 0
    for (start, end), more in spans:
        flat += start - before, end - start, *more
        before = start
    return _numbers(flat)


def _terms(terms: Iterable[Term], rule: dict[tuple[str, float | None], int]) -> str:
    return packed(
        (
            term.span,
            (
                0 if term.voice is None else term.voice + 1,
                0 if term.retells is None else term.retells + 1,
                rule[term.rule, term.confidence],
            ),
        )
        for term in terms
    )


def _placed(span: Span) -> tuple[int, int]:
    return span.start, span.end - span.start


def _repairs(record: Record, rule: dict[tuple[str, float | None], int]) -> list[Row]:
    text = record.article.text
    alike: dict[tuple[str, str, str, float], list[int]] = defaultdict(list)
    for start, end, new, name, confidence in record.repairs:
        alike[text[start:end], new, name, confidence].append(start)
    return [
        (n, old, new, rule[name, confidence], _places(text, old, places))
        for n, ((old, new, name, confidence), places) in enumerate(alike.items())
    ]


def _places(text: str, old: str, places: list[int]) -> str | None:
    """Where, as flat JSON, each counted from the one before; None where it is everywhere."""
    if old and len(places) == text.count(old) and (len(old) == 1 or places == list(_everywhere(text, old))):
        return None
    return _numbers([at - before for before, at in zip([0, *places], places, strict=False)])


def _everywhere(text: str, old: str) -> Iterator[int]:
    at = text.find(old)
    while at >= 0:
        yield at
        at = text.find(old, at + len(old))


def _reference(reference: Reference | None) -> Row:
    return (None, None, None) if reference is None else (*(reference.span or _NOTHING), reference.entity)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _numbers(flat: list[int]) -> str:
    text = repr(flat).replace(" ", "")  # sooner than any other way
    return Lacking(text) if "~" in text else text


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
        (_numbers(list(keys)),),
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
            for start in (_everywhere(text, old) if places is None else accumulate(json.loads(places)))
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
            starts = _everywhere(text, old) if places is None else accumulate(json.loads(places))
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
