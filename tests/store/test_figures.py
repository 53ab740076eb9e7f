"""The figures that a store keeps: after whatever comes and goes, those that counting it anew gives."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ravi.errors import StoreError
from ravi.pipeline import Reader
from ravi.record import Article, Record
from ravi.store import MIGRATIONS, Store, open_store
from ravi.store.figures import count_anew, held_by, in_all, most_quoted
from ravi.store.files import connect
from store_steps import FULL

TABLES = ("figures", "speakers", "spoken")
READER = Reader(rules_only=True)


def read(id: str, text: str, day: int | None = None, publisher: str | None = "پیک روز") -> Record:
    return READER.read(Article(id, text, publisher=publisher, published=date(2020, 1, day) if day else None))


BAD = replace(FULL.marks[0], kind=None)  # type: ignore[arg-type]
RIVER = "علی رضایی، شهردار اهواز گفت: «رود پر است.» وی افزود: «پل باز است.»\nکارگران در شوش تجمع کردند.\n"
BRIDGE = "علي رضايي گفت: «پل بسته شد.»\nمحسن کریمی گفت: «راه باز است.»\n"


def figures(store: Store) -> list[list[tuple[object, ...]]]:
    return [store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]  # noqa: S608 - ours


def counted(store: Store) -> list[list[tuple[object, ...]]]:
    with store.transaction():
        count_anew(store.connection)
    return figures(store)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ravi"


def test_figures_are_those_of_what_is_there(path: Path) -> None:
    with open_store(path, "write") as store:
        assert in_all(store.connection) == (0, 0)
        store.put_many([(read("1", RIVER, 3), None), (read("2", BRIDGE, 3), None), (read("3", BRIDGE, None), None)])
        assert in_all(store.connection) == (3, 6)
        assert held_by(store.connection, "day") == [("2020-01-03", 2, 4, 1)]
        assert held_by(store.connection, "outlet") == [("پیک روز", 3, 6, 1)]
        assert list(most_quoted(store.connection, 9)) == [("علی رضایی", 4), ("محسن کریمی", 2)]
        assert list(most_quoted(store.connection, 1)) == [("علی رضایی", 4)]
        assert figures(store) == counted(store)


def test_figures_follow_what_comes_and_goes(path: Path) -> None:
    with open_store(path, "write") as store:
        store.put(FULL)
        store.put(read("1", RIVER, 3))
        kept = figures(store)
        store.put(read("2", BRIDGE, 4, publisher=None))
        store.put(read("2", BRIDGE, 4, publisher=None))
        assert figures(store) == counted(store) != kept
        store.put(read("2", RIVER, 5, publisher="نامۀ شهر"))
        assert figures(store) == counted(store)
        store.remove("2")
        assert figures(store) == counted(store) == kept
        with pytest.raises(StoreError, match="cannot be kept"):
            store.put(replace(FULL, article=replace(FULL.article, id="b"), marks=(BAD,)))
        assert figures(store) == kept
        store.put(read("3", BRIDGE, 4))
        assert figures(store) == counted(store)


def test_figures_are_counted_in_a_store_of_an_older_version(path: Path) -> None:
    with open_store(path, "write") as store:
        store.put_many([(read("1", RIVER, 3), None), (read("2", BRIDGE, 3), None)])
        kept = figures(store)
        for table in (*TABLES, "persons", "called", "actors"):
            store.connection.execute(f"DROP TABLE {table}")
        store.connection.execute("PRAGMA user_version = 7")
    connect(path, "write", MIGRATIONS).close()
    with open_store(path) as store:
        assert figures(store) == kept
