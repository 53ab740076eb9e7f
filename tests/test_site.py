"""The documentation: every block of code that is meant to be run is run, and says what the page says."""

from io import BytesIO
from pathlib import Path
from shutil import copy, copytree

import pytest

from blocks import blocks_of, run_page
from ravi.doctor import sample
from ravi.inputs import read_documents
from ravi.model import why_not
from ravi.pipeline import Reader
from ravi.store import open_store
from ravi.store.adding import add

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if any(blocks_of(page)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader of the pages has at hand: an article, four reports, a folder of them, and a store."""
    made = tmp_path_factory.mktemp("site")
    (made / "sample.txt").write_text(sample(), encoding="utf-8")
    copy(DOCS / "sample" / "news.jsonl", made)
    (made / "archive").mkdir()
    copy(made / "sample.txt", made / "archive")
    with open_store(made / "news.ravi", "write") as store:
        list(add(store, read_documents([str(made / "news.jsonl")], stdin=BytesIO()), Reader()))
    return made


@pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
@pytest.mark.parametrize("page", PAGES)
def test_site_blocks_of_code_run_and_say_what_the_page_says(
    page: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert run_page(DOCS / page) == []
