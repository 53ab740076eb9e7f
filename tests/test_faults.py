"""What goes wrong around Ravi: full disks, damaged files, two at once, bombs. One clear line each, and nothing lost."""

import gzip
import json
import os
import random
import resource
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import warm
from ravi.errors import RaviError
from ravi.inputs import read_documents
from ravi.inputs.documents import Document
from ravi.pipeline import Reader
from ravi.record import Failure
from ravi.store import open_store
from ravi.store.adding import add
from ravi.store.files import connect
from store_steps import tables

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a process without root's rights")
GOOD = "وزیر نفت گفت: «تولید افزایش یافت.» او افزود که این کار ادامه دارد."
Done = subprocess.CompletedProcess[str]


Ravi = Callable[..., Done]  # in the process of the tests


def ravi(*words: object, stdout: int = subprocess.PIPE, **how: Any) -> Done:  # noqa: ANN401 - of warm.Popen
    """Run `ravi` in a process of its own."""
    done: Done = warm.run([sys.executable, "-m", "ravi", *map(str, words)], stdout=stdout, encoding="utf-8", **how)
    return done


def lines(ids: Sequence[str], text: str = GOOD) -> bytes:
    rows = ({"id": id, "text": f"{text} شمارۀ {id}"} for id in ids)
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def add_to(store: object, news: object, **how: Any) -> Done:  # noqa: ANN401 - of warm.Popen
    return ravi("add", news, "--store", store, "--rules-only", **how)


def is_one_clear_line(said: str) -> bool:
    return said.startswith("ravi: ") and said.count("\n") == 1 and "Traceback" not in said


def ids_of(store: Path) -> list[str]:
    with open_store(store) as opened:
        return sorted(row[0] for row in opened.connection.execute("SELECT id FROM articles"))


FEW = "import ravi.store.adding as adding; adding._TOGETHER = 4; from ravi.cli import main; main()"


def test_faults_a_full_disk_ends_adding_with_a_line_and_loses_nothing(ravi_command: Ravi, tmp_path: Path) -> None:
    news, store = tmp_path / "news.jsonl", tmp_path / "news.ravi"
    wanted = [f"{at:03}" for at in range(40)]
    noise = random.Random(3)  # noqa: S311
    words = [" ".join("".join(noise.choices("ابپتجدرسشکگلمنوهی", k=40)) for _ in range(200)) for _ in wanted]
    news.write_bytes(b"".join(lines([id], f"{GOOD} {text}") for id, text in zip(wanted, words, strict=True)))
    for small in (2_000_000, 8_000_000):  # bytes: too few for the tables; enough for them, too few for the articles
        words = [sys.executable, "-c", FEW, "add", str(news), "--store", str(store), "--rules-only"]
        full = warm.run(words, limits={"RLIMIT_FSIZE": (small, small)}, encoding="utf-8")
        assert full.returncode != 0
        assert is_one_clear_line(full.stderr.splitlines(keepends=True)[-1]), full.stderr
        assert "make room" in full.stderr or "has room" in full.stderr
    assert 0 < len(ids_of(store)) < len(wanted)
    again = ravi_command("add", news, "--store", store, "--rules-only")
    assert again.returncode == 0, again.stderr
    assert ids_of(store) == wanted


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", [("read", "--json", "--rules-only"), ("repair",)])
def test_faults_output_that_cannot_be_written_is_said_in_a_line(command: tuple[str, ...], tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_text(GOOD, encoding="utf-8")
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - no path, a device
        done = ravi(*command, news, stdout=full.fileno())
    assert done.returncode != 0
    assert is_one_clear_line(done.stderr), done.stderr


def test_faults_a_damaged_page_is_said_and_the_store_left_as_it_is(ravi_command: Ravi, tmp_path: Path) -> None:
    news, store = tmp_path / "news.jsonl", tmp_path / "news.ravi"
    news.write_bytes(lines([str(at) for at in range(40)]))
    assert ravi_command("add", news, "--store", store, "--rules-only").returncode == 0
    whole = store.read_bytes()
    spoilt = whole[:40_000] + bytes(len(whole) - 40_000)
    store.write_bytes(spoilt)
    for words in (("search", "تولید"), ("show", "1")):
        done = ravi_command(*words, "--store", store)
        assert done.returncode != 0, words
        assert is_one_clear_line(done.stderr), (words, done.stderr)
    assert store.read_bytes() == spoilt


def test_faults_two_who_write_at_once_both_end_well(tmp_path: Path) -> None:
    store = tmp_path / "news.ravi"
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_bytes(lines([f"{name}{at}" for at in range(12)]))
    command = [sys.executable, "-m", "ravi", "add", "--rules-only", "--store", str(store)]
    both = [
        warm.Popen([*command, str(tmp_path / f"{name}.jsonl")], stderr=subprocess.PIPE, encoding="utf-8")
        for name in "ab"
    ]
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert len(ids_of(store)) == 24


def test_faults_many_who_make_one_store_at_once_all_get_it(tmp_path: Path) -> None:
    """SQLite does not wait where two make a database at once: it fails for one of them."""
    ready = threading.Barrier(4)

    def make(store: Path) -> None:
        ready.wait(timeout=60)
        connect(store, "write").close()

    with ThreadPoolExecutor(4) as threads:
        for number in range(10):
            list(threads.map(make, [tmp_path / f"{number}.ravi"] * 4))


@linux
def test_faults_a_store_that_may_not_be_written_is_read_and_not_added_to(tmp_path: Path) -> None:
    news, store = tmp_path / "news.jsonl", tmp_path / "news.ravi"
    news.write_bytes(lines(["1"]))
    assert add_to(store, news).returncode == 0
    store.chmod(0o444)
    tmp_path.chmod(0o555)
    news = tmp_path.parent / "more.jsonl"
    news.write_bytes(lines(["2"]))
    done = add_to(store, news, plain=True)
    assert done.returncode == 2
    assert is_one_clear_line(done.stderr), done.stderr
    found = ravi("search", "تولید", "--store", store, "--json", plain=True)
    assert (found.returncode, found.stderr, found.stdout.count("\n")) == (0, "", 1)
    tmp_path.chmod(0o755)
    assert ids_of(store) == ["1"]


@linux
def test_faults_a_file_that_may_not_be_read_is_named_and_the_others_read(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"{GOOD} {name}", encoding="utf-8")
    (tmp_path / "b.txt").chmod(0)
    done = ravi("read", "--json", "--rules-only", tmp_path, plain=True)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 2)
    assert is_one_clear_line(done.stderr), done.stderr
    assert "b.txt" in done.stderr
    assert "permissions" in done.stderr


