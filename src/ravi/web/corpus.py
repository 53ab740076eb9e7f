"""What the corpus holds, in numbers and lists for the pages."""

from typing import NamedTuple

from ravi.store import Store
from ravi.store.folding import key_of


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


class Happening(NamedTuple):
    """An event of the corpus: what, who, to whom, where, when, and in whose words."""

    id: str
    n: int
    publisher: str | None
    published: str | None
    type: str
    modality: str
    words: str
    actors: str | None
    recipients: str | None
    place: str | None
    date: str | None
    quoted: int
    voice: str | None
    start: int


class Asking(NamedTuple):
    """What a list is narrowed to; empty strings narrow nothing."""

    type: str = ""
    outlet: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    voice: str = ""


def happenings(store: Store, asking: Asking, page: int, size: int) -> list[Happening]:
    """Events that are told as having happened, happening or due, the newest articles first."""
    rows = store.connection.execute(
        f"""
        SELECT articles.id, events.n, articles.publisher, articles.published, events.type, events.modality,
            substr(articles.text, events.start + 1, events.end - events.start),
            {_PARTIES.format("actors")}, {_PARTIES.format("recipients")},
            substr(articles.text, events.place_start + 1, events.place_end - events.place_start),
            dates.value, events.voice IS NOT NULL, voices.name, events.start
        FROM articles JOIN events ON events.article = articles.key
        LEFT JOIN dates ON dates.article = events.article AND dates.n = events.date
        LEFT JOIN quotes ON quotes.article = events.article AND quotes.n = events.voice
        LEFT JOIN entities AS speakers ON speakers.article = quotes.article AND speakers.n = quotes.speaker
        LEFT JOIN names AS voices ON voices.key = speakers.name
        WHERE events.modality IN ('happened', 'happening', 'scheduled')
            AND (:type = '' OR events.type = :type) AND (:outlet = '' OR articles.publisher = :outlet)
            AND (:first = '' OR articles.published >= :first) AND (:last = '' OR articles.published <= :last)
            AND (:voice = '' OR (:voice = 'narrator') = (events.voice IS NULL))
            AND (:name = '' OR EXISTS (
                SELECT 1 FROM entities JOIN names ON names.key = entities.name
                WHERE entities.article = events.article AND instr(names.folded, :name) AND entities.n IN (
                    SELECT value FROM json_each(events.actors) UNION SELECT value FROM json_each(events.recipients))))
        ORDER BY articles.published DESC, articles.key DESC, events.start LIMIT :size OFFSET :offset
        """,  # noqa: S608 - names of our own
        {**asking._asdict(), "name": key_of(asking.name), "size": size, "offset": (page - 1) * size},
    )
    return [Happening(*row) for row in rows]


_PARTIES = (
    "(SELECT group_concat(names.name, '، ') FROM json_each(events.{}) AS one "
    "JOIN entities ON entities.article = events.article AND entities.n = one.value "
    "JOIN names ON names.key = entities.name)"
)


class Called(NamedTuple):
    """An actor, a term for him, and how often narrators and quoted speakers use it, in how many outlets."""

    actor: str
    term: str
    narrator: int
    quoted: int
    outlets: int


def called(store: Store, name: str, most: int = 150) -> list[Called]:
    """The terms by which voices call the actors of a name, as `ravi link` counted them, the most frequent first.

    Without a name, of the actors who are called by most terms.
    """
    rows = store.connection.execute(
        """
        SELECT min(actor), term, sum(narrator) AS told, sum(quoted) AS said, count(DISTINCT outlet) FROM namings
        WHERE CASE WHEN :name = ''
            THEN folded IN (SELECT folded FROM namings GROUP BY folded ORDER BY count(DISTINCT term) DESC LIMIT 12)
            ELSE instr(folded, :name) END
        GROUP BY folded, term ORDER BY folded, told + said DESC, term LIMIT :most
        """,
        {"name": key_of(name), "most": most},
    )
    return [Called(*row) for row in rows]


class Month(NamedTuple):
    """A month of the corpus in the calendar that was asked for: «1395-09» or «2016-12»."""

    month: str
    articles: int
    quotes: int
    events: int


def months(store: Store, calendar: str, name: str = "") -> list[Month]:
    """How much each month holds, the oldest first; with a name, of the quotations of that speaker only."""
    column = "jalali" if calendar == "jalali" else "published"
    rows = store.connection.execute(
        f"SELECT substr(articles.{column}, 1, 7) AS month, count(*), "  # noqa: S608 - a name of our own
        "sum((SELECT count(*) FROM quotes LEFT JOIN entities ON entities.article = quotes.article "
        "  AND entities.n = quotes.speaker LEFT JOIN names ON names.key = entities.name "
        "  WHERE quotes.article = articles.key AND (:name = '' OR instr(names.folded, :name)))), "
        "sum((SELECT count(*) FROM events WHERE events.article = articles.key)) "
        f"FROM articles WHERE articles.{column} IS NOT NULL GROUP BY month ORDER BY month",
        {"name": key_of(name)},
    )
    return [Month(*row) for row in rows]
