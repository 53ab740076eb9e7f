"""What the words of a pattern mean: each action turns a match into a `Moment`.

ValueError with a note says that the words name a time that cannot be.
"""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import Any

from ravi.persian import calendars as cal
from ravi.record import Calendar
from ravi.steps.dates.lexicon import LETTER, OTHER
from ravi.steps.dates.resolve import IMPOSSIBLE, UNPUBLISHED, UNSAID, Interval, Lean, Moment, Setting

_ALONE = frozenset("اذر آذر تیر مهر آبان دی بهمن مرداد محرم صفر رجب شعبان".split())  # months that are other words too
_NOT_FRIDAY = frozenset("نماز امام ائمه خطیب خطبه خطبههای خطبای امامان نمازهای نمازگزاران نمازجمعه امامجمعه".split())
_PLACE = LETTER["place"]
_ISO = {
    "dayu": "P{}D",
    "weeku": "P{}W",
    "monthu": "P{}M",
    "yearu": "P{}Y",
    "decadeu": "P{}0Y",
    "centuryu": "P{}00Y",
    "houru": "PT{}H",
    "minuteu": "PT{}M",
    "secondu": "PT{}S",
}
_STEP = {"dayu": "D", "weeku": "W", "monthu": "M", "yearu": "Y", "decadeu": "T", "centuryu": "C"}
_KIND = {letter: kind for kind, letter in LETTER.items()}
_SHIFT = {"past": -1, "ago": -1, "future": 1, "later": 1, "current": 0, "new": 0}
_REF = {"past": "PAST_REF", "ago": "PAST_REF", "future": "FUTURE_REF", "later": "FUTURE_REF"}
_SOLAR: dict[str, Calendar] = {"jmonth": "jalali", "dmonth": "jalali", "gmonth": "gregorian", "gmaybe": "gregorian"}


def _has(m: Match[str], group: str) -> bool:
    return group in m.re.groupindex and m.start(group) >= 0


def _value(s: Setting, m: Match[str], group: str) -> Any:
    return s.words.words[m.start(group)].value if _has(m, group) else None


def _kind(m: Match[str], group: str) -> str:
    return _KIND[m[group][0]]


def _before(s: Setting, m: Match[str]) -> str:
    return s.words.words[m.start() - 1].text if m.start() else ""


def _after(s: Setting, m: Match[str]) -> str:
    return s.words.words[m.end()].text if m.end() < len(s.words.words) else ""


def _is_place(s: Setting, m: Match[str]) -> bool:
    return bool(m.start()) and s.words.letters[m.start() - 1] == _PLACE


def _lean(s: Setting, m: Match[str]) -> Lean | None:
    return s.lean(m.start(), m.end())


def _need(published: date | None) -> date:
    if published is None:
        raise ValueError(UNPUBLISHED)
    return published


# --- years and months -----------------------------------------------------------------------------------------------


def _full_year(written: int, calendar: Calendar, published: date | None) -> int:
    """A year of two digits in the century that brings it nearest to publication."""
    if written >= 100:
        return written
    if calendar == "jalali":
        near = cal.to_jalali(published)[0] + 20 if published else 1420
    elif calendar == "gregorian":
        near = published.year + 20 if published else 2040
    else:
        near = cal.hijri_year(published) + 20 if published else 1460
    year = near // 100 * 100 + written
    return year - 100 if year > near else year


