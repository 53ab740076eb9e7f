"""`ravi add` and what is asked of a store afterwards: the library, and the command line in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from ravi import Reader
from ravi.inputs import Document, read_documents
from ravi.record import Failure, MadeBy
from ravi.store import Store, open_store
from ravi.store.adding import Outcome, add, read_again
from store_steps import tables
from warm import Popen

Ravi = Callable[..., subprocess.CompletedProcess[str]]
NEWS = [
    {"id": "1", "text": "رضا نیکنام گفت: «سد تازه آب ندارد.»", "published": "1395-09-28", "publisher": "پیک روز"},
    {"id": "2", "text": "مریم دریاباری افزود: «کتاب تازه رسید.»", "published": "1395-10-02", "publisher": "نوید"},
    {"id": "3", "text": "به گزارش نوید، سد تازه پر شد.", "publisher": "نوید"},
]


def lines(*entries: object) -> bytes:
    return b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_bytes(lines(*NEWS))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ravi"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(rules_only=True)


def added(store: Store, data: bytes, reader: Reader, **given: str) -> list[Outcome]:
    documents = read_documents(["-"], stdin=BytesIO(data), publisher=given.get("publisher"))
    return list(add(store, documents, reader))


def whats(outcomes: list[Outcome]) -> list[str]:
    return [outcome.what for outcome in outcomes]


def test_adding_reads_what_is_new_and_leaves_what_is_there(path: Path, reader: Reader) -> None:
    with open_store(path, "write") as store:
        assert whats(added(store, lines(*NEWS), reader)) == ["new"] * 3
        before = tables(path)
        assert whats(added(store, lines(*NEWS), reader)) == ["current"] * 3
        assert tables(path) == before
        changed = {**NEWS[1], "text": "مریم دریاباری افزود: «کتاب کهنه رسید.»"}
        assert whats(added(store, lines(NEWS[0], changed), reader)) == ["current", "again"]
        record = store.get("2")
        assert record is not None
        assert record.article.text == changed["text"]
        assert len(store) == 3


def test_adding_what_was_said_from_outside_makes_another_document(path: Path, reader: Reader) -> None:
    with open_store(path, "write") as store:
        assert whats(added(store, NEWS[2]["text"].encode(), reader)) == ["new"]
        assert whats(added(store, NEWS[2]["text"].encode(), reader, publisher="نوید")) == ["again"]
        assert whats(added(store, NEWS[2]["text"].encode(), reader, publisher="نوید")) == ["current"]


def test_adding_reads_again_what_another_version_read(path: Path, reader: Reader) -> None:
    with open_store(path, "write") as store:
        added(store, lines(*NEWS), reader)
        newer = Reader(rules_only=True)
        newer.made_by = replace(reader.made_by, ravi="99")
        assert list(store.stale(newer.made_by)) == ["1", "2", "3"]
        assert whats(list(read_again(store, ["2", "none"], newer))) == ["again"]
        assert list(store.stale(newer.made_by)) == ["1", "3"]
        assert whats(added(store, lines(*NEWS), newer)) == ["again", "current", "again"]
        assert list(store.stale(newer.made_by)) == []


def test_adding_reads_again_without_the_bytes(path: Path, reader: Reader) -> None:
    with open_store(path, "write") as store:
        store.put(replace(reader.read("وزیر آمد."), made_by=MadeBy("0", None, {})))
        [id] = store.ids()
        assert whats(list(read_again(store, [id], reader))) == ["again"]
        assert list(store.stale(reader.made_by)) == []


def test_adding_remembers_what_failed_and_goes_on(path: Path, reader: Reader) -> None:
    data = lines({"id": "bad", "text": ""}, NEWS[0])
    with open_store(path, "write") as store:
        for _ in range(2):
            failed, done = added(store, data, reader)
            assert (failed.id, failed.what, done.what) in (("bad", "failed", "new"), ("bad", "failed", "current"))
        assert store.connection.execute("SELECT id, step FROM failures").fetchall() == [("bad", "decode")]
        [gone] = add(store, [Failure("x", "decode", "there is no such file")], reader)
        assert gone.what == "failed"


def test_adding_keeps_the_first_of_two_with_one_id(path: Path, reader: Reader) -> None:
    data = lines(NEWS[0], {**NEWS[1], "id": "1"}, NEWS[0])
    with open_store(path, "write") as store:
        for again in ("new", "current"):
            outcomes = added(store, data, reader)
            assert whats(outcomes) == [again, "failed", "current"]
            assert outcomes[1].failure
            assert "stands twice" in outcomes[1].failure.message
        record = store.get("1")
        assert record is not None
        assert record.article.text == NEWS[0]["text"]


def test_adding_may_be_left_at_any_moment(
    path: Path, tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ravi.store.adding._TOGETHER", 1)
    with open_store(path, "write") as store:
        outcomes = add(store, read_documents(["-"], stdin=BytesIO(lines(*NEWS))), reader)
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
        assert list(store.ids()) == ["1"]
        added(store, lines(*NEWS), reader)
    with open_store(tmp_path / "whole.ravi", "write") as whole:
        added(whole, lines(*NEWS), reader)
    assert tables(path) == tables(tmp_path / "whole.ravi")


def test_adding_keeps_together_what_it_reads_together(path: Path, reader: Reader) -> None:
    bad = {"id": "bad", "text": ""}
    with open_store(path, "write") as store:
        outcomes = add(store, read_documents(["-"], stdin=BytesIO(lines(NEWS[0], bad, *NEWS[1:]))), reader)
        assert next(outcomes).id == "1"
        assert list(store.ids()) == ["1", "2", "3"]
        assert [(outcome.id, outcome.what) for outcome in outcomes] == [("bad", "failed"), ("2", "new"), ("3", "new")]


MANY = [
    {"id": str(number), "text": f"به گزارش نوید، سد شمارهٔ {number} پر شد. وزیر گفت: «آب {number} سد رسید.»" * 5}
    for number in range(60)
]
KILLED = """
import sys
from io import BytesIO
from ravi import Reader
from ravi.inputs import read_documents
from ravi.store import open_store
from ravi.store.adding import add

