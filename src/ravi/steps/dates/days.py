"""Days, parts of the day and clock times: each action turns a match into a `Moment`.

ValueError with a note says that the words name a time that cannot be.
"""

from datetime import date
from re import Match

from ravi.persian import calendars as cal
from ravi.persian.letters import fold
from ravi.record import Calendar
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
    value_of,
    word_after,
    word_before,
)
from ravi.steps.dates.resolve import IMPOSSIBLE, UNPUBLISHED, UNSAID, Moment, Setting

_NOT_FRIDAY = frozenset(
    fold(
        "نماز امام ائمه خطیب خطبه خطبههای خطبای امامان نمازهای نمازگزاران آخرین اولین نخستین دومین سومین چهارمین"
    ).split()
)
_WHOLE = frozenset(("تمام", "سراسر", "طول", "درطول"))
_EVENTS = frozenset("نشست نشستی گفتگو گفت جمع مراسم دیدار همایش جلسه آیین حاشیه کنفرانس جشنواره سخنانی".split())
_KIND = {letter: kind for kind, letter in LETTER.items()}
_SHIFT = {"past": -1, "ago": -1, "future": 1, "later": 1, "current": 0, "new": 0}


def _month_is_meant(s: Setting, m: Match[str], group: str = "day") -> bool:
    """Whether the month after a day number is one: «سه تیر», «15 سرطان», «10 می\u200c» may be something else."""
    kind = kind_of(m, "mon")
    at = m.start("mon")
    word = s.words.text(at)
    said = any(has_group(m, one) for one in ("y", "y4", "yrel", "yadj"))
    ordinal = kind_of(m, group) == "ord"
    if kind == "dmonth":
        return said or (ordinal and word in ("حمل", "ثور", "جوزا", "سنبله", "عقرب", "قوس", "دلو", "حوت"))
    if kind == "gmaybe":
        after = s.words.text(at + 1)
        return not after.endswith(("د", "م", "یم")) or said or ordinal or s.words.letters[at - 1] == LETTER["monthu"]
    if word in ("تیر", "صفر", "مهر") and s.words[m.start(group)].in_words and not ordinal:
        return said
    return True


def day(s: Setting, m: Match[str]) -> Moment | None:
    """«روز سه\u200cشنبه سوم مرداد», «شب 22 بهمن 57», «18 آذرماه سال 89 ساعت 14»."""
    if is_place(s, m) or not _month_is_meant(s, m):
        return None
    number, month, calendar = int(value_of(s, m, "day")), int(value_of(s, m, "mon")), month_calendar(m)
    if not 1 <= number <= 31:
        return None
    make = day_of(calendar)
    try:
        found = in_year(s, m, calendar, lambda year: (make(year, month, number),) * 2)
    except ValueError:
        return Moment("fixed", calendar=calendar, type="DATE", note=IMPOSSIBLE)
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
    part = _clock_text(s, m) or value_of(s, m, "part") or ""
    return Moment("day", found[0], found[0], calendar, part=part)


def days_listed(s: Setting, m: Match[str]) -> Moment | None:
    """«پنجم تا 15 تیر ماه», «روزهای 20 و 21 مهرماه»."""
    first, last, month = int(value_of(s, m, "day")), int(value_of(s, m, "other")), int(value_of(s, m, "mon"))
    if not 1 <= first < last <= 31 or not _month_is_meant(s, m, "other"):
        return None
    if kind_of(m, "link") == "and" and _KIND.get(s.words.letters[m.start()]) not in ("units", "dayu"):
        return None
    calendar = month_calendar(m)
    make = day_of(calendar)
    found = in_year(s, m, calendar, lambda year: (make(year, month, first), make(year, month, last)))
    if found is None:
        partial = f"XXXX-{month:02}-{first:02}/XXXX-{month:02}-{last:02}"
        return Moment(
            "fixed", calendar=calendar, type="PERIOD", jalali=partial if calendar == "jalali" else None, note=UNSAID
        )
    return Moment("span", *found, calendar, "PERIOD")


def number_date(s: Setting, m: Match[str]) -> Moment | None:
    """«1395/09/29», «95.9.28», «24 - 11 2016», with a clock time or without."""
    spaced = not has_group(m, "date")
    a, b, c = (int(value_of(s, m, group)) for group in "abc") if spaced else value_of(s, m, "date")
    if c >= 1200:  # the year last: day and month in either order, the month first where both could be
        a, b, c = (c, a, b) if a <= 12 and (b > 12 or c >= 1900) else (c, b, a)
    elif a < 1200:  # two digits: «95.9.28», and «00/2/5» of the years after 1399
        text = s.words.text(m.start("date")) if not spaced else ""
        if spaced or not (60 <= a <= 99 or (a < 20 and text.startswith("0"))):
            return None
    if not (1 <= b <= 12 and 1 <= c <= 31):
        written = not spaced and (1300 <= a < 1500 or 1900 <= a < 2100) and max(b, c) < 100
        return Moment("fixed", type="DATE", note=IMPOSSIBLE) if written else None
    calendar: Calendar = "gregorian" if a >= 1700 else "jalali"
    year = full_year(a, calendar, s.published)
    try:
        found = day_of(calendar)(year, b, c)
    except ValueError:
        return Moment("fixed", calendar=calendar, type="DATE", note=IMPOSSIBLE)
    return Moment("day", found, found, calendar, part=_clock_text(s, m))


