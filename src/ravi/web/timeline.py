"""The timeline: how much each day of the corpus holds, in months of either calendar, and what was said on some days."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Literal, NamedTuple

from ravi.persian.calendars import to_jalali
from ravi.store import Store
from ravi.store.days import Days, parse_days
from ravi.store.figures import Held, held_by
from ravi.store.filters import Asked
from ravi.store.index import day_of
from ravi.store.search import FOUND, Plan

Calendar = Literal["jalali", "gregorian"]
_DAYS_IN_MONTHS = 30 * 366  # of a corpus; a longer one is shown by years
_MOST_DAYS = 100  # of a stretch that is shown day by day
_MOST_MONTHS = 60  # of one that is shown month by month


def per_day(store: Store, name: str = "") -> list[Held]:
    """How much each Gregorian day holds, the first first; with a name, the quotations of that speaker alone.

    With a name, it goes over what the index knows of him. Raises `InputError`.
    """
    if name:
        articles, quotes = _of_speaker(store, name)
        return [Held(day, articles[day], quotes[day], 0) for day in sorted(articles)]
    return held_by(store.connection, "day")


def _of_speaker(store: Store, name: str) -> tuple[Counter[str], Counter[str]]:
    """The articles and the quotations of each day in which somebody of a name speaks."""
    plan = Plan(store, Asked(speaker=name))
    run = store.connection.execute
    rows = run(
        "SELECT place, name, quotes FROM search CROSS JOIN places ON places.place = search.rowid "  # noqa: S608 - a constant
        f"CROSS JOIN spoken ON spoken.article = places.article WHERE {FOUND.replace('rowid', 'search.rowid')}",
        plan.wanted(),
    ).fetchall()
    fits = {
        key: plan.speaker.fits(*run("SELECT name FROM names WHERE key = ?", (key,)).fetchone())
        for key in {key for _, key, _ in rows}
    }
    articles, quotes = Counter[str](), Counter[str]()
    before = -1
    for place, key, times in rows:
        day = day_of(place) if fits[key] else None
        if day:
            articles[day.isoformat()] += place != before
            quotes[day.isoformat()] += times
            before = place
    return articles, quotes


def periods(days: Sequence[Held], calendar: Calendar) -> list[Held]:
    """The same by months of a calendar, or by years where they are too many for one picture.

    >>> periods([Held("2016-12-20", 1, 2, 0), Held("2016-12-21", 3, 4, 1)], "jalali")
    [Held(of='1395-09', articles=1, quotes=2, events=0), Held(of='1395-10', articles=3, quotes=4, events=1)]
    """
    spread = date.fromisoformat(days[-1].of) - date.fromisoformat(days[0].of) if days else timedelta()
    digits = len("1395-09") if spread.days < _DAYS_IN_MONTHS else len("1395")
    found: list[tuple[str, list[int]]] = []
    until = ""
    for day, articles, quotes, events in days:
        if day > until:  # a day is looked up in the calendar for each month, not for itself
            of = written(date.fromisoformat(day), calendar)[:digits]
            until = str(parse_days(of).last)
            found.append((of, [0, 0, 0]))
        sums = found[-1][1]
        sums[0] += articles
        sums[1] += quotes
        sums[2] += events
    return [Held(of, *sums) for of, sums in found]


def by_years(months: Sequence[Held]) -> list[Held]:
    """Months, or years, by years.

    >>> by_years([Held("1395-09", 1, 2, 0), Held("1395-10", 3, 4, 1), Held("1396-01", 1, 1, 1)])
    [Held(of='1395', articles=4, quotes=6, events=1), Held(of='1396', articles=1, quotes=1, events=1)]
    """
    found: dict[str, Held] = {}
    for of, *more in months:
        before = found.get(of[:4], Held(of[:4], 0, 0, 0))
        found[of[:4]] = Held(of[:4], *(sum(pair) for pair in zip(before[1:], more, strict=True)))
    return list(found.values())


def parts_of(days: Sequence[Held], stretch: "Stretch", calendar: Calendar) -> list[Held]:
    """A stretch day by day, empty days among them; a longer one by months; none where it is one day, or long."""
    if stretch.length <= _MOST_DAYS:
        of = {each.of: each for each in days}
        every = [stretch.first + timedelta(days=number) for number in range(stretch.length)]
        parts = [Held(written(day, calendar), *of.get(day.isoformat(), _NOTHING)[1:]) for day in every]
    else:
        first, last = (end.isoformat() for end in stretch)
        inside = [each for each in days if first <= each.of <= last]
        parts = periods(inside, calendar) if stretch.length <= _MOST_MONTHS * 31 else []
    return parts if len(parts) > 1 else []


_NOTHING = Held("", 0, 0, 0)


def written(day: date, calendar: Calendar) -> str:
    """A day as an address has it: «1395-09-28» or «2016-12-18»; Gregorian where the Jalali calendar does not reach."""
    try:
        return "{:04}-{:02}-{:02}".format(*to_jalali(day)) if calendar == "jalali" else day.isoformat()
    except ValueError:
        return day.isoformat()


class Stretch(NamedTuple):
    """The days from the first to the last, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    def period(self, calendar: Calendar) -> str | None:
        """The year, the month or the day that it is, from its first day to its last; None where it is none.

        >>> Stretch(date(2016, 11, 21), date(2016, 12, 20)).period("jalali")
        '1395-09'
        """
        day = written(self.first, calendar)
        return next((of for of in (day, day[:7], day[:4]) if tuple(self) == tuple(parse_days(of))), None)

    def written(self, calendar: Calendar) -> str:
        """It as an address has it: «1395», «1395-09», «1395-09-28» or «1395-09-28..1395-10-03»."""
        return self.period(calendar) or f"{written(self.first, calendar)}..{written(self.last, calendar)}"

    def moved(self, way: int, calendar: Calendar) -> "Stretch":
        """The stretch of the same length that comes next (`way` is 1), or before (-1): of a month, a month.

        Raises OverflowError at the end of all calendars.
        """
        of = self.period(calendar)
        if of:
            day = self.last + timedelta(days=1) if way > 0 else self.first - timedelta(days=1)
            first, last = parse_days(written(day, calendar)[: len(of)])
            return Stretch(first or day, last or day)
        days = timedelta(days=way * self.length)
        return Stretch(self.first + days, self.last + days)


