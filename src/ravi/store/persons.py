"""What `ravi link` found, added up: each person of its table `people`, each actor of its table `namings`.

A person may stand in tens of thousands of articles: who shows him reads one row here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from sqlite3 import Connection
from typing import Any, NamedTuple

from ravi.store.folding import key_of
from ravi.store.layers import to_json

TABLES = """
CREATE TABLE persons (
    -- Each person of people in all his places. Made by ravi link.
    person TEXT PRIMARY KEY, -- as people.person
    name TEXT NOT NULL, -- the fullest name that any article gives
    places INTEGER NOT NULL, -- how many articles speak of him
    quotes INTEGER NOT NULL, -- how many quotations he has there
    offices TEXT NOT NULL, -- JSON: office, first day, last day, articles; of those in most articles, these first
    outlets TEXT NOT NULL -- JSON: outlet, articles, quotes; of those with most articles, these first
) WITHOUT ROWID;

CREATE TABLE called (
    -- By which names articles call each person. Made by ravi link.
    reversed TEXT NOT NULL, -- as names.folded, from the last letter to the first: to look up by the end of a name
    person TEXT NOT NULL, -- as people.person
    places INTEGER NOT NULL, -- as persons.places
    PRIMARY KEY (reversed, person)
) WITHOUT ROWID;
CREATE INDEX called_person ON called (person);

