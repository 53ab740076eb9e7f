"""Bulk runs: the tables, the shards, the same output whatever reads it, and articles that break what reads them."""

import gzip
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import fields, replace
from importlib.metadata import requires
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bulk_steps
import warm
from ravi import Article, Failure, Reader, Record
from ravi.bulk import Engine, Most, Settings, TooManyFailures, run
from ravi.bulk.back import read_back
from ravi.bulk.output import NOTES
from ravi.bulk.process import DOCUMENTS, process, to_batch
from ravi.bulk.progress import Progress
from ravi.bulk.rays import Hired
from ravi.bulk.shards import Found, cut, find, size_of
from ravi.bulk.tables import KEY, NUMBER, TABLES, to_tables
from ravi.bulk.worker import Worker
from ravi.errors import RaviError
from ravi.export import to_dict, to_json_line
from ravi.export.records import from_json_line
from ravi.inputs import Document, read_documents, read_inputs
from ravi.record import MadeBy

HERE = Path(__file__).resolve().parent
RULES = Settings(rules_only=True, shard=8)
RAY_SECONDS = 150  # a busy machine takes a minute to start it
Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _children_find_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE / "support"), prepend=os.pathsep)  # beside the tree that is tested


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes that read need no second to start."""
    monkeypatch.setattr("ravi.bulk.worker.Popen", warm.Popen)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty articles as JSON lines."""
    return bulk_steps.write(tmp_path_factory.mktemp("news") / "news.jsonl", bulk_steps.articles(40))


@pytest.fixture(scope="module")
def undisturbed(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What a run with one worker writes that nothing disturbs."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run([str(news)], str(out), RULES, Engine(1))
    return files_of(out)


def here() -> Engine:
    """One worker in this process."""
    return Engine(1, bulk_steps.Here)


def files_of(out: Path) -> Files:
    """All files below a folder, but the lock."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def write_files(out: Path, files: Files) -> None:
    """What was written before, written again."""
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)


def rows_of(out: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, sorted by article."""
    rows = [row for path in (out / table).iterdir() for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row[KEY], row.get(NUMBER) or 0))


def test_bulk_tables_hold_the_whole_record(sample_text: str) -> None:
    record = Reader().read(sample_text, publisher="پیک روز")
    tables = {name: batch.to_pylist() for name, batch in to_tables([record]).items()}
    want = to_dict(record)
    assert rebuilt(tables, want["text"]) == {name: value for name, value in want.items() if name != "schema"}


def rebuilt(tables: dict[str, list[dict[str, Any]]], text: str) -> dict[str, Any]:
    """The record of an article from its rows."""
    [record] = [filled(row, "articles") for row in tables["articles"]]
    record["id"] = tables["articles"][0][KEY]
    record["made_by"] = json.loads(record["made_by"])
    record["published"] = record["published"].isoformat() if record["published"] else None
    for name in ("repairs", "sentences", "entities", "dates", "quotes", "marks", "sources", "events", "terms", "roles"):
        record[name] = [filled(row, name) for row in tables[name]]
    record["reuse"] = next((filled(row, "reuse") for row in tables["reuse"]), None)
    for row in tables["mentions"]:
        record["entities"][row["entity"]].setdefault("mentions", []).append(filled(row, "mentions"))
    for quote in record["quotes"]:
        quote.update(parts=[], chain=[])
    for row in tables["parts"]:
        record["quotes"][row["quote"]]["parts"].append([row["start"], row["end"]])
    for row in tables["chain"]:
        record["quotes"][row["quote"]]["chain"].append(filled(row, "chain"))
    whole = to_dict(Reader().read(text, publisher="پیک روز"))
    for quote, was in zip(record["quotes"], whole["quotes"], strict=True):
        quote["why"] = was["why"]  # follows from the chain by data/reasons.tsv
    return record


def filled(row: dict[str, Any], table: str) -> dict[str, Any]:
    """A row as the record has it: `cue_start` and `cue_end` within `cue`, and so on."""
    made: dict[str, Any] = {}
    for column in TABLES[table]:
        above, _, below = column.field.partition(".")
        value = row[column.name]
        if column.field == "voice.quote":
            made["voice"] = "narrator" if value is None else {"quote": value}
        elif below:
            made[above] = {**(made.get(above) or {}), below: value}
        elif column.field and column.field not in "=^":
            made[column.field] = value
    return {
        name: None if isinstance(value, dict) and name in ("cue", "speaker") and not any_of(value) else value
        for name, value in made.items()
    }


