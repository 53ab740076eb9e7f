"""What the corpus holds, in numbers and lists for the pages."""

from typing import NamedTuple

from ravi.store import Store


class Overview(NamedTuple):
    """Counts of a store, and its newest articles."""

    articles: int
    quotes: int
    outlets: int
    first: str | None
    last: str | None
    newest: tuple["Line", ...]


class Line(NamedTuple):
    """One article in a list."""

    id: str
    publisher: str | None
    published: str | None
    title: str


_TITLE = "ifnull(title, substr(ltrim(text, char(10, 13, 32)), 1, 120))"


def overview(store: Store, most: int = 20) -> Overview:
    """What a store holds."""
    run = store.connection.execute
    (articles, outlets, first, last) = run(
        "SELECT count(*), count(DISTINCT publisher), min(published), max(published) FROM articles"
    ).fetchone()
    (quotes,) = run("SELECT count(*) FROM quotes").fetchone()
    newest = run(
        f"SELECT id, publisher, published, {_TITLE} FROM articles ORDER BY published DESC, key DESC LIMIT ?",  # noqa: S608
        (most,),
    )
    lines = tuple(Line(id, publisher, day, title.partition("\n")[0]) for id, publisher, day, title in newest)
    return Overview(articles, quotes, outlets, first, last, lines)


class Frequent(NamedTuple):
    """A speaker by name, and how many quotations and articles have him."""

    name: str
    quotes: int
    articles: int


def frequent_speakers(store: Store, most: int = 60) -> list[Frequent]:
    """The persons who are quoted most."""
    rows = store.connection.execute(
        "SELECT names.name, count(*) AS said, count(DISTINCT quotes.article) FROM quotes "
        "JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker "
        "JOIN names ON names.key = entities.name WHERE entities.type = 'PER' "
        "GROUP BY names.folded ORDER BY said DESC, names.folded LIMIT ?",
        (most,),
    )
    return [Frequent(*row) for row in rows]
