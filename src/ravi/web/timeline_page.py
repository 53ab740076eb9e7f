"""What the page of the timeline shows: the corpus in a picture, some of its days in another, what stands on them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from fastapi import Query
from pydantic import BaseModel, Field

from ravi.store import Store
from ravi.store.days import Days, parse_days
from ravi.store.figures import Held
from ravi.web.charts import Bars, bars
from ravi.web.corpus import Asking, Happening, happenings
from ravi.web.timeline import (
    Calendar,
    Stretch,
    Utterance,
    by_years,
    parts_of,
    periods,
    stretch_of,
    utterances,
    written,
)

_MOST_ROWS = 120  # of the table; that of a longer corpus has years
PER_STRETCH = 60  # quotations, and events, that are listed
OTHER: dict[Calendar, Calendar] = {"jalali": "gregorian", "gregorian": "jalali"}


class TimelineAsked(BaseModel):
    """What the timeline is asked for, as an address holds it."""

    name: Annotated[str, Field(max_length=200)] = ""
    calendar: Calendar = "jalali"
    days: Annotated[str, Field(max_length=60)] = ""
    first: Annotated[str, Field(max_length=30)] = ""
    last: Annotated[str, Field(max_length=30)] = ""
    month: Annotated[str, Field(pattern="^([0-9]{4}-[0-9]{2})?$")] = ""  # in addresses of earlier versions

    @property
    def given(self) -> bool:
        """Whether days are asked for."""
        return any(part.strip() for part in (self.first, self.last, self.days, self.month))

    @property
    def stretch(self) -> Days | None:
        """The days that are asked for, None where none are. Raises `InputError`."""
        ends = [end.strip() for end in (self.first, self.last)]
        asked = "..".join(ends) if any(ends) else (self.days.strip() or self.month)
        return parse_days(asked) if asked else None


TimelineAsks = Annotated[TimelineAsked, Query()]


class Listed(NamedTuple):
    """What stands on one day, as far as it has room."""

    day: str
    events: list[Happening]
    quotes: list[Utterance]


class Timeline(NamedTuple):
    """The page: the whole corpus, the stretch that is shown, and its days."""

    whole: Bars
    chosen: frozenset[str]  # of the bars
    held: Sequence[Held]
    stretch: Stretch
    parts: Bars | None
    before: Stretch | None
    after: Stretch | None
    days: list[Listed]
    cut: bool

    def written(self, end: date, calendar: Calendar) -> str:
        """A day as the fields of the form have it."""
        return written(end, calendar)


def timeline(
    store: Store, held: Sequence[Held], asked: Days | None, name: str, calendar: Calendar, *, rtl: bool
) -> Timeline | None:
    """The page over what each day holds; None where the corpus holds nothing."""
    if not held:
        return None
    stretch = stretch_of(held, asked, calendar)
    whole = periods(held, calendar)
    parts = parts_of(held, stretch, calendar)
    said = utterances(store, stretch, name, PER_STRETCH + 1)
    first, last = (end.isoformat() for end in stretch)
    some = any(first <= each.of <= last and each.events for each in held)  # of a speaker's days none are known
    narrated = Asking(first=first, last=last, voice="narrator")
    told = happenings(store, narrated, 1, PER_STRETCH + 1).events if some else []
    return Timeline(
        _drawn(whole, rtl=rtl),
        _chosen(whole, stretch, calendar),
        whole if len(whole) <= _MOST_ROWS else by_years(whole),
        stretch,
        _drawn(parts, rtl=rtl) if parts and len(parts) != len(whole) else None,
        *_beside(stretch, held, calendar),
        _listed(told[:PER_STRETCH], said[:PER_STRETCH]),
        max(len(said), len(told)) > PER_STRETCH,
    )


def _drawn(held: Sequence[Held], *, rtl: bool) -> Bars:
    return bars([(each.of, each.quotes, each.events) for each in held], rtl=rtl)


def _chosen(held: Sequence[Held], stretch: Stretch, calendar: Calendar) -> frozenset[str]:
    """The months or years that have days of the stretch."""
    first, last = (written(end, calendar)[: len(held[0].of)] for end in stretch)
    return frozenset(each.of for each in held if first <= each.of <= last)


def _beside(stretch: Stretch, held: Sequence[Held], calendar: Calendar) -> tuple[Stretch | None, Stretch | None]:
    """The stretches before and after, as far as the corpus has days there."""
    ends = (date.fromisoformat(held[0].of), date.fromisoformat(held[-1].of))
    return (
        stretch.moved(-1, calendar) if ends[0] < stretch.first else None,
        stretch.moved(1, calendar) if stretch.last < ends[1] else None,
    )


def _listed(told: Sequence[Happening], said: Sequence[Utterance]) -> list[Listed]:
    days: dict[str, Listed] = {}
    for event in told:
        if event.published:
            days.setdefault(event.published, Listed(event.published, [], [])).events.append(event)
    for one in said:
        if one.published:
            days.setdefault(one.published, Listed(one.published, [], [])).quotes.append(one)
    return [days[day] for day in sorted(days)]
