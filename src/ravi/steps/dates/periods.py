"""Weeks, months, seasons, years, decades, their parts, and occasions: each action turns a match into a `Moment`."""

from datetime import date
from re import Match

from ravi.persian import calendars as cal
from ravi.record import Calendar
from ravi.steps.dates.lengths import length
from ravi.steps.dates.lexicon import LETTER
from ravi.steps.dates.reading import (
    day_of,
    full_year,
    has_group,
    in_year,
    is_place,
    kind_of,
    lean_of,
    month_calendar,
    month_of,
    value_of,
    word_after,
    word_before,
)
from ravi.steps.dates.resolve import UNPUBLISHED, UNSAID, Interval, Moment, Setting

_ALONE = frozenset("اذر آذر تیر مهر آبان دی بهمن مرداد محرم صفر رجب شعبان".split())  # months that are other words too
_DARI = frozenset("ثور جوزا سنبله عقرب قوس دلو حوت".split())  # Dari months that with a year are hardly anything else
_MONTH_LONG = range(27, 32)  # days from the first of a month to its last
_NAMES = frozenset("عاشورا تاسوعا اربعین نوروز یلدا کریسمس".split())  # of days, but of much else as well
_DATING = frozenset("در روز تا از عید شب مناسبت با برای آستانه".split())
_KIND = {letter: kind for kind, letter in LETTER.items()}
_HALF_YEAR = 186  # days of the first six months of a Jalali year
_SHIFT = {"past": -1, "ago": -1, "future": 1, "later": 1, "current": 0, "new": 0}


def period(s: Setting, m: Match[str]) -> Moment | None:
    """«مهر 1394», «ماه گذشته», «سال 88», «دهه هفتاد», «بهار سال 92»."""
    if has_group(m, "mon"):
        return _month(s, m)
    if has_group(m, "season"):
        return _season(s, m)
    if has_group(m, "decade"):
        return _decade(s, m)
    if has_group(m, "century"):
        number = int(value_of(s, m, "century"))
        if not 1 <= number <= 21 or (number < 15 and value_of(s, m, "cera") != "gregorian"):
            return None
        return Moment("span", date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), "gregorian")
    if (
        has_group(m, "tally")
        and kind_of(m, "tally") == "within"
        and (value_of(s, m, "yy") % 100 == 0 or not 1950 <= value_of(s, m, "yy") < 2050)
    ):
        return None
    if has_group(m, "yy"):
        return _year(s, int(value_of(s, m, "yy")), value_of(s, m, "yera"), m)
    if has_group(m, "kind"):
        if s.year is None:
            return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
        return _year_kind(s, m, s.year + _SHIFT[kind_of(m, "kadj")])
    if has_group(m, "sy"):
        return _shifted(s, "yearu", int(value_of(s, m, "sy")), "jalali")
    if has_group(m, "thisunit"):
        return _shifted(s, kind_of(m, "thisunit"), 0, None)
    unit, adjective = kind_of(m, "unit"), kind_of(m, "uadj")
    if unit in ("houru", "minuteu", "secondu", "centuryu") or (adjective == "new" and unit != "yearu"):
        return None
    if unit == "dayu" and adjective in ("current", "later", "ago") and word_after(s, m) == "از":
        return None
    if adjective in ("ago", "later") and word_after(s, m) in ("از",):
        return None
    return _shifted(s, unit, _SHIFT[adjective], value_of(s, m, "uera"))