def any_of(value: dict[str, Any]) -> bool:
    return any(one is not None for one in value.values())


def test_bulk_documents_have_a_column_for_each_of_their_fields() -> None:
    assert set(DOCUMENTS.names) == {field.name for field in fields(Document)} | {"step", "message"}


def test_bulk_process_gives_the_same_alone_and_together() -> None:
    rows = [json.dumps(row).encode() for row in bulk_steps.articles(6)]
    documents = [Document(f"a:{number}", row, "line") for number, row in enumerate(rows)]
    reader = Reader(rules_only=True)
    together = process(to_batch(documents), reader)
    alone = [process(to_batch([one]), reader) for one in documents]
    for table, batch in together.items():
        assert pa.Table.from_batches([one[table] for one in alone]).to_pylist() == batch.to_pylist()


def test_bulk_process_names_what_cannot_be_read() -> None:
    batch = to_batch(
        [
            Document("a.jsonl:1", b'{"id": "1"', "line"),
            Document("a.jsonl:2", '{"id": "2", "text": "وزیر آمد و رفت."}'.encode(), "line"),
            Document("b.txt", b"only Latin", "page"),
            Failure("c.txt", "decode", "there is no such file: check the path"),
            Document("a.jsonl:3", '{"id": "3", "text": "وزیر."}'.encode(), "line"),
        ]
    )
    tables = process(batch, Reader(rules_only=True), longest=10)
    failed = [(row[KEY], row["step"]) for row in tables["failures"].to_pylist()]
    assert failed == [("a.jsonl:1", "decode"), ("2", "limit"), ("b.txt", "decode"), ("c.txt", "decode")]
    assert tables["articles"].column(KEY).to_pylist() == ["3"]


def shards_of(rows: list[dict[str, str]], **choices: object) -> list[tuple[str, int]]:
    found = [Found(Document(row["id"], json.dumps(row).encode(), "line"), 1) for row in rows]
    return [(shard.key, shard.articles) for shard in cut(found, about=20, choices=choices)]


def test_bulk_shards_are_of_the_size_asked_for_and_lose_nothing() -> None:
    sizes = [size for _, size in shards_of(bulk_steps.articles(1000))]
    assert sum(sizes) == 1000
    assert all(10 <= size <= 40 for size in sizes[:-1])
    assert 14 <= sum(sizes[:-1]) / len(sizes[:-1]) <= 26


@pytest.mark.parametrize("place", [0, 250, 499])
def test_bulk_shards_an_article_more_changes_those_around_it_alone(place: int) -> None:
    rows = bulk_steps.articles(500)
    before = {key for key, _ in shards_of(rows)}
    after = {key for key, _ in shards_of([*rows[:place], {"id": "new", "text": "تازه"}, *rows[place:]])}
    assert 1 <= len(after - before) <= 4


def test_bulk_shards_have_a_key_for_all_that_decides_what_is_written() -> None:
    rows = bulk_steps.articles(8)
    keys = [shards_of(rows, rules_only=True), shards_of(rows, rules_only=False), shards_of(rows, ravi="9")]
    other = [*rows[:-1], {**rows[-1], "publisher": "دیگری"}]
    assert len({shards[0][0] for shards in (*keys, shards_of(other, ravi="9"))}) == 4


def test_bulk_json_lines_are_the_records_of_ravi_read(news: Path, tmp_path: Path) -> None:
    run([str(news)], str(tmp_path), replace(RULES, form="jsonl"), here())
    lines = [line for path in (tmp_path / "records").iterdir() for line in path.read_text("utf-8").splitlines()]
    reader = Reader(rules_only=True)
    read = [
        to_json_line(to_dict(reader.read(one)))
        for one in read_inputs([str(news)], stdin=io.BytesIO())
        if isinstance(one, Article)
    ]
    assert sorted(lines) == sorted(read)


