"""The documentation: every block of code that is meant to be run is run, and says what the page says."""

import inspect
import re
import signal
import sys
from io import BytesIO
from pathlib import Path
from shutil import copy, copytree
from urllib.request import urlopen

import pytest

import warm
from blocks import blocks_of, run_page
from ravi.cli.serving import serve
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
    (made / "article.html").write_text(f"<article><p>{sample()}</p></article>", encoding="utf-8")
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
    monkeypatch.setattr("ravi.bulk.worker.Popen", warm.Popen)
    assert run_page(DOCS / page) == []


def test_site_the_reading_room_opens_where_the_page_says(folder: Path) -> None:
    pytest.importorskip("uvicorn", reason="needs the extra web")
    port = inspect.signature(serve).parameters["port"].default
    for page in ("tutorial.md", "tutorial.fa.md"):
        [line] = re.findall("^ravi serve .*", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
        command, _, says = line.partition("  #")
        assert f"http://127.0.0.1:{port}" in says
    with warm.Popen([sys.executable, "-m", *command.split(), "--port", "0"], cwd=folder, stderr=-1) as running:
        assert running.stderr is not None
        address = running.stderr.readline().decode().split()[-1]
        with urlopen(address, timeout=30) as answer:  # noqa: S310 - of our own
            assert "راوی" in answer.read().decode()
        running.send_signal(signal.SIGINT)
        running.wait(timeout=30)