def stretch_of(held: Sequence[Held], asked: Days | None, calendar: Calendar) -> Stretch:
    """The days that are shown: those asked for, as far as the corpus goes; else the newest month with quotations."""
    ends = (date.fromisoformat(held[0].of), date.fromisoformat(held[-1].of))
    if asked is None:
        newest = next((each.of for each in reversed(held) if each.quotes), held[-1].of)
        asked = parse_days(written(date.fromisoformat(newest), calendar)[:7])
    first = asked.first or min(ends[0], asked.last or ends[0])
    return Stretch(first, asked.last or max(ends[1], first))


class Utterance(NamedTuple):
    """A quotation in a list of a stretch of days."""

    id: str
    n: int
    publisher: str | None
    published: str | None
    speaker: str | None
    words: str


def utterances(store: Store, days: Stretch, name: str, most: int) -> list[Utterance]:
    """Quotations of a stretch of days whose speaker is known, the oldest articles first. Raises `InputError`."""
    if not name:
        within = "articles.published BETWEEN :first AND :last ORDER BY articles.published, articles.key, quotes.start"
        given = {"first": days.first.isoformat(), "last": days.last.isoformat()}
        return [Utterance(*row) for row in islice(store.connection.execute(f"{_SAID} {within}", given), most)]
    plan = Plan(store, Asked(speaker=name, days=Days(*days)))
    keys = store.connection.execute(
        f"SELECT article FROM places WHERE place IN (SELECT rowid FROM search WHERE {FOUND}) ORDER BY place",  # noqa: S608
        plan.wanted(),
    )
    said = (
        Utterance(*row)
        for (key,) in keys
        for row in store.connection.execute(f"{_SAID} articles.key = ? ORDER BY quotes.start", (key,))
    )
    return list(islice((one for one in said if plan.speaker.fits(one.speaker)), most))


_SAID = """
    SELECT articles.id, quotes.n, articles.publisher, articles.published, names.name,
        substr(articles.text, quotes.start + 1, min(quotes.end - quotes.start, 240))
    FROM articles CROSS JOIN quotes ON quotes.article = articles.key
    CROSS JOIN entities ON entities.article = quotes.article AND entities.n = quotes.speaker
    CROSS JOIN names ON names.key = entities.name
    WHERE
"""
