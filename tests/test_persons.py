"""Persons and actors added up: the same by and by as all at once, whatever is joined, split or removed."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from ravi.compare.hands import join_persons, split_person
from ravi.compare.linked import find_people, places_of
from ravi.compare.linking import is_linked, link
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.spans import Span
from ravi.store import Correction, Store, open_store
from ravi.store.persons import actors_of, count_all, person_of, persons_of

TEXTS = {
    "1": (date(2020, 1, 1), "علی رضایی، شهردار اهواز گفت: «پل تازه تمام شد.»\nرضایی افزود: «بودجه نداریم.»"),
    "2": (date(2020, 2, 2), "علی رضایی، شهردار اهواز گفت: «پل دیگری می\u200cسازیم.»"),
    "3": (date(2020, 1, 20), "علی رضایی شهردار اهواز به شوش رفت."),
    "4": (date(2021, 3, 3), "محسن رضایی، وزیر ورزش گفت: «بازیکنان ما بهتر بودند.»"),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    reader = Reader(rules_only=True)
    opened = open_store(tmp_path / "news.ravi", "write")
    for id, (day, text) in TEXTS.items():
        outlet = "مهر" if id == "2" else "ایسنا"
        opened.put(reader.read(Article(id, text, publisher=outlet, published=day)))
    link(opened)
    return opened


def counted(store: Store) -> list[list[tuple[object, ...]]]:
    tables = ("persons", "called", "actors")
    return [store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608 - ours


def test_persons_have_offices_and_outlets_of_all_their_places(store: Store) -> None:
    mayor, minister = persons_of(store.connection, "رضايي", 10)
    assert (mayor.name, mayor.places, mayor.quotes) == ("علی رضایی", 3, 3)
    assert mayor.offices == (("شهردار اهواز", "2020-01-01", "2020-02-02", 3),)
    assert mayor.outlets == (("ایسنا", 2, 2), ("مهر", 1, 1))
    assert (minister.name, minister.places) == ("محسن رضایی", 1)
    assert person_of(store.connection, mayor.person) == mayor
    assert person_of(store.connection, "nobody") is None
    assert persons_of(store.connection, "ضایی محسن", 10) == []
    assert [one.name for one in persons_of(store.connection, "رضایی", 1)] == ["علی رضایی"]


def test_places_of_a_person_are_in_the_order_of_their_days_and_can_be_paged(store: Store) -> None:
    (mayor,) = find_people(store, "علی رضایی")
    assert [seen.id for seen in mayor.seen] == ["1", "3", "2"]
    assert [seen.id for seen in places_of(store, mayor.person, 1, 1)] == ["3"]


def test_persons_are_the_same_counted_anew(store: Store) -> None:
    mayor, minister = persons_of(store.connection, "رضایی", 10)
    assert join_persons(store, [mayor.person, minister.person])
    joined = counted(store)
    (both,) = persons_of(store.connection, "رضایی", 10)
    assert both.places == 4
    split_person(store, both.person, ["4 0"])
    parted = counted(store)
    store.remove("2")
    left = counted(store)
    assert [one.places for one in persons_of(store.connection, "رضایی", 10)] == [2, 1]
    with store.transaction():
        count_all(store.connection)
    assert counted(store) == left
    assert len({str(each) for each in (joined, parted, left)}) == 3


def test_actors_are_those_first_for_whom_there_are_most_terms(store: Store) -> None:
    assert actors_of(store.connection, "", 1) == ["علیرضایی"]
    assert actors_of(store.connection, "محسن", 5) == ["محسنرضایی"]
    assert actors_of(store.connection, "هیچ کس", 5) == []


def test_page_says_that_links_are_older_than_a_correction(store: Store) -> None:
    pytest.importorskip("fastapi", reason="needs the extra ravi[web]")
    pytest.importorskip("httpx2", reason="needs the extra dev")
    from fastapi.testclient import TestClient

    from ravi.web import make_app

    app = make_app(store.path, rules_only=True)
    with closing(app.state.room.counted) as counting, TestClient(app, base_url="http://127.0.0.1") as client:
        assert counting.ask("linked", lambda store: (is_linked(store),), waits=300) == (True,)
        assert "ravi link</code>" not in client.get("/story/1").text
        at = TEXTS["4"][1].index("وزیر")
        store.correct("4", Correction("quotes", Span(at, at + 4), "وزیر", {"form": "indirect"}))
        assert counting.ask("linked", lambda store: (is_linked(store),), waits=300) == (False,)
        assert "ravi link</code>" in client.get("/story/1").text


def test_store_that_was_corrected_is_not_linked_until_it_is_again(store: Store) -> None:
    assert is_linked(store)
    at = TEXTS["1"][1].index("علی")
    key = store.correct("1", Correction("entities", Span(at, at + 9), "علی رضایی", {"name": "علی رضائی"}))
    assert not is_linked(store)
    link(store)
    assert is_linked(store)
    store.uncorrect(key)
    assert not is_linked(store)
