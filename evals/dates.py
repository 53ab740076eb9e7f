"""Date phrases read alone, and the speed of the date step: python evals/dates.py [--speed]

`phrases` is the share of `data/dates/phrases.jsonl` whose days are right (a lunar date may be a day off, as the file
allows); `articles_per_second` is of the step alone, over articles of Fars News that are already cut into tokens: 300 of
them, or all with `--speed`.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gold import SHARED
from ravi.persian.calendars import gregorian_month
from ravi.persian.letters import fold
from ravi.steps.dates import find_dates
from ravi.steps.tokens import find_tokens

PHRASES = SHARED / "data" / "dates" / "phrases.jsonl"
ARTICLES = SHARED / "data" / "articles" / "fars.jsonl"
PUBLISHED = date(2016, 12, 19)


def days_of(value: str | None) -> tuple[date, date] | None:
    """The first and last day of a value, or None where it has none.

    >>> days_of("2017-02")
    (datetime.date(2017, 2, 1), datetime.date(2017, 2, 28))
    """
    if not value or not value[0].isdigit():
        return None
    start, _, end = value.partition("/")
    return _day(start, last=False), _day(end or start, last=True)


def _day(text: str, *, last: bool) -> date:
    numbers = [int(part) for part in text[:10].split("-")]
    if len(numbers) == 3:
        return date(*numbers)
    month = numbers[1] if len(numbers) == 2 else 12 if last else 1
    return gregorian_month(numbers[0], month)[last]


def wrong() -> tuple[list[str], int]:
    """What was read wrong, one line each, and the number of phrases."""
    lines = []
    rows = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        text = fold(row["phrase"])
        found = find_dates(text, tuple(find_tokens(text)), date.fromisoformat(row["publication"]))
        got = days_of(found[0].value) if len(found) == 1 else None
        want = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        slack = timedelta(days=row["tol_days"])
        if got is None or any(abs(one - other) > slack for one, other in zip(got, want, strict=True)):
            lines.append(f"{row['phrase']}: {row['iso']}, got {[one.value for one in found]}")
    return lines, len(rows)


def speed(limit: int = 300, runs: int = 3) -> list[float]:
    """Articles a second over so many articles, the first run first."""
    with ARTICLES.open(encoding="utf-8") as lines:
        texts = [fold(json.loads(line)["text"]) for line, _ in zip(lines, range(limit), strict=False)]
    cut = [tuple(find_tokens(text)) for text in texts]
    rates = []
    for _ in range(runs):
        start = perf_counter()
        for text, tokens in zip(texts, cut, strict=True):
            find_dates(text, tokens, PUBLISHED)
        rates.append(len(texts) / (perf_counter() - start))
    return rates


def measure() -> dict[str, float]:
    """The share of phrases that are right, or nothing where the file is absent. Speed is for people: it is no score."""
    if not PHRASES.exists():
        return {}
    lines, count = wrong()
    return {"dates.phrases": 1 - len(lines) / count}


if __name__ == "__main__":
    if not PHRASES.exists():
        print(f"skipped: {PHRASES} is not on this machine")
        raise SystemExit(0)
    missed, total = wrong()
    print(*missed, sep="\n")
    print(f"dates.phrases        {total - len(missed)} of {total}")
    if ARTICLES.exists():
        rates = speed(100_000 if "--speed" in sys.argv[1:] else 300)
        print(f"articles a second    {max(rates):.0f} (cold {rates[0]:.0f})")