def test_bulk_goes_on_where_it_stopped(news: Path, undisturbed: Files, tmp_path: Path) -> None:
    write_files(tmp_path, undisturbed)
    for name in ("articles", "shards"):
        lost = sorted((tmp_path / name).iterdir())[0]
        lost.unlink()
        (tmp_path / "quotes" / "half.parquet.tmp").write_bytes(b"half")
        again = run([str(news)], str(tmp_path), RULES, here())
        assert 0 < again.articles - again.passed_over < 40
        assert files_of(tmp_path) == undisturbed
    idle = run([str(news)], str(tmp_path), RULES, here())
    assert (idle.articles, idle.passed_over) == (40, 40)


def test_bulk_sees_a_changed_input(tmp_path: Path) -> None:
    rows = bulk_steps.articles(30)
    news = bulk_steps.write(tmp_path / "news.jsonl", rows)
    out = tmp_path / "out"
    run([str(news)], str(out), RULES, here())
    bulk_steps.write(news, [*rows[:-1], {"id": "new", "text": "وزیر نیرو گفت: «راه باز شد.»"}])
    again = run([str(news)], str(out), RULES, here())
    assert again.passed_over >= 10
    bulk_steps.write(news, [*rows[:-1], {"id": "new", "text": "وزیر نیرو گفت: «راه باز شد.»"}])
    assert {row[KEY] for row in rows_of(out, "articles")} == {*(row["id"] for row in rows[:-1]), "new"}
    assert len(rows_of(out, "articles")) == 30