def _said_year(s: Setting, m: Match[str], calendar: Calendar) -> int | None:
    """The year that the words give, in the calendar of their month, or None where they leave it out."""
    for group in ("y", "y4", "y2"):
        if _has(m, group):
            year = int(_value(s, m, group))
            era = _value(s, m, "era") or _value(s, m, "era4")
            if group == "y2" and not 20 <= year <= 99 and not (s.words.words[m.start("y2")].text.startswith("0")):
                return None
            if year < 100 and calendar == "hijri":
                calendar_of_year: Calendar = "jalali"
                return _lunar_of_jalali(_full_year(year, calendar_of_year, s.published), m, s)
            year = _full_year(year, calendar, s.published)
            if calendar == "jalali" and year >= 1800:
                return year - 621
            if calendar == "gregorian" and year < 1500:
                return year + 621
            if calendar == "hijri" and era != "hijri" and year <= (s.year or 1405) + 1:
                return _lunar_of_jalali(year, m, s)
            return year
    shift = None
    if _has(m, "yrel"):
        shift = int(_value(s, m, "yrel"))
    elif _has(m, "yadj"):
        shift = _SHIFT[_kind(m, "yadj")]
    if shift is None or s.published is None:
        return None
    if calendar == "gregorian":
        return s.published.year + shift
    year = (s.year or 0) + shift
    return year if calendar == "jalali" else _lunar_of_jalali(year, m, s)


def _lunar_of_jalali(year: int, m: Match[str], s: Setting) -> int:
    """The lunar year whose month, the one of the match, begins in a Jalali year."""
    month = int(_value(s, m, "mon") or str(_value(s, m, "o") or 1).split("-")[0])
    lunar = cal.hijri_year(cal.from_jalali(year, 1, 1))
    return lunar if cal.to_jalali(cal.from_hijri(lunar, month, 1))[0] == year else lunar + 1


def _this_year(published: date, calendar: Calendar) -> int:
    if calendar == "gregorian":
        return published.year
    return cal.to_jalali(published)[0] if calendar == "jalali" else cal.hijri_year(published)


def _in_year(s: Setting, m: Match[str], calendar: Calendar, make: Callable[[int], Interval]) -> Interval | None:
    """What `make` gives for the year that the text says, else for the one that publication and tense choose."""
    year = _said_year(s, m, calendar)
    if year is not None:
        try:
            return make(year)
        except ValueError as error:
            raise ValueError(IMPOSSIBLE) from error
    if s.published is None:
        make(1395 if calendar == "jalali" else 2016 if calendar == "gregorian" else 1438)  # leap years: is it possible?
        return None
    lean = _lean(s, m)
    adjective = _kind(m, "adj") if _has(m, "adj") else ""
    if adjective == "past":
        options = _years_around(s.published, calendar, make)
        return max((one for one in options if one[0] <= s.published), default=None)
    if adjective == "future":
        return min((one for one in _years_around(s.published, calendar, make) if one[1] >= s.published), default=None)
    return s.nearest_year(make, _this_year(s.published, calendar), lean)


def _years_around(published: date, calendar: Calendar, make: Callable[[int], Interval]) -> list[Interval]:
    year = _this_year(published, calendar)
    return [make(one) for one in (year - 1, year, year + 1)]


def _month_calendar(m: Match[str]) -> Calendar:
    return _SOLAR.get(_kind(m, "mon"), "hijri")


def _month_of(calendar: Calendar) -> Callable[[int, int], Interval]:
    return {"jalali": cal.jalali_month, "gregorian": cal.gregorian_month}.get(calendar, cal.hijri_month)


def _day_of(calendar: Calendar) -> Callable[[int, int, int], date]:
    return {"jalali": cal.from_jalali, "gregorian": date}.get(calendar, cal.from_hijri)


# --- days -----------------------------------------------------------------------------------------------------------


def _month_is_meant(s: Setting, m: Match[str], group: str = "day") -> bool:
    """Whether the month after a day number is one: «سه تیر», «15 سرطان», «10 می‌» may be something else."""
    kind = _kind(m, "mon")
    at = m.start("mon")
    word = s.words.words[at].text
    said = any(_has(m, one) for one in ("y", "y4", "yrel", "yadj"))
    ordinal = _kind(m, group) == "ord"
    if kind == "dmonth":
        return said or (ordinal and word in ("حمل", "ثور", "جوزا", "سنبله", "عقرب", "قوس", "دلو", "حوت"))
    if kind == "gmaybe":
        after = s.words.words[at + 1].text if at + 1 < len(s.words.words) else ""
        return not after.endswith(("د", "م", "یم")) or said or ordinal or s.words.letters[at - 1] == LETTER["monthu"]
    if word in ("تیر", "صفر", "مهر") and s.words.words[m.start(group)].in_words and not ordinal:
        return said
    return True