def _shifted(s: Setting, unit: str, shift: int, era: Calendar | None) -> Moment:
    """The day, week, month or year that many before or after that of publication."""
    if s.published is None:
        return Moment("fixed", type="PERIOD" if unit != "dayu" else "DATE", note=UNPUBLISHED)
    if unit == "dayu":
        found = cal.add(s.published, "D", shift)
        return Moment("day", found, found)
    if unit == "weeku":
        return Moment("span", *cal.week_of(cal.add(s.published, "W", shift)))
    if unit == "decadeu":
        first, last = sorted((s.published, cal.add(s.published, "T", shift or -1)))
        return Moment("span", first, last)
    gregorian = s.gregorian if era is None else era == "gregorian"
    calendar: Calendar = "gregorian" if era == "gregorian" else "relative"
    if unit == "yearu":
        if gregorian:
            year = s.published.year + shift
            return Moment("year", date(year, 1, 1), date(year, 12, 31), calendar)
        return Moment("span", *cal.jalali_year((s.year or 0) + shift), "relative")
    if gregorian:
        there = cal.add(s.published.replace(day=1), "M", shift)
        return Moment("month", *cal.gregorian_month(there.year, there.month), calendar)
    year, month, _ = cal.to_jalali(s.published)
    months = year * 12 + month - 1 + shift
    return Moment("span", *cal.jalali_month(months // 12, months % 12 + 1), "relative")


def _month(s: Setting, m: Match[str]) -> Moment | None:
    at = m.start("mon")
    kind, word, month = kind_of(m, "mon"), s.words.text(at), int(value_of(s, m, "mon"))
    named = at > 0 and s.words.letters[at - 1] == LETTER["monthu"]
    said = any(has_group(m, group) for group in ("y", "y4", "y2", "yrel", "yadj", "adj"))
    part_of = at > 0 and _KIND.get(s.words.letters[at - 1]) in ("begin", "third", "half", "middle", "finish", "dates")
    if kind == "dmonth" and not (named or (word in _DARI and (has_group(m, "y4") or has_group(m, "y")))):
        return None
    if kind == "gmaybe" and not named and not said and word_before(s, m) not in ("یا", "و"):
        return None
    if kind == "gmaybe" and not named and not (has_group(m, "y4") or s.gregorian):
        return None
    if word in _ALONE and not (named or said or part_of) and kind in ("jmonth", "lmonth"):
        return None
    if at > 0 and _KIND.get(s.words.letters[at - 1]) in ("num", "ord") and not has_group(m, "nth"):
        return None  # a day that was no date, «خیابان 15 خرداد»; but «هفته اول مهر»
    if (
        kind == "lmonth"
        and not (named or has_group(m, "y4") or has_group(m, "y"))
        and word not in ("رمضان", "مبارکرمضان")
    ):
        return None
    if word == "رمضان" and not (named or said):
        return None
    if is_place(s, m) or (word == "مهر" and has_group(m, "adj")):
        return None
    calendar = month_calendar(m)
    make = month_of(calendar)
    found = in_year(s, m, calendar, lambda year: make(year, month))
    if found is None:
        partial = f"XXXX-{month:02}"
        return Moment(
            "fixed",
            calendar=calendar,
            type="PERIOD",
            value=partial if calendar == "gregorian" else None,
            jalali=partial if calendar == "jalali" else None,
            note=UNSAID,
        )
    return Moment("month" if calendar == "gregorian" else "span", *found, calendar)


def _season(s: Setting, m: Match[str]) -> Moment | None:
    season = int(value_of(s, m, "season"))
    if word_before(s, m) in ("هر",):
        return None

    def make(year: int) -> Interval:
        return cal.jalali_month(year, season * 3 + 1)[0], cal.jalali_month(year, season * 3 + 3)[1]

    said = any(has_group(m, group) for group in ("y", "y4", "y2", "yrel", "yadj", "adj"))
    if not said and lean_of(s, m) in ("state", "present", None) and m.start() == m.start("season"):
        return Moment("fixed", value="P1Y", calendar="jalali", type="SET")
    found = in_year(s, m, "jalali", make)
    if found is None:
        return Moment("fixed", calendar="jalali", type="PERIOD", note=UNSAID)
    return Moment("span", *found, "jalali")


def _decade(s: Setting, m: Match[str]) -> Moment | None:
    number, era = int(value_of(s, m, "decade")), value_of(s, m, "dera")
    if kind_of(m, "decade") == "ord" or number % 10 or 90 < number < 1300:
        return None
    if era == "gregorian" or number >= 1500:
        year = number if number >= 1000 else 1900 + number
        return Moment("span", date(year, 1, 1), date(year + 9, 12, 31), "gregorian")
    year = number if number >= 1000 else 1300 + number
    return Moment("span", cal.from_jalali(year, 1, 1), cal.jalali_year(year + 9)[1], "jalali")


def _year(s: Setting, number: int, era: Calendar | None, m: Match[str]) -> Moment | None:
    word = s.words[m.start("yy")]
    new_century = s.year is not None and s.year >= 1400 and number <= s.year - 1400 + 1 and not word.in_words
    if number < 30 and not (word.text.startswith("0") or era or new_century):
        return None
    if 100 <= number < 1000 and not era:
        return None
    if era == "hijri":
        year = full_year(number, "hijri", s.published)
        return Moment("span", cal.from_hijri(year, 1, 1), cal.from_hijri(year + 1, 1, 1) - cal.DAY, "hijri")
    if era == "gregorian" or number >= 1500:
        year = full_year(number, "gregorian", s.published)
        return Moment("year", date(year, 1, 1), date(year, 12, 31), "gregorian")
    return Moment("span", *cal.jalali_year(full_year(number, "jalali", s.published)), "jalali")


def _year_kind(s: Setting, m: Match[str], year: int) -> Moment:
    if value_of(s, m, "kind") == "school":
        if s.published and cal.to_jalali(s.published)[1] < 7 and kind_of(m, "kadj") in ("current", "past", "ago"):
            year -= 1
        return Moment("span", cal.from_jalali(year, 7, 1), cal.jalali_month(year + 1, 3)[1])
    if value_of(s, m, "kind") == "farm":
        return Moment("span", cal.from_jalali(year, 7, 1), cal.jalali_month(year + 1, 6)[1])
    return Moment("span", *cal.jalali_year(year))


def period_part(s: Setting, m: Match[str]) -> Moment | None:
    """«اوایل مهر», «نیمه اسفندماه سال جاری», «اواسط دهه 60»: thirds, halves, the middle."""
    whole = period(s, m)
    if whole is None or whole.first is None or whole.last is None:
        return whole
    kind, number = kind_of(m, "x"), int(value_of(s, m, "x"))
    first, last = whole.first, whole.last
    days = (last - first).days + 1
    if kind == "middle":
        found = first + cal.DAY * (14 if days < 40 else days // 2)
        return Moment("day", found, found, whole.calendar)
    if days < 3:
        return whole
    if kind == "half":
        cut = 15 if days < 40 else _HALF_YEAR if whole.calendar == "jalali" and 365 <= days <= 366 else days // 2
        ends = (first, first + cal.DAY * (cut - 1)) if number == 0 else (first + cal.DAY * cut, last)
    elif days > 3000:
        year = [first if not at else cal.add(first, "Y", at) for at in (0, 4, 7)][number]
        ends = year, (last if number == 2 else cal.add(first, "Y", (4, 7)[number]) - cal.DAY)
    elif days < 40:
        ends = first + cal.DAY * 10 * number, last if number == 2 else first + cal.DAY * (10 * number + 9)
    else:
        third = days // 3
        ends = first + cal.DAY * third * number, last if number == 2 else first + cal.DAY * (third * (number + 1) - 1)
    return Moment("span", *ends, whole.calendar)


def weeks_of(s: Setting, m: Match[str]) -> Moment | None:
    """«هفته اول مهر», «دو هفته نخست ماه اکتبر», «هفته آخر ماه گذشته»: seven days from its first, or to its last."""
    whole = period(s, m)
    if whole is None or whole.first is None or whole.last is None or (whole.last - whole.first).days not in _MONTH_LONG:
        return None
    days = 7 * int(value_of(s, m, "count") or 1)
    if kind_of(m, "nth") == "finish":
        return Moment("span", whole.last - cal.DAY * (days - 1), whole.last, whole.calendar)
    first = whole.first + cal.DAY * days * (int(value_of(s, m, "nth")) - 1)
    last = first + cal.DAY * (days - 1)
    return Moment("span", first, last, whole.calendar) if whole.first <= first and last <= whole.last else None


def first_months(s: Setting, m: Match[str]) -> Moment | None:
    """«سه ماه نخست سال 1402», «شش ماهه دوم سال جاری», «سه ماه پایانی سال»: a share of a Jalali year."""
    count, nth = int(value_of(s, m, "count")), value_of(s, m, "nth")
    if kind_of(m, "nth") == "begin":
        nth = 1  # «شش ماهه ابتدای سال»
    this_year = Moment("span", *cal.jalali_year(s.year)) if s.year else None
    whole = this_year if has_group(m, "thatyear") else period(s, m)
    if whole is None or whole.first is None or whole.last is None or not (count in (2, 3, 4, 6) and nth):
        return None
    year, month, number = cal.to_jalali(whole.first)
    first = count * (int(nth) - 1) + 1
    if (month, number) != (1, 1) or (whole.last - whole.first).days < 360 or first + count > 13:
        return None
    return Moment(
        "span", cal.jalali_month(year, first)[0], cal.jalali_month(year, first + count - 1)[1], whole.calendar
    )


def finish(s: Setting, m: Match[str]) -> Moment | None:
    """«پایان شهریورماه», «آخر سال جاری»: the last day."""
    whole = period(s, m)
    if whole is None or whole.last is None or whole.form == "day":
        return None if whole is None or whole.form == "day" else whole
    return Moment("day", whole.last, whole.last, whole.calendar)


def from_period(s: Setting, m: Match[str]) -> Moment | None:
    """«از مهرماه 1395», «سال 88 به بعد», «از مارس گذشته تاکنون», «از یک هفته پیش»."""
    if has_group(m, "q"):
        start = length(s, m)
    else:
        start = (period_part if has_group(m, "x") else period)(s, m)
        whole = any(has_group(m, group) for group in ("mon", "season"))
        dated = any(has_group(m, group) for group in ("y", "y4", "y2", "yadj", "yrel", "adj", "x"))
        if not (has_group(m, "now") or has_group(m, "on") or (dated and (whole or has_group(m, "x")))):
            return None
    if start is None:
        return None
    if start.first is None:
        return start if has_group(m, "from") and (has_group(m, "now") or has_group(m, "q")) else None
    following = s.words.letters[m.end() : m.end() + 1]
    if has_group(m, "now") and s.published:
        return Moment("span", start.first, s.published, start.calendar, "PERIOD")
    if following in (LETTER["till"], LETTER["tillnow"]):
        return None
    return Moment("since", start.first, None, start.calendar, "PERIOD")


def years(s: Setting, m: Match[str]) -> Moment | None:
    """«سال 84 تا 86», «بین سال\u200cهای 1990 تا 2000»."""
    a, b = int(value_of(s, m, "a")), int(value_of(s, m, "b"))
    if has_group(m, "link") and kind_of(m, "link") == "and" and _KIND[s.words.letters[m.start()]] == "yearu":
        return None
    if 30 <= b < 100 and a >= 1000:
        b += a // 100 * 100
    if not (a < b and (a >= 1200 or 30 <= a < b < 100)):
        return None
    if a >= 1500 or value_of(s, m, "era") == "gregorian":
        first, last = (full_year(one, "gregorian", s.published) for one in (a, b))
        return Moment("span", date(first, 1, 1), date(last, 12, 31), "gregorian")
    first, last = (full_year(one, "jalali", s.published) for one in (a, b))
    return Moment("span", cal.jalali_year(first)[0], cal.jalali_year(last)[1], "jalali")


def same_period(s: Setting, m: Match[str]) -> Moment | None:
    """«مدت مشابه سال گذشته»: from the year's first day to the day of publication, a year before."""
    if s.published is None:
        return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
    return Moment("span", cal.jalali_year((s.year or 0) - 1)[0], cal.add(s.published, "Y", -1))


def occasion(s: Setting, m: Match[str]) -> Moment | None:
    """«نوروز 1396», «عاشورا», «دهه فجر», «روز قدس»."""
    kind, written = kind_of(m, "o"), str(value_of(s, m, "o"))
    calendar: Calendar = "jalali" if kind[0] == "j" else "gregorian" if kind[0] == "g" else "hijri"
    said = any(has_group(m, group) for group in ("y", "y4", "y2", "yrel", "yadj", "adj"))
    word = s.words.text(m.start("o"))
    if is_place(s, m) or (
        word in _NAMES and not said and m.start() == m.start("o") and word_before(s, m) not in _DATING
    ):
        return None

    def make(year: int) -> Interval:
        if kind == "lspan" and written.endswith("-30"):  # the whole month, of 29 days or of 30
            return cal.hijri_month(year, int(written.split("-")[0]))
        if kind == "quds":
            return (cal.last_friday_of_ramadan(year),) * 2
        ends = [day_of(calendar)(year, *map(int, one.split("-"))) for one in written.split("/")]
        return ends[0], ends[-1]

    found = in_year(s, m, calendar, make)
    if found is None:
        jalali = "/".join(
            f"XXXX-{int(a):02}-{int(b):02}" for a, b in (one.split("-") for one in written.split("/") if one)
        )
        return Moment(
            "fixed", calendar=calendar, type="DATE", jalali=jalali if calendar == "jalali" else None, note=UNSAID
        )
    return Moment("span" if kind.endswith("span") else "day", *found, calendar)
