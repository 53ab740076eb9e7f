"""Records read back from their JSON, and loaded into a store together."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

from ravi.errors import InputError, StoreError
from ravi.export import to_dict, to_json_line
from ravi.export.records import from_dict, from_json_line
from ravi.inputs import Document, read_documents
from ravi.record import Record, Reference
from ravi.spans import Span
from ravi.store import Store, index, open_store
from ravi.store.crew import Crew
from ravi.store.filters import Asked
from ravi.store.loading import load
from ravi.store.search import search
from store_steps import FULL, TEXT, tables

TOLD = replace(
    FULL,
    quotes=tuple(
        replace(
            one,
            addressee=one.addressee and Reference(None, one.addressee.entity),
            via=tuple(Reference(None, via.entity) for via in one.via),
        )
        for one in FULL.quotes
    ),
    terms=tuple(replace(term, retells=0) for term in FULL.terms),
)


def lines(*records: Record) -> list[Document]:
    return [Document(f"r:{n}", to_json_line(to_dict(one)).encode(), "line") for n, one in enumerate(records)]


def many(number: int) -> list[Record]:
    return [replace(TOLD, article=replace(TOLD.article, id=f"a{n}", published=None)) for n in range(number)]


def test_loading_a_record_comes_back_from_its_json() -> None:
    data = to_dict(TOLD, unreal=True)
    found = from_dict(json.loads(json.dumps(data)))
    assert to_dict(found, unreal=True) == data
    assert replace(found, quotes=(), sources=()) == replace(TOLD, quotes=(), sources=())
    assert found.quotes[1].speaker == TOLD.quotes[1].speaker


def test_loading_a_place_told_by_its_words_is_the_nearest() -> None:
    data = to_dict(TOLD, unreal=True)
    data["events"][0] |= {"start": 13, "end": 16, "place": TEXT[10:13]}
    assert from_dict(data).events[0].place == Span(10, 13)
    data["events"][0]["place"] = "جایی دیگر"
    assert from_dict(data).events[0].place is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schema": "ravi/2"}, "no record of ravi/1"),
        ({"text": 5}, "no text"),
        ({"sentences": [{"start": 0, "end": 4000}]}, "no place from 0 to 4000"),
        ({"sentences": [{"start": 1.5, "end": 4}]}, "no place from 1.5"),
        ({"sentences": 3}, "not whole"),
        ({"terms": [{"entity": 9, "start": 0, "end": 4, "voice": "narrator", "retells": None}]}, "no 9 of entities"),
        ({"entities": [{"name": "وزیر"}]}, "has no 'mentions'"),
        ({"published": "دیروز"}, "not whole"),
        ({"made_by": None}, "not whole"),
    ],
)
def test_loading_says_what_is_wrong_with_a_record(change: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why) as raised:
        from_dict(to_dict(FULL) | change)
    assert "\n" not in str(raised.value)
    with pytest.raises(InputError, match="no JSON"):
        from_json_line(b"{")


@pytest.mark.parametrize("workers", [0, 1])
def test_loading_keeps_what_put_keeps(tmp_path: Path, workers: int) -> None:
    records = many(3)
    with open_store(tmp_path / "put.ravi", "write") as store:
        store.put_many((from_dict(to_dict(one)), None) for one in records)
    with open_store(tmp_path / "loaded.ravi", "write") as store:
        assert [one.what for one in load(store, lines(*records), workers)] == ["new"] * 3
        store.remove("a0")
        outcomes = list(load(store, [*lines(*records), *lines(records[1]), Document("bad", b"[]", "line")], workers))
        assert [one.what for one in outcomes] == ["new", "current", "current", "failed", "failed"]
        assert outcomes[-1].id == "bad"
        assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        store.remove("a0")
    with open_store(tmp_path / "put.ravi", "write") as store:
        store.remove("a0")
    assert tables(tmp_path / "loaded.ravi") == tables(tmp_path / "put.ravi")


def test_loading_changes_no_words_that_look_like_keys(tmp_path: Path) -> None:
    entities = tuple(replace(one, name="[0,1,~1]") for one in TOLD.entities)
    trap = replace(TOLD, entities=entities, dates=tuple(replace(one, note="~1") for one in TOLD.dates))
    with open_store(tmp_path / "put.ravi", "write") as store:
        store.put(from_dict(to_dict(trap)))
    with open_store(tmp_path / "loaded.ravi", "write") as store:
        assert [one.what for one in load(store, lines(trap))] == ["new"]
        assert [one.name for one in store.record(1).entities] == ["[0,1,~1]", "[0,1,~1]"]
    assert tables(tmp_path / "loaded.ravi") == tables(tmp_path / "put.ravi")


def test_loading_puts_the_index_together_however_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.store.loading._AT_ONCE", 1)
    monkeypatch.setattr("ravi.store.loading._TOGETHER", 2)
    monkeypatch.setattr("ravi.store.index._PAGES", 1)

    def found(store: Store) -> int:
        return sum(1 for _ in search(store, Asked("کارها")))

    def parts(store: Store) -> int:
        return int(store.connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0])

    with open_store(tmp_path / "news.ravi", "write") as store:
        going = load(store, lines(*many(20)))
        for _ in range(5):
            next(going)
        going.close()  # as Ctrl+C does
        assert found(store) == len(store) == 6
        for _ in load(store, lines(*many(20))):
            pass
        assert found(store) == len(store) == 20
        assert parts(store) == 1
        assert not index.is_loading(store.connection)
        assert store.connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert store.remove("a7")
        assert found(store) == 19
        index.set_merging(store.connection, index.LOADING)  # as a load leaves it that is killed
    with open_store(tmp_path / "news.ravi", "write") as store:
        assert not index.is_loading(store.connection)


def test_loading_gives_back_every_page_that_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.store.loading._FREE", 4)
    with open_store(tmp_path / "news.ravi", "write") as store:
        store.connection.execute("CREATE TABLE large AS SELECT zeroblob(1000000) AS bytes")
        store.connection.execute("DROP TABLE large")
        assert store.connection.execute("PRAGMA freelist_count").fetchone() > (10,)
        list(load(store, lines(*many(1))))
        assert store.connection.execute("PRAGMA freelist_count").fetchone() == (0,)


@contextmanager
def echoes(number: int) -> Iterator[list[Connection]]:
    """Lines to some who give back what comes, until they are told to end."""

    def echo(line: Connection) -> None:
        while (given := line.recv())[0] != "end":
            line.send_bytes(f"{given[0]} {len(given[1])}".encode())
        line.close()

    pairs = [Pipe() for _ in range(number)]
    threads = [Thread(target=echo, args=(there,)) for _, there in pairs]
    for thread in threads:
        thread.start()
    yield [here for here, _ in pairs]
    for (here, _), thread in zip(pairs, threads, strict=True):
        with suppress(OSError):
            here.send(("end", []))
        thread.join()
        here.close()


def test_a_crew_answers_in_order_and_is_told_what_is_new() -> None:
    with echoes(2) as lines:
        crew: Crew[str, int] = Crew(lines, map(str, range(9)), 4)
        crew.tell(1)
        answers = [answer.decode().split() for answer in crew.answers()]
        crew.stop()
    assert [asked for asked, _ in answers] == list(map(str, range(9)))
    assert 1 <= sum(int(told) for _, told in answers) <= 2


def test_a_crew_one_of_which_has_ended_says_so() -> None:
    with echoes(1) as lines:
        crew: Crew[str, int] = Crew(lines, iter(["a", "end", "b"]), 4)
        answers = crew.answers()
        assert next(answers) == b"a 0"
        with pytest.raises(StoreError, match="run it again"):
            next(answers)
        crew.stop()


def test_a_crew_that_is_handed_a_fault_raises_it_after_what_came_before() -> None:
    def asked() -> Iterator[str]:
        yield "a"
        raise InputError("broken")

    with echoes(1) as lines:
        crew: Crew[str, int] = Crew(lines, asked(), 4)
        answers = crew.answers()
        assert next(answers) == b"a 0"
        with pytest.raises(InputError, match="broken"):
            next(answers)
        crew.stop()


def test_loading_reads_the_lines_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"".join(one.data + b"\n" for one in lines(*many(2))))
    with open_store(tmp_path / "news.ravi", "write") as store:
        outcomes = list(load(store, read_documents([str(path)], stdin=BytesIO())))
        assert [(one.id, one.what) for one in outcomes] == [("a0", "new"), ("a1", "new")]
        assert store.get("a0") is not None
        assert store.original("a0") is None
