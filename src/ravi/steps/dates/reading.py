"""What the words of a match are, and the year, month and calendar that they give.

`in_year` is how every expression without a year gets one.
"""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import Any

from ravi.persian import calendars as cal
from ravi.record import Calendar
from ravi.steps.dates.lexicon import LETTER
from ravi.steps.dates.resolve import IMPOSSIBLE, Interval, Lean, Setting

_PLACE = LETTER["place"]
_KIND = {letter: kind for kind, letter in LETTER.items()}
_SHIFT = {"past": -1, "ago": -1, "future": 1, "later": 1, "current": 0, "new": 0}
_SOLAR: dict[str, Calendar] = {"jmonth": "jalali", "dmonth": "jalali", "gmonth": "gregorian", "gmaybe": "gregorian"}


def has_group(m: Match[str], group: str) -> bool:
    """Whether the match has the group, and it matched."""
    return group in m.re.groupindex and m.start(group) >= 0


def value_of(s: Setting, m: Match[str], group: str) -> Any:  # noqa: ANN401 - as various as the table
    """What the first word of a group stands for, or None."""
    return s.words[m.start(group)].value if has_group(m, group) else None


def kind_of(m: Match[str], group: str) -> str:
    """The class of the first word of a group."""
    return _KIND[m[group][0]]


def word_before(s: Setting, m: Match[str]) -> str:
    """The word before the match, or the empty string."""
    return s.words.text(m.start() - 1)


def word_after(s: Setting, m: Match[str]) -> str:
    """The word after the match, or the empty string."""
    return s.words.text(m.end())


def is_place(s: Setting, m: Match[str]) -> bool:
    """Whether a word for a street, a square, an institution stands before: «میدان 22 بهمن»."""
    return bool(m.start()) and s.words.letters[m.start() - 1] == _PLACE


def lean_of(s: Setting, m: Match[str]) -> Lean | None:
    """The tense of the clause around the match."""
    return s.lean(m.start(), m.end())


def full_year(written: int, calendar: Calendar, published: date | None) -> int:
    """A year of two digits in the century that brings it nearest to publication."""
    if written >= 100:
        return written
    if calendar == "jalali":
        near = cal.to_jalali(published)[0] + 20 if published else 1420
    elif calendar == "gregorian":
        near = published.year + 20 if published else 2040
    else:
        near = cal.hijri_year(published) + 20 if published else 1460
    year = near // 100 * 100 + written
    return year - 100 if year > near else year


def said_year(s: Setting, m: Match[str], calendar: Calendar) -> int | None:
    """The year that the words give, in the calendar of their month, or None where they leave it out."""
    for group in ("y", "y4", "y2"):
        if has_group(m, group):
            year = int(value_of(s, m, group))
            era = value_of(s, m, "era") or value_of(s, m, "era4")
            if group == "y2" and not 20 <= year <= 99 and not s.words.text(m.start("y2")).startswith("0"):
                return None
            if year < 100 and calendar == "hijri":
                calendar_of_year: Calendar = "jalali"
                return _lunar_of_jalali(full_year(year, calendar_of_year, s.published), m, s)
            year = full_year(year, calendar, s.published)
            if calendar == "jalali" and year >= 1800:
                return year - 621
            if calendar == "gregorian" and year < 1500:
                return year + 621
            if calendar == "hijri" and era != "hijri" and year <= (s.year or 1405) + 1:
                return _lunar_of_jalali(year, m, s)
            return year
    shift = None
    if has_group(m, "yrel"):
        shift = int(value_of(s, m, "yrel"))
    elif has_group(m, "yadj"):
        shift = _SHIFT[kind_of(m, "yadj")]
    if shift is None or s.published is None:
        return None
    if calendar == "gregorian":
        return s.published.year + shift
    year = (s.year or 0) + shift
    return year if calendar == "jalali" else _lunar_of_jalali(year, m, s)


def _lunar_of_jalali(year: int, m: Match[str], s: Setting) -> int:
    """The lunar year whose month, the one of the match, begins in a Jalali year."""
    month = int(value_of(s, m, "mon") or str(value_of(s, m, "o") or 1).split("-")[0])
    lunar = cal.hijri_year(cal.from_jalali(year, 1, 1))
    return lunar if cal.to_jalali(cal.from_hijri(lunar, month, 1))[0] == year else lunar + 1


def _this_year(published: date, calendar: Calendar) -> int:
    if calendar == "gregorian":
        return published.year
    return cal.to_jalali(published)[0] if calendar == "jalali" else cal.hijri_year(published)


def in_year(s: Setting, m: Match[str], calendar: Calendar, make: Callable[[int], Interval]) -> Interval | None:
    """What `make` gives for the year that the text says, else for the one that publication and tense choose."""
    year = said_year(s, m, calendar)
    if year is not None:
        try:
            return make(year)
        except ValueError as error:
            raise ValueError(IMPOSSIBLE) from error
    if s.published is None:
        make(1395 if calendar == "jalali" else 2016 if calendar == "gregorian" else 1438)  # leap years: is it possible?
        return None
    lean = lean_of(s, m)
    adjective = kind_of(m, "adj") if has_group(m, "adj") else ""
    if adjective == "past":
        options = _years_around(s.published, calendar, make)
        return max((one for one in options if one[0] <= s.published), default=None)
    if adjective == "future":
        return min((one for one in _years_around(s.published, calendar, make) if one[1] >= s.published), default=None)
    return s.nearest_year(make, _this_year(s.published, calendar), lean)


def _years_around(published: date, calendar: Calendar, make: Callable[[int], Interval]) -> list[Interval]:
    year = _this_year(published, calendar)
    return [make(one) for one in (year - 1, year, year + 1)]


def month_calendar(m: Match[str]) -> Calendar:
    """The calendar of the month in the match."""
    return _SOLAR.get(kind_of(m, "mon"), "hijri")


def month_of(calendar: Calendar) -> Callable[[int, int], Interval]:
    """What gives first and last day of a month of a year."""
    return {"jalali": cal.jalali_month, "gregorian": cal.gregorian_month}.get(calendar, cal.hijri_month)


def day_of(calendar: Calendar) -> Callable[[int, int, int], date]:
    """What gives the Gregorian day of a year, month and day; raises ValueError."""
    makers: dict[Calendar, Callable[[int, int, int], date]]
    makers = {"jalali": cal.from_jalali, "gregorian": date, "hijri": cal.from_hijri}
    return makers[calendar]