def test_bulk_sees_another_version(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = replace(RULES, reader="bulk_steps:older")
    run([str(news)], str(tmp_path / "older"), older, here())
    before = set((tmp_path / "older" / NOTES).iterdir())
    monkeypatch.setenv("RAVI_TEST_VERSION", "0.0.2")
    said: list[str] = []

    class Saying(Progress):
        def say(self, message: str) -> None:
            said.append(message)

    progress = Saying()
    again = run([str(news)], str(tmp_path / "older"), older, here(), progress=progress)
    assert (again.passed_over, len(before & set((tmp_path / "older" / NOTES).iterdir()))) == (0, 0)
    assert [line.split()[0] for line in said] == ["the", str(len(before))]
    assert len(rows_of(tmp_path / "older", "articles")) == 40


@pytest.mark.parametrize(
    ("inputs", "settings", "says"),
    [
        (["other.jsonl"], RULES, "other inputs"),
        (None, replace(RULES, publisher="پیک"), "other settings"),
        (None, replace(RULES, form="jsonl"), "other settings"),
    ],
)
def test_bulk_refuses_to_mix_outputs(
    inputs: list[str] | None, settings: Settings, says: str, news: Path, undisturbed: Files, tmp_path: Path
) -> None:
    write_files(tmp_path, undisturbed)
    before = files_of(tmp_path)
    with pytest.raises(RaviError, match=says):
        run(inputs or [str(news)], str(tmp_path), settings, here())
    assert files_of(tmp_path) == before


def test_bulk_refuses_a_folder_with_other_things(news: Path, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("x")
    with pytest.raises(RaviError, match="none of Ravi's"):
        run([str(news)], str(tmp_path), RULES, here())


def poison(tmp_path: Path, count: int = 60) -> tuple[Path, dict[str, str]]:
    """Articles of which some break what reads them, and the step at which each is to be given up."""
    rows = bulk_steps.articles(count)
    bad = {3: ("bad", "tokens", bulk_steps.RAISES), 8: ("hang", "limit", bulk_steps.HANGS)}
    bad |= {13: ("dead", "crash", bulk_steps.DIES)}
    for at, (key, _, word) in bad.items():
        rows[at] = {**rows[at], "id": key, "text": rows[at]["text"] + word}
    path = bulk_steps.write(tmp_path / "news.jsonl", rows)
    with path.open("ab") as file:
        file.write(b'{"id": "cut"\n\xff\xfe\n')
    expected = {key: step for key, step, _ in bad.values()}
    return path, {**expected, f"{path}:{count + 1}": "decode", f"{path}:{count + 2}": "decode"}


@pytest.mark.usefixtures("at_once")
def test_bulk_poisoned_input_loses_no_other_article(tmp_path: Path) -> None:
    news, bad = poison(tmp_path)
    out = tmp_path / "out"
    settings = replace(RULES, reader="bulk_steps:poisoned", seconds=0.5, shard=30)
    done = run([str(news)], str(out), settings, Engine(2))
    assert {row[KEY]: row["step"] for row in rows_of(out, "failures")} == bad
    assert {row[KEY] for row in rows_of(out, "articles")} == {row["id"] for row in bulk_steps.articles(60)} - {
        f"a{at:05}" for at in (3, 8, 13)
    }
    assert (done.articles, done.failures) == (62, 5)
    assert "over 0.5 seconds" in next(row["message"] for row in rows_of(out, "failures") if row[KEY] == "hang")
    assert "SIGKILL" in next(row["message"] for row in rows_of(out, "failures") if row[KEY] == "dead")


def test_bulk_stops_at_too_many_failures_and_goes_on(news: Path, tmp_path: Path) -> None:
    with pytest.raises(TooManyFailures, match="articles failed, more than is allowed"):
        run([str(news)], str(tmp_path), replace(RULES, longest=5), here(), most=Most(count=9))
    allowed = run([str(news)], str(tmp_path), replace(RULES, longest=5), here(), most=Most(count=40))
    assert allowed.failures == 40
    mended = run([str(news)], str(tmp_path), RULES, here())
    assert (mended.articles, mended.failures, mended.passed_over) == (40, 0, 0)
    assert rows_of(tmp_path, "failures") == []
    assert len(rows_of(tmp_path, "articles")) == 40


def test_bulk_most_failures_as_a_share_needs_some_articles() -> None:
    assert not Most(share=0.1).passed(150, 199)
    assert Most(share=0.1).passed(21, 200)
    assert not Most(share=0.1).passed(20, 200)


@pytest.mark.usefixtures("at_once")
def test_bulk_says_when_no_process_can_read() -> None:
    lost = Engine(1)
    lost.start(replace(RULES, reader="bulk_steps:broken"), Reader(rules_only=True).made_by)
    with pytest.raises(RaviError, match=r"ends at its start \(SIGKILL\)"):
        lost.submit(to_batch([])).result()
    lost.close()
    other = Engine(1)
    other.start(RULES, replace(Reader(rules_only=True).made_by, ravi="9.9.9"))
    with pytest.raises(RaviError, match="install the same ravi everywhere"):
        other.submit(to_batch([])).result()
    other.close()


@pytest.mark.usefixtures("at_once")
def test_bulk_two_workers_killed_at_any_moment_write_the_same_bytes_as_one(
    news: Path, undisturbed: Files, tmp_path: Path
) -> None:
    pick = random.Random(8)  # noqa: S311
    staff: list[Worker] = []
    kills = 0

    def hire(settings: Settings, made_by: MadeBy) -> Worker:
        staff.append(Worker(settings, made_by))
        return staff[-1]

    class Killing(Progress):
        every = 0.02

        def show(self, *, last: bool = False) -> None:
            nonlocal kills
            readers = [one.reader for one in staff if one.reader is not None]
            if kills < 6 and readers and pick.random() < 0.5 and not last:
                kills += 1
                os.kill(pick.choice(readers), signal.SIGKILL)

    done = run([str(news)], str(tmp_path), RULES, Engine(2, hire), progress=Killing())
    assert kills == 6
    assert (done.articles, done.failures, done.state) == (40, 0, "finished")
    assert files_of(tmp_path) == undisturbed
    assert sum(name.startswith(NOTES) for name in undisturbed) >= 3


def children_of(root: int, what: bytes) -> list[int]:
    """The processes below one whose command has these words: Ray's actors."""
    parents: dict[int, int] = {}
    named: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        pid = int(status.parent.name)
        with suppress(OSError):
            rest = status.read_text().rpartition(")")[2].split()
            parents[pid] = int(rest[1])
            if rest[0] != "Z" and what in (status.parent / "cmdline").read_bytes():
                named.append(pid)

    def is_below(pid: int) -> bool:
        above = parents.get(pid, 0)
        return above == root or (above > 1 and is_below(above))

    return [pid for pid in named if is_below(pid)]


def test_bulk_killed_at_any_moment_goes_on(news: Path, undisturbed: Files, tmp_path: Path) -> None:
    pick = random.Random(8)  # noqa: S311
    out = tmp_path / "out"
    command = [sys.executable, "-m", "ravi", "bulk", str(news), "--out", str(out), "--rules-only", "--shard", "8"]
    for _ in range(4):
        running = warm.Popen([*command, "--workers", "1"], stderr=subprocess.DEVNULL)
        time.sleep(pick.uniform(0.05, 1.5))
        running.kill()
        running.wait()
    assert run([str(news)], str(out), RULES, here()).articles == 40
    assert files_of(out) == undisturbed


def test_bulk_reads_and_writes_fsspec_urls(news: Path, undisturbed: Files) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/archive/2024/news.jsonl", news.read_bytes())
    memory.pipe_file("/archive/.hidden.jsonl", b"x")
    for _ in range(2):
        done = run(["memory://archive"], "memory://out", RULES, here())
    assert (done.articles, done.passed_over, done.failures) == (40, 40, 0)
    names = [name for name in memory.find("/out") if name.startswith("/out/articles/")]
    rows = [row for name in names for row in pq.read_table(io.BytesIO(memory.cat_file(name))).to_pylist()]
    there = [data for name, data in undisturbed.items() if name.startswith("articles/")]
    want = [row for data in there for row in pq.read_table(io.BytesIO(data)).to_pylist()]
    assert sorted(rows, key=lambda row: str(row[KEY])) == sorted(want, key=lambda row: str(row[KEY]))
    [missing] = find(["memory://nothing"], io.BytesIO())
    assert isinstance(missing.document, Failure)


def test_bulk_finds_what_inputs_find(tmp_path: Path) -> None:
    bulk_steps.write(tmp_path / "b" / "c.jsonl", bulk_steps.articles(3))
    for name in ("a.txt", "b.txt", "b/a.html", ".hidden.txt", "b/d.pdf", "c/e.htm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>وزیر آمد</p>" if "htm" in name else "وزیر آمد", "utf-8")
    pq.write_table(pa.table({"id": ["p1", "p2"], "text": ["وزیر آمد", None]}), tmp_path / "d.parquet")
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress((tmp_path / "b" / "c.jsonl").read_bytes()))
    (tmp_path / "f.jsonl.gz").write_bytes(b"no gzip")
    paths = [str(tmp_path), str(tmp_path / "no")]
    found = [one.document for one in find(paths, io.BytesIO())]
    assert found == list(read_documents(paths, stdin=io.BytesIO()))
    assert sum(isinstance(one, Document) for one in found) == 12
    assert sum(one.taken for one in find(paths[:1], io.BytesIO())) <= (size_of(paths[:1]) or 0)


def test_bulk_refuses_to_write_into_its_input(news: Path) -> None:
    with pytest.raises(RaviError, match="within the input"):
        run([str(news.parent)], str(news.parent / "deep" / "out"), RULES, here())
    assert not (news.parent / "deep").exists()


def test_bulk_from_standard_input(news: Path, tmp_path: Path) -> None:
    done = run(["-"], str(tmp_path), RULES, here(), stdin=io.BytesIO(news.read_bytes()))
    assert (done.articles, done.total) == (40, None)


def test_bulk_ray_writes_the_same_bytes_though_actors_are_killed(
    news: Path, undisturbed: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'ravi[ray]'")
    kills: list[int] = []
    with TemporaryDirectory(prefix="ray", dir="/tmp") as folder:  # short, for the paths of sockets
        monkeypatch.setenv("RAY_TMPDIR", folder)
        command = [sys.executable, str(HERE / "support" / "bulk_ray.py"), str(news), str(tmp_path)]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)
        end = time.monotonic() + RAY_SECONDS
        while running.poll() is None and time.monotonic() < end:
            actors = [pid for pid in children_of(running.pid, b"ray::Worker") if pid not in kills]
            if len(kills) < 2 and actors:
                kills.append(actors[0])
                with suppress(ProcessLookupError):
                    os.kill(kills[-1], signal.SIGKILL)
            time.sleep(0.2)
        late = running.poll() is None
        for pid in (running.pid, *children_of(running.pid, b"")) if late else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _, said = running.communicate()
    assert not late, f"no end after {RAY_SECONDS} seconds, {len(kills)} actors killed; Ray said: {said[-1000:]}"
    assert running.returncode == 0, f"ended with {running.returncode}: {said[-1000:]}"
    assert len(kills) == 2
    assert files_of(tmp_path) == undisturbed


@pytest.mark.parametrize("alive", [True, False])
def test_bulk_ray_that_is_gone_is_not_waited_for(alive: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []

    def wait(asked: list[str], timeout: float) -> tuple[list[str], list[str]]:
        looks.append(timeout)
        return (asked, []) if len(looks) == 3 else ([], asked)  # it is slow, and answers at the third look

    actor = SimpleNamespace(ready=SimpleNamespace(remote=lambda: "asked"))
    ray = SimpleNamespace(
        remote=lambda **_: lambda _: SimpleNamespace(remote=lambda *_: actor),
        wait=wait,
        get=lambda asked: f"answer to {asked}",
        nodes=lambda: [{"NodeID": "other", "Alive": True}, {"NodeID": "here", "Alive": alive}],
        get_runtime_context=lambda: SimpleNamespace(get_node_id=lambda: "here"),
        exceptions=SimpleNamespace(RayTaskError=KeyError, RayActorError=LookupError, RayError=ArithmeticError),
    )
    monkeypatch.setitem(sys.modules, "ray", ray)
    hired = Hired(RULES, Reader(rules_only=True).made_by)
    if alive:
        hired.ready()
        assert len(looks) == 3
    else:
        with pytest.raises(RaviError, match="Ray ended on this machine"):
            hired.ready()


def test_bulk_needs_nothing_heavy_for_an_article() -> None:
    needed = {re.split(r"[<>=; ]", one)[0] for one in requires("ravi") or [] if "extra ==" not in one}
    assert needed & {"duckdb", "fsspec", "gcsfs", "numpy", "onnxruntime", "pyarrow", "ray", "s3fs"} == set()


def recipes() -> list[str]:
    """The queries of docs/bulk.md."""
    page = (HERE.parent / "docs" / "bulk.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in page.split("```sql\n")[1:]]


@pytest.fixture(scope="module")
def asked(undisturbed: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run's output in `out`."""
    folder = tmp_path_factory.mktemp("asked")
    for name, data in undisturbed.items():
        (folder / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "out" / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("query", recipes(), ids=lambda query: query.split("\n")[0][:40])
def test_bulk_recipes_of_the_page_run(query: str, asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(asked)
    rows = duckdb.sql(query.strip().rstrip(";"))
    if query.startswith("COPY"):
        assert pq.read_table("quotes.parquet").num_rows > 40
    elif "HAVING" in query:
        assert rows.fetchall() == []
    else:
        assert len(rows.fetchall()) > 0


def test_bulk_recipes_say_what_is_so(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(asked)
    rows = bulk_steps.articles(40)
    by_speaker = duckdb.sql(recipes()[0].strip().rstrip(";")).fetchall()
    named = sum("رضا نیکنام" in row["text"] for row in rows)
    assert sum(count for speaker, _, count in by_speaker if speaker == "رضا نیکنام") >= named
    first = {row[0]: row[1:3] for row in duckdb.sql(recipes()[1].strip().rstrip(";")).fetchall()}
    about = [row for row in rows if "رضا نیکنام" in row["text"] and "سد تا" in row["text"]]
    earliest = min(about, key=lambda row: row["published"])
    assert (str(first["رضا نیکنام"][0]), first["رضا نیکنام"][1]) == (earliest["published"], earliest["publisher"])


def test_bulk_tables_give_the_records_back(news: Path, undisturbed: Files, tmp_path: Path) -> None:
    write_files(tmp_path, undisturbed)
    back = [one.data.decode() for one in read_back(str(tmp_path)) if isinstance(one, Document)]
    read = Reader(rules_only=True).read_many(read_inputs([str(news)], stdin=io.BytesIO()))
    there = [to_json_line(to_dict(from_json_line(line))) for line in back]
    assert sorted(there) == sorted(to_json_line(to_dict(one)) for one in read if isinstance(one, Record))
    assert len(there) == 40


def test_bulk_tables_that_are_not_whole_are_one_failure_a_shard(undisturbed: Files, tmp_path: Path) -> None:
    name = next(name for name in undisturbed if name.startswith("mentions/"))
    write_files(tmp_path, {**undisturbed, name: b"PAR1"})
    [failed] = [one for one in read_back(str(tmp_path)) if isinstance(one, Failure)]
    assert "the tables of this shard are not whole" in failed.message


def test_bulk_one_table_is_no_record(tmp_path: Path) -> None:
    pq.write_table(pa.table({"content": ["سد پر شد"]}), tmp_path / "quotes.parquet")
    [failed] = read_back(str(tmp_path / "quotes.parquet"))
    assert isinstance(failed, Failure)
    assert "name the folder that ravi bulk wrote" in failed.message
