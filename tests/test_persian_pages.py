"""The Persian of the pages: Ravi finds nothing in it to repair, and one spelling and one term stand for one thing."""

import re
from pathlib import Path

import pytest

from ravi.steps.repair import repair_text

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = sorted(
    page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if page.name not in ("hard-cases.md", "repair.md")
)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>|https?:\S+", re.MULTILINE | re.DOTALL)
MARKS = re.compile(r"[\u0621-\u06cc](?:[,;?]| [،؛؟:.!»])|[،؛](?=[\u0621-\u06cc])")  # a mark of another script or place
PERSIAN = re.compile("[\u0600-\u06ff]")
OTHERWISE = {
    "این\u200cکه": "اینکه",
    "آن\u200cکه": "آنکه",
    "آن\u200cجا": "آنجا",
    "این\u200cجا": "اینجا",
    "نقل قول": "سخن",
    "جایگاه": "جا",
    "تالار": "اتاق خواندن",
    "مجوز": "پروانه",
    "خط زمان": "گاه\u200cشمار",
    "پاراگراف": "بند",
    "می\u200cباشد": "است",
}
"""What is not written on the pages, and what is written in its place."""


def persian(page: str) -> str:
    """The Persian lines of a page, without code, links and tags."""
    text = CODE.sub("X", (DOCS / page).read_text(encoding="utf-8"))
    cells = (cell.strip(" |*#->") for line in text.split("\n") for cell in line.split("|"))
    return "\n".join(cell for cell in cells if len(PERSIAN.findall(cell)) > len(cell) / 2)


@pytest.mark.parametrize("page", [page for page in PAGES if persian(page)])
def test_persian_pages_need_no_repair(page: str) -> None:
    text = persian(page)
    done = repair_text(text)
    changed = [(before, after) for before, after in zip(text.split("\n"), done.text.split("\n"), strict=True)]
    assert [pair for pair in changed if pair[0] != pair[1]] == []


@pytest.mark.parametrize("page", [page for page in PAGES if persian(page)])
def test_persian_pages_have_one_spelling_and_persian_marks(page: str) -> None:
    text = persian(page)
    assert [(one, right) for one, right in OTHERWISE.items() if one in text] == []
    assert MARKS.findall(text) == []
