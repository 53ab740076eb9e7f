"""Dates of publication, as people and pages write them → a day."""

import re
from datetime import date
from typing import Final

from ravi.errors import InputError
from ravi.persian.calendars import from_jalali
from ravi.persian.letters import fold

FIRST_GREGORIAN: Final = 1500  # a year before it is Jalali
EXAMPLE = "write it like 1395-09-28 (Jalali) or 2016-12-18 (Gregorian)"
MONTHS: Final = {
    fold(name): number
    for number, name in enumerate("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(), start=1)
} | {fold("امرداد"): 5}

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s,،])")
_NEAR = re.compile(
    r"(?<![\d/.-])(?P<y>1[34]\d\d|[7-9]\d|0\d)(?P<sep>[-/])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>[12]\d|3[01]|0?[1-9])(?![\d/-])"
    rf"|(?<!\d)(?P<d2>[12]\d|3[01]|0?[1-9])\s{{1,3}}(?P<m2>{'|'.join(MONTHS)})\s{{1,3}}(?:ماه\s{{1,3}})?(?P<y2>1[34]\d\d)(?!\d)"
)


def parse_published(text: str, *, jalali: bool | None = None) -> date:
    """The day of a date, or of a date with a time, in Gregorian or Jalali; the day is taken as written.

    Years before 1500 are Jalali, unless `jalali` says. Digits of any script. Raises `InputError` in one line.

    >>> parse_published("۱۳۹۵/۰۹/۲۸")
    datetime.date(2016, 12, 18)
    >>> parse_published("2016-12-18T09:30:00+03:30")
    datetime.date(2016, 12, 18)
    """
    shown = text if len(text) <= 40 else text[:40] + "…"
    shown = "".join(char if char.isprintable() else "\ufffd" for char in shown)
    found = _DAY.match(fold(text).strip())
    if not found:
        raise InputError(f"«{shown}» is no date: {EXAMPLE}")
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    is_jalali = year < FIRST_GREGORIAN if jalali is None else jalali
    if not 1 <= month <= 12:
        raise InputError(f"«{shown}» is no date, there is no month {month}: {EXAMPLE}")
    try:
        return from_jalali(year, month, day) if is_jalali else date(year, month, day)
    except (ValueError, OverflowError):
        which = "Jalali" if is_jalali else "Gregorian"
        raise InputError(f"«{shown}» is no date, that {which} month has no day {day}: {EXAMPLE}") from None


def find_jalali(text: str) -> date | None:
    """The first Jalali date in a short text, as it stands near a title; None where there is none that exists.

    >>> find_jalali("چهارشنبه ۲۸ مهر ۱۳۹۵ - ۱۲:۳۰"), find_jalali("کد خبر ۱۲۳۴۵") is None
    (datetime.date(2016, 10, 19), True)
    """
    for found in _NEAR.finditer(fold(text)):
        year = int(found["y"] or found["y2"])
        if year < 100:
            year += 1300 if year >= 70 else 1400
        month = int(found["m"]) if found["m"] else MONTHS[found["m2"]]
        try:
            return from_jalali(year, month, int(found["d"] or found["d2"]))
        except (ValueError, OverflowError):
            continue
    return None