def day(s: Setting, m: Match[str]) -> Moment | None:
    """«روز سه‌شنبه سوم مرداد», «شب 22 بهمن 57», «18 آذرماه سال 89 ساعت 14»."""
    if _is_place(s, m) or not _month_is_meant(s, m):
        return None
    number, month, calendar = int(_value(s, m, "day")), int(_value(s, m, "mon")), _month_calendar(m)
    if not 1 <= number <= 31:
        return None
    in_year = _day_of(calendar)
    try:
        found = _in_year(s, m, calendar, lambda year: (in_year(year, month, number),) * 2)
    except ValueError as error:
        return Moment("fixed", calendar=calendar, type="DATE", note=IMPOSSIBLE if error else None)
    if found is None:
        partial = f"XXXX-{month:02}-{number:02}"
        value = partial if calendar == "gregorian" else None
        return Moment(
            "fixed",
            calendar=calendar,
            type="DATE",
            value=value,
            jalali=partial if calendar == "jalali" else None,
            note=UNSAID,
        )
    part = _clock_text(s, m) or _value(s, m, "part") or ""
    return Moment("day", found[0], found[0], calendar, part=part)


def days_listed(s: Setting, m: Match[str]) -> Moment | None:
    """«پنجم تا 15 تیر ماه», «روزهای 20 و 21 مهرماه»."""
    first, last, month = int(_value(s, m, "day")), int(_value(s, m, "other")), int(_value(s, m, "mon"))
    if not 1 <= first < last <= 31 or not _month_is_meant(s, m, "other"):
        return None
    if _kind(m, "link") == "and" and _KIND.get(s.words.letters[m.start()]) not in ("units", "dayu"):
        return None
    calendar = _month_calendar(m)
    make = _day_of(calendar)
    found = _in_year(s, m, calendar, lambda year: (make(year, month, first), make(year, month, last)))
    if found is None:
        partial = f"XXXX-{month:02}-{first:02}/XXXX-{month:02}-{last:02}"
        return Moment(
            "fixed", calendar=calendar, type="PERIOD", jalali=partial if calendar == "jalali" else None, note=UNSAID
        )
    return Moment("span", *found, calendar, "PERIOD")


def number_date(s: Setting, m: Match[str]) -> Moment | None:
    """«1395/09/29», «95.9.28», «24 - 11 2016», with a clock time or without."""
    parts = _value(s, m, "date") or tuple(int(_value(s, m, group)) for group in "abc")
    a, b, c = parts
    if c >= 1200 and (1 <= a <= 31 or 1 <= b <= 31):
        a, b, c = (c, a, b) if (b > 12 or c < 1900) and a <= 12 else (c, b, a)
        if a < 1900:
            a, b, c = (a, *((parts[1], parts[0]) if parts[1] <= 12 else parts[:2]))
    elif not (a >= 1200 or (_has(m, "date") and 60 <= a <= 99) or (_has(m, "date") and a <= 10 and len(parts) == 3)):
        return None
    if a < 100 and not (1 <= b <= 12 and 1 <= c <= 31):
        return None
    if a < 20 and (s.words.words[m.start("date")].text[0] != "0"):
        return None
    calendar: Calendar = "gregorian" if a >= 1700 else "jalali"
    year = _full_year(a, calendar, s.published)
    try:
        found = _day_of(calendar)(year, b, c)
    except ValueError:
        if a < 1200:
            return None
        return Moment("fixed", calendar=calendar, type="DATE", note=IMPOSSIBLE)
    return Moment("day", found, found, calendar, part=_clock_text(s, m))


def weekday(s: Setting, m: Match[str]) -> Moment | None:
    """«روز چهارشنبه», «سه‌شنبه گذشته», «جمعه هفته آینده»."""
    if _before(s, m) in _NOT_FRIDAY and m.start() == m.start("wd"):
        return None
    found = _weekday(s, m)
    return Moment("day", found, found) if found else Moment("fixed", type="DATE", note=UNPUBLISHED)


