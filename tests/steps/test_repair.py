"""Repair: the cases of tests/cases/repair.txt, and its laws on any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravi.persian.letters import KASHIDA, LRM, NOT_SIGN, RLM, ZWNJ, ZWSP
from ravi.record import Article, Draft
from ravi.spans import Span, apply
from ravi.steps.repair import RULES, repair, repair_text

NAMES = {"{Z}": ZWNJ, "{B}": ZWSP, "{L}": LRM, "{R}": RLM, "{N}": NOT_SIGN, "{K}": KASHIDA, "|": ZWNJ}
CASES = [
    line.split(" ⟶ ")
    for line in (Path(__file__).parent.parent / "cases" / "repair.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
PIECES = [
    *'میشودهانترگکكيىئۀة۱2.،:«»“”‹›"&;z\n\r \t\u064e\u0654ـ🙂',
    *("می", "نمی", "شود", "ها", "های", "ای", "اند", "کتاب", "رفته", "سیاستهای", "میدانم", "&zwnj;", "ﻼ", "ﷺ", "\r\n"),
    *(ZWNJ, ZWSP, LRM, RLM, NOT_SIGN, KASHIDA, "\u200d", "\ufeff", "\ud800"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


def named(text: str) -> str:
    """A line of the case file with its invisible characters in place."""
    for name, char in NAMES.items():
        text = text.replace(name, char)
    return text


@pytest.mark.parametrize(("original", "repaired"), CASES)
def test_repair_case(original: str, repaired: str) -> None:
    assert repair_text(named(original)).text == named(repaired)


@given(TEXTS)
def test_repair_replays_and_undoes(text: str) -> None:
    repaired = repair_text(text)
    assert apply(text, repaired.edits) == repaired.text
    assert repaired.undo() == text
    assert {edit.rule for edit in repaired.edits} <= RULES.keys()
    assert all(one.end <= two.start for one, two in zip(repaired.edits, repaired.edits[1:], strict=False))


@given(TEXTS)
def test_repair_twice_changes_nothing_more(text: str) -> None:
    once = repair_text(text).text
    assert repair_text(once).edits == ()


@given(TEXTS)
def test_repair_keeps_line_ends(text: str) -> None:
    repaired = repair_text(text).text
    assert repaired.count("\n") == text.count("\n")
    assert repaired.count("\r") == text.count("\r")


def test_repair_only_and_without_choose_rules() -> None:
    text = "كتاب می شود"
    assert {edit.rule for edit in repair_text(text, only=frozenset({"letters.kaf"})).edits} == {"letters.kaf"}
    assert {edit.rule for edit in repair_text(text, without=frozenset({"letters.kaf"})).edits} == {"half_space.spaced"}


def test_repair_trusts_joined_words_of_a_text_that_keeps_its_half_spaces() -> None:
    kept = named("کتاب|های خانه|های شهر|های راه|های روز|های مرد|های زن|های کار|های شب|های دل|های باغ|های سال|های ما. ")
    assert repair_text(kept + "تازگیهای").edits == ()
    assert [edit.rule for edit in repair_text("تازگیهای").edits] == ["half_space.joined"]
    assert [edit.rule for edit in repair_text(kept + "او میگوید").edits] == ["half_space.joined"]


def test_repair_maps_positions() -> None:
    text = "او ميرود."
    repaired = repair_text(text)
    there = repaired.offsets.to_repaired(Span(3, 8))
    assert there.of(repaired.text) == f"می{ZWNJ}رود"
    assert repaired.offsets.to_original(there).of(text) == "ميرود"


def test_repair_step_gives_text_and_edits() -> None:
    text, edits = repair(Draft(Article("1", "كار")))
    assert (text, [edit.rule for edit in edits]) == ("کار", ["letters.kaf"])
