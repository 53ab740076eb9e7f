"""What the page of a speaker shows: his offices over time, which outlets quote him, what he says and of whom."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from ravi.compare.hands import Judgement, Who, judgements
from ravi.compare.linked import Seen, places_of
from ravi.spans import Span
from ravi.store import Store
from ravi.store.filters import Asked
from ravi.store.layers import read_places
from ravi.store.persons import Summary, names_of, person_of, persons_of
from ravi.store.search import Hit, search
from ravi.web.timeline import Utterance

_ARTICLES = 12  # the newest, in which is looked for what a speaker says
_PERSONS = 10
_PLACES = 5  # of each of several
PLACES = 40  # of one alone, a page


class Person(NamedTuple):
    """One person, as `ravi link` joined the places that speak of him, and some of these places."""

    known: Summary
    seen: tuple[Seen, ...]


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
        article = hit.article
        day = article.published.isoformat() if article.published else None
        for one in hit.said:
            words = " ".join(" ".join(part.of(article.text) for part in one.parts).split())
            said.append(Utterance(article.id, one.n, article.publisher, day, one.speaker, words))
        named.update(_named_in(store, hit))
    names = [each for each in (name, also) if each.strip()]
    known = {each.person: each for one in names for each in persons_of(store.connection, one, _PERSONS)}
    most = PLACES if len(known) == 1 else _PLACES
    persons = tuple(Person(each, places_of(store, each.person, most=most)) for each in known.values())
    return Profile(persons, tuple(said), tuple(named.most_common(14)), tuple(_by_hand(store, list(known))))


def of_person(store: Store, person: str, page: int) -> Profile | None:
    """One person alone, with some of his places; None where there is none."""
    known = person_of(store.connection, person)
    if known is None:
        return None
    seen = places_of(store, person, (page - 1) * PLACES, PLACES)
    return Profile((Person(known, seen),), (), (), ())


def _by_hand(store: Store, persons: Sequence[str]) -> Iterator[ByHand]:
    """What hands have said of these people."""
    named = names_of(store.connection, persons)

    @cache
    def meant(who: Who) -> bool:
        return who.name in named and _person_of(store, who) in persons

    return (_written(store, one) for one in judgements(store, meant))


def _person_of(store: Store, who: Who) -> str | None:
    row = store.connection.execute(f"SELECT person {_PLACE}", who).fetchone()
    return row and str(row[0])


def _written(store: Store, said: Judgement) -> ByHand:
    def name(who: Who) -> str:
        row = store.connection.execute(f"SELECT names.name {_PLACE}", who).fetchone()
        return str(row[0]) if row else who.name

    others = tuple((other.id, name(other) if at < _WRITTEN else other.name) for at, other in enumerate(said.others))
    return ByHand(said.who.id, name(said.who), others, said.together)


_WRITTEN = 3  # of the others, those that the page names
_PLACE = (
    "FROM articles JOIN entities ON entities.article = articles.key JOIN names ON names.key = entities.name "
    "JOIN people ON people.article = articles.key AND people.entity = entities.n "
    "WHERE articles.id = ? AND names.folded = ?"
)


def _named_in(store: Store, hit: Hit) -> Iterator[str]:
    """Whom the quotations of a hit name, themselves left out."""
    parts = [part for one in hit.said for part in one.parts]
    speakers = {one.speaker for one in hit.said}
    for name, kind, spans in _entities(store, hit):
        inside = any(part.start <= span.start and span.end <= part.end for span in spans for part in parts)
        if inside and kind != "LOC" and name not in speakers:
            yield name


def _entities(store: Store, hit: Hit) -> Iterable[tuple[str, str, tuple[Span, ...]]]:
    if not store.corrections(hit.article.id):
        return read_places(store.connection, hit.key)
    entities = store.record(hit.key).entities
    return [(one.name, one.type, tuple(place.span for place in one.mentions)) for one in entities]