def _weekday(s: Setting, m: Match[str]) -> date | None:
    if s.published is None:
        return None
    wanted = int(_value(s, m, "wd"))
    back = s.published - cal.DAY * ((s.published.weekday() - wanted) % 7)
    if _has(m, "td"):
        return s.published + cal.DAY * int(_value(s, m, "td"))
    if _has(m, "wadj") or _has(m, "wthis"):
        shift = _SHIFT[_kind(m, "wadj")] if _has(m, "wadj") else 0
        return cal.week_of(s.published)[0] + cal.DAY * (7 * shift + (wanted - 5) % 7)
    adjective = _kind(m, "adj") if _has(m, "adj") else ""
    if adjective in ("future", "later"):
        return back + 7 * cal.DAY
    if adjective in ("past", "ago"):
        return back if back < s.published else back - 7 * cal.DAY
    if back == s.published or _lean(s, m) not in ("future", "present"):
        return back
    return back + 7 * cal.DAY


def today(s: Setting, m: Match[str]) -> Moment | None:
    """«امروز», «دیروز (یکشنبه)»; «امروز» with a verb in the present is the present time."""
    shift = int(_value(s, m, "td"))
    if shift == 0 and m.end() - m.start() == 1 and _lean(s, m) == "present":
        return Moment("fixed", value="PRESENT_REF", type="DATE")
    if s.published is None:
        return Moment("fixed", type="DATE", note=UNPUBLISHED)
    found = s.published + shift * cal.DAY
    return Moment("day", found, found)


def part_of_day(s: Setting, m: Match[str]) -> Moment | None:
    """«صبح امروز», «جمعه شب», «شب گذشته», «امشب», «صبح»."""
    if _has(m, "alone"):
        if s.words.words[m.start("alone")].text not in ("صبح", "بامداد", "شامگاه") or _before(s, m) in (
            "نماز",
            "روزنامه",
            "هر",
        ):
            return None
        if s.published is None:
            return Moment("fixed", type="TIME", note=UNPUBLISHED)
        on = s.last_day or s.published
        return Moment("day", on, on, part=str(_value(s, m, "alone")))
    if s.published is None:
        return Moment("fixed", type="TIME", note=UNPUBLISHED)
    if _has(m, "night"):
        shift, part = str(_value(s, m, "night"))[:-3], str(_value(s, m, "night"))[-3:]
        found = s.published + int(shift) * cal.DAY
        return Moment("day", found, found, part=part)
    part = _value(s, m, "part") or "TMO"
    if _has(m, "wd"):
        found = _weekday(s, m) or s.published
    elif _has(m, "td"):
        found = s.published + cal.DAY * int(_value(s, m, "td"))
    else:
        found = s.published - cal.DAY
    return Moment("day", found, found, part=part)


# --- clock times ------------------------------------------------------------------------------------------------------


def _clock_text(s: Setting, m: Match[str]) -> str:
    """`T14:30`, or the empty string where the match has no clock time."""
    second = None
    if _has(m, "clock"):
        hour, minute, *rest = _value(s, m, "clock")
        second = rest[0] if rest else None
    elif _has(m, "hour"):
        hour, minute, second = _value(s, m, "hour"), _value(s, m, "minute"), _value(s, m, "second")
    elif _has(m, "oclock"):
        hour, minute = _value(s, m, "oclock"), _value(s, m, "past") or 0
    else:
        return ""
    late = _has(m, "half") and (_kind(m, "half") == "pm" or _value(s, m, "half") in ("TAF", "TEV", "TNI"))
    if late and 1 <= hour < 12 and not (_value(s, m, "half") == "TNI" and hour < 5):
        hour += 12
    if hour == 24:
        hour = 0
    if not (0 <= hour < 24 and 0 <= minute < 60):
        return ""
    return f"T{hour:02}:{minute:02}" + (f":{second:02}" if second and _has(m, "half") else "")


