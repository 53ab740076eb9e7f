"""The patterns of time expressions over the letters of `lexicon`, and how they are written.

A pattern names word classes of `data/date_words.tsv` («weekday», «num» …) with the signs of regular expressions between
them; `@day(…)` is a group that the action reads; `{YEAR}` puts a part in.
"""

import re

from ravi.steps.dates.lexicon import LETTER

_MONTH = "(?:jmonth|gmonth|lmonth|dmonth|gmaybe)"
_UNIT = "(?:dayu|weeku|monthu|yearu|decadeu|centuryu|houru|minuteu|secondu)"
AFTER_YEAR = f"(?!counted|{_UNIT}|unitadj|num|num4|dot num)"

PARTS = {
    "MONTH": _MONTH,
    "UNIT": _UNIT,
    "YEAR": (
        "(?: comma? (?: yearu @y(num|num4) @era(era)? | @y4(num4) @era4(era)?"
        f" | @y2(num) {AFTER_YEAR} | @yrel(thisyear)"
        " | from? yearu @yadj(past|ago|future|later|current|new) era? ) | @adj(past|current|future) )"
    ),
    "CLOCK": (
        "(?: houru? @clock(clock) | houru? @hour(num) colon @minute(num) (?:colon @second(num))?"
        " | houru @oclock(num|ord) (?:and @past(num) minuteu | and @thirty(nim))? ) @half(part|pm|am)? local?"
    ),
}
PARTS["DAY"] = f"(?:@part(part))? (?:dayu)? (?:@wd(weekday) comma?)? dayu? @day(num|ord) dot? monthu? @mon({_MONTH})"
PARTS["PERIOD"] = (
    f"(?: (?: monthu? @mon({_MONTH}) | fasl? @season(season)) {{YEAR}}?"
    " | decadeu @decade(num|num4|ord) @dera(era)? | centuryu @century(num|ord) @cera(era)?"
    " | yearu kindyear? @yy(num|num4) @yera(era)? | yearu @kind(kindyear) @kadj(past|ago|future|later|current|new)"
    f" | @unit({_UNIT}) @uadj(past|ago|future|later|current|new) @uera(era)? | this @thisunit(weeku|monthu|yearu)"
    " | @sy(thisyear) )"
)

_PIECE = re.compile(r"@(?P<group>\w+)\(|(?P<word>[a-z][a-z0-9]*)|(?P<space>\s+)|(?P<sign>.)")


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """The regular expression over letters that a pattern stands for.

    >>> compile_pattern("@wd(weekday) comma?").groups
    1
    """
    while "{" in pattern:
        pattern = re.sub(r"\{([A-Z]+)\}", lambda match: PARTS[match[1]], pattern)
    out = []
    at = 0
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        assert match  # noqa: S101 - the last alternative takes any character
        if match["group"]:
            out.append(f"(?P<{match['group']}>")
        elif match["word"]:
            out.append(LETTER[match["word"]])
        elif match["sign"]:
            out.append(match["sign"])
        at = match.end()
    return re.compile("".join(out))
