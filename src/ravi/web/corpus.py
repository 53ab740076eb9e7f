"""What the corpus holds, in numbers and lists for the pages."""

from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ravi.persian.calendars import to_jalali
from ravi.store import Store
from ravi.store.filters import Asked
from ravi.store.folding import key_of
from ravi.store.search import Plan


class Overview(NamedTuple):
    """Counts of a store, its outlets and those who are quoted most."""

    articles: int
    quotes: int
    first: str | None
    last: str | None
    outlets: tuple[tuple[str, int], ...]
    speakers: tuple["Frequent", ...]


class Line(NamedTuple):
    """One article in a list."""

    id: str
    publisher: str | None
    published: str | None
    title: str


class Frequent(NamedTuple):
    """A speaker by name, and how many quotations have him."""

    name: str
    quotes: int


_TITLE = "ifnull(title, substr(ltrim(text, char(10, 13, 32)), 1, 120))"


def overview(store: Store) -> Overview:
    """What a store holds. It goes over the whole store."""
    run = store.connection.execute
    articles, first, last = run("SELECT count(*), min(published), max(published) FROM articles").fetchone()
    (quotes,) = run("SELECT count(*) FROM quotes").fetchone()
    outlets = run("SELECT publisher, count(*) FROM articles GROUP BY publisher ORDER BY 2 DESC, 1").fetchall()
    named = tuple((name, number) for name, number in outlets if name)
    return Overview(articles, quotes, first, last, named, tuple(frequent_speakers(store, 14)))


def newest(store: Store, most: int = 8) -> tuple[Line, ...]:
    """The newest articles."""
    rows = store.connection.execute(
        f"SELECT id, publisher, published, {_TITLE} FROM articles ORDER BY published DESC, key DESC LIMIT ?",  # noqa: S608
        (most,),
    )
    return tuple(Line(id, publisher, day, title.partition("\n")[0]) for id, publisher, day, title in rows)


