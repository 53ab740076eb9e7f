"""A stranger's path: every command of the README, in its order, in a folder with the files that it names."""

import re
from pathlib import Path

import pytest

from blocks import run_line
from ravi.doctor import sample

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.partition("  #")[0].strip() for line in re.findall(r"^ravi .*", README, re.MULTILINE)]
PYTHON = re.search(r"```python\n(.*?)```", README, re.DOTALL)


def test_readme_commands_work_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    news = (ROOT / "docs" / "sample" / "news.jsonl").read_text(encoding="utf-8")
    Path("archive").mkdir()
    for name in ("articles.jsonl", "archive.jsonl", "archive/news.jsonl"):
        Path(name).write_text(news, encoding="utf-8")
    Path("news.html").write_text(f"<article><p>{sample()}</p></article>", encoding="utf-8")
    Path("broken.txt").write_text(sample(), encoding="utf-8")
    assert len(COMMANDS) >= 8
    for command in COMMANDS:
        if not command.startswith("ravi serve"):  # tests/test_browser.py opens it
            run_line(command)
    assert len(Path("records.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    assert "گفت\u200cوگو" in Path("mended.txt").read_text(encoding="utf-8")
    assert list(Path("tables/quotes").iterdir())


def test_readme_python_says_who_said_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert PYTHON
    exec(PYTHON[1], {})  # noqa: S102 - of our own README
    assert "رضا نیکنام" in capsys.readouterr().out
