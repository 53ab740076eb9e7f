"""The three calendars of Persian news and the sums that are done with them.

Jalali by persiantools, lunar Hijri by hijridate (Umm al-Qura; in Iran a month may begin a day later). Years outside
what the two know raise ValueError, as impossible days do.
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

FRIDAY = 4
DAY = timedelta(days=1)


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
    """The Gregorian day of a lunar Hijri one, give or take a day. Raises ValueError.

    >>> from_hijri(1438, 12, 10)  # عید قربان
    datetime.date(2017, 9, 1)
    """
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise ValueError(f"the lunar year {year} is outside the tables") from error
    return date(gregorian.year, gregorian.month, gregorian.day)


@lru_cache(maxsize=1024)
def hijri_year(day: date) -> int:
    """The lunar Hijri year in which a Gregorian day lies. Raises ValueError."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except OverflowError as error:
        raise ValueError(f"{day} is outside the lunar tables") from error


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