def clock(s: Setting, m: Match[str]) -> Moment | None:
    """«ساعت 11 و 20 دقیقه به وقت محلی»."""
    written = _clock_text(s, m)
    if not written:
        return None
    if s.published is None:
        return Moment("fixed", type="TIME", value="XXXX-XX-XX" + written, note=UNPUBLISHED)
    return Moment("day", s.published, s.published, part=written)


def clock_of_day(s: Setting, m: Match[str]) -> Moment | None:
    """«ساعت 6 صبح یکشنبه», «ساعت 22 امشب»."""
    written = _clock_text(s, m)
    if not written:
        return None
    if s.published is None:
        return Moment("fixed", type="TIME", value="XXXX-XX-XX" + written, note=UNPUBLISHED)
    if _has(m, "wd"):
        found = _weekday(s, m) or s.published
    else:
        shift = int(_value(s, m, "td")) if _has(m, "td") else int(str(_value(s, m, "night"))[:-3])
        found = s.published + shift * cal.DAY
    return Moment("day", found, found, part=written)


# --- months, years, weeks ---------------------------------------------------------------------------------------------


def period(s: Setting, m: Match[str]) -> Moment | None:
    """«مهر 1394», «ماه گذشته», «سال 88», «دهه هفتاد», «بهار سال 92»."""
    if _has(m, "mon"):
        return _month(s, m)
    if _has(m, "season"):
        return _season(s, m)
    if _has(m, "decade"):
        return _decade(s, m)
    if _has(m, "century"):
        number = int(_value(s, m, "century"))
        if not 1 <= number <= 21:
            return None
        return Moment("span", date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), "gregorian")
    if _has(m, "yy"):
        return _year(s, int(_value(s, m, "yy")), _value(s, m, "yera"), m)
    if _has(m, "kind"):
        if s.year is None:
            return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
        return _year_kind(s, m, s.year + _SHIFT[_kind(m, "kadj")])
    if _has(m, "sy"):
        return _shifted(s, "yearu", int(_value(s, m, "sy")), "jalali")
    if _has(m, "thisunit"):
        return _shifted(s, _kind(m, "thisunit"), 0, None)
    unit, adjective = _kind(m, "unit"), _kind(m, "uadj")
    if unit in ("houru", "minuteu", "secondu", "centuryu") or (adjective == "new" and unit != "yearu"):
        return None
    if unit == "dayu" and adjective in ("current", "later", "ago") and _after(s, m) == "از":
        return None
    if adjective in ("ago", "later") and _after(s, m) in ("از",):
        return None
    return _shifted(s, unit, _SHIFT[adjective], _value(s, m, "uera"))


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
        ends = sorted((s.published, cal.add(s.published, "T", shift or -1)))
        return Moment("span", *ends)
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
    words = s.words.words
    kind, word, month = _kind(m, "mon"), words[at].text, int(_value(s, m, "mon"))
    named = at > 0 and s.words.letters[at - 1] == LETTER["monthu"]
    said = any(_has(m, group) for group in ("y", "y4", "y2", "yrel", "yadj", "adj"))
    part_of = at > 0 and _KIND.get(s.words.letters[at - 1]) in ("begin", "third", "half", "middle", "finish", "dates")
    if kind == "dmonth" or (kind == "gmaybe" and not named and not said and _before(s, m) not in ("یا", "و")):
        return None
    if kind == "gmaybe" and not named and not (_has(m, "y4") or s.gregorian):
        return None
    if word in _ALONE and not (named or said or part_of) and kind in ("jmonth", "lmonth"):
        return None
    if kind == "lmonth" and not (named or _has(m, "y4") or _has(m, "y")) and word not in ("رمضان", "مبارکرمضان"):
        return None
    if word == "رمضان" and not (named or said):
        return None
    if _is_place(s, m) or (word == "مهر" and _has(m, "adj")):
        return None
    calendar = _month_calendar(m)
    make = _month_of(calendar)
    found = _in_year(s, m, calendar, lambda year: make(year, month))
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
    season = int(_value(s, m, "season"))
    if _before(s, m) in ("هر",):
        return None

    def make(year: int) -> Interval:
        return cal.jalali_month(year, season * 3 + 1)[0], cal.jalali_month(year, season * 3 + 3)[1]

    found = _in_year(s, m, "jalali", make)
    if found is None:
        return Moment("fixed", calendar="jalali", type="PERIOD", note=UNSAID)
    return Moment("span", *found, "jalali")


