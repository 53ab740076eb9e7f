"""Calendar sums against published tables and against a second way of reckoning."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
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


def icu_years(name: str) -> Iterator[tuple[int, date, list[int]]]:
    """The years of one of ICU's calendars by cases/icu_calendars.tsv: number, first day, lengths of the months."""
    table = Path(__file__).parent / "cases" / "icu_calendars.tsv"
    for line in table.read_text(encoding="utf-8").split("\n"):
        if line.startswith(f"{name}\t"):
            _, year, first, months = line.split("\t")
            yield int(year), date.fromisoformat(first), [int(size) for size in months.split()]


def test_calendars_agree_with_what_icu_said_of_every_day_from_1800_to_2100() -> None:
    seen = []
    for year, first, months in icu_years("persian"):
        day = first
        for month, size in enumerate(months, 1):
            for number in range(1, size + 1):
                assert calendars.to_jalali(day) == (year, month, number)
                assert calendars.from_jalali(year, month, number) == day
                seen.append(day)
                day += timedelta(days=1)
    assert seen[0] < FIRST < LAST < seen[-1]
    assert len(seen) == (seen[-1] - seen[0]).days + 1


def test_calendars_keep_within_a_day_of_what_icu_said_of_umm_al_qura() -> None:
    for year, first, months in icu_years("islamic-umalqura"):
        day = first
        for month, size in enumerate(months, 1):
            found, _ = calendars.hijri_month(year, month)
            assert timedelta(0) <= found - day <= timedelta(days=1), (year, month)
            day += timedelta(days=size)


def test_calendars_give_every_lunar_month_29_or_30_days() -> None:
    for year in range(1421, 1447):
        for month in range(1, 13):
            first, last = calendars.hijri_month(year, month)
            assert (last - first).days + 1 in (29, 30), (year, month)


@pytest.mark.parametrize(
    ("year", "day"), [(1438, date(2016, 10, 12)), (1443, date(2021, 8, 19)), (1444, date(2022, 8, 8))]
)
def test_calendars_know_ashura_in_iran(year: int, day: date) -> None:
    assert calendars.from_hijri(year, 1, 10) == day
    assert calendars.hijri_year(day - timedelta(days=9)) == year
    assert calendars.hijri_year(day - timedelta(days=10)) == year - 1


def icu_calendar(name: str) -> tuple[Any, Any]:
    """One of ICU's calendars, and the module's names of its fields."""
    icu = pytest.importorskip("icu", reason="PyICU is not installed: cases/icu_calendars.tsv stands in for it")
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


@pytest.mark.parametrize("name", ["persian", "islamic-umalqura"])
def test_calendars_are_written_down_as_icu_has_them(name: str) -> None:
    calendar, _ = icu_calendar(name)
    for year, first, months in icu_years(name):
        day = first
        for month, size in enumerate(months):
            calendar.clear()
            calendar.set(year, month, 1)
            assert calendar.getTime() == (day - date(1970, 1, 1)).days * 86_400.0
            day += timedelta(days=size)


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
