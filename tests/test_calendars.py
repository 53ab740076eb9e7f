"""Calendar sums against published tables and against a second way of reckoning."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from ravi.persian import calendars
from ravi.persian.numbers import compose, parse_number

LEAP = (
    1375,
    1379,
    1383,
    1387,
    1391,
    1395,
    1399,
    1403,
    1408,
)  # as the calendar centre of the University of Tehran lists
NOWRUZ = {  # first of Farvardin
    1357: (1978, 3, 21),
    1376: (1997, 3, 21),
    1380: (2001, 3, 21),
    1384: (2005, 3, 21),
    1392: (2013, 3, 21),
    1395: (2016, 3, 20),
    1396: (2017, 3, 21),
    1400: (2021, 3, 21),
    1404: (2025, 3, 21),
}
FIRST, LAST = date(1800, 1, 1), date(2100, 12, 31)


@pytest.mark.parametrize("year", range(1375, 1409))
def test_calendars_know_the_leap_years(year: int) -> None:
    first, last = calendars.jalali_year(year)
    assert (last - first).days + 1 == (366 if year in LEAP else 365)


@pytest.mark.parametrize(("year", "nowruz"), NOWRUZ.items())
def test_calendars_know_nowruz(year: int, nowruz: tuple[int, int, int]) -> None:
    assert calendars.from_jalali(year, 1, 1) == date(*nowruz)


def test_calendars_count_every_day_from_1800_to_2100() -> None:
    """Day by day the Jalali date goes up by one, by a reckoning of its own: months of 31, 30 and 29 or 30 days."""
    year, month, number = 1178, 10, 11
    day = FIRST
    while day <= LAST:
        assert calendars.to_jalali(day) == (year, month, number)
        assert calendars.from_jalali(year, month, number) == day
        day += timedelta(days=1)
        leap = (year % 33) in (1, 5, 9, 13, 17, 22, 26, 30)  # the cycle of 33 years, which holds from 1178 to 1633
        size = 31 if month <= 6 else 30 if month <= 11 or leap else 29
        number += 1
        if number > size:
            number, month = 1, month + 1
        if month > 12:
            month, year = 1, year + 1


def icu_calendar(name: str) -> tuple[Any, Any]:
    """One of ICU's calendars, and the module's names of its fields."""
    icu = pytest.importorskip("icu", reason="PyICU is not installed: the day-by-day reckoning above stands in for it")
    calendar = icu.Calendar.createInstance(icu.TimeZone.getGMT(), icu.Locale(f"en_US@calendar={name}"))
    return calendar, icu.UCalendarDateFields


def days(first: date, last: date) -> Iterator[tuple[date, float]]:
    """Every day, and its seconds since 1970."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        yield day, (day - date(1970, 1, 1)).days * 86_400.0


def test_calendars_agree_with_icu_on_every_day_both_ways() -> None:
    calendar, fields = icu_calendar("persian")
    for day, seconds in days(FIRST, LAST):
        calendar.setTime(seconds)
        year, month, number = (calendar.get(field) for field in (fields.YEAR, fields.MONTH, fields.DATE))
        assert calendars.to_jalali(day) == (year, month + 1, number)
        assert calendars.from_jalali(year, month + 1, number) == day
        calendar.clear()
        calendar.set(year, month, number)
        assert calendar.getTime() == seconds


def test_calendars_know_the_months_that_icu_knows() -> None:
    calendar, fields = icu_calendar("persian")
    for year in range(1179, 1480):
        for month in range(1, 13):
            first, last = calendars.jalali_month(year, month)
            calendar.clear()
            calendar.set(year, month - 1, 1)
            assert (last - first).days + 1 == calendar.getActualMaximum(fields.DATE)


@pytest.mark.parametrize(("year", "month", "day"), [(1403, 7, 31), (1400, 12, 30), (1400, 13, 1), (1400, 0, 1)])
def test_calendars_refuse_days_that_are_not(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        calendars.from_jalali(year, month, day)


@pytest.mark.parametrize(
    ("lunar", "gregorian"), [((1438, 1, 10), date(2016, 10, 12)), ((1437, 12, 10), date(2016, 9, 12))]
)
def test_calendars_know_lunar_days_within_one(lunar: tuple[int, int, int], gregorian: date) -> None:
    assert abs(calendars.from_hijri(*lunar) - gregorian) <= timedelta(days=1)


def test_calendars_refuse_lunar_years_outside_the_tables() -> None:
    with pytest.raises(ValueError, match=r"."):
        calendars.from_hijri(900, 1, 1)


def test_calendars_add_months_inside_the_month() -> None:
    assert calendars.add(date(2016, 3, 31), "M", -1) == date(2016, 2, 29)
    assert calendars.add(date(2016, 12, 19), "Y", -10) == date(2006, 12, 19)


@pytest.mark.parametrize(
    ("word", "value"),
    [("۳۱", 31), ("١٢", 12), ("سی\u200cام", 30), ("هزارونهصدونود", 1990), ("دوهزاروپنج", 2005), ("بیستم", 20)],
)
def test_numbers_of_words(word: str, value: int) -> None:
    assert parse_number(word) == value


@pytest.mark.parametrize("word", ["وزارت", "", "نود و", "سیب"])
def test_numbers_refuse_other_words(word: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        parse_number(word)


def test_numbers_are_composed_in_the_order_of_speech() -> None:
    assert compose([1000, 300, 90, 5]) == 1395
    assert compose([5, 90]) is None