def _decade(s: Setting, m: Match[str]) -> Moment | None:
    number, era = int(_value(s, m, "decade")), _value(s, m, "dera")
    if _kind(m, "decade") == "ord" or number % 10:
        return None
    if era == "gregorian" or number >= 1500:
        year = number if number >= 1000 else 1900 + number
        return Moment("span", date(year, 1, 1), date(year + 9, 12, 31), "gregorian")
    year = number if number >= 1000 else 1300 + number
    return Moment("span", cal.from_jalali(year, 1, 1), cal.jalali_year(year + 9)[1], "jalali")


def _year(s: Setting, number: int, era: Calendar | None, m: Match[str]) -> Moment | None:
    if number < 30 and not (s.words.words[m.start("yy")].text.startswith("0") or era):
        if not (s.year and s.year >= 1400 and number <= s.year - 1400 + 1) or s.words.words[m.start("yy")].in_words:
            return None
    if 100 <= number < 1000 and not era:
        return None
    if era == "hijri":
        year = _full_year(number, "hijri", s.published)
        return Moment("span", cal.from_hijri(year, 1, 1), cal.from_hijri(year + 1, 1, 1) - cal.DAY, "hijri")
    if era == "gregorian" or number >= 1500:
        year = _full_year(number, "gregorian", s.published)
        return Moment("year", date(year, 1, 1), date(year, 12, 31), "gregorian")
    return Moment("span", *cal.jalali_year(_full_year(number, "jalali", s.published)), "jalali")


def _year_kind(s: Setting, m: Match[str], year: int) -> Moment:
    if _value(s, m, "kind") == "school":
        if s.published and cal.to_jalali(s.published)[1] < 7 and _kind(m, "kadj") in ("current", "past", "ago"):
            year -= 1
        return Moment("span", cal.from_jalali(year, 7, 1), cal.jalali_month(year + 1, 3)[1])
    if _value(s, m, "kind") == "farm":
        return Moment("span", cal.from_jalali(year, 7, 1), cal.jalali_month(year + 1, 6)[1])
    return Moment("span", *cal.jalali_year(year))