BACK = """
import sys, time
at = [2e9]
def back():
    at[0] -= 3600
    return at[0]
time.time = back
time.time_ns = lambda: int(back() * 1e9)
from ravi.cli import main
main()
"""


def test_faults_a_clock_that_goes_back_changes_nothing(ravi_command: Ravi, tmp_path: Path) -> None:
    news, store, other = tmp_path / "news.jsonl", tmp_path / "news.ravi", tmp_path / "other.ravi"
    news.write_bytes(lines([str(at) for at in range(12)]))
    assert ravi_command("add", news, "--store", other, "--rules-only").returncode == 0
    said = []
    for written in (4e9, 0):  # the file is of the year 2096, then of 1970
        os.utime(news, (written, written))
        words = [sys.executable, "-c", BACK, "add", str(news), "--store", str(store), "--rules-only"]
        done = warm.run(words, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        said.append(done.stderr)
        os.utime(store, (0, 0))
    assert said == [
        "ravi: 12 new, 0 read again, 0 already there, 0 failed\n",
        "ravi: 0 new, 0 read again, 12 already there, 0 failed\n",
    ]
    assert tables(store) == tables(other)


def test_faults_a_folder_with_a_pipe_and_a_broken_link_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(read_documents([str(tmp_path)], stdin=BytesIO()))
    assert [type(one) for one in found] == [Document, Failure, Failure]
    assert [Path(one.id).name for one in found if isinstance(one, Failure)] == ["lost.txt", "pipe.txt"]


BOMB = 200_000_000  # bytes that 200 kB hold


def test_faults_bombs_are_given_up_in_little_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb", compresslevel=1) as stream:
        for _ in range(BOMB // 10_000_000):
            stream.write(b"0" * 10_000_000)
        stream.write(b"\n" + lines(["after"]))
    with zipfile.ZipFile(tmp_path / "bomb.wacz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../archive/out.warc", b"0" * 10_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(read_documents([str(tmp_path)], stdin=BytesIO(), limit=1_000_000))
    assert [type(one) for one in found] == [Failure, Document, Failure]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    assert not (tmp_path.parent.parent / "archive").exists()


def test_faults_a_reader_that_breaks_leaves_the_store_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.store.adding._TOGETHER", 1)
    path = tmp_path / "news.ravi"
    (tmp_path / "news.jsonl").write_bytes(lines(["1", "2"]))
    documents = read_documents([str(tmp_path / "news.jsonl")], stdin=BytesIO())

    class Broken(Reader):
        def read_many(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise RaviError("the machine is on fire")

    with open_store(path, "write") as store:
        outcomes = add(store, documents, Reader(rules_only=True))
        assert next(outcomes).what == "new"
        with pytest.raises(RaviError, match="on fire"):
            list(add(store, documents, Broken(rules_only=True)))
    assert ids_of(path) == ["1"]
