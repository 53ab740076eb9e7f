"""Repair: the cases of tests/cases/repair.txt, and its laws on any text."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from costs import grows_no_faster
from ravi.errors import InputError
from ravi.persian.letters import BOM, HAMZA_ABOVE, KASHIDA, LRM, NOT_SIGN, RLM, ZWJ, ZWNJ, ZWSP
from ravi.persian.tables import read_groups
from ravi.persian.words import lexicon
from ravi.record import Article, Draft
from ravi.spans import Span, apply
from ravi.steps.repair import RULES, repair, repair_text
from ravi.steps.repair.runs import Runs, Words, words
from ravi.steps.repair.spacing import find_spaces
from ravi.steps.repair.survey import survey

NAMES = {"{Z}": ZWNJ, "{B}": ZWSP, "{L}": LRM, "{R}": RLM, "{N}": NOT_SIGN, "{K}": KASHIDA, "|": ZWNJ}
NAMES |= {"{J}": ZWJ, "{S}": "\u00ad", "{F}": BOM, "{H}": HAMZA_ABOVE, "{M}": "\u0653"}
CASES = [
    line.split(" ⟶ ")
    for line in (Path(__file__).parent.parent / "cases" / "repair.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
INVISIBLE = [ZWNJ, ZWSP, ZWJ, LRM, RLM, NOT_SIGN, KASHIDA, BOM, "\u00ad", "\ud800", "\u00a0", "\u2028", "\x85", "\x00"]
PIECES = [
    *"میشودهانترگکكيىئۀةاو۱2.،:«»“”„‹›<>\"'&;z\n\r \t\u064e\u0654\u0653ـ🙂éÖ",
    *("می", "نمی", "شود", "ها", "های", "ای", "اند", "کتاب", "رفته", "سیاستهای", "میدانم", "ﻼ", "ﷺ", "ﻲ", "ﺷ", "\r\n"),
    *("&zwnj;", "&quot;", "&#1610;", "&#1620;", "''", "<<", ">>", "««", "»»", ' "', '" ', ". "),
    *("ÙˆØ²", "Ã™Ë†Ã˜Â²", "ظˆط²غŒ", "ظچ", "طك", "æÒíÑ", "ÂãÏ", "æ", "Ù\ufffd", "â€Œ", "§", "…", "Œ", "طع"),
    *("وگفت", "درخصوص", "میباشدو", "خوا", " هند", "ا ند", "کشو", " ر", "ها ی", ".وی", "،در", "بی.بی", "و آن"),
    *("گوشهای ", "گوش", "های ", "در ", "از ", " تو ", "میدانی", "بهروز", " شد", "کردهای ", "حرفهای"),
    *INVISIBLE,
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
LETTERS_OF_RULES = {"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ی"}


def named(text: str) -> str:
    """A line of the case file with its invisible characters in place."""
    for name, char in NAMES.items():
        text = text.replace(name, char)
    return text


@pytest.mark.parametrize(("original", "repaired"), CASES)
def test_repair_case(original: str, repaired: str) -> None:
    assert repair_text(named(original)).text == named(repaired)


def lines_of(name: str) -> list[str]:
    path = Path(__file__).parent.parent / "cases" / name
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("sentence", lines_of("ambiguous.txt"))
def test_repair_tells_the_reading_of_a_joined_word(sentence: str) -> None:
    right = named(sentence)
    assert repair_text(right.replace(ZWNJ, "")).text == right
    assert repair_text(right).text == right


@pytest.mark.xfail(reason="not told yet")
@pytest.mark.parametrize("sentence", lines_of("ambiguous_known.txt"))
def test_repair_does_not_tell_the_reading_of_some_words_yet(sentence: str) -> None:
    right = named(sentence)
    assert repair_text(right.replace(ZWNJ, "")).text == right


@given(TEXTS)
def test_repair_replays_and_undoes(text: str) -> None:
    repaired = repair_text(text)
    assert apply(text, repaired.edits) == repaired.text
    assert repaired.undo() == text
    assert {edit.rule for edit in repaired.edits} <= RULES.keys()
    assert all(one.end <= two.start for one, two in zip(repaired.edits, repaired.edits[1:], strict=False))


@given(TEXTS)
@example("آ،ظˆط®غŒ")  # a comma that is a letter, too, hides what is behind it until a space is put in
def test_repair_twice_changes_nothing_more(text: str) -> None:
    once = repair_text(text).text
    assert repair_text(once).edits == ()


@given(TEXTS)
def test_repair_keeps_line_ends(text: str) -> None:
    repaired = repair_text(text).text
    assert repaired.count("\n") == text.count("\n")
    assert repaired.count("\r") == text.count("\r")


@given(TEXTS, st.sets(st.sampled_from(sorted(RULES))))
def test_repair_twice_changes_nothing_more_by_some_rules(text: str, only: set[str]) -> None:
    repaired = repair_text(text, only=only)
    assert repaired.undo() == text
    assert {edit.rule for edit in repaired.edits} <= only
    assert repair_text(repaired.text, only=only).edits == ()


@given(TEXTS)
def test_repair_cuts_anew_only_around_edits(text: str) -> None:
    edits = list(find_spaces(text))
    after = apply(text, edits)
    anew, cut = Runs(after, words()), Runs(text, words()).edited(after, edits)
    assert (cut.runs, cut.telling, survey(cut)) == (anew.runs, anew.telling, survey(anew))


def test_repair_knows_of_common_runs_beforehand_what_its_tables_say() -> None:
    known, told = list(read_groups("runs").items())[::60], Words(lexicon(), {})
    assert [(run, told[run]) for run, _ in known] == known  # training/runs.py


def bare(text: str) -> str:
    """The letters and digits of a text in their most general shape, without what repair may add or take away."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(LETTERS_OF_RULES.get(char, char) for char in plain if char.isalnum() and char != KASHIDA)