def weekday(s: Setting, m: Match[str]) -> Moment | None:
    """«روز چهارشنبه», «سه\u200cشنبه گذشته», «جمعه هفته آینده»."""
    if m.start() == m.start("wd") and (word_before(s, m) in _NOT_FRIDAY or word_after(s, m) == "بازار"):
        return None
    if m.end() - m.start() == 1 and _is_dushanbe(s, m):
        return None
    found = _weekday(s, m)
    return Moment("day", found, found) if found else Moment("fixed", type="DATE", note=UNPUBLISHED)


def _is_dushanbe(s: Setting, m: Match[str]) -> bool:
    """Whether «در دوشنبه» is the town, in news of Tajikistan."""
    return s.words.text(m.start()) == "دوشنبه" and word_before(s, m) == "در" and s.tajik


def _weekday(s: Setting, m: Match[str]) -> date | None:
    if s.published is None:
        return None
    wanted = int(value_of(s, m, "wd"))
    back = s.published - cal.DAY * ((s.published.weekday() - wanted) % 7)
    if has_group(m, "td"):
        return s.published + cal.DAY * int(value_of(s, m, "td"))
    if has_group(m, "wadj") or has_group(m, "wthis"):
        shift = _SHIFT[kind_of(m, "wadj")] if has_group(m, "wadj") else 0
        return cal.week_of(s.published)[0] + cal.DAY * (7 * shift + (wanted - 5) % 7)
    adjective = kind_of(m, "adj") if has_group(m, "adj") else ""
    if adjective in ("future", "later"):
        return back + 7 * cal.DAY
    if adjective in ("past", "ago"):
        return back if back < s.published else back - 7 * cal.DAY
    if back == s.published or lean_of(s, m) not in ("future", "present"):
        return back
    return back + 7 * cal.DAY


def today(s: Setting, m: Match[str]) -> Moment | None:
    """«امروز», «دیروز (یکشنبه)»; «امروز» with a verb in the present is the present time."""
    shift = int(value_of(s, m, "td"))
    if shift == 0 and m.end() - m.start() == 1 and lean_of(s, m) in ("present", "state"):
        if word_after(s, m) == "در" and s.words.text(m.end() + 1) in _EVENTS:
            return _on_day(s, 0)
        return Moment("fixed", value="PRESENT_REF", type="DATE")
    return _on_day(s, shift)


def same_day(s: Setting, m: Match[str]) -> Moment | None:
    """«همین تاریخ», «همان روز»: the day last named."""
    if s.last_day is None or s.words.text(m.start()) not in ("همین", "همان"):
        return None
    return Moment("day", s.last_day, s.last_day)


def _on_day(s: Setting, shift: int) -> Moment:
    if s.published is None:
        return Moment("fixed", type="DATE", note=UNPUBLISHED)
    found = s.published + shift * cal.DAY
    return Moment("day", found, found)


def part_of_day(s: Setting, m: Match[str]) -> Moment | None:
    """«صبح امروز», «جمعه شب», «شب گذشته», «امشب», «صبح»."""
    if has_group(m, "alone"):
        alone = m.end() - m.start() == 1
        if alone and s.words.text(m.start("alone")) not in ("صبح", "بامداد", "شامگاه"):
            return None
        if word_before(s, m) in ("نماز", "روزنامه", "هر"):
            return None
        if s.published is None:
            return Moment("fixed", type="TIME", note=UNPUBLISHED)
        on = s.last_day if alone and s.last_day else s.published
        opening = s.words[m.start()]
        if not alone and s.words.letters[m.start()] == LETTER["within"] and opening.text not in _WHOLE:
            return None
        if not alone and value_of(s, m, "alone") == "TNI" and lean_of(s, m) == "past":  # «تمام شب»: the one before
            on = s.published - cal.DAY
        return Moment("day", on, on, part=str(value_of(s, m, "alone")))
    if s.published is None:
        return Moment("fixed", type="TIME", note=UNPUBLISHED)
    if has_group(m, "night"):
        shift, part = str(value_of(s, m, "night"))[:-3], str(value_of(s, m, "night"))[-3:]
        found = s.published + int(shift) * cal.DAY
        return Moment("day", found, found, part=part)
    part = value_of(s, m, "part") or "TMO"
    if has_group(m, "wd"):
        found = _weekday(s, m) or s.published
    elif has_group(m, "td"):
        found = s.published + cal.DAY * int(value_of(s, m, "td"))
    else:
        found = s.published - cal.DAY
    return Moment("day", found, found, part=part)


def _clock_text(s: Setting, m: Match[str]) -> str:
    """`T14:30`, or the empty string where the match has no clock time."""
    if has_group(m, "clock"):
        hour, minute = value_of(s, m, "clock")[:2]
    elif has_group(m, "hour"):
        hour, minute = value_of(s, m, "hour"), value_of(s, m, "minute")
    elif has_group(m, "oclock"):
        hour, minute = value_of(s, m, "oclock"), value_of(s, m, "past") or value_of(s, m, "thirty") or 0
    else:
        return ""
    late = has_group(m, "half") and (kind_of(m, "half") == "pm" or value_of(s, m, "half") in ("TAF", "TEV", "TNI"))
    if late and 1 <= hour < 12 and not (value_of(s, m, "half") == "TNI" and hour < 5):
        hour += 12
    if hour == 24:
        hour = 0
    if not (0 <= hour < 24 and 0 <= minute < 60):
        return ""
    return f"T{hour:02}:{minute:02}"


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
    if has_group(m, "wd"):
        found = _weekday(s, m) or s.published
    else:
        shift = int(value_of(s, m, "td")) if has_group(m, "td") else int(str(value_of(s, m, "night"))[:-3])
        found = s.published + shift * cal.DAY
    return Moment("day", found, found, part=written)
