"""The papers against the program."""

import doctest
import re
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from ravi import Article
from ravi.export import to_dict
from ravi.model import why_not
from ravi.record import (
    Date,
    Entity,
    Event,
    Link,
    MadeBy,
    Mark,
    Mention,
    Quote,
    Record,
    Reference,
    Reuse,
    Role,
    Source,
    Term,
)
from ravi.spans import Edit, Span

ROOT = Path(__file__).resolve().parent.parent
RECORD_PAGE = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
_FOUND = spec_from_file_location("write", ROOT / "docs" / "write.py")
assert _FOUND
assert _FOUND.loader
WRITE = module_from_spec(_FOUND)
_FOUND.loader.exec_module(WRITE)
SPAN = Span(0, 4)
FULL = Record(
    Article("a", "وزیر گفت", published=date(2016, 12, 18)),
    "وزیر گفت",
    (Edit(0, 1, "و", "demo"),),
    (SPAN,),
    (Entity("وزیر", "PER", None, (Mention(SPAN, "title"),), "demo", 1.0),),
    (Date(SPAN, "2016", "DATE", "gregorian", None, "demo", 1.0),),
    (Quote((SPAN,), "direct", SPAN, Reference(SPAN, 0), None, (), "demo", 1.0, (Link("demo", SPAN),)),),
    (Mark(SPAN, "scare", "demo", 1.0),),
    (Source(Reference(SPAN, 0), None, "agency", "demo", 1.0),),
    (Event(SPAN, "CONSULT", (0,), (), None, None, None, "happened", 0, "040", "demo", 1.0),),
    (Term(SPAN, 0, None, None, "demo", 1.0),),
    (Role(SPAN, 0, "current", None, "demo", 1.0),),
    Reuse(SPAN, None, "demo", 1.0),
    MadeBy("0", None, {}),
)


def test_docs_record_page_names_every_field_and_no_other() -> None:
    table = RECORD_PAGE.split("|---|---|")[1].split("\n\n")[0]
    named = [name for row in table.strip().split("\n") for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    assert set(named) == set(to_dict(FULL))


@pytest.mark.parametrize(
    "layer",
    [
        "repairs",
        "sentences",
        "entities",
        "dates",
        "quotes",
        "marks",
        "sources",
        "events",
        "terms",
        "roles",
        "reuse",
        "made_by",
    ],
)
def test_docs_record_page_tells_of_every_field_of_a_layer(layer: str) -> None:
    value = to_dict(FULL)[layer]
    fields = value[0] if isinstance(value, list) else value
    section = RECORD_PAGE.split(f"\n## {layer}\n")[1].split("\n## ")[0]
    assert [field for field in fields if f"`{field}`" not in section] == []


def test_docs_record_page_tells_of_the_parts_of_a_layer() -> None:
    data, sections = to_dict(FULL), dict(part.split("\n", 1) for part in RECORD_PAGE.split("\n## ")[1:])
    for layer, part in (("entities", "mentions"), ("quotes", "speaker"), ("quotes", "cue"), ("quotes", "chain")):
        value = data[layer][0][part]
        fields = value[0] if isinstance(value, list) else value
        assert [field for field in fields if f"`{field}`" not in sections[layer]] == []


@pytest.mark.parametrize("page", [one for one in WRITE.PAGES if one not in ("hard_cases", "tables")])
def test_docs_page_is_what_the_program_says(page: str) -> None:
    assert WRITE.is_current(page), "the program says otherwise: make docs"


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
def test_docs_hard_cases_are_what_ravi_makes_of_them() -> None:
    assert WRITE.is_current("hard_cases"), "a reading has changed: make docs, and look at what it says now"


def test_docs_hard_cases_page_has_the_twenty_and_calls_wrong_ones_wrong() -> None:
    page = (ROOT / "docs" / "hard-cases.md").read_text(encoding="utf-8")
    cases = [part.split("\n</div>")[0] for part in page.split("\n## ")[1:]]
    assert len(cases) >= 20
    for case in cases:
        wrong = "| ✗ |" in case or "right would be" in case
        assert ("✗ نادرست · wrong" in case, "✓ درست · right" in case) == (wrong, not wrong)


def test_docs_repair_page_says_what_the_function_gives() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "repair.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 5) == (0, True)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_docs_name_no_file_or_target_that_is_not_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", text)) - targets <= {"are"}
    linked = re.findall(r"\]\(([^)#]+)\)", text)
    assert [one for one in linked if "://" not in one and not (ROOT / one).exists()] == []


@pytest.mark.parametrize("page", ["bulk.md", "ray.md"])
def test_docs_bulk_pages_name_no_option_that_is_not_there(page: str) -> None:
    commands = (
        (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").split("\n## ravi bulk\n")[1].split("\n## ")[0]
    )
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    said = [*re.findall(r"ravi bulk .*", text), *re.findall(r"`(--[a-z-]+[^`]*)`", text)]
    named = set(re.findall(r"--[a-z-]+", " ".join(said))) - {"--num-cpus"}
    assert len(named) >= 3
    assert sorted(named - set(re.findall(r"--[a-z-]+", commands))) == []


def test_docs_bulk_page_has_the_tables_of_the_program() -> None:
    assert WRITE.is_current("tables"), "the tables have changed: make docs"
