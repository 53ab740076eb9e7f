"""What `link` kept: the story of an article, the tellings of a quotation, the persons of a name."""

from collections.abc import Iterator
from typing import NamedTuple

from ravi.store import Store
from ravi.store.folding import key_of


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
    """A person across articles, `seen` in the order of their days."""

    person: str
    name: str
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
    wanted = key_of(name)
    if store.connection.execute("SELECT 1 FROM people").fetchone() is None:
        return  # never linked: nothing to go through all entities for
    persons = store.connection.execute(
        "SELECT person FROM people WHERE person IN ("
        "  SELECT people.person FROM names JOIN entities ON entities.name = names.key "
        "  JOIN people ON people.article = entities.article AND people.entity = entities.n "
        "  WHERE names.folded = ?1 OR (length(?1) > 2 AND substr(names.folded, -length(?1)) = ?1)) "
        "GROUP BY person ORDER BY count(*) DESC, person LIMIT ?2",
        (wanted, most),
    ).fetchall()
    for (person,) in persons:
        seen = tuple(Seen(*row) for row in store.connection.execute(_SEEN, (person,)))
        longest = max((each.name for each in seen), key=len, default=name)
        yield Known(person, longest, seen)


_SEEN = (
    "SELECT articles.id, articles.publisher, articles.published, names.name, roles.name, "
    "(SELECT count(*) FROM quotes WHERE quotes.article = people.article AND quotes.speaker = people.entity), "
    "people.reason, others.id, people.entity "
    "FROM people JOIN articles ON articles.key = people.article "
    "JOIN entities ON entities.article = people.article AND entities.n = people.entity "
    "JOIN names ON names.key = entities.name "
    "LEFT JOIN names AS roles ON roles.key = entities.role "
    "LEFT JOIN articles AS others ON others.key = people.joined_article "
    "WHERE people.person = ? ORDER BY articles.published, articles.id"
)