CREATE TABLE actors (
    -- Each actor of namings. Made by ravi link.
    folded TEXT PRIMARY KEY, -- as namings.folded
    terms INTEGER NOT NULL, -- how many terms there are for him besides his name
    times INTEGER NOT NULL -- how often all terms are used
) WITHOUT ROWID;
CREATE INDEX actors_terms ON actors (terms, times);
"""

_OFFICES, _OUTLETS = 8, 12
_FEW = 2  # letters: with so few too many names end
_LAST = "\U0010ffff"
_PLACES = (
    "SELECT people.person, people.name, names.folded, offices.name, articles.publisher, articles.published, "
    "(SELECT count(*) FROM quotes WHERE quotes.article = people.article AND quotes.speaker = people.entity) "
    "FROM people CROSS JOIN articles ON articles.key = people.article "
    "CROSS JOIN entities ON entities.article = people.article AND entities.n = people.entity "
    "CROSS JOIN names ON names.key = entities.name LEFT JOIN names AS offices ON offices.key = entities.role {}"
)


class Summary(NamedTuple):
    """A person: in how many articles, with how many quotations; the rows of his offices and of the outlets."""

    person: str
    name: str
    places: int
    quotes: int
    offices: tuple[tuple[str, str | None, str | None, int], ...]
    outlets: tuple[tuple[str, int, int], ...]


def count_all(connection: Connection) -> None:
    """Add up everything that `ravi link` has found."""
    for table in ("persons", "called", "actors"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
    with _waiting(connection, "all_places", "person, name, folded, office, outlet, day, quotes") as places:
        connection.execute(f"INSERT INTO {places} {_PLACES.format('ORDER BY people.article, people.entity')}")
        with _waiting(connection, "all_names", "reversed, person, places") as names:
            _insert(connection, connection.execute(f"SELECT * FROM {places} ORDER BY person"), names)  # noqa: S608
            connection.execute(f"INSERT INTO called SELECT * FROM {names} ORDER BY reversed, person")  # noqa: S608
    terms = connection.execute("SELECT folded, term, sum(narrator + quoted) FROM namings GROUP BY folded, term")
    connection.executemany("INSERT INTO actors VALUES (?, ?, ?)", _actors(terms))


@contextmanager
def _waiting(connection: Connection, name: str, columns: str) -> Iterator[str]:
    """A table for rows that are to be taken in another order than they are found: to look for each would take long."""
    connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
    yield f"temp.{name}"
    connection.execute(f"DROP TABLE temp.{name}")


def count_persons(connection: Connection, persons: Iterable[str]) -> None:
    """Add up these persons anew: their places have changed."""
    for person in set(persons):
        for table in ("persons", "called"):
            connection.execute(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608 - names of our own
        _insert(connection, connection.execute(_PLACES.format("WHERE people.person = ?"), (person,)))


def persons_of(connection: Connection, name: str, most: int) -> list[Summary]:
    """The persons that any article calls by this name, or by a name that ends with it; those in most articles first.

    Spelling does not matter.
    """
    first, last = ending(name)
    rows = connection.execute(
        "SELECT person, name, places, quotes, offices, outlets FROM ("
        "SELECT DISTINCT places AS found, person FROM called "
        "WHERE reversed BETWEEN ? AND ? ORDER BY places DESC, person LIMIT ?) CROSS JOIN persons USING (person) "
        "ORDER BY found DESC, person",
        (first, last if len(first) > _FEW else first, most),
    )
    return [_summary(row) for row in rows]


def ending(name: str) -> tuple[str, str]:
    """The first and the last of the reversed names that end with a name."""
    first = key_of(name)[::-1]
    return first, first + _LAST


def person_of(connection: Connection, person: str) -> Summary | None:
    """The person that the tables call so."""
    row = connection.execute(
        "SELECT person, name, places, quotes, offices, outlets FROM persons WHERE person = ?", (person,)
    ).fetchone()
    return row and _summary(row)


def names_of(connection: Connection, persons: Iterable[str]) -> set[str]:
    """The folded names by which articles call these persons."""
    asked = "SELECT reversed FROM called WHERE person = ?"
    return {name[::-1] for person in persons for (name,) in connection.execute(asked, (person,))}


def actors_of(connection: Connection, name: str, most: int, after: int = 0) -> list[str]:
    """The folded names of actors whose name has this in it, those first for whom there are most terms."""
    rows = connection.execute(
        "SELECT folded FROM actors WHERE ?1 = '' OR instr(folded, ?1) "
        "ORDER BY terms DESC, times DESC LIMIT ?2 OFFSET ?3",
        (key_of(name), most, after),
    )
    return [folded for (folded,) in rows]


def _summary(row: tuple[Any, ...]) -> Summary:
    *first, offices, outlets = row
    return Summary(*first, *(tuple(tuple(each) for each in json.loads(part)) for part in (offices, outlets)))


def _insert(connection: Connection, places: Iterable[tuple[Any, ...]], called: str = "called") -> None:
    """Add up the persons of some places, which are in their order; `called` is the table of their names."""
    for person, rows in groupby(places, key=lambda row: row[0]):
        names: set[str] = set()
        offices: dict[str, _Office] = {}
        outlets: dict[str, list[int]] = {}
        full = ""
        number = said = 0
        for _, name, folded, office, outlet, day, quotes in rows:
            full = name
            number += 1
            said += quotes
            names.add(folded)
            if office:
                offices.setdefault(" ".join(office.split()), _Office()).add(day)
            if outlet:
                counted = outlets.setdefault(outlet, [0, 0])
                counted[0] += 1
                counted[1] += quotes
        held = sorted(offices.items(), key=lambda one: -one[1].articles)[:_OFFICES]
        told = sorted(outlets.items(), key=lambda one: -one[1][0])[:_OUTLETS]
        row = (
            *(person, full, number, said),
            to_json([(office, one.first, one.last, one.articles) for office, one in held]),
            to_json([(outlet, *counted) for outlet, counted in told]),
        )
        connection.execute("INSERT INTO persons VALUES (?, ?, ?, ?, ?, ?)", row)
        insert = f"INSERT INTO {called} VALUES (?, ?, ?)"  # noqa: S608 - names of our own
        connection.executemany(insert, [(one[::-1], person, number) for one in names])


class _Office:
    """An office: its first day and its last, in how many articles."""

    def __init__(self) -> None:
        self.first: str | None = None
        self.last: str | None = None
        self.articles = 0

    def add(self, day: str | None) -> None:
        self.articles += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)


def _actors(terms: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, int, int]]:
    """The row of each actor, of his terms and how often each is used."""
    for folded, rows in groupby(terms, key=lambda row: row[0]):
        used: Counter[bool] = Counter()
        times = 0
        for _, term, number in rows:
            used[key_of(term) != folded] += 1
            times += number
        yield folded, used[True], times