def period_part(s: Setting, m: Match[str]) -> Moment | None:
    """«اوایل مهر», «نیمه اسفندماه سال جاری», «اواسط دهه 60»: thirds, halves, the middle."""
    whole = period(s, m)
    if whole is None or whole.first is None or whole.last is None:
        return whole
    kind, number = _kind(m, "x"), int(_value(s, m, "x"))
    first, last = whole.first, whole.last
    days = (last - first).days + 1
    if kind == "middle":
        found = first + cal.DAY * (14 if days < 40 else days // 2)
        return Moment("day", found, found, whole.calendar)
    if days < 3:
        return whole
    if kind == "half":
        cut = 15 if days < 40 else days // 2
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


def finish(s: Setting, m: Match[str]) -> Moment | None:
    """«پایان شهریورماه», «آخر سال جاری»: the last day."""
    whole = period(s, m)
    if whole is None or whole.last is None or whole.form == "day":
        return None if whole is None or whole.form == "day" else whole
    return Moment("day", whole.last, whole.last, whole.calendar)


def from_period(s: Setting, m: Match[str]) -> Moment | None:
    """«از مهرماه 1395», «سال 88 به بعد», «از مارس گذشته تاکنون», «از یک هفته پیش»."""
    if _has(m, "q"):
        start = length(s, m)
    else:
        start = (period_part if _has(m, "x") else period)(s, m)
        whole = any(_has(m, group) for group in ("mon", "season"))
        dated = any(_has(m, group) for group in ("y", "y4", "y2", "yadj", "yrel", "adj", "x"))
        if not (_has(m, "now") or _has(m, "on")) and not (whole and dated):
            return None
    if start is None:
        return None
    if start.first is None:
        return start if _has(m, "from") and (_has(m, "now") or _has(m, "q")) else None
    following = s.words.letters[m.end() : m.end() + 1]
    if _has(m, "now") and s.published:
        return Moment("span", start.first, s.published, start.calendar, "PERIOD")
    if following in (LETTER["till"], LETTER["tillnow"]):
        return None
    return Moment("since", start.first, None, start.calendar, "PERIOD")


def years(s: Setting, m: Match[str]) -> Moment | None:
    """«سال 84 تا 86», «بین سال‌های 1990 تا 2000»."""
    a, b = int(_value(s, m, "a")), int(_value(s, m, "b"))
    if _has(m, "link") and _kind(m, "link") == "and" and _KIND[s.words.letters[m.start()]] == "yearu":
        return None
    if 30 <= b < 100 and a >= 1000:
        b += a // 100 * 100
    if not (a < b and (a >= 1200 or 30 <= a < b < 100)):
        return None
    if a >= 1500 or _value(s, m, "era") == "gregorian":
        first, last = (_full_year(one, "gregorian", s.published) for one in (a, b))
        return Moment("span", date(first, 1, 1), date(last, 12, 31), "gregorian")
    first, last = (_full_year(one, "jalali", s.published) for one in (a, b))
    return Moment("span", cal.jalali_year(first)[0], cal.jalali_year(last)[1], "jalali")


def same_period(s: Setting, m: Match[str]) -> Moment | None:
    """«مدت مشابه سال گذشته»: from the year's first day to the day of publication, a year before."""
    if s.published is None:
        return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
    return Moment("span", cal.jalali_year((s.year or 0) - 1)[0], cal.add(s.published, "Y", -1))


# --- occasions --------------------------------------------------------------------------------------------------------


def occasion(s: Setting, m: Match[str]) -> Moment | None:
    """«نوروز 1396», «عاشورا», «دهه فجر», «روز قدس»."""
    kind, written = _kind(m, "o"), str(_value(s, m, "o"))
    calendar: Calendar = "jalali" if kind[0] == "j" else "gregorian" if kind[0] == "g" else "hijri"
    if _is_place(s, m):
        return None

    def make(year: int) -> Interval:
        if kind == "quds":
            return (cal.last_friday_of_ramadan(year),) * 2
        ends = [_day_of(calendar)(year, *map(int, one.split("-"))) for one in written.split("/")]
        return ends[0], ends[-1]

    found = _in_year(s, m, calendar, make)
    form = "span" if kind.endswith("span") else "day"
    if found is None:
        jalali = "/".join(
            f"XXXX-{int(a):02}-{int(b):02}" for a, b in (one.split("-") for one in written.split("/") if one)
        )
        return Moment(
            "fixed", calendar=calendar, type="DATE", jalali=jalali if calendar == "jalali" else None, note=UNSAID
        )
    return Moment(form, *found, calendar)


# --- lengths, sets, vague words ---------------------------------------------------------------------------------------


def length(s: Setting, m: Match[str]) -> Moment | None:
    """«سه سال», «48 ساعت», «طی سه سال اخیر», «ده سال پیش», «چند روز آینده»."""
    some = _kind(m, "q") == "some"
    kind, number = _kind(m, "u"), _value(s, m, "q")
    adjective = _kind(m, "ladj") if _has(m, "ladj") else ""
    letters, words = s.words
    if _has(m, "this") and not some and kind in _STEP and s.published and not adjective:
        return Moment("span", cal.add(s.published, _STEP[kind], -int(number)), s.published)
    if kind == "units":
        kind = str(_value(s, m, "u"))
        if kind not in _ISO:
            return None
    if kind == "unitadj":
        text = str(_value(s, m, "u"))
        before = _before(s, m)
        if (
            not some
            and text == "P{}Y"
            and (int(number) > 12 or before in ("کودک", "دختر", "پسر", "نوجوان", "طفل", "پسربچه", "دختربچه"))
        ):
            return None
        return Moment("fixed", value=text.format("X" if some else number), type="DURATION")
    if _before(s, m) in ("سن", "ساعت", "دقیقه") or _after(s, m) in ("سن", "بامداد"):
        return None
    if kind in ("yearu",) and not some and (int(number) > 200 or _after(s, m) in ("دارد", "دارم", "داشت", "داشتم")):
        return None
    if kind == "monthu" and m.start("q") and letters[m.start() - 1] == LETTER["dates"]:
        return None
    if some:
        if adjective:
            return Moment("fixed", value=_REF[adjective], type="PERIOD" if adjective in ("past", "future") else "DATE")
        return Moment("fixed", value=_ISO[kind].format("X"), type="DURATION")
    plain = Moment("fixed", value=_ISO[kind].format(number), type="DURATION")
    ends = adjective in ("ago", "later") and _after(s, m) == "از"
    if not adjective or ends:
        if _after(s, m) == "است" and kind in _STEP and s.published and not adjective:
            return Moment("span", cal.add(s.published, _STEP[kind], -int(number)), s.published)
        return plain
    if adjective == "later" and words[m.start("ladj")].text == "دیگر" and _before(s, m) in ("برای", "مدت", "را"):
        return plain
    if s.published is None:
        return Moment("fixed", value=plain.value if adjective == "later" else None, type="DURATION", note=UNPUBLISHED)
    sign = -1 if adjective in ("past", "ago") else 1
    if kind in ("houru", "minuteu", "secondu"):
        if kind != "houru" or number < 24:
            return plain
        there = cal.add(s.published, "D", sign * (int(number) // 24))
    else:
        there = cal.add(s.published, _STEP[kind], sign * int(number))
    if adjective in ("past", "future"):
        return Moment("span", *sorted((there, s.published)))
    return Moment("day", there, there)


def every(s: Setting, m: Match[str]) -> Moment | None:
    """«هر ساله», «هر 15 روز یک‌بار», «در سال» after a count."""
    if _has(m, "set"):
        return Moment("fixed", value=str(_value(s, m, "set")), type="SET")
    if _has(m, "in"):
        before = s.words.letters[max(0, m.start() - 7) : m.start()]
        follows = s.words.letters[m.end() : m.end() + 1]
        if LETTER["num"] not in before or follows != OTHER or s.words.words[m.start()].text != "در":
            return None
        return Moment("fixed", value=_ISO[_kind(m, "in")].format(1), type="SET")
    if s.words.words[m.start()].text == "همه":
        return None
    return Moment("fixed", value=_ISO[_kind(m, "u")].format(_value(s, m, "q") or 1), type="SET")


def vague(s: Setting, m: Match[str]) -> Moment | None:
    """«اکنون», «تاکنون», «در آینده»; a bare «گذشته» only after a preposition."""
    if _has(m, "now"):
        if s.published is None:
            return Moment("fixed", type="PERIOD", note=UNPUBLISHED)
        return Moment("until", None, s.published)
    if _has(m, "vague"):
        return Moment("fixed", value=str(_value(s, m, "vague")))
    word, before = s.words.words[m.start("bare")].text, _before(s, m)
    if word not in ("گذشته", "آینده") or before not in ("در", "به", "از", "با", "مانند", "همچون", "برای", "همانند"):
        return None
    if _after(s, m) in ("از", "است", "شد", "بود"):
        return None
    return Moment("fixed", value=_REF[_kind(m, "bare")])


def vague_unit(s: Setting, m: Match[str]) -> Moment | None:
    """«سال‌های اخیر», «روزهای آینده», «هفته‌های گذشته»."""
    if _after(s, m) == "از" and _kind(m, "vadj") in ("ago", "later"):
        return None
    return Moment("fixed", value=_REF[_kind(m, "vadj")], type="PERIOD")
