"""The words for people against the rules of the program."""

import re
from pathlib import Path

import pytest

from ravi.persian.tables import read_table
from ravi.reasons import reason_of

STEPS = Path(__file__).resolve().parent.parent / "src" / "ravi" / "steps"
FOLDERS = ("quotes", "coref", "chain.py")
NAMED = re.compile(r"(?<!startswith\()\"((?:quotes|speaker|coref|chain)\.[a-z_.]+)\"")
MADE = {"quotes.frame", "quotes.noun"}  # of the kind of their cue
ACTORS = {"coref.source", "coref.office", "coref.speaker"}  # the rules of entities, not of a way to them


def rules() -> set[str]:
    paths = [
        path
        for name in FOLDERS
        for path in ([STEPS / name] if name.endswith(".py") else STEPS.joinpath(name).glob("*.py"))
    ]
    return MADE.union(*(NAMED.findall(path.read_text(encoding="utf-8")) for path in paths))


def test_reasons_every_rule_of_a_quote_has_words() -> None:
    silent = sorted(rule for rule in rules() - ACTORS if reason_of(rule).persian == rule)
    assert not silent, "give each a row in src/ravi/data/reasons.tsv"


def test_reasons_every_row_is_of_a_rule_that_is_there() -> None:
    assert {rule for rule, _, _ in read_table("reasons", folded=False)} <= rules()


@pytest.mark.parametrize("row", list(read_table("reasons", folded=False)), ids=lambda row: row[0])
def test_reasons_english_holds_no_persian_that_would_break_its_line(row: list[str]) -> None:
    _, persian, english = row
    assert english.isascii()
    assert re.search("[\u0600-\u06ff]", persian)


def test_reasons_an_unknown_rule_is_called_by_its_name() -> None:
    assert reason_of("model.speaker").english == "model.speaker"
