"""Dates: every expression that names a point in time, a period, a set or a duration, with its value.

The words of the text become one letter each (`lexicon`), the patterns of `grammar` are tried where a word of time
stands, and each hands its words to an action that says what they mean; what is left out is chosen in `resolve`.
"""

from datetime import date

from ravi.persian.calendars import jalali_month, jalali_year, to_jalali
from ravi.record import Date, DateType, Draft
from ravi.spans import Span
from ravi.steps.dates.grammar import Found, find_moments
from ravi.steps.dates.lexicon import LETTER, Words, find_words
from ravi.steps.dates.resolve import GIVE_OR_TAKE, Moment, Setting

_JALALI, _GREGORIAN, _NUM = LETTER["jmonth"], LETTER["gmonth"], LETTER["num"]
_CONFIDENCE = {"absolute": 0.95, "relative": 0.9, "nearest": 0.85, "vague": 0.8, "length": 0.8}


def dates(draft: Draft) -> tuple[Date, ...]:
    """Give the dates of a draft, in the order of the text, none overlapping another."""
    return find_dates(draft.folded, draft.tokens, draft.article.published)


def find_dates(folded: str, tokens: tuple[object, ...], published: date | None = None) -> tuple[Date, ...]:
    """The time expressions of a folded text, resolved from its publication date.

    >>> from ravi.steps.tokens import find_tokens
    >>> text = "عصر یکشنبه آمد"
    >>> find_dates(text, tuple(find_tokens(text)), date(2016, 12, 19))[0].value
    '2016-12-18TAF'
    """
    words = find_words(folded, tokens)  # type: ignore[arg-type]
    setting = Setting(words, published, _is_gregorian(words))
    return tuple(_written(found, words) for found in find_moments(setting))


def _is_gregorian(words: Words) -> bool:
    """Whether a text counts its months as the world does, not as Iran does."""
    letters = words.letters
    if _GREGORIAN not in letters:
        return False
    return letters.count(_GREGORIAN) > letters.count(_JALALI)


def _written(found: Found, words: Words) -> Date:
    moment = found.moment
    span = Span(words[found.start].start, words[found.end - 1].end)
    value, jalali = moment.value, moment.jalali
    first, last, part = moment.first, moment.last, moment.part
    if moment.form == "day" and first:
        value, jalali = f"{first}{part}", jalali or _jalali_day(first)
    elif moment.form == "month" and first:
        value, jalali = f"{first:%Y-%m}", _jalali_span(first, last or first)
    elif moment.form == "year" and first:
        value, jalali = f"{first:%Y}", _jalali_span(first, last or first)
    elif moment.form == "span" and first and last:
        value, jalali = f"{first}/{last}", _jalali_span(first, last)
    elif moment.form == "since" and first:
        value, jalali = f"{first}/..", _jalali_day(first) + "/.."
    elif moment.form == "until" and last:
        value, jalali = f"../{last}", "../" + _jalali_day(last)
    return Date(
        span,
        value,
        moment.type or _type(moment),
        moment.calendar,
        jalali,
        f"dates.{found.rule}",
        round(_CONFIDENCE[found.sure] - (0.3 if value is None else 0.0), 2),
        moment.note or (GIVE_OR_TAKE if moment.calendar == "hijri" and moment.first else None),
    )


def _type(moment: Moment) -> DateType:
    if moment.form == "day":
        return "TIME" if moment.part else "DATE"
    return "PERIOD" if moment.form in ("span", "since", "until", "month", "year") else "DATE"


def _jalali_day(day: date) -> str:
    try:
        return "{:04}-{:02}-{:02}".format(*to_jalali(day))
    except ValueError:
        return ""


def _jalali_span(first: date, last: date) -> str:
    """A whole Jalali month or year in short, else both ends."""
    start = _jalali_day(first)
    if start.endswith("-01"):
        year, month = int(start[:4]), int(start[5:7])
        if month == 1 and jalali_year(year) == (first, last):
            return start[:4]
        if jalali_month(year, month) == (first, last):
            return start[:7]
    return f"{start}/{_jalali_day(last)}"
