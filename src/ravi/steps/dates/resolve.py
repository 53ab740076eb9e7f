"""What a time expression is measured from: the publication date, and the tense of the words that follow.

`Setting.nearest` is the one place where a year, a month or a weekday that the text leaves out is chosen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from ravi.persian.calendars import to_jalali
from ravi.persian.conjugation import verb_forms
from ravi.persian.verbs import FORMS
from ravi.record import Calendar, DateType
from ravi.steps.dates.lexicon import LETTER, Words

Lean = Literal["past", "present", "future", "state"]
Interval = tuple[date, date]

UNSAID = "سال ناگفته · year not said and no publication date"
UNPUBLISHED = "تاریخ انتشار نامعلوم · no publication date to count from"
GIVE_OR_TAKE = "قمری، یک روز کم یا بیش · lunar, give or take a day"
IMPOSSIBLE = "چنین روزی نیست · there is no such day"

_FUTURE = frozenset("خواهد خواهند خواهیم خواهم نخواهد نخواهند قرار امیدوارم امیدواریم آستانه".split())
_PAST_STEMS = (
    "کرد شد بود داد گفت رسید رفت آمد یافت گرفت زد خورد کشت گذشت برد دید ساخت پرداخت گذاشت افتاد گشت ماند نشست برگشت "
    "بازگشت برگزید خواند نوشت شکست بست فرستاد پیوست کشید پذیرفت فروخت خرید نمود آورد گردید شنید داشت خواست توانست "
    "دانست انداخت درگذشت ایستاد باخت برخاست شتافت کوشید"
).split()
_PAST = frozenset(no + stem + end for stem in _PAST_STEMS for end in ("", "ند", "یم", "ه", "هاند") for no in ("", "ن"))
_STATE = frozenset(
    "است نیست هست هستند نیستند هستیم نیستیم دارد دارند داریم دارم ندارد ندارند نداریم باید میتوان".split()
)
_STOPS = frozenset(LETTER[kind] for kind in ("line", "dot", "stop"))
_DUE = 8  # words before an expression among which «قرار بود» stands
_REACH = 45  # words: how far a verb is looked for
_AGAINST = 4  # a day on the side that the tense speaks against counts as this many times as far


class Moment(NamedTuple):
    """A resolved expression before it is written down.

    `first` and `last` are its days, None where open or unknown. `form` says how it is written: `day`, `month` or `year`
    (Gregorian, written short), `span`, `since`, `until`, or `fixed`, where `value` is already the value.
    """

    form: Literal["day", "month", "year", "span", "since", "until", "fixed"]
    first: date | None = None
    last: date | None = None
    calendar: Calendar = "relative"
    type: DateType | None = None
    value: str | None = None
    part: str = ""
    jalali: str | None = None
    note: str | None = None


@dataclass(slots=True)
class Setting:
    """Where the expressions of one text stand. `gregorian` says that its bare months and years are Gregorian ones."""

    words: Words
    published: date | None
    gregorian: bool
    last_day: date | None = None
    _tajik: bool | None = None
    _leans: dict[int, Lean | None] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """The Jalali year of publication."""
        return to_jalali(self.published)[0] if self.published else None

    @property
    def tajik(self) -> bool:
        """Whether the text speaks of Tajikistan, whose capital is called «دوشنبه»."""
        if self._tajik is None:
            self._tajik = any(self.words.text(at).startswith("تاجیک") for at in range(len(self.words)))
        return self._tajik

    def lean(self, start: int, end: int) -> Lean | None:
        """The tense of the clause in which the words `[start, end)` stand: that of the first finite verb after them."""
        letters = self.words.letters
        if start and letters[start - 1] == LETTER["till"]:
            return "future"
        if end not in self._leans:
            self._leans[end] = self._tense(end)
        lean = self._leans[end]
        return "past" if lean == "future" and self._was_due(start) else lean

    def _was_due(self, start: int) -> bool:
        """«قرار بود روز دوشنبه … شود»."""
        before = [self.words.text(at) for at in range(max(0, start - _DUE), start)]
        return any(pair == ("قرار", "بود") for pair in pairwise(before))

    def _tense(self, end: int) -> Lean | None:
        letters, text = self.words.letters, self.words.text
        planned: Lean | None = None  # «مصمم است طرح را روز دوشنبه ارایه کند»
        told = False  # an object in which the expression may stand: «جلسه روز دوشنبه را لغو کند»
        for at in range(end, min(end + _REACH, len(letters))):
            if letters[at] in _STOPS:
                return planned
            word = text(at)
            told = told or word == "را"
            if word in _FUTURE:
                return "future"
            if word in _PAST:
                return "past"
            if word in _STATE:
                return "state"
            form = FORMS.get(word)
            if form is not None:
                if form.tense == "present":
                    return "present"
                if form.tense != "subjunctive":
                    return "past"
                planned = planned if told else "future"
            elif word in ("می", "نمی") and at + 1 < len(letters):
                return "past" if text(at + 1) in _PAST else "present"
            elif word.startswith(("می", "نمی")):
                stem = word.removeprefix("ن")[2:]
                if stem in verb_forms() or (word.endswith(("د", "یم")) and len(word) > 5):
                    return "past" if stem in _PAST else "present"
        return planned

    def nearest(self, candidates: Iterable[Interval], lean: Lean | None) -> Interval | None:
        """Of several intervals the one nearest to publication, tense given its weight; None without a publication."""
        if self.published is None:
            return None
        best, least = None, 0
        for first, last in candidates:
            if first > self.published:
                away = (first - self.published).days * (_AGAINST if lean == "past" else 1)
            elif last < self.published:
                away = (self.published - last).days * (_AGAINST if lean in ("future", "present") else 1)
            else:
                away = 0
            if best is None or away < least:
                best, least = (first, last), away
        return best

    def nearest_year(self, make: Callable[[int], Interval], year: int, lean: Lean | None) -> Interval | None:
        """`nearest` among what `make` gives for a year, the one before and the one after; impossible ones left out."""
        candidates = []
        for one in (year - 1, year, year + 1):
            try:
                candidates.append(make(one))
            except ValueError:
                continue
        if not candidates:
            raise ValueError(IMPOSSIBLE)
        return self.nearest(candidates, lean)
