"""What hands say of people: these places are one person, or they are not; and the people of those names joined anew.

A hand's word is kept beside what `ravi link` finds and goes before all evidence in every later run. Where the people of
a family name are few, they are joined anew at once, as the next run would join them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from ravi.compare.people import Joined, Person, Place, family_of, join_people, people_in
from ravi.errors import InputError, StoreError
from ravi.record import Record
from ravi.store import Store
from ravi.store.folding import key_of
from ravi.store.persons import count_persons, ending, person_of

MOST_AT_ONCE = 400  # articles that are read anew for a judgement
MOST_PAIRS = 5_000  # that one judgement may part


class Who(NamedTuple):
    """A person in an article: the article's id, and the name there, folded."""

    id: str
    name: str


class Judgement(NamedTuple):
    """What a hand has said of somebody: one person with these others, or another than these."""

    who: Who
    others: tuple[Who, ...]
    together: bool


def judge_people(store: Store, one: tuple[str, str], other: tuple[str, str], *, together: bool) -> bool:
    """Keep a hand's word: two places (an article's id, the person's name in it) are one person, or are not.

    True where it holds already, False where it does from the next `link` on. Raises `StoreError` where an article has
    no such person.
    """
    for id, name in (one, other):
        record = store.get(id)
        if record is None:
            raise StoreError(f"{store.path}: there is no article {id}: see ravi search")
        if key_of(name) not in {key_of(person.name) for person in people_in(record)}:
            raise StoreError(f"{store.path}: article {id} has no person «{name}»: see ravi show {id}")
    pair = (Who(one[0], key_of(one[1])), Who(other[0], key_of(other[1])))
    with store.transaction():
        return _keep(store, [pair], together=together)


def join_persons(store: Store, persons: Sequence[str]) -> bool:
    """Keep it that persons, as the table `people` calls them, are one. Raises `InputError`; see `judge_people`."""
    with store.transaction():
        groups = [_places_of(store, person) for person in dict.fromkeys(persons)]
        if len(groups) < 2:
            raise InputError("choose two persons or more to be one")
        for at, group in enumerate(groups):
            for other in groups[at + 1 :]:
                _unsay(store, product(group, other), together=False)
        first, *others = dict.fromkeys(who for group in groups for who in group)
        if len(others) > MOST_PAIRS:
            raise InputError(f"these are too many at once ({len(others) + 1} places): join them one by one")
        return _keep(store, [(first, who) for who in others], together=True)


def split_person(store: Store, person: str, places: Sequence[str]) -> bool:
    """Keep it that some places of a person («id entity» each) speak of somebody else. See `join_persons`."""
    with store.transaction():
        known = dict(zip(_places(store, person), _places_of(store, person), strict=True))
        chosen = [known[place] for place in dict.fromkeys(places) if place in known]
        rest = [who for who in known.values() if who not in chosen]
        if not chosen or not rest:
            raise InputError("choose some of the places of a person, and not all, to be somebody else's")
        if len(chosen) * len(rest) > MOST_PAIRS:
            raise InputError(f"these are too many at once ({len(chosen)} of {len(known)}): choose fewer")
        held = {who for one, other, together in _said(store) if together for who in _across(one, other, chosen, rest)}
        _unsay(store, product(chosen, rest), together=True)
        _insert(
            store, [(who, rest[who == rest[0]]) for who in held if len(rest) > 1], together=True
        )  # one with the rest
        return _keep(store, list(product(chosen, rest)), together=False)


def judgements(store: Store, about: Callable[[Who], bool]) -> list[Judgement]:
    """What hands have said of some people, by whom most is said."""
    said: dict[bool, list[tuple[Who, Who]]] = {True: [], False: []}
    for one, other, together in _said(store):
        if about(one) or about(other):
            said[together].append((one, other))
    found: list[Judgement] = []
    for together, pairs in said.items():
        while pairs:
            ((who, _),) = Counter(who for pair in pairs for who in pair).most_common(1)
            mine = [pair for pair in pairs if who in pair]
            pairs = [pair for pair in pairs if who not in pair]
            found.append(Judgement(who, tuple(one if other == who else other for one, other in mine), together))
    return found


def take_back(store: Store, id: str, name: str, *, together: bool) -> bool:
    """Take back what hands have said of somebody; see `judge_people`. Raises `InputError` where nothing was said."""
    who = Who(id, key_of(name))
    with store.transaction():
        pairs = [(one, other) for one, other, said in _said(store) if who in (one, other) and said is together]
        if not pairs:
            raise InputError(f"nothing is kept by hand of «{name}» in {id}")
        _unsay(store, pairs, together=together)
        return _hold(store, {each for pair in pairs for each in pair})


def by_hand(store: Store, people: Iterable[Person]) -> tuple[list[tuple[Place, Place]], list[tuple[Place, Place]]]:
    """What hands have said, as far as the places are still there: which are one person, which are not."""
    place_of = {Who(person.place.article, key_of(person.name)): person.place for person in people}
    said: tuple[list[tuple[Place, Place]], list[tuple[Place, Place]]] = ([], [])
    for one, other, together in _said(store):
        if one in place_of and other in place_of:
            said[0 if together else 1].append((place_of[one], place_of[other]))
    return said


def rows_of(joined: Iterable[Joined], keys: Mapping[str, int]) -> Iterator[tuple[int | str | None, ...]]:
    """The rows of the table `people`: each place, its person, and the place it was joined with and why."""
    for person in joined:
        first = person.places[0]
        reached = {first}
        held_by: dict[Place, tuple[Place, str]] = {}
        while len(reached) < len(person.places):
            for join in person.joins:
                for place, other in ((join.one, join.other), (join.other, join.one)):
                    if place in reached and other not in reached:
                        reached.add(other)
                        held_by[other] = (place, join.reason)
        for place in person.places:
            by, reason = held_by.get(place, (None, None))
            yield (
                *(keys[place.article], place.entity, f"{first.article} {first.entity}", person.name),
                *((keys[by.article], by.entity) if by else (None, None)),
                reason,
            )


