"""The table of rules: which pattern is tried where, in order, and the action that says what its words mean.

An action gets the setting and the match, and gives a `Moment`, or None where the words mean no time after all.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from re import Match
from typing import NamedTuple

from ravi.persian.calendars import year_before
from ravi.steps.dates.days import (
    clock,
    clock_of_day,
    day,
    days_listed,
    number_date,
    part_of_day,
    same_day,
    today,
    weekday,
)
from ravi.steps.dates.lengths import every, length, vague, vague_unit
from ravi.steps.dates.lexicon import LETTER, OTHER
from ravi.steps.dates.patterns import AFTER_YEAR, compile_pattern
from ravi.steps.dates.periods import (
    finish,
    first_months,
    from_period,
    occasion,
    period,
    period_part,
    same_period,
    weeks_of,
    years,
)
from ravi.steps.dates.resolve import IMPOSSIBLE, UNPUBLISHED, UNSAID, Moment, Setting

Action = Callable[[Setting, Match[str]], Moment | None]


class Rule(NamedTuple):
    """A row of the table: its name, how sure it is, its pattern and its action."""

    name: str
    sure: str
    match: Callable[..., Match[str] | None]
    action: Action


class Found(NamedTuple):
    """A moment, where it stands (words `start` to `end`), and the rule that found it."""

    start: int
    end: int
    moment: Moment
    rule: str
    sure: str


_MONTHS = "jmonth gmonth lmonth dmonth gmaybe"
_UNITS = "dayu weeku monthu yearu decadeu centuryu houru minuteu secondu"
_ADJ = "(past|ago|future|later|current|new)"
_FIRST_DAY = "part dayu weekday num ord dates"
_PERIODS = f"{_MONTHS} fasl season this thisyear {_UNITS}"
# rule, how sure, the classes that can stand first, the pattern, the action
_TABLE: tuple[tuple[str, str, str, str, Action], ...] = (
    (
        "numeric",
        "absolute",
        "numdate weekday",
        "(?:weekday comma?)? @date(numdate) (?:(?:dash|comma)? {CLOCK})?",
        number_date,
    ),
    (
        "numeric.spaced",
        "absolute",
        "num num4",
        "@a(num|num4) (?:dash|slash|dot) @b(num) (?:dash|slash|dot)? @c(num|num4) (?:(?:dash|comma)? {CLOCK})?",
        number_date,
    ),
    (
        "days",
        "nearest",
        "units dayu num ord",
        "(?:units|dayu)? @day(num|ord) @link(till|dash|and) @other(num|ord) monthu? "
        f"@mon({_MONTHS.replace(' ', '|')}) {{YEAR}}?",
        days_listed,
    ),
    ("day", "nearest", _FIRST_DAY, "{DAY} {YEAR}? (?:(?:dash|comma)? {CLOCK})?", day),
    (
        "clock.date",
        "nearest",
        "houru",
        f"{{CLOCK}} dayu? (?:weekday comma?)? dayu? @day(num|ord) monthu? @mon({_MONTHS.replace(' ', '|')}) {{YEAR}}?",
        day,
    ),
    (
        "clock.day",
        "nearest",
        "houru",
        "{CLOCK} (?:(?:dayu? @wd(weekday)) | @td(today) @part(part)? | @night(tonight))",
        clock_of_day,
    ),
    ("clock", "relative", "houru", "{CLOCK}", clock),
    (
        "part.day",
        "relative",
        "part middle third begin",
        "(?:third|begin)? @part(part) (?: dayu? open? @wd(weekday) close? @adj(past|future|ago|later)? "
        "| @td(today) (?:open? weekday close?)? | @yesterday(past|ago) | dayu @yesterday2(past|ago) )",
        part_of_day,
    ),
    (
        "day.part",
        "relative",
        "weekday today dayu",
        "(?: dayu? @wd(weekday) @adj(past|future|ago|later)? | @td(today) weekday? | dayu @yesterday(past|ago)) "
        "@part(part)",
        part_of_day,
    ),
    ("night", "relative", "tonight", "@night(tonight)", part_of_day),
    ("day.same", "relative", "this that", "(?:this|that) (?:dayu|dates)", same_day),
    ("part.early", "relative", "third within", "(?:third|within) @alone(part)", part_of_day),
    ("set.occasion", "length", "set", "@yearly(set) dayu? (?:jday|lday|quds)", every),
    ("early.day", "relative", "third", "third dayu @yesterday(past)", part_of_day),
    ("today", "relative", "today", "@td(today) dayu? (?: open? dayu? weekday close?)?", today),
    (
        "weekday",
        "nearest",
        "dayu weekday",
        "dayu? @wd(weekday) (?: weeku @wadj"
        + _ADJ
        + " | this @wthis(weeku) | @adj"
        + _ADJ
        + ")? (?:open @td(today) close)?",
        weekday,
    ),
    ("yesterday", "relative", "dayu", "@unit(dayu) @uadj" + _ADJ + " (?:open weekday close)?", period),
    ("period.same", "relative", "sameperiod", "sameperiod from? yearu (past|ago)", same_period),
    (
        "years",
        "absolute",
        "from between yearu units",
        "(?:from|between)? (?:yearu|units) @a(num|num4) @link(till|dash|and) @b(num|num4) @era(era)?",
        years,
    ),
    ("years.bare", "absolute", "from between", "(?:from|between) @a(num4) @link(till|and) @b(num4) @era(era)?", years),
    (
        "year.occasion",
        "nearest",
        "yearu thisyear",
        "(?: yearu @yadj(past|future|current|ago) | @yrel(thisyear) ) within dayu? @o(jday|jspan|lday|lspan|gday|quds)",
        occasion,
    ),
    (
        "period.since",
        "nearest",
        "from",
        "@from(from) (?:@x(begin|third|middle|half))? {PERIOD} (?:@now(tillnow)|@on(onwards))?",
        from_period,
    ),
    (
        "length.since",
        "relative",
        "from",
        "@from(from) @q(num|some) (?:@u(" + _UNITS.replace(" ", "|") + ")) @ladj(ago) (?!from) (?:@now(tillnow))?",
        from_period,
    ),
    (
        "period.part",
        "nearest",
        "begin third half middle",
        "@x(begin|third|half|middle) (?:dayu|units)? {PERIOD}",
        period_part,
    ),
    ("period.end", "nearest", "finish", "finish {PERIOD}", finish),
    ("period.onwards", "nearest", _PERIODS, "{PERIOD} @on(onwards)", from_period),
    ("period", "nearest", _PERIODS, "{PERIOD}", period),
    (
        "occasion",
        "nearest",
        "jday jspan lday lspan gday quds dayu",
        "dayu? @o(jday|jspan|lday|lspan|gday|quds) {YEAR}?",
        occasion,
    ),
    ("every.weekday", "length", "every", "every dayu? @weekly(weekday)", every),
    ("every.days", "length", "units", "@days(units) @weekly(weekday) (?!comma|and|num|ord|past|future|ago)", every),
    ("every.part", "length", "every", "every @each(part)", every),
    ("every", "length", "every", "every @q(num)? @u(" + _UNITS.replace(" ", "|") + ") yak?", every),
    ("set", "length", "set", "@set(set)", every),
    ("length.half", "length", "nim", "nim @halved(houru)", length),
    (
        "length.or",
        "length",
        "num",
        "@q(num) (?:or) @r(num) @u(" + _UNITS.replace(" ", "|") + ") (?!past|ago|future|later)",
        length,
    ),
    ("weeks.of", "nearest", "num weeku", "@count(num)? weeku @nth(ord|finish) {PERIOD}", weeks_of),
    (
        "length.first",
        "nearest",
        "num",
        "@count(num) (?:monthu|unitadj) @nth(ord|finish|begin) (?:{PERIOD}|@thatyear(yearu) (?!num|num4|ord))",
        first_months,
    ),
    ("in_a", "length", "within", "within @in(yearu|weeku)", every),
    (
        "length",
        "length",
        "within this num num4 some",
        "within? @this(this)? @q(num|some) (?!weeku (?:ord|finish) (?:monthu|jmonth|gmonth)) (?: and @half(nim))? @u("
        + _UNITS.replace(" ", "|")
        + "|units|unitadj) (?: and @more(nim))? (?!(?:ord|begin) yearu) @ladj(past|future|(?:ago|later)(?!from))?",
        length,
    ),
    (
        "vague.units",
        "vague",
        "units some within from",
        "(?:within|from)? some? @units(units) @vadj(past|ago|future|later)",
        vague_unit,
    ),
    ("now", "relative", "tillnow", "@now(tillnow)", vague),
    ("vague", "vague", "vague", "@vague(vague)", vague),
    ("vague.bare", "vague", "past future", "@bare(past|future)", vague),
    ("part", "nearest", "part", "@alone(part)", part_of_day),
    ("year.bare", "nearest", "within", f"@tally(within) @yy(num4) {AFTER_YEAR}", period),
    ("year.event", "nearest", "tally", "@tally(tally) @yy(num4)", period),
)
_RULES: dict[str, list[Rule]] = {}
for _name, _sure, _firsts, _pattern, _action in _TABLE:
    _compiled = compile_pattern(_pattern)
    for _first in _firsts.split():
        _RULES.setdefault(LETTER[_first], []).append(Rule(_name, _sure, _compiled.match, _action))
_ALONE = "".join(first for first, rules in _RULES.items() if any(rule.match(first + OTHER) for rule in rules))
_LONGEST = 16  # words of time in a row for which it is remembered which rules can hold
# Where an expression can begin, and the words of time that follow: most need another beside them.
_OPENINGS = re.compile(f"(?:[{_ALONE}]|[{''.join(_RULES)}](?=[^{OTHER}]))[^{OTHER}]{{,{_LONGEST - 1}}}")
_FROM, _BETWEEN, _TILL, _NOW, _ONWARDS = (LETTER[kind] for kind in ("from", "between", "till", "tillnow", "onwards"))


def find_moments(setting: Setting) -> Iterator[Found]:
    """The moments of a text in order, none overlapping another."""
    letters = setting.words.letters
    held: Found | None = None
    at = 0
    while opening := _OPENINGS.search(letters, at):
        at = opening.start()
        found = _first_that_holds(_rules_of(opening[0]), setting, at)
        if found is None:
            at += 1
            continue
        at = found.end
        if letters[at : at + 1] == _ONWARDS and found.moment.form in ("day", "span", "month", "year"):
            at += 1
            since = Moment("since", found.moment.first, None, found.moment.calendar, "PERIOD")
            found = found._replace(end=at, moment=since)
        if found.moment.form == "day":
            setting.last_day = found.moment.first
        joined = _joined(held, found, letters) if held else None
        if joined:
            held = joined
            continue
        if held:
            yield held
        held = found
    if held:
        yield held


@lru_cache(maxsize=1 << 14)
def _rules_of(letters: str) -> tuple[Rule, ...]:
    """The rules whose pattern holds where these words of time stand; no pattern goes beyond them."""
    rules = _RULES[letters[0]]
    return tuple(rules if len(letters) == _LONGEST else (rule for rule in rules if rule.match(letters + OTHER)))


def _first_that_holds(rules: tuple[Rule, ...], setting: Setting, at: int) -> Found | None:
    for rule in rules:
        matched = rule.match(setting.words.letters, at)
        if matched is None:
            continue
        try:
            moment = rule.action(setting, matched)
        except (ValueError, OverflowError) as error:
            moment = Moment("fixed", note=str(error) if str(error) in (UNPUBLISHED, UNSAID) else IMPOSSIBLE)
        if moment is not None:
            start = matched.start("tally") + 1 if "tally" in matched.re.groupindex else at
            return Found(start, matched.end(), moment, rule.name, rule.sure)
    return None


def _joined(before: Found, after: Found, letters: str) -> Found | None:
    """«از A تا B» and «از A تاکنون» as one period."""
    a, b = before.moment, after.moment
    opened = before.start > 0 and letters[before.start - 1] in (_FROM, _BETWEEN)
    start = before.start - 1 if opened else before.start
    if a.first is None or a.part or a.form not in ("day", "month", "year", "span"):
        return None
    if before.end == after.start and letters[after.start] == _NOW and opened:
        return before._replace(start=start, end=after.end, moment=Moment("span", a.first, b.last, a.calendar, "PERIOD"))
    if b.first and (b.first - a.first).days > 366 and a.form == b.form == "day":  # «۳۰ شهریور تا ۵ مهر»: one year
        earlier = year_before(b.first, b.calendar)
        b = b._replace(first=earlier, last=earlier)
    unsaid = a.form == b.form == "day" and LETTER["num4"] not in letters[start : before.end]
    first = a.first
    while unsaid and b.last and first > b.last:  # «از اول مهر تا پایان آبان 1402»: both of that year
        first = year_before(first, a.calendar)
    adjacent = before.end + 1 == after.start and letters[before.end] == _TILL
    if adjacent and b.last and not b.part and a.form == b.form and a.calendar == b.calendar and first <= b.last:
        return before._replace(start=start, end=after.end, moment=Moment("span", first, b.last, a.calendar, "PERIOD"))
    return None