def frequent_speakers(store: Store, most: int = 80) -> list[Frequent]:
    """The persons who are quoted most. It goes over all quotations."""
    rows = store.connection.execute(
        "SELECT names.name, sum(said) AS quotes FROM ("
        "  SELECT entities.name, count(*) AS said FROM quotes CROSS JOIN entities "
        "  ON entities.article = quotes.article AND entities.n = quotes.speaker "
        "  WHERE entities.type = 'PER' GROUP BY entities.name) AS spoken "
        "JOIN names ON names.key = spoken.name GROUP BY names.folded ORDER BY quotes DESC, names.folded LIMIT ?",
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

    def match(self, store: Store) -> str | None:
        """The same for the index of words, which knows the few articles that may be meant. Raises `InputError`."""
        if not (self.type or self.outlet or self.name):
            return None
        return Plan(store, Asked(self.name, outlet=self.outlet or None, event=self.type or None)).match


def happenings(store: Store, asking: Asking, page: int, size: int) -> list[Happening]:
    """Events that are told as having happened, happening or due, the newest articles first."""
    match = asking.match(store)
    within = "articles.key IN (SELECT rowid FROM search WHERE search MATCH :match) AND" if match else ""
    rows = store.connection.execute(
        f"""
        SELECT articles.id, events.n, articles.publisher, articles.published, events.type, events.modality,
            substr(articles.text, events.start + 1, events.end - events.start),
            {_PARTIES.format("actors")}, {_PARTIES.format("recipients")},
            substr(articles.text, events.place_start + 1, events.place_end - events.place_start),
            dates.value, events.voice IS NOT NULL, voices.name, events.start
        FROM articles CROSS JOIN events ON events.article = articles.key
        LEFT JOIN dates ON dates.article = events.article AND dates.n = events.date
        LEFT JOIN quotes ON quotes.article = events.article AND quotes.n = events.voice
        LEFT JOIN entities AS speakers ON speakers.article = quotes.article AND speakers.n = quotes.speaker
        LEFT JOIN names AS voices ON voices.key = speakers.name
        WHERE {within} events.modality IN ('happened', 'happening', 'scheduled')
            AND (:type = '' OR events.type = :type)
            AND (:first = '' OR articles.published >= :first) AND (:last = '' OR articles.published <= :last)
            AND (:voice = '' OR (:voice = 'narrator') = (events.voice IS NULL))
            AND (:name = '' OR EXISTS (
                SELECT 1 FROM entities JOIN names ON names.key = entities.name
                WHERE entities.article = events.article AND instr(names.folded, :name) AND entities.n IN (
                    SELECT value FROM json_each(events.actors) UNION SELECT value FROM json_each(events.recipients))))
        ORDER BY articles.published DESC, articles.key DESC, events.start LIMIT :size OFFSET :offset
        """,  # noqa: S608 - names of our own
        {
            **asking._asdict(),
            "name": key_of(asking.name),
            "match": match,
            "size": size,
            "offset": (page - 1) * size,
        },
    )
    return [Happening(*row) for row in rows]


_PARTIES = (
    "(SELECT group_concat(names.name, '، ') FROM json_each(events.{}) AS one "
    "JOIN entities ON entities.article = events.article AND entities.n = one.value "
    "JOIN names ON names.key = entities.name)"
)


class Utterance(NamedTuple):
    """A quotation in a list of a stretch of days."""

    id: str
    n: int
    publisher: str | None
    published: str | None
    speaker: str | None
    words: str


def utterances(store: Store, first: str, last: str, name: str, most: int) -> list[Utterance]:
    """Quotations of a stretch of days whose speaker is known, the oldest articles first."""
    match = Plan(store, Asked(speaker=name)).match if name else None
    within = "articles.key IN (SELECT rowid FROM search WHERE search MATCH :match) AND" if match else ""
    rows = store.connection.execute(
        f"""
        SELECT articles.id, quotes.n, articles.publisher, articles.published, names.name,
            substr(articles.text, quotes.start + 1, min(quotes.end - quotes.start, 240))
        FROM articles CROSS JOIN quotes ON quotes.article = articles.key
        CROSS JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker
        CROSS JOIN names ON names.key = entities.name
        WHERE {within} articles.published BETWEEN :first AND :last AND (:name = '' OR instr(names.folded, :name))
        ORDER BY articles.published, articles.key, quotes.start LIMIT :most
        """,  # noqa: S608 - names of our own
        {"match": match, "first": first, "last": last, "name": key_of(name), "most": most},
    )
    return [Utterance(*row) for row in rows]


class Called(NamedTuple):
    """An actor, a term for him, and how often narrators and quoted speakers of an outlet use it."""

    actor: str
    term: str
    outlet: str
    narrator: int
    quoted: int


def called(store: Store, name: str, most: int = 2000) -> list[Called]:
    """The terms by which voices call the actors of a name, as `ravi link` counted them, actor by actor.

    Without a name, of the actors who are called by most terms.
    """
    rows = store.connection.execute(
        """
        SELECT min(actor) OVER (PARTITION BY folded), term, outlet, narrator, quoted FROM namings
        WHERE CASE WHEN :name = ''
            THEN folded IN (SELECT folded FROM namings GROUP BY folded ORDER BY count(DISTINCT term) DESC LIMIT 10)
            ELSE instr(folded, :name) END
        ORDER BY folded, term, outlet LIMIT :most
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
    """How much each month holds, the oldest first; with a name, of the quotations of that speaker only.

    It goes over the whole store, table by table.
    """
    day_of = _days(store)
    counts = (_articles(day_of), _quotes_of(store, name, day_of) if name else _each(store, "quotes", day_of))
    counted = [Counter[str](), Counter[str](), Counter[str]()]
    for number, days in enumerate((*counts, _each(store, "events", day_of))):
        for day, times in days.items():
            month = _month(day, calendar)
            if month:
                counted[number][month] += times
    return [Month(month, *(each[month] for each in counted)) for month in sorted(counted[0])]


class _Days(NamedTuple):
    """The day of each article: by its key, a number of `days`; 0 is none."""

    days: list[str]
    of: "array[int]"


def _days(store: Store) -> _Days:
    run = store.connection.execute
    (last,) = run("SELECT max(key) FROM articles").fetchone()
    of = array("i", bytes(4 * ((last or 0) + 1)))
    days = [""]
    for key, published in run("SELECT key, published FROM articles WHERE published IS NOT NULL ORDER BY published"):
        if published != days[-1]:
            days.append(published)
        of[key] = len(days) - 1
    return _Days(days, of)


def _articles(day_of: _Days) -> Counter[str]:
    return Counter(day_of.days[number] for number in day_of.of if number)


def _each(store: Store, table: str, day_of: _Days) -> Counter[str]:
    rows = store.connection.execute(f"SELECT article, count(*) FROM {table} GROUP BY article")  # noqa: S608
    return _by_day(rows, day_of)


def _quotes_of(store: Store, name: str, day_of: _Days) -> Counter[str]:
    rows = store.connection.execute(
        "SELECT quotes.article, count(*) FROM search CROSS JOIN quotes ON quotes.article = search.rowid "
        "CROSS JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker "
        "CROSS JOIN names ON names.key = entities.name "
        "WHERE search MATCH ? AND instr(names.folded, ?) GROUP BY quotes.article",
        (Plan(store, Asked(speaker=name)).match, key_of(name)),
    )
    return _by_day(rows, day_of)


def _by_day(rows: Iterator[tuple[int, int]], day_of: _Days) -> Counter[str]:
    days: Counter[int] = Counter()
    for article, times in rows:
        if article < len(day_of.of):
            days[day_of.of[article]] += times
    return Counter({day_of.days[number]: times for number, times in days.items() if number})


def _month(day: str, calendar: str) -> str | None:
    if calendar != "jalali":
        return day[:7]
    try:
        return "{:04}-{:02}".format(*to_jalali(date.fromisoformat(day)))
    except ValueError:
        return None