def _said(store: Store) -> list[tuple[Who, Who, bool]]:
    rows = store.connection.execute(
        "SELECT one_id, one_name, other_id, other_name, together FROM people_by_hand ORDER BY 1, 2, 3, 4"
    )
    return [(Who(*row[:2]), Who(*row[2:4]), bool(row[4])) for row in rows.fetchall()]


def _across(one: Who, other: Who, chosen: Sequence[Who], rest: Sequence[Who]) -> tuple[Who, ...]:
    """Of two, the one among the rest where the other is chosen."""
    return tuple(b for a, b in ((one, other), (other, one)) if a in chosen and b in rest)


def _keep(store: Store, pairs: Sequence[tuple[Who, Who]], *, together: bool) -> bool:
    _insert(store, pairs, together=together)
    return _hold(store, {who for pair in pairs for who in pair})


def _insert(store: Store, pairs: Sequence[tuple[Who, Who]], *, together: bool) -> None:
    rows = [(*min(pair), *max(pair), int(together)) for pair in pairs]
    store.connection.executemany("INSERT OR REPLACE INTO people_by_hand VALUES (?, ?, ?, ?, ?)", rows)


def _unsay(store: Store, pairs: Iterable[tuple[Who, Who]], *, together: bool) -> None:
    store.connection.executemany(
        "DELETE FROM people_by_hand WHERE (one_id, one_name, other_id, other_name, together) = (?, ?, ?, ?, ?)",
        [(*min(pair), *max(pair), int(together)) for pair in pairs],
    )


def _places(store: Store, person: str) -> list[str]:
    known = person_of(store.connection, person)
    if known and known.places > MOST_PAIRS:
        raise InputError(f"«{known.name}» stands in {known.places:,} articles: too many to be judged at once")
    rows = store.connection.execute(
        "SELECT articles.id, entity FROM people JOIN articles ON key = article WHERE person = ? ORDER BY 1, 2",
        (person,),
    )
    found = [f"{id} {entity}" for id, entity in rows]
    if not found:
        raise InputError(f"there is no person «{person}»: look the name up again")
    return found


def _places_of(store: Store, person: str) -> list[Who]:
    """Who is meant in each place of a person."""
    found = []
    records: dict[str, Record | None] = {}
    for place in _places(store, person):
        id, _, entity = place.rpartition(" ")
        record = records.setdefault(id, store.get(id))
        if record is None or int(entity) >= len(record.entities):
            raise InputError(f"article {id} was read anew: run ravi link first")
        found.append(Who(id, key_of(record.entities[int(entity)].name)))
    return found


def _hold(store: Store, judged: Iterable[Who]) -> bool:
    """Join those people anew, as `link` would, whom a judgement may touch; False where they are too many for now."""
    families = _families(store, judged)
    keys = _articles_of(store, families) if len(families) else []
    if not keys or len(keys) > MOST_AT_ONCE:
        store.connection.execute("DELETE FROM linked")
        return False
    people: list[Person] = []
    key_of_id: dict[str, int] = {}
    for key in keys:
        record = store.record(key)
        row = store.connection.execute("SELECT story FROM stories WHERE article = ?", (key,)).fetchone()
        key_of_id[record.article.id] = key
        found = people_in(record, str(row[0]) if row else None)
        people += (person for person in found if family_of(person.name) in families)
    together, apart = by_hand(store, people)
    rows = list(rows_of(join_people(people, together=together, apart=apart), key_of_id))
    run = store.connection.execute
    places = [row[:2] for row in rows]
    persons = {str(row[2]) for row in rows}
    for place in places:
        persons.update(one for (one,) in run("SELECT person FROM people WHERE article = ? AND entity = ?", place))
    store.connection.executemany("DELETE FROM people WHERE article = ? AND entity = ?", places)
    store.connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    count_persons(store.connection, persons)
    return True


def _families(store: Store, judged: Iterable[Who]) -> set[str]:
    """The family names of those who are judged, and of all whom hands have joined with people of these names."""
    said = [(one, other) for one, other, together in _said(store) if together]
    known: dict[Who, set[str]] = {}

    def families(who: Who) -> set[str]:
        if who not in known:
            record = store.get(who.id)
            people = people_in(record) if record else ()
            known[who] = {family_of(person.name) for person in people if key_of(person.name) == who.name}
        return known[who]

    found = {family for who in judged for family in families(who)}
    more = True
    while more:
        before = len(found)
        for one, other in said:
            both = families(one) | families(other)
            if both & found:
                found |= both
        more = len(found) > before
    return found


def _articles_of(store: Store, families: Iterable[str]) -> list[int]:
    """The linked articles that name somebody so; those whose names were corrected too."""
    found: set[int] = set()
    for family in families:
        rows = store.connection.execute(
            "SELECT DISTINCT article FROM called CROSS JOIN people USING (person) "
            "WHERE reversed BETWEEN ? AND ? LIMIT ?",
            (*ending(family), MOST_AT_ONCE + 1),
        )
        found.update(key for (key,) in rows)
    rows = store.connection.execute(
        "SELECT DISTINCT people.article FROM corrections JOIN articles USING (id) "
        "JOIN people ON people.article = articles.key"
    )
    found.update(key for (key,) in rows)
    return sorted(found)
