"""What the corpus holds, in numbers and lists for the pages."""

import json
from datetime import date
from itertools import islice
from typing import Annotated, Literal, NamedTuple

from fastapi import Query
from pydantic import BaseModel, Field

from ravi.store import Store
from ravi.store.days import Days, parse_days
from ravi.store.figures import held_by, in_all, most_quoted
from ravi.store.filters import Asked
from ravi.store.folding import key_of
from ravi.store.persons import actors_of
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
    """What a store holds."""
    articles, quotes = in_all(store.connection)
    days = held_by(store.connection, "day")
    outlets = sorted(held_by(store.connection, "outlet"), key=lambda one: (-one.articles, one.of))
    named = tuple((one.of, one.articles) for one in outlets)
    first, last = (days[0].of, days[-1].of) if days else (None, None)
    return Overview(articles, quotes, first, last, named, tuple(frequent_speakers(store, 14)))


def newest(store: Store, most: int = 8) -> tuple[Line, ...]:
    """The newest articles."""
    rows = store.connection.execute(
        f"SELECT id, publisher, published, {_TITLE} FROM articles ORDER BY published DESC, key DESC LIMIT ?",  # noqa: S608
        (most,),
    )
    return tuple(Line(id, publisher, day, title.partition("\n")[0]) for id, publisher, day, title in rows)


def frequent_speakers(store: Store, most: int = 80) -> list[Frequent]:
    """The persons who are quoted most."""
    return [Frequent(*row) for row in most_quoted(store.connection, most)]


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
    """What a list of events is narrowed to; empty strings narrow nothing."""

    type: str = ""
    outlet: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    voice: str = ""

    @property
    def asked(self) -> Asked | None:
        """The same for the index of words, which knows the few articles that may be meant; None: all may be."""
        if not (self.type or self.outlet or self.name):
            return None
        days = Days(_day(self.first), _day(self.last)) if self.first or self.last else None
        return Asked(self.name, outlet=self.outlet or None, event=self.type or None, days=days)


def _day(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


class EventsAsked(BaseModel):
    """What the list of events is asked for, as an address holds it."""

    type: Annotated[str, Field(pattern="^[A-Z]*$", max_length=20)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    outlet: Annotated[str, Field(max_length=200)] = ""
    days: Annotated[str, Field(max_length=60)] = ""
    voice: Literal["", "narrator", "quoted"] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def asking(self) -> Asking:
        """The same for the store. Raises `InputError`."""
        first, last = parse_days(self.days) if self.days.strip() else (None, None)
        return Asking(self.type, self.outlet.strip(), self.name.strip(), str(first or ""), str(last or ""), self.voice)


EventsAsks = Annotated[EventsAsked, Query()]


class Told(NamedTuple):
    """Events, and whether older articles may hold more of them: so many that seemed to were looked at."""

    events: list[Happening]
    cut: bool


def happenings(store: Store, asking: Asking, page: int, size: int) -> Told:
    """Events that are told as having happened, happening or due, the newest articles first. Raises `InputError`."""
    run = store.connection.execute
    first = (page - 1) * size
    given = {**asking._asdict(), "name": key_of(asking.name), "most": first + size, "last": asking.last or _LAST}
    if asking.asked is None:
        rows = run(f"{_EVENTS} {_WITHIN if asking.first or asking.last else ''} {_NEWEST}", given)
        return Told([Happening(*row) for row in islice(rows, first, None)], False)
    found: list[Happening] = []
    if asking.name and run("SELECT 1 FROM names WHERE instr(folded, ?)", (given["name"],)).fetchone() is None:
        return Told(found, False)  # nobody is called so
    candidates = Plan(store, asking.asked).candidates()
    for _ in range(0, _MOST_LOOKED, _TOGETHER):
        keys = list(islice(candidates, _TOGETHER))
        if not keys or len(found) >= first + size:
            return Told(found[first : first + size], False)
        rows = run(_OF_ARTICLES, {**given, "keys": json.dumps(keys)})
        found += (Happening(*row) for row in rows)
    cut = len(found) < first + size and next(candidates, None) is not None
    return Told(found[first : first + size], cut)


_MOST_LOOKED = 5_000  # articles in which is looked for events of a name
_TOGETHER = 100  # so many at once
_PARTIES = (
    "(SELECT group_concat(names.name, '، ') FROM json_each(events.{}) AS one "
    "JOIN entities ON entities.article = events.article AND entities.n = one.value "
    "JOIN names ON names.key = entities.name)"
)
_EVENTS = f"""
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
    WHERE events.modality IN ('happened', 'happening', 'scheduled')
        AND (:type = '' OR events.type = :type)
        AND (:voice = '' OR (:voice = 'narrator') = (events.voice IS NULL))
        AND (:name = '' OR EXISTS (
            SELECT 1 FROM entities JOIN names ON names.key = entities.name
            WHERE entities.article = events.article AND instr(names.folded, :name) AND entities.n IN (
                SELECT value FROM json_each(events.actors) UNION SELECT value FROM json_each(events.recipients))))
"""  # noqa: S608 - names of our own
_WITHIN = "AND articles.published BETWEEN :first AND :last"
_LAST = "9999"  # after all days
_NEWEST = "ORDER BY articles.published DESC, articles.key DESC, events.start LIMIT :most"
_OF_ARTICLES = f"{_EVENTS} AND articles.key IN (SELECT value FROM json_each(:keys)) {_NEWEST}"  # noqa: S608 - of our own, too


class Called(NamedTuple):
    """An actor, a term for him, and how often narrators and quoted speakers of an outlet use it."""

    actor: str
    term: str
    outlet: str
    narrator: int
    quoted: int


def called(store: Store, name: str, first: int = 0, actors: int = 500, most: int = 2000) -> list[Called]:
    """The terms by which voices call actors, as `ravi link` counted them, actor by actor.

    So many actors from the first that is wanted, of all or of those of a name, those first who have most terms.
    """
    found: list[Called] = []
    for folded in actors_of(store.connection, name, actors, first):
        rows = store.connection.execute(
            "SELECT min(actor) OVER (), term, outlet, narrator, quoted FROM namings WHERE folded = ? "
            "ORDER BY term, outlet LIMIT ?",
            (folded, most - len(found)),
        )
        found += (Called(*row) for row in rows)
        if len(found) >= most:
            break
    return found
