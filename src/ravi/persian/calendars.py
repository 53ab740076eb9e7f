"""The three calendars of Persian news and the sums that are done with them.

Jalali by persiantools; lunar Hijri as Iran's holidays of 2001 to 2025 show it (`data/lunar_months.tsv`), else by
hijridate (Umm al-Qura; in Iran a month may begin a day later). Years outside what they know raise ValueError, as
impossible days do.
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

from ravi.persian.tables import read_table

FRIDAY = 4
DAY = timedelta(days=1)
_LUNAR = 30  # days of the longest lunar month
_SIGHTED = {(int(year), int(month)): date.fromisoformat(first) for year, month, first in read_table("lunar_months")}
"""The first days of lunar months in Iran."""


@lru_cache(maxsize=4096)
def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Jalali one. Raises ValueError where there is no such day.

    >>> from_jalali(1395, 12, 30)
    datetime.date(2017, 3, 20)
    """
    found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return found


@lru_cache(maxsize=4096)
def to_jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day in the Jalali calendar.

    >>> to_jalali(date(2016, 12, 18))
    (1395, 9, 28)
    """
    jalali = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    return jalali.year, jalali.month, jalali.day


@lru_cache(maxsize=1024)
def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day of a lunar Hijri one, in years without a table give or take a day. Raises ValueError.

    >>> from_hijri(1444, 12, 10)  # عید قربان
    datetime.date(2023, 6, 29)
    """
    if not 1 <= day <= _LUNAR:
        raise ValueError(f"the month has no day {day}")
    return _lunar_month(year, month) + DAY * (day - 1)


@lru_cache(maxsize=1024)
def _lunar_month(year: int, month: int) -> date:
    """The first day of a month; where no holiday tells it, so that the one before has 29 or 30 days."""
    if (year, month) in _SIGHTED:
        return _SIGHTED[year, month]
    first = _umm_al_qura(year, month, 1)
    if any((year, month - back) in _SIGHTED for back in (1, 2)):
        before = _lunar_month(year, month - 1)
        first = min(max(first, before + DAY * (_LUNAR - 1)), before + DAY * _LUNAR)
    for more in (1, 2):
        after = _SIGHTED.get((year + (month + more - 1) // 12, (month + more - 1) % 12 + 1))
        if after is not None:
            return min(max(first, after - DAY * _LUNAR * more), after - DAY * (_LUNAR - 1) * more)
    return first


def _umm_al_qura(year: int, month: int, day: int) -> date:
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise ValueError(f"the lunar year {year} is outside the tables") from error
    return date(gregorian.year, gregorian.month, gregorian.day)


@lru_cache(maxsize=1024)
def hijri_year(day: date) -> int:
    """The lunar Hijri year in which a Gregorian day lies. Raises ValueError."""
    try:
        year = int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except OverflowError as error:
        raise ValueError(f"{day} is outside the lunar tables") from error
    return year - (day < _lunar_month(year, 1))


def jalali_month(year: int, month: int) -> tuple[date, date]:
    """First and last day of a Jalali month.

    >>> jalali_month(1394, 7)
    (datetime.date(2015, 9, 23), datetime.date(2015, 10, 22))
    """
    after = from_jalali(year + month // 12, month % 12 + 1, 1)
    return from_jalali(year, month, 1), after - DAY


def jalali_year(year: int) -> tuple[date, date]:
    """First and last day of a Jalali year."""
    return from_jalali(year, 1, 1), from_jalali(year + 1, 1, 1) - DAY


def gregorian_month(year: int, month: int) -> tuple[date, date]:
    """First and last day of a Gregorian month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def hijri_month(year: int, month: int) -> tuple[date, date]:
    """First and last day of a lunar Hijri month."""
    return from_hijri(year, month, 1), from_hijri(year + month // 12, month % 12 + 1, 1) - DAY


def last_friday_of_ramadan(year: int) -> date:
    """«روز قدس» of a lunar Hijri year."""
    last = hijri_month(year, 9)[1]
    return last - DAY * ((last.weekday() - FRIDAY) % 7)


def week_of(day: date) -> tuple[date, date]:
    """Saturday to Friday, the Iranian week in which a day lies.

    >>> week_of(date(2016, 12, 19))
    (datetime.date(2016, 12, 17), datetime.date(2016, 12, 23))
    """
    saturday = day - DAY * ((day.weekday() - 5) % 7)
    return saturday, saturday + 6 * DAY


def add(day: date, unit: str, count: int) -> date:
    """`count` units (D, W, M, Y; tens T and hundreds C of years) later, kept inside the month. Raises ValueError.

    >>> add(date(2016, 12, 31), "M", -1)
    datetime.date(2016, 11, 30)
    """
    if unit in "DW":
        try:
            return day + DAY * (count * (7 if unit == "W" else 1))
        except OverflowError as error:
            raise ValueError(str(error)) from error
    months = day.month - 1 + count * {"M": 1, "Y": 12, "T": 120, "C": 1200}[unit]
    year, month = day.year + months // 12, months % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"the year {year} cannot be written")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def year_before(day: date, calendar: str) -> date:
    """The same day and month a year before, in the Jalali calendar or else the Gregorian.

    >>> year_before(date(2020, 9, 26), "jalali")
    datetime.date(2019, 9, 27)
    """
    if calendar != "jalali":
        return add(day, "Y", -1)
    year, month, number = to_jalali(day)
    return from_jalali(year - 1, month, min(number, 29) if month == 12 else number)
