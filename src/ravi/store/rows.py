"""A record → the rows of its layers, as the tables of a store have them but for the article's key.

The first column says which of the records it is that are kept together, from 0. A key that only the store can give is
stood for by a number from `LATER` on, in a column or in the JSON of one: `settled` puts the key in its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ravi.record import MentionKind, Record, Reference, Term
from ravi.spans import Span
from ravi.store.layers import COLUMNS, Row, everywhere, to_json

Rule = tuple[str, float | None]
Way = tuple[MentionKind, int | None, int | None, int]
"""How a place speaks of an entity, as the table `ways` has it: kind, voice, retells, rule."""
Rows = dict[str, list[Row]]


class Keys(NamedTuple):
    """Give the keys of words that are kept once: of a rule and its confidence, of a way, of a name or an office."""

    rule: dict[Rule, int]
    way: dict[Way, int]
    name: dict[str, int]


LATER = 1 << 60
_LATER = re.compile(r"\d{19}")
PERSONS = "persons"  # no table: how many quotations the persons of a name have, for `ravi.store.figures`
_PLAIN: dict[MentionKind, int] = {"name": 0, "title": 1, "pronoun": 2}  # the ways without a term
_NOTHING = (None, None)
_KEYS = {"repairs": (4,), "entities": (2, 4, 5), "dates": (9,), "quotes": (13,), "marks": (5,), "sources": (8,)}
_KEYS |= {"events": (14,), "roles": (7,), "reuse": (5,), "spoken": (1,), PERSONS: (1,)}
_JSON = {"entities": (6, 7), "quotes": (16,)}
"""The columns of the rows that hold keys, and those that hold JSON with keys."""


def no_rows() -> Rows:
    """A list for each table, nothing in it yet."""
    return {table: [] for table in (*COLUMNS, "spoken", PERSONS)}


def add_rows(record: Record, number: int, keys: Keys, to: Rows) -> None:
    """Add the rows of a record, which is this one of those that are kept together."""
    rule = keys.rule
    _add_repairs(record, number, rule, to["repairs"])
    _add_entities(record, number, keys, to["entities"])
    to["dates"] += (
        (
            *(number, n, *one.span, one.value, one.type, one.calendar, one.jalali, one.note),
            rule[one.rule, one.confidence],
        )
        for n, one in enumerate(record.dates)
    )
    if record.quotes:
        _add_quotes(record, number, rule, to["quotes"])
        _add_spoken(record, number, keys.name, to)
    to["marks"] += (
        (number, n, *one.span, one.kind, rule[one.rule, one.confidence]) for n, one in enumerate(record.marks)
    )
    to["sources"] += (
        (
            *(number, n, one.who.entity, *(one.who.span or _NOTHING), *(one.cue or _NOTHING)),
            *(one.kind, rule[one.rule, one.confidence]),
        )
        for n, one in enumerate(record.sources)
    )
    to["events"] += (
        (
            *(number, n, *one.span, one.type, one.cameo, *(one.place or _NOTHING), one.date, one.voice),
            *(to_json(one.actors) if one.actors else None, to_json(one.recipients) if one.recipients else None),
            *(one.modality, one.cluster, rule[one.rule, one.confidence]),
        )
        for n, one in enumerate(record.events)
    )
    to["roles"] += (
        (number, n, one.entity, *one.span, one.status, one.voice, rule[one.rule, one.confidence])
        for n, one in enumerate(record.roles)
    )
    if (reuse := record.reuse) is not None:
        to["reuse"].append((number, *reuse.span, *(reuse.credit or _NOTHING), rule[reuse.rule, reuse.confidence]))


def settled(rows: Rows, lacking: set[int], keys: list[int]) -> None:
    """Put keys in the rows of some records, for what stands there for the first, the second, …

    >>> rows = {"entities": [(0, 0, LATER, "PER", None, LATER + 1, f"[0,4,{LATER + 1}]", None)]}
    >>> settled(rows, {0}, [7, 8])
    >>> rows
    {'entities': [(0, 0, 7, 'PER', None, 8, '[0,4,8]', None)]}
    """

    def told(found: re.Match[str]) -> str:
        return str(keys[int(found[0]) - LATER])

    for table, those in rows.items():
        for at, row in enumerate(those):
            if row[0] not in lacking:
                continue
            now = list(row)
            for column in _KEYS[table]:
                if (key := row[column]) is not None and key >= LATER:
                    now[column] = keys[key - LATER]
            for column in _JSON.get(table, ()):
                if row[column]:
                    now[column] = _LATER.sub(told, row[column])
            those[at] = tuple(now)


def _add_entities(record: Record, number: int, keys: Keys, to: list[Row]) -> None:
    """Each with the places that speak of it, what these are as terms, and the terms that are no such place."""
    rule, way, name = keys
    called: dict[int, dict[Span, Term]] = {}
    others: dict[int, list[Term]] = {}
    for term in record.terms:
        if called.setdefault(term.entity, {}).setdefault(term.span, term) is not term:
            others.setdefault(term.entity, []).append(term)
    for n, one in enumerate(record.entities):
        terms = called.get(n, {})
        flat: list[int] = []
        before = 0
        for mention in one.mentions:
            start, end = span = mention.span
            kind = mention.kind
            if span in terms:
                term = terms.pop(span)
                how = way[kind, term.voice, term.retells, rule[term.rule, term.confidence]]
            else:
                how = _PLAIN[kind]
            flat += (start - before, end - start, how)
            before = start
        office = None if one.role is None else name[one.role]
        places = "[{},{},{}]".format(*flat) if len(flat) == 3 else _numbers(flat)
        rest = _terms([*terms.values(), *others.get(n, ())], rule) if terms or n in others else None
        to.append((number, n, name[one.name], one.type, office, rule[one.rule, one.confidence], places, rest))


def _terms(terms: Iterable[Term], rule: dict[Rule, int]) -> str:
    flat: list[int] = []
    before = 0
    for term in terms:
        start, end = term.span
        voice = 0 if term.voice is None else term.voice + 1
        retells = 0 if term.retells is None else term.retells + 1
        flat += (start - before, end - start, voice, retells, rule[term.rule, term.confidence])
        before = start
    return _numbers(flat)


def _add_quotes(record: Record, number: int, rule: dict[Rule, int], to: list[Row]) -> None:
    for n, one in enumerate(record.quotes):
        parts = one.parts
        chain: list[int] = []
        for link in one.chain:
            start, end = link.span
            chain += (rule[link.rule, None], start, end - start)
        to.append(
            (
                *(number, n, parts[0][0], parts[-1][1], one.form, *(one.cue or _NOTHING)),
                *(*_reference(one.speaker), *_reference(one.addressee), rule[one.rule, one.confidence]),
                to_json(parts) if len(parts) > 1 else None,
                to_json([_reference(via) for via in one.via]) if one.via else None,
                _numbers(chain) if chain else None,
            )
        )


def _add_spoken(record: Record, number: int, name: dict[str, int], to: Rows) -> None:
    """By whom the quotations are."""
    said: dict[int, int] = {}
    for quote in record.quotes:
        if quote.speaker is not None and (speaker := quote.speaker.entity) is not None:
            said[speaker] = said.get(speaker, 0) + 1
    spoken: dict[int, int] = {}
    for speaker, times in said.items():
        entity = record.entities[speaker]
        key = name[entity.name]
        spoken[key] = spoken.get(key, 0) + times
        if entity.type == "PER":
            to[PERSONS].append((number, key, times))
    to["spoken"] += ((number, key, times) for key, times in spoken.items())


def _add_repairs(record: Record, number: int, rule: dict[Rule, int], to: list[Row]) -> None:
    text = record.article.text
    alike: defaultdict[tuple[str, str, str, float], list[int]] = defaultdict(list)
    for start, end, new, name, confidence in record.repairs:
        alike[text[start:end], new, name, confidence].append(start)
    to += (
        (number, n, old, new, rule[name, confidence], _places(text, old, places))
        for n, ((old, new, name, confidence), places) in enumerate(alike.items())
    )


def _places(text: str, old: str, places: list[int]) -> str | None:
    """Where, as flat JSON, each counted from the one before; None where it is everywhere."""
    if old and len(places) == text.count(old) and (len(old) == 1 or places == list(everywhere(text, old))):
        return None
    return _numbers([at - before for before, at in zip([0, *places], places, strict=False)])


def packed(spans: Iterable[Span]) -> str:
    """Spans as flat JSON: of each the start, counted from the start before, and the length.

    >>> packed([Span(0, 9), Span(10, 30)])
    '[0,9,10,20]'
    """
    flat: list[int] = []
    before = 0
    for start, end in spans:
        flat += (start - before, end - start)
        before = start
    return _numbers(flat)


def _reference(reference: Reference | None) -> Row:
    return (None, None, None) if reference is None else (*(reference.span or _NOTHING), reference.entity)


def _numbers(flat: list[int]) -> str:
    return repr(flat).replace(" ", "")  # sooner than any other way
