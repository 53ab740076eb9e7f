"""`ravi read` on bad input: one line on stderr, with the id and what to do, exit 1 or 2; all others are still read."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import warm
from costs import grows_no_faster

Ravi = Callable[..., subprocess.CompletedProcess[str]]
GOOD = "وزیر نفت گفت: «تولید افزایش یافت.»"


def line(**entry: object) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode() + b"\n"


def read_ids(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [json.loads(one)["id"] for one in done.stdout.splitlines()]


def test_bad_input_files_are_named_one_a_line_and_the_good_ones_read(ravi_command: Ravi, tmp_path: Path) -> None:
    bad = {
        "empty.txt": (b"", "empty"),
        "image.txt": (b"\x89PNG\r\n\x1a\n" + bytes(500), "image"),
        "zip.txt": (b"PK\x03\x04" + bytes(500), "zip"),
        "english.txt": (b"Nothing here is Persian.", "no Persian"),
        "tail.txt": (GOOD.encode() + bytes(300), "byte"),
        "letter.txt": ("م".encode() * 25_000_000, "20,000,000"),
    }
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    good = tmp_path / "good.txt"
    good.write_text(GOOD, encoding="utf-8")
    done = ravi_command("read", "--json", good, *(tmp_path / name for name in bad), tmp_path / "missing.txt", good)
    said = done.stderr.splitlines()
    assert done.returncode == 1
    assert len(read_ids(done)) == 2
    assert len(said) == len(bad) + 1
    expected = [*((name, words) for name, (_, words) in bad.items()), ("missing.txt", "no such file")]
    for complaint, (name, words) in zip(said, expected, strict=True):
        assert name in complaint
        assert words in complaint


def test_bad_input_lines_are_named_and_the_good_ones_read(ravi_command: Ravi) -> None:
    bad = line(id="lacks") + b'{"id": "broken", "text": \n' + rb'{"id": "half", "text": "\ud800"}' + b"\n"
    done = ravi_command("read", "--json", "-", stdin=line(id="a", text=GOOD) + bad + line(id="b", text=GOOD))
    said = done.stderr.splitlines()
    assert done.returncode == 1
    assert read_ids(done) == ["a", "b"]
    assert len(said) == 3
    for complaint, name in zip(said, ("lacks", "-:3", "half"), strict=True):
        assert name in complaint


def test_bad_input_nested_tags_are_read_without_them(ravi_command: Ravi) -> None:
    page = "<html><body>" + "<div>" * 10_000 + GOOD
    done = ravi_command("read", "--json", "-", stdin=page.encode())
    assert done.returncode == 0
    [record] = map(json.loads, done.stdout.splitlines())
    assert record["text"] == GOOD


@pytest.mark.parametrize("published", ["1395-13-40", "1396-12-30", "دیروز", ""])
def test_bad_input_impossible_day_is_wrong_usage(ravi_command: Ravi, published: str) -> None:
    done = ravi_command("read", "--json", "--published", published, "-", stdin=GOOD.encode())
    assert done.returncode == 2
    assert done.stdout == ""
    [said] = done.stderr.splitlines()
    assert "1395-09-28" in said


def test_bad_input_closed_pipe_is_silent() -> None:
    command = [sys.executable, "-m", "ravi", "read", "--json", "--rules-only", "-"]
    with warm.Popen(command, stdin=-1, stdout=-1, stderr=-1) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(line(id="1", text=GOOD) * 20)
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == "1"  # before the input ends
        running.stdout.close()
        try:
            running.stdin.write(line(id="1", text=GOOD) * 500)
            running.stdin.close()
        except BrokenPipeError:
            pass
        assert running.stderr.read() == b""
        assert running.wait(timeout=30) in (0, 1)


@pytest.mark.parametrize(
    "piece",
    ["م", "«", "» ", "گفت ", "وی گفت که ", "می", "12/", '"', ". ", "\n", "علی ", "و", "\u200c", "سی و ", "گفت: «", "."],
    ids=ascii,
)
def test_bad_input_of_one_thing_over_and_over_costs_in_step_with_its_length(piece: str) -> None:
    from ravi.pipeline import Reader

    reader = Reader(rules_only=True)  # what the model costs is linear: its windows are of one size
    small, large = ("وزیر " + piece * (size // len(piece)) for size in (1_000, 8_000))
    assert grows_no_faster(lambda: reader.read(small), lambda: reader.read(large), 8 * 3, 0.01)


CUT = (
    "بر اساس گزارش\u200cها، راه بسته شد. به گفته مردی که آنجا بود، آب بالا آمد و علی شمسایی، وزیر نیرو، افزود: «سد پر "
    "شد.» وی با بیان اینکه 27 تیر سال 1395 روز بدی بود، خواستار کمک شد؛ «راه باز است»، او گفت. به گفتۀ BBC"
)


def test_bad_input_an_article_that_is_cut_off_anywhere_is_read() -> None:
    from ravi.pipeline import Reader

    reader = Reader(rules_only=True)
    for end in range(1, len(CUT) + 1):
        assert reader.read(CUT[:end]).article.text == CUT[:end]
    assert reader.read("به گفتۀ BBC").quotes == ()