@given(TEXTS)
def test_repair_changes_no_letter_that_no_rule_names(text: str) -> None:
    repaired = repair_text(text, without=[rule for rule in RULES if rule == "entity" or rule.startswith("mojibake")])
    assert bare(repaired.text) == bare(text)


@pytest.mark.parametrize(
    "piece",
    [
        *("می" + char for char in INVISIBLE),
        *INVISIBLE,
        *('"', "«", "»", "“", "”", "''", "<<", '«"', '"الف ', "“الف", '" الف " ', "»الف«", "««الف»»"),
        *("\u0654", "ا\u0654", "&", "&amp;", "&#", "&zwnj;", "كي", "ﻲﺷ", "ﷺ"),
        *("ÙˆØ²", "Ø", "ظˆط²", "ظ", "æÒíÑ ", "é\n", "â€", "Ã™Ë†Ã˜Â²", f" {RLM}الف{RLM}"),
        *("وگفت ", "خوا هند ", "ا ", "ر ", "است.وی", ".و", "a.الف", "الف:الف"),
    ],
)
def test_repair_costs_twice_as_much_for_twice_the_text(piece: str) -> None:
    text = piece * (20_000 // len(piece))

    def mend(times: int) -> Callable[[], object]:
        return lambda: repair_text(text * times, without=["half_space.joined", "half_space.spaced"])

    assert grows_no_faster(mend(1), mend(2), 2.6, 0.01)


def test_repair_only_and_without_choose_rules() -> None:
    text = "كتاب می شود"
    assert {edit.rule for edit in repair_text(text, only=frozenset({"letters.kaf"})).edits} == {"letters.kaf"}
    assert {edit.rule for edit in repair_text(text, without=frozenset({"letters.kaf"})).edits} == {"half_space.spaced"}


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        ("برای پاکسازی خیابان|ها می|کوشند.", "برای پاک|سازی خیابان|ها می|کوشند."),
        ("گروه|ها به پاکسازی منطقه|های شهر می|روند.", "گروه|ها به پاک|سازی منطقه|های شهر می|روند."),
    ],
)
def test_repair_leaves_what_is_doubtful_in_a_line_that_keeps_its_half_spaces(line: str, joined: str) -> None:
    assert repair_text(named(line)).text == named(line)
    assert repair_text(named(line).replace(ZWNJ, " ")).text == named(line)
    assert repair_text(named(line).replace(ZWNJ, "")).text == named(joined)


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ("شهر|های دور می|مانند، می|روند و رییسجمهور.", "شهر|های دور می|مانند، می|روند و رییسجمهور."),
        ("شهر|های دور می|مانند و رییسجمهور.", "شهر|های دور می|مانند و رییس|جمهور."),
        ("شهر\u200fهای دور می|مانند، می|روند و رییسجمهور.", "شهر|های دور می|مانند، می|روند و رییس|جمهور."),
        ("از سرمایه|گذاریها گفت.", "از سرمایه|گذاریها گفت."),
        ("از سرمایهگذاریها گفت.", "از سرمایه|گذاری|ها گفت."),
    ],
)
def test_repair_leaves_a_line_as_it_is_typed_where_it_keeps_three_half_spaces_of_four(line: str, repaired: str) -> None:
    assert repair_text(named(line)).text == named(repaired)


def test_repair_trusts_joined_words_of_a_text_that_keeps_its_half_spaces() -> None:
    kept = named("کتاب|های خانه|های شهر|های راه|های روز|های مرد|های زن|های کار|های شب|های دل|های باغ|های سال|های ما. ")
    assert repair_text(kept + "تازگیهای").edits == ()
    assert [edit.rule for edit in repair_text("تازگیهای").edits] == ["likely.joined"]
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


def test_repair_style_chooses_a_spelling_and_refuses_one_that_is_none() -> None:
    text = "اینها به ویژه آمدند."
    places = {
        style: [edit.start for edit in repair_text(text, style=style).edits] for style in ("perdt", "seraji", "news")
    }
    assert places == {"perdt": [], "seraji": [3], "news": [3, 8]}
    with pytest.raises(InputError, match="perdt, seraji, news"):
        repair_text(text, style="دیگر")


def test_repair_says_how_sure_it_is() -> None:
    sure, likely = (repair_text(text).edits[0] for text in ("رفتهاند", "تازگیهای"))
    assert (sure.rule, sure.confidence) == ("half_space.joined", 1.0)
    assert likely.rule == "likely.joined"
    assert 0.5 < likely.confidence < 1
