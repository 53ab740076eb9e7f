"""Numbers and days in Persian words and digits, as people write them."""

import re

JALALI_MONTHS = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_JALALI = re.compile(r"(\d{4}|XXXX)-(\d\d)(?:-(\d\d))?")


def jalali_words(value: str) -> str:
    """A Jalali point or period in words; the year is left out where it is not known.

    >>> jalali_words("1395-04-27"), jalali_words("XXXX-04-27"), jalali_words("1395-05")
    ('۲۷ تیر ۱۳۹۵', '۲۷ تیر', 'مرداد ۱۳۹۵')
    """
    return _JALALI.sub(_in_words, value).replace("/", " تا ").translate(DIGITS)


def _in_words(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    if not 1 <= int(month) <= 12:
        return found[0]
    parts = [str(int(day)) if day else "", JALALI_MONTHS[int(month) - 1], "" if year == "XXXX" else year]
    return " ".join(part for part in parts if part)


def persian_number(number: str) -> str:
    """A number in Persian digits."""
    return number.translate(DIGITS).replace("%", "٪")
