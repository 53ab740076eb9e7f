"""What the page of a speaker shows: his offices over time, which outlets quote him, what he says and of whom."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ravi.compare.hands import Who, judgements
from ravi.compare.linked import Known, find_people
from ravi.record import Record
from ravi.spans import Span
from ravi.store import Store
from ravi.store.filters import Asked
from ravi.store.folding import key_of
from ravi.store.search import search
from ravi.web.timeline import Utterance

_ARTICLES = 30  # the newest, in which is looked for what a speaker says
_OUTLETS = 12
_PERSONS = 12


class Office(NamedTuple):
    """An office as articles name it, from the first to the last day, in so many articles."""

    role: str
    first: str | None
    last: str | None
    articles: int


class Outlet(NamedTuple):
    """An outlet that speaks of a person: in so many articles, with so many of his quotations."""

    name: str
    articles: int
    quotes: int


class Person(NamedTuple):
    """One person, as `ravi link` joined the places that speak of him."""

    known: Known
    quotes: int
    offices: tuple[Office, ...]
    outlets: tuple[Outlet, ...]


class ByHand(NamedTuple):
    """What a hand has said of somebody in an article: one with others in theirs, or not."""

    id: str
    name: str
    others: tuple[tuple[str, str], ...]
    together: bool


class Profile(NamedTuple):
    """What is known under a name: persons, the newest quotations, of whom they speak (how often), what hands said."""

    persons: tuple[Person, ...]
    said: tuple[Utterance, ...]
    speaks_of: tuple[tuple[str, int], ...]
    by_hand: tuple[ByHand, ...]


def profile(store: Store, name: str, also: str = "") -> Profile:
    """Whatever a store has under a name, and the persons of another beside. Raises `InputError` where it is no word."""
    said: list[Utterance] = []
    named: Counter[str] = Counter()
    for hit in islice(search(store, Asked(speaker=name)), _ARTICLES):
        record = store.record(hit.key)
        article = record.article
        day = article.published.isoformat() if article.published else None
        for one in hit.said:
            words = " ".join(" ".join(part.of(article.text) for part in one.parts).split())
            said.append(Utterance(article.id, one.n, article.publisher, day, one.speaker, words))
        speakers = {quote.speaker.entity for quote in record.quotes if quote.speaker}
        parts = [part for one in hit.said for part in one.parts]
        named.update(_named_in(record, parts, speakers))
    names = [each for each in (name, also) if each.strip()]
    known = {each.person: each for one in names for each in find_people(store, one, most=_PERSONS)}
    persons = tuple(_person(each) for each in known.values())
    return Profile(persons, tuple(said), tuple(named.most_common(14)), tuple(_by_hand(store, known.values())))


def _by_hand(store: Store, known: Iterable[Known]) -> Iterator[ByHand]:
    """What hands have said of these people, with their names as they are written."""
    names = {Who(seen.id, key_of(seen.name)): seen.name for each in known for seen in each.seen}
    for who, others, together in judgements(store, {who.id for who in names}):
        if who in names or any(other in names for other in others):
            written = tuple((other.id, names.get(other, other.name)) for other in others)
            yield ByHand(who.id, names.get(who, who.name), written, together)


def _named_in(record: Record, parts: Iterable[Span], speakers: set[int | None]) -> Iterable[str]:
    places = list(parts)
    for number, entity in enumerate(record.entities):
        if number in speakers or entity.type == "LOC":
            continue
        if any(
            part.start <= each.span.start and each.span.end <= part.end for each in entity.mentions for part in places
        ):
            yield entity.name


def _person(known: Known) -> Person:
    offices: dict[str, list[str | None]] = {}
    for seen in known.seen:
        if seen.role:
            offices.setdefault(" ".join(seen.role.split()), []).append(seen.published)
    told = Counter(seen.publisher for seen in known.seen if seen.publisher)
    quoted = Counter({seen.publisher: 0 for seen in known.seen if seen.publisher})
    for seen in known.seen:
        if seen.publisher:
            quoted[seen.publisher] += seen.quotes
    return Person(
        known,
        sum(seen.quotes for seen in known.seen),
        tuple(_office(role, days) for role, days in sorted(offices.items(), key=lambda item: -len(item[1]))[:8]),
        tuple(Outlet(name, number, quoted[name]) for name, number in told.most_common(_OUTLETS)),
    )


def _office(role: str, days: list[str | None]) -> Office:
    dated = [day for day in days if day]
    return Office(role, min(dated, default=None), max(dated, default=None), len(days))
