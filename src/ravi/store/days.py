"""Stretches of days as people write them, in either calendar."""

import re
from datetime import date
from typing import NamedTuple

from ravi.errors import InputError
from ravi.persian.calendars import from_jalali, gregorian_month, jalali_month, jalali_year
from ravi.persian.letters import fold

_POINT = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_BETWEEN = re.compile(r"\.\.|…|\s+تا\s+")
_LAST_JALALI = 1700  # years before it are Jalali, later ones Gregorian
_NEEDED = "give a year, a month or a day: 1395, 1395-09, 2016-12-18, or two of them: 1395-09..1395-10, 2016-12-18.."


class Days(NamedTuple):
    """From the first day to the last, both included; None where it is open."""

    first: date | None
    last: date | None


def parse_days(text: str) -> Days:
    """A stretch of days: `1395`, «۱۳۹۵», `1395-09..1395-10`, `2016-12-18..`. Raises `InputError`.

    >>> parse_days("1395-09..1395-10")
    Days(first=datetime.date(2016, 11, 21), last=datetime.date(2017, 1, 19))
    """
    ends = _BETWEEN.split(fold(text).strip())
    if len(ends) > 2 or not any(ends):
        raise InputError(f"«{text}» is no time: {_NEEDED}")
    first = _point(ends[0].strip(), text).first if ends[0].strip() else None
    last = _point(ends[-1].strip(), text).last if ends[-1].strip() else None
    if first and last and first > last:
        raise InputError(f"«{text}» ends before it begins: turn the two round")
    return Days(first, last)


def _point(part: str, text: str) -> Days:
    found = _POINT.fullmatch(part)
    if not found:
        raise InputError(f"«{text}» is no time: {_NEEDED}")
    year, month, day = (int(number) if number else None for number in found.groups())
    try:
        return _span(year or 0, month, day)
    except (ValueError, OverflowError):
        raise InputError(f"«{text}»: there is no such day: {_NEEDED}") from None


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