with open_store(sys.argv[1], "write") as store:
    for outcome in add(store, read_documents([sys.argv[2]], stdin=BytesIO()), Reader(rules_only=True)):
        print(outcome.id, flush=True)
"""


def test_adding_killed_at_any_moment_goes_on_to_the_same_store(path: Path, tmp_path: Path, reader: Reader) -> None:
    news = tmp_path / "many.jsonl"
    news.write_bytes(lines(*MANY))
    for kill_after in (1, 9, 23, 41):
        process = Popen([sys.executable, "-c", KILLED, str(path), str(news)], stdout=subprocess.PIPE)
        assert process.stdout
        for _ in range(kill_after):
            process.stdout.readline()
        time.sleep(0.003 * (kill_after % 4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    for name in (path, tmp_path / "whole.ravi"):
        with open_store(name, "write") as store:
            list(add(store, read_documents([str(news)], stdin=BytesIO()), reader))
    assert tables(path) == tables(tmp_path / "whole.ravi")
    with open_store(path) as store:
        assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> str:
    path = tmp_path_factory.mktemp("filled") / "news.ravi"
    with open_store(path, "write") as store:
        list(add(store, read_documents(["-"], stdin=BytesIO(lines(*NEWS))), reader))
    return str(path)


def test_corpus_add_says_what_it_did_and_adds_nothing_twice(ravi_command: Ravi, news: Path, path: Path) -> None:
    pattern = str(news.with_name("*.jsonl"))
    done = ravi_command("add", pattern, "--store", str(path), "--rules-only")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "ravi: 3 new, 0 read again, 0 already there, 0 failed\n"
    done = ravi_command("add", str(news), "none.txt", "--rules-only", RAVI_STORE=str(path))
    assert done.returncode == 1
    assert "ravi: none.txt: decode: there is no such file" in done.stderr
    assert done.stderr.endswith("ravi: 0 new, 0 read again, 3 already there, 1 failed\n")


def test_corpus_search_writes_hits_for_people_and_for_programs(ravi_command: Ravi, filled: str) -> None:
    done = ravi_command("search", "سدّ تازه", "--store", filled)
    assert done.returncode == 0
    assert [line.split(" · ")[0] for line in done.stdout.splitlines() if line[:1] in "۱۲۳"] == ["۱. 1", "۲. 3"]
    done = ravi_command("search", "كتاب", "--store", filled, "--speaker", "دریاباری", "--when", "1395", "--json")
    [hit] = map(json.loads, done.stdout.splitlines())
    assert hit["quotes"][0]["speaker"] == "مریم دریاباری"
    assert [NEWS[1]["text"][start:end] for start, end in hit["spans"]] == ["کتاب"]
    done = ravi_command("search", "تازه", "--store", filled, "--from", "1395-10", "--to", "1395-12", "--count")
    assert done.stdout == "1\n"
    done = ravi_command("search", "تازه", "--store", filled, "--limit", "1")
    assert "there are more" in done.stderr
    done = ravi_command("search", "نبودن", "--store", filled)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "ravi: nothing found\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("search", "-"), "holds no word"),
        (("search", "سد", "--when", "دیروز"), "is no time"),
        (("search", "سد", "--when", "1395", "--from", "1395"), "do not go together"),
        (("search", "سد", "--in", "here"), "all, quotes or narrator"),
        (("search", "سد", "--sort", "size"), "date or rank"),
        (("search", "سد", "--event", "WAR"), "no type of an event"),
        (("stats", "سد", "--by", "day"), "month, year, outlet or speaker"),
        (("show", "99"), "there is no article 99"),
        (("show", "99", "--original"), "there is no article 99"),
    ],
)
def test_corpus_says_what_is_wrong_in_one_line(
    arguments: tuple[str, ...], why: str, ravi_command: Ravi, filled: str
) -> None:
    done = ravi_command(*arguments, "--store", filled)
    assert done.returncode == 2
    assert done.stdout == ""
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_corpus_show_quotes_and_stats(ravi_command: Ravi, filled: str) -> None:
    assert "رضا نیکنام" in ravi_command("show", "1", "--store", filled).stdout
    assert json.loads(ravi_command("show", "1", "--store", filled, "--json").stdout)["id"] == "1"
    original = ravi_command("show", "1", "--store", filled, "--original").stdout
    assert json.loads(original) == NEWS[0]
    quotes = ravi_command("quotes", "--by", "نيكنام", "--store", filled).stdout
    assert "سد تازه آب ندارد" in quotes
    assert "کتاب" not in quotes
    assert "           3  articles" in ravi_command("stats", "--store", filled).stdout
    rows = ravi_command("stats", "سد", "--by", "outlet", "--store", filled, "--json").stdout
    assert [json.loads(row) for row in rows.splitlines()] == [
        {"of": "نوید", "found": 1, "all": 2},
        {"of": "پیک روز", "found": 1, "all": 1},
    ]
    rows = ravi_command("stats", "سد", "--by", "speaker", "--store", filled, "--json").stdout
    assert [json.loads(row) for row in rows.splitlines()] == [{"of": "رضا نیکنام", "found": 1, "all": 1}]
    assert "۱۳۹۵" not in ravi_command("stats", "سد", "--by", "year", "--gregorian", "--store", filled).stdout


def test_corpus_stale_and_remove(ravi_command: Ravi, news: Path, path: Path) -> None:
    store = ("--store", str(path))
    ravi_command("add", str(news), "--rules-only", *store)
    assert ravi_command("stale", "--rules-only", *store).stdout == ""
    with open_store(path, "write") as opened:
        opened.connection.execute("UPDATE made_by SET ravi = '0'")
    assert ravi_command("stale", "--rules-only", *store).stdout == "1\n2\n3\n"
    done = ravi_command("stale", "--read", "--rules-only", *store)
    assert done.stderr == "ravi: 0 new, 3 read again, 0 already there, 0 failed\n"
    done = ravi_command("remove", "2", "99", *store)
    assert (done.returncode, done.stderr) == (1, f"ravi: {path}: there is no article 99\n")
    with open_store(path) as opened:
        assert list(opened.ids()) == ["1", "3"]


def test_corpus_a_document_of_the_store_is_found_by_its_bytes(path: Path, reader: Reader) -> None:
    document = Document("a.txt", NEWS[0]["text"].encode(), "page")
    with open_store(path, "write") as store:
        [outcome] = add(store, [document], reader)
        assert store.original(outcome.id) == document
        assert store.current(replace(document, name="b.txt"), reader.made_by) == outcome.id
