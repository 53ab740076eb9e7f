"""`ravi bulk` as whoever types it sees it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import bulk_steps
import warm
from ravi.bulk.places import place_of

Done = subprocess.CompletedProcess[str]
Bulk = Callable[..., Done]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Some articles, one of them broken."""
    path = bulk_steps.write(tmp_path / "news.jsonl", bulk_steps.articles(12))
    with path.open("ab") as file:
        file.write(b'{"id": "cut"\n')
    return path


def apart(*arguments: object, code: str = "") -> Done:
    """Run `ravi bulk` in a process of its own, rules only."""
    start = ["-c", f"{code}\nfrom ravi.cli import main; main()"] if code else ["-m", "ravi"]
    command = [sys.executable, *start, "bulk", *map(str, arguments), "--rules-only", "--workers", "1"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)


@pytest.fixture(autouse=True)
def _readers_start_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.bulk.worker.Popen", warm.Popen)


@pytest.fixture
def bulk(ravi_command: Bulk) -> Bulk:
    """Run `ravi bulk` in this process, rules only."""
    return partial(ravi_command, "bulk", "--rules-only", "--workers", "1")


def test_bulk_cli_says_what_failed_and_what_came_of_it(bulk: Bulk, news: Path, tmp_path: Path) -> None:
    done = apart(news, "--out", tmp_path / "out")
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert lines[0].startswith(f"ravi: {news}:13: decode: the line is no JSON")
    assert lines[1].startswith("ravi: ۱۳ مقاله خوانده شد · 13 articles read in 0:")
    assert lines[2:] == ["ravi: ۱ ناموفق · 1 failed: see the table `failures`"]
    again = bulk(news, "--out", tmp_path / "out")
    assert "ravi: ۱۳ از پیش بود · 13 were there already" in again.stderr
    other = bulk(news, "--out", tmp_path / "out", "--publisher", "پیک روز")
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)
    assert "other settings (publisher=None)" in other.stderr
    place = place_of(str(tmp_path / "out"))
    place.lock()
    taken = bulk(news, "--out", tmp_path / "out")
    place.unlock()
    assert taken.returncode == 2
    assert "another run is writing here" in taken.stderr


def test_bulk_cli_progress_for_machines(bulk: Bulk, news: Path, tmp_path: Path) -> None:
    done = bulk(news, "--out", tmp_path / "out", "--progress", "json", "--most-failures", "0")
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 1
    assert next(one for one in said if "failed" in one)["step"] == "decode"
    last = next(one for one in reversed(said) if "state" in one)
    assert (last["state"], last["failures"], last["total_bytes"]) == ("stopped", 1, news.stat().st_size)
    assert "more than is allowed" in said[-1]["message"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--most-failures", "few"), "a number like 1000, or a share like 10%"),
        (("--most-failures", "-1"), "cannot be below 0"),
        (("--address", "auto"), "add --engine ray"),
        (("--published", "1395-13-01"), "--published"),
    ],
)
def test_bulk_cli_wrong_usage_is_one_line(
    bulk: Bulk, arguments: tuple[str, ...], says: str, news: Path, tmp_path: Path
) -> None:
    done = bulk(news, "--out", tmp_path / "out", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert says in done.stderr
    assert not (tmp_path / "out").exists()


def test_bulk_cli_names_the_extra_that_is_missing(news: Path, tmp_path: Path) -> None:
    done = apart(news, "--out", tmp_path / "out", code="import sys; sys.modules['pyarrow'] = None")
    assert (done.returncode, done.stderr) == (2, "ravi: pyarrow is not installed: pip install 'ravi[bulk]'\n")


@pytest.mark.parametrize(("package", "extra"), [("ray", "ray"), ("fsspec", "cloud")])
def test_bulk_cli_names_the_extra_that_a_place_or_an_engine_needs(
    bulk: Bulk, package: str, extra: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    out = "memory://out" if extra == "cloud" else tmp_path / "out"
    engine = ("--engine", "ray") if extra == "ray" else ()
    done = bulk(news, "--out", out, *engine)
    assert (done.returncode, done.stderr) == (2, f"ravi: {package} is not installed: pip install 'ravi[{extra}]'\n")


def test_bulk_cli_interrupted_says_how_to_go_on(tmp_path: Path) -> None:
    news = bulk_steps.write(tmp_path / "news.jsonl", bulk_steps.articles(2000))
    command = [sys.executable, "-m", "ravi", "bulk", str(news), "--out", str(tmp_path / "out"), "--rules-only"]
    command += ["--workers", "1", "--shard", "50"]
    running = warm.Popen([*command, "--progress", "json"], stderr=subprocess.PIPE, encoding="utf-8")
    assert running.stderr is not None
    while json.loads(running.stderr.readline()).get("articles", 0) == 0:
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGINT)
    _, rest = running.communicate(timeout=60)
    assert running.returncode == 130
    assert json.loads(rest.splitlines()[-1]) == {"message": "stopped: the same command goes on from here"}


def test_bulk_cli_tables_fill_a_store(
    bulk: Bulk, ravi_command: Bulk, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ravi.cli.corpus.cores", lambda: 0)  # prepared here: it is not processes that are tested
    bulk(news, "--out", tmp_path / "out")
    done = ravi_command("add", "--records", tmp_path / "out", "--store", tmp_path / "news.ravi")
    assert (done.returncode, done.stderr) == (0, "ravi: 12 new, 0 read again, 0 already there, 0 failed\n")
    one = ravi_command("add", "--records", tmp_path / "quotes.parquet", "--store", tmp_path / "news.ravi")
    assert one.returncode == 1
    assert "name the folder that ravi bulk wrote" in one.stderr
