"""What the pages say, in Persian and in English (`data/web_words.tsv`), and how they write numbers and days."""

import re
from collections.abc import Sequence
from contextlib import suppress
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
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = re.compile(r"(?:\d{4}(?:-\d\d?){0,2})?(?:\.\.)?(?:\d{4}(?:-\d\d?){0,2})?")
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


@cache
def _errors() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What an error is told by, and the same in Persian."""
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), persian)
        for english, persian in read_table("web_errors", folded=False)
    )


class Say:
    """The words of one language.

    >>> Say("fa")("quotes"), Say("en").number(12), Say("fa").number(12)
    ('سخنان', '12', '۱۲')
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.direction = "rtl" if language == "fa" else "ltr"
        self.comma = "، " if language == "fa" else ", "

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
        try:
            return self.short(date.fromisoformat(value.partition("T")[0]))
        except ValueError:
            return self._vague(value)

    def days(self, asked: str) -> str:
        """Days as an address has them, as a field shows them; `parse_days` and `parse_published` read either.

        >>> Say("fa").days("1395-09..1395-10"), Say("fa").days("1395-09-28.."), Say("en").days("1395-09..")
        ('۱۳۹۵/۰۹ تا ۱۳۹۵/۱۰', 'از ۱۳۹۵/۰۹/۲۸', '1395-09..')
        """
        if self.language != "fa" or not _DAYS.fullmatch(asked.strip()):
            return asked
        first, between, last = asked.strip().partition("..")
        words = f"{first} تا {last}" if last else f"از {first}" if between else first
        return self.plain(words.replace("-", "/")).strip()

    def western(self, value: str) -> str:
        """A value of a date in the Gregorian calendar, in words: a day, a month, a year, a stretch, a length of time.

        >>> Say("fa").western("2016-12-18"), Say("fa").western("2016"), Say("fa").western("P3D")
        ('۱۸ دسامبر ۲۰۱۶', '۲۰۱۶', '۳ روز')
        """
        first, between, last = value.partition("/")
        if between and not value.startswith("P"):
            return f"{self.western(first)} {self('up_to')} {self.western(last)}"
        day, at, hour = value.partition("T")
        if _DAY.fullmatch(day):
            with suppress(ValueError):
                words = self.day_in(date.fromisoformat(day), "gregorian")
                return f"{words}{self.comma}{self.plain(hour)}" if at else words
        return self.point(value) if _LENGTH.fullmatch(value) or _MONTH.fullmatch(value) else self._vague(value)

    def _vague(self, value: str) -> str:
        return self(value.lower()) if value in _VAGUE else self.plain(value)

    def error(self, message: str) -> str | None:
        """What went wrong in Persian, where the page is Persian and the message is known.

        >>> Say("fa").error("there is no article 7")
        'خبری با شناسۀ 7 نیست'
        """
        told = ((pattern.fullmatch(message), words) for pattern, words in _errors() if self.language == "fa")
        return next((words.format(*found.groups()) for found, words in told if found), None)

    def note(self, note: str) -> str:
        """Why a date has no value: it is told in both languages."""
        persian, _, english = note.partition(" · ")
        return persian if self.language == "fa" or not english else english

    def sure(self, confidence: float) -> str:
        """How sure something is, in one of three words."""
        return self("sure_high" if confidence >= 0.9 else "sure_middle" if confidence >= 0.7 else "sure_low")
