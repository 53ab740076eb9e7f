"""What the pages say, in Persian and in English (`data/web_words.tsv`), and how they write numbers and days."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Literal

from ravi.persian.calendars import to_jalali
from ravi.persian.tables import read_table
from ravi.persian.writing import DIGITS, JALALI_MONTHS

Language = Literal["fa", "en"]
LANGUAGES: tuple[Language, ...] = ("fa", "en")


_LENGTH = re.compile(r"P(\d{1,4})([DWMY])")
_VAGUE = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_JALALI_IN_ENGLISH = "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand".split()
_MONTHS = tuple(
    {"fa": persian, "en": english}
    for persian, english in zip(
        "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر".split(),
        "January February March April May June July August September October November December".split(),
        strict=True,
    )
)


@cache
def _words() -> dict[str, dict[Language, str]]:
    return {key: {"fa": persian, "en": english} for key, persian, english in read_table("web_words", folded=False)}


class Say:
    """The words of one language.

    >>> Say("fa")("quotes"), Say("en").number(12), Say("fa").number(12)
    ('سخنان', '12', '۱۲')
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.direction = "rtl" if language == "fa" else "ltr"

    def __call__(self, key: str) -> str:
        return _words()[key][self.language]

    def number(self, value: float) -> str:
        """A number in the digits of the language."""
        return f"{value:,}".translate(DIGITS).replace(",", "٬") if self.language == "fa" else f"{value:,}"

    def plain(self, digits: str) -> str:
        """A year, or another number that is not counted with."""
        return digits.translate(DIGITS) if self.language == "fa" else digits

    def period(self, of: str) -> str:
        """«1395», «1395-09» or «1395-09-28» in words."""
        if len(of) < len("1395-09"):
            return self.plain(of)
        return self.month(of) if len(of) < len("1395-09-01") else self.plain(f"{int(of[8:])} {self.month(of)}")

    def month(self, month: str) -> str:
        """«1395-09» or «2016-12» in words; years before 1700 are Jalali."""
        year, number = int(month[:4]), int(month[5:7])
        if year >= 1700:
            return self.plain(f"{_MONTHS[number - 1][self.language]} {year}")
        return self.plain(f"{self._jalali_months[number - 1]} {year}")

    def percent(self, share: float) -> str:
        """A share as a percentage."""
        return f"{share:.0%}".translate(DIGITS).replace("%", "٪") if self.language == "fa" else f"{share:.0%}"

    def day(self, day: date | str | None) -> str:
        """A day in both calendars, that of the language first."""
        if not day:
            return self("undated")
        gregorian = date.fromisoformat(day) if isinstance(day, str) else day
        western, persian = self.day_in(gregorian, "gregorian"), self.day_in(gregorian, "jalali")
        if western == persian:
            return western
        return f"{persian} ({western})" if self.language == "fa" else f"{western} ({persian})"

    def day_in(self, day: date, calendar: str) -> str:
        """A day in one calendar; in the Gregorian where the Jalali does not reach.

        >>> Say("fa").day_in(date(2016, 12, 18), "jalali"), Say("en").day_in(date(2016, 12, 18), "gregorian")
        ('۲۸ آذر ۱۳۹۵', '18 December 2016')
        """
        if calendar == "jalali":
            try:
                year, month, of_month = to_jalali(day)
                return self.plain(f"{of_month} {self._jalali_months[month - 1]} {year}")
            except ValueError:
                pass
        return self.plain(f"{day.day} {_MONTHS[day.month - 1][self.language]} {day.year}")

    @property
    def _jalali_months(self) -> Sequence[str]:
        return JALALI_MONTHS if self.language == "fa" else _JALALI_IN_ENGLISH

    def part(self, of: str) -> str:
        """The last part of «1395», «1395-09» or «1395-09-28» alone: the year, the month's name, the day.

        >>> Say("fa").part("1395-09"), Say("fa").whole("1395-09"), Say("en").part("1395-09-02")
        ('آذر', '۱۳۹۵', '2')
        """
        if len(of) == len("1395-09"):
            return self.month(of).rsplit(" ", 1)[0]
        return self.plain(str(int(of.rpartition("-")[2])))

    def whole(self, of: str) -> str:
        """What it is a part of: the year of a month, the month of a day."""
        return self.period(of.rpartition("-")[0])

    def short(self, day: date | str | None) -> str:
        """A day in the calendar of the language."""
        return self.day(day).partition(" (")[0]

    def other(self, day: date | str | None) -> str:
        """A day in the other calendar; nothing where that does not reach."""
        return self.day(day).partition(" (")[2].removesuffix(")")

    def point(self, value: str) -> str:
        """A value of a date in words: a day, a month, a length of time; anything else as it is written.

        >>> Say("fa").point("2016-12-18"), Say("fa").point("2016-12"), Say("fa").point("P3D")
        ('۲۸ آذر ۱۳۹۵', 'دسامبر ۲۰۱۶', '۳ روز')
        """
        length = _LENGTH.fullmatch(value)
        if length:
            return f"{self.plain(length[1])} {self(f'unit_{length[2]}')}"
        if _MONTH.fullmatch(value):
            return self.month(value)
        if value in _VAGUE:
            return self(value.lower())
        try:
            return self.short(date.fromisoformat(value.partition("T")[0]))
        except ValueError:
            return value

    def sure(self, confidence: float) -> str:
        """How sure something is, in one of three words."""
        return self("sure_high" if confidence >= 0.9 else "sure_middle" if confidence >= 0.7 else "sure_low")
