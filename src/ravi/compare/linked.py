"""What `link` kept: the story of an article, the tellings of a quotation, the persons of a name."""

from collections.abc import Iterator
from typing import NamedTuple

from ravi.store import Store
from ravi.store.persons import person_of, persons_of


class Seen(NamedTuple):
    """One article that speaks of a person: the name and the office there, how many quotes he has, why it is he."""

    id: str
    publisher: str | None
    published: str | None
    name: str
    role: str | None
    quotes: int
    reason: str | None
    joined_with: str | None
    entity: int


class Known(NamedTuple):
    """A person across articles, `seen` in the order of their days; `places` is the number of all."""

    person: str
    name: str
    places: int
    seen: tuple[Seen, ...]


def story_of(store: Store, id: str) -> list[str]:
    """The ids of the articles of an article's story in the order of their days; the article alone if it has none."""
    found = store.connection.execute(
        "SELECT other.id FROM articles AS this "
        "JOIN stories AS mine ON mine.article = this.key "
        "JOIN stories USING (story) JOIN articles AS other ON other.key = stories.article "
        "WHERE this.id = ? ORDER BY other.published, other.id",
        (id,),
    )
    return [each for (each,) in found] or [id]


def find_people(store: Store, name: str, most: int = 50) -> Iterator[Known]:
    """The persons that any article calls by this name, or by a name that ends with it; those in most articles first.

    Spelling does not matter.
    """
    for one in persons_of(store.connection, name, most):
        yield Known(one.person, one.name, one.places, places_of(store, one.person))


def places_of(store: Store, person: str, first: int = 0, most: int = -1) -> tuple[Seen, ...]:
    """The places of a person in the order of their days: so many from the first that is wanted, all where none is said.

    A part of very many is taken in the order in which the articles came, which the index of persons has.
    """
    known = person_of(store.connection, person) if most >= 0 else None
    many = known is not None and known.places > _MANY
    rows = store.connection.execute(_SEEN.format(_AS_THEY_CAME if many else _BY_DAY), (person, most, first))
    return tuple(Seen(*row) for row in rows)


_MANY = 5_000
_BY_DAY = (
    "SELECT people.article, people.entity FROM people JOIN places ON places.article = people.article "
    "WHERE person = ? ORDER BY place, people.article LIMIT ? OFFSET ?"
)
_AS_THEY_CAME = "SELECT article, entity FROM people WHERE person = ? ORDER BY article, entity LIMIT ? OFFSET ?"
_SEEN = (
    "SELECT articles.id, articles.publisher, articles.published, names.name, roles.name, "
    "(SELECT count(*) FROM quotes WHERE quotes.article = people.article AND quotes.speaker = people.entity), "
    "people.reason, others.id, people.entity "
    "FROM ({}) AS wanted "
    "JOIN people ON people.article = wanted.article AND people.entity = wanted.entity "
    "JOIN articles ON articles.key = people.article "
    "JOIN entities ON entities.article = people.article AND entities.n = people.entity "
    "JOIN names ON names.key = entities.name "
    "LEFT JOIN names AS roles ON roles.key = entities.role "
    "LEFT JOIN articles AS others ON others.key = people.joined_article "
    "JOIN places ON places.article = people.article ORDER BY places.place"
)
