"""Stretches of days as people write them, in either calendar."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from ravi.errors import InputError
from ravi.persian.calendars import from_jalali, gregorian_month, jalali_month, jalali_year
from ravi.persian.letters import fold
from ravi.persian.tables import read_table

_POINT = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_IN_WORDS = re.compile(r"(?:(\d{1,2})\s+)?(\D+?)\s+(\d{4})")
_BETWEEN = re.compile(r"\.\.|…|(?:^|\s)تا(?:\s|$)")
_FROM = re.compile(r"^از\s+")
_MONTHS = 12
_LAST_JALALI = 1700  # years before it are Jalali, later ones Gregorian
_NEEDED = "give a year, a month or a day: 1395, 1395-09, 2016-12-18, or two of them: 1395-09..1395-10, 2016-12-18.."


class Days(NamedTuple):
    """From the first day to the last, both included; None where it is open."""

    first: date | None
    last: date | None


def parse_days(text: str) -> Days:
    """A stretch of days: `1395`, «۱۳۹۵», `1395-09..1395-10`, «از ۱۳۹۵/۹/۲۸», «آذر ۱۳۹۵ تا ۲۸ دی ۱۳۹۵».

    Raises `InputError`.

    >>> parse_days("1395-09..1395-10")
    Days(first=datetime.date(2016, 11, 21), last=datetime.date(2017, 1, 19))
    """
    plain = fold(text).strip()
    ends = _BETWEEN.split(_FROM.sub("", plain))
    if len(ends) == 1 and _FROM.match(plain):
        ends.append("")
    if len(ends) > 2 or not any(ends):
        raise InputError(f"«{text}» is no time: {_NEEDED}")
    first = _point(ends[0].strip(), text).first if ends[0].strip() else None
    last = _point(ends[-1].strip(), text).last if ends[-1].strip() else None
    if first and last and first > last:
        raise InputError(f"«{text}» ends before it begins: turn the two round")
    return Days(first, last)


def _point(part: str, text: str) -> Days:
    found = _POINT.fullmatch(part)
    in_words = None if found else _IN_WORDS.fullmatch(part)
    if found:
        year, month, day = (int(number) if number else None for number in found.groups())
    elif in_words and in_words[2] in _months():
        year, month, day = int(in_words[3]), _months()[in_words[2]], int(in_words[1]) if in_words[1] else None
        if (month > _MONTHS) == (year < _LAST_JALALI):
            raise InputError(f"«{text}»: that month is of the other calendar: {_NEEDED}")
        month -= _MONTHS * (month > _MONTHS)
    else:
        raise InputError(f"«{text}» is no time: {_NEEDED}")
    try:
        return _span(year or 0, month, day)
    except (ValueError, OverflowError):
        raise InputError(f"«{text}»: there is no such day: {_NEEDED}") from None


@cache
def _months() -> Mapping[str, int]:
    """The numbers of the Jalali months by their names; those of the Gregorian ones come after them."""
    kinds = {"jmonth": 0, "gmonth": _MONTHS}
    return {name: int(value) + kinds[kind] for name, kind, value in read_table("date_words") if kind in kinds}


def _span(year: int, month: int | None, day: int | None) -> Days:
    jalali = year < _LAST_JALALI
    if month is None:
        return Days(*jalali_year(year)) if jalali else Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= 12:
        raise ValueError(month)
    if day is None:
        return Days(*(jalali_month if jalali else gregorian_month)(year, month))
    whole = from_jalali(year, month, day) if jalali else date(year, month, day)
    return Days(whole, whole)
