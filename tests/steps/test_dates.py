"""The dates that are found, and their values."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from costs import grows_no_faster
from ravi.persian.calendars import from_jalali
from ravi.persian.letters import fold
from ravi.record import Date
from ravi.steps.dates import find_dates
from ravi.steps.tokens import find_tokens

CASES = Path(__file__).parent.parent / "cases" / "dates.txt"
_MARKED = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def read_cases() -> list[tuple[str, date | None]]:
    cases, published = [], None
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("# published: "):
            said = line.removeprefix("# published: ")
            published = None if said == "-" else from_jalali(*map(int, said.split("-")))
        elif line and not line.startswith("#"):
            cases.append((line, published))
    return cases


def find(text: str, published: date | None = None) -> tuple[Date, ...]:
    folded = fold(text)
    return find_dates(folded, tuple(find_tokens(folded)), published)


@pytest.mark.parametrize(("marked", "published"), read_cases())
def test_dates_of_a_sentence_are_found_with_their_values(marked: str, published: date | None) -> None:
    text = _MARKED.sub(r"\1", marked)
    found = [(one.span.of(text), one.value or "?") for one in find(text, published)]
    assert found == _MARKED.findall(marked)


def test_dates_without_publication_are_partial_and_say_why() -> None:
    (found,) = find("از 27 تیر بسته بود.")
    assert (found.value, found.jalali) == (None, "XXXX-04-27")
    assert found.note == "سال ناگفته · year not said and no publication date"


def test_dates_that_cannot_be_are_found_and_say_so() -> None:
    (found,) = find("در 31 مهر رسید.", date(2024, 8, 2))
    assert found.value is None
    assert found.note == "چنین روزی نیست · there is no such day"


def test_dates_carry_their_rule_and_the_jalali_form() -> None:
    (found,) = find("در 16 مهر 1395 رسید.")
    assert (found.rule, found.jalali, found.calendar, found.type) == ("dates.day", "1395-07-16", "jalali", "DATE")


def test_dates_do_not_cross_a_line_end() -> None:
    assert find("او رفت 27\nتیر خورد.", date(2024, 8, 2)) == ()


@pytest.mark.parametrize("text", ["", "\n", "…", "123", "از از از", "سال سال سال", "[" * 50, "روز 0 مهر", "ساعت 99"])
def test_dates_of_odd_input_do_not_fail(text: str) -> None:
    find(text, date(2024, 8, 2))
    find(text)


@pytest.mark.parametrize("unit", ["سال ", "27 تیر تا ", "بیست و ", "در سال ", "1", "صبح روز ", "از 12 / "])
def test_dates_cost_grows_with_the_text_and_no_faster(unit: str) -> None:
    def reading(times: int) -> Callable[[], object]:
        text = unit * times
        return partial(find_dates, text, tuple(find_tokens(text)), date(2024, 8, 2))

    assert grows_no_faster(reading(800), reading(8000), 40, 0.001)
