"""Figures over a whole store: what each day, each outlet and each speaker has.

They are counted in the transaction that keeps an article or takes it away, so that who shows them never goes over the
store.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import NamedTuple

from ravi.store.layers import Row
from ravi.store.rows import PERSONS, Rows

TABLES = """
CREATE TABLE figures (
    -- How much each day and each outlet has; kept with every article.
    kind TEXT NOT NULL, -- day or outlet
    of TEXT NOT NULL, -- the ISO day, or the outlet; empty where none is known
    articles INTEGER NOT NULL,
    quotes INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (kind, of)
) WITHOUT ROWID;

CREATE TABLE speakers (
    -- How many quotations the persons of a name have; kept with every article.
    folded TEXT PRIMARY KEY, -- as names.folded
    quotes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX speakers_quotes ON speakers (quotes);

CREATE TABLE spoken (
    -- By whom the quotations of each article are, in few pages: what the timeline of a speaker goes over.
    article INTEGER NOT NULL REFERENCES articles (key),
    name INTEGER NOT NULL REFERENCES names (key),
    quotes INTEGER NOT NULL, -- how many
    PRIMARY KEY (article, name)
) WITHOUT ROWID;
"""

_ADD = (
    "INSERT INTO figures VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + excluded.articles, "
    "quotes = quotes + excluded.quotes, events = events + excluded.events"
)
_ADD_SPEAKER = (
    "INSERT INTO speakers SELECT folded, ?2 FROM names WHERE key = ?1 "
    "ON CONFLICT DO UPDATE SET quotes = quotes + excluded.quotes"
)
_COUNTS = (
    "published, publisher, (SELECT count(*) FROM quotes WHERE article = articles.key), "
    "(SELECT count(*) FROM events WHERE article = articles.key) FROM articles"
)
_SAID = "FROM quotes CROSS JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker"


class Held(NamedTuple):
    """How much a day, a month or an outlet has."""

    of: str
    articles: int
    quotes: int
    events: int


class Figures:
    """What waits to be added to the figures of a store."""

    def __init__(self) -> None:
        self._held: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        self._said: Counter[int] = Counter()  # by the key of a name
        self._spoken: list[tuple[int, int, int]] = []
        self._takes = False

    def clear(self) -> None:
        """Forget what waits."""
        self._held.clear()
        self._said.clear()
        self._spoken.clear()
        self._takes = False

    def add(self, first: int, articles: Sequence[Row], layers: Rows) -> None:
        """Count articles in: their own rows, the rows of their layers, and the key of the first of them."""
        quotes = Counter(row[0] for row in layers["quotes"])
        events = Counter(row[0] for row in layers["events"])
        for n, row in enumerate(articles):
            self._count(row[3], row[2], (1, quotes[n], events[n]))
        for _, name, times in layers[PERSONS]:
            self._said[name] += times
        self._spoken += [(first + n, name, times) for n, name, times in layers["spoken"]]

    def take(self, connection: Connection, article: int) -> None:
        """Count an article out whose rows are still there."""
        run = connection.execute
        published, publisher, quotes, events = run(f"SELECT {_COUNTS} WHERE key = ?", (article,)).fetchone()
        self._count(published, publisher, (-1, -quotes, -events))
        persons = f"SELECT entities.name {_SAID} WHERE entities.type = 'PER' AND quotes.article = ?"
        self._said.subtract(key for (key,) in run(persons, (article,)))
        run("DELETE FROM spoken WHERE article = ?", (article,))
        self._takes = True

    def insert(self, connection: Connection) -> None:
        """Put what waits in the tables."""
        if self._held:
            connection.executemany(_ADD, [(*of, *more) for of, more in self._held.items()])
            connection.executemany(_ADD_SPEAKER, self._said.items())
            connection.executemany("INSERT INTO spoken VALUES (?, ?, ?)", self._spoken)
            if self._takes:
                connection.execute("DELETE FROM figures WHERE articles = 0")
                connection.execute("DELETE FROM speakers WHERE quotes = 0")
            self.clear()

    def _count(self, published: str | None, publisher: str | None, more: Sequence[int]) -> None:
        for of in (("day", published or ""), ("outlet", publisher or "")):
            held = self._held[of]
            for place, number in enumerate(more):
                held[place] += number


def count_anew(connection: Connection) -> None:
    """Count all that a store holds."""
    counted = Figures()
    for published, publisher, quotes, events in connection.execute(f"SELECT {_COUNTS}"):
        counted._count(published, publisher, (1, quotes, events))
    for table in ("figures", "spoken"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    counted.insert(connection)
    connection.execute(f"INSERT INTO spoken SELECT quotes.article, entities.name, count(*) {_SAID} GROUP BY 1, 2")
    count_speakers(connection)


def count_speakers(connection: Connection) -> None:
    """Count whom the quotations of a store are of, by the names as they are now folded."""
    persons = connection.execute(f"SELECT entities.name {_SAID} WHERE entities.type = 'PER'")
    said = Counter(key for (key,) in persons)
    connection.execute("DELETE FROM speakers")
    connection.executemany(_ADD_SPEAKER, said.items())


def held_by(connection: Connection, kind: str) -> list[Held]:
    """How much each day or each outlet has, in the order of their names; without what has none."""
    rows = connection.execute("SELECT of, articles, quotes, events FROM figures WHERE kind = ? AND of > ''", (kind,))
    return [Held(*row) for row in rows]


def in_all(connection: Connection) -> tuple[int, int]:
    """How many articles and quotations there are."""
    articles, quotes = connection.execute(
        "SELECT total(articles), total(quotes) FROM figures WHERE kind = 'outlet'"
    ).fetchone()
    return int(articles), int(quotes)


def most_quoted(connection: Connection, most: int) -> Iterable[tuple[str, int]]:
    """The names of those who are quoted most, as first written, with the number of their quotations."""
    return connection.execute(
        "SELECT (SELECT name FROM names WHERE names.folded = speakers.folded ORDER BY key LIMIT 1), quotes "
        "FROM speakers ORDER BY quotes DESC, folded LIMIT ?",
        (most,),
    )
