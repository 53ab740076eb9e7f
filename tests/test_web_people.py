"""People joined and split by hand, in the page without script and over HTTP: it holds at once, as after `link`."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra ravi[web]")
pytest.importorskip("httpx2", reason="needs the extra dev")

from fastapi.testclient import TestClient

from ravi.compare.hands import join_persons, judgements, split_person, take_back
from ravi.compare.linked import find_people
from ravi.compare.linking import is_linked, link
from ravi.errors import InputError
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import Store, open_store
from ravi.web import make_app
from ravi.web.counted import Counted

TOKEN = "a token for tests"  # noqa: S105 - of a store that is made for the test
TEXTS = {
    "mayor": (date(2020, 1, 1), "علی رضایی، شهردار اهواز گفت: «پل تازه تمام شد.»"),
    "again": (date(2020, 1, 2), "علی رضایی، شهردار اهواز گفت: «کار پل دیگری آغاز می\u200cشود.»"),
    "coach": (date(2021, 6, 3), "علی رضایی، وزیر ورزش گفت: «بازیکنان ما بهتر بودند.»"),
    "other": (date(2022, 9, 4), "محسن کریمی، شهردار شوش گفت: «بودجه نرسیده است.»"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "news.ravi"
    reader = Reader(rules_only=True)
    with open_store(file, "write") as store:
        for id, (day, text) in TEXTS.items():
            store.put(reader.read(Article(id, text, publisher="پیک روز", published=day)))
        link(store)
    return file


@pytest.fixture
def client(path: Path) -> Iterator[TestClient]:
    app = make_app(path, token=TOKEN, rules_only=True)
    with closing(Counted(path, patience=60)) as counted:
        app.state.room.counted = counted
        with TestClient(app, base_url="http://127.0.0.1") as found:
            yield found


def persons(store: Store) -> dict[frozenset[str], str]:
    """The persons of a store: the articles of each, and what the tables call him."""
    found = (*find_people(store, "رضایی"), *find_people(store, "کریمی"))
    return {frozenset(seen.id for seen in each.seen): each.person for each in found}


def rows(store: Store) -> list[tuple[object, ...]]:
    return store.connection.execute("SELECT * FROM people ORDER BY 1, 2").fetchall()


def test_people_joined_and_split_hold_at_once_as_link_would_do_it(path: Path) -> None:
    with open_store(path, "write") as store:
        before = persons(store)
        assert set(before) == {frozenset({"mayor", "again"}), frozenset({"coach"}), frozenset({"other"})}
        assert join_persons(store, [before[frozenset({"mayor", "again"})], before[frozenset({"coach"})]])
        joined = persons(store)
        assert set(joined) == {frozenset({"mayor", "again", "coach"}), frozenset({"other"})}
        assert split_person(store, joined[frozenset({"mayor", "again", "coach"})], ["again 0"])
        assert set(persons(store)) == {frozenset({"mayor", "coach"}), frozenset({"again"}), frozenset({"other"})}
        at_once = rows(store)
        assert is_linked(store)
        link(store)
        assert rows(store) == at_once


def test_people_of_two_names_are_joined_and_parted_again(path: Path) -> None:
    with open_store(path, "write") as store:
        before = rows(store)
        assert join_persons(store, list(persons(store).values()))
        assert set(persons(store)) == {frozenset(TEXTS)}
        (said,) = judgements(store, lambda who: who.id in TEXTS)
        assert (said.together, len(said.others)) == (True, 3)
        assert take_back(store, *said.who, together=True)
        assert rows(store) == before


def test_people_split_is_undone_by_joining_them(path: Path) -> None:
    with open_store(path, "write") as store:
        (both,) = (person for ids, person in persons(store).items() if len(ids) == 2)
        split_person(store, both, ["again 0"])
        parts = [person for ids, person in persons(store).items() if ids & {"mayor", "again"}]
        assert len(parts) == 2
        join_persons(store, parts)
        assert frozenset({"mayor", "again"}) in persons(store)


def test_people_refuse_what_cannot_be_meant(path: Path) -> None:
    with open_store(path, "write") as store:
        found = persons(store)
        both = found[frozenset({"mayor", "again"})]
        with pytest.raises(InputError, match="two persons or more"):
            join_persons(store, [both, both])
        with pytest.raises(InputError, match="there is no person"):
            join_persons(store, [both, "nobody 7"])
        for places in ([], ["mayor 0", "again 0"], ["coach 0"]):
            with pytest.raises(InputError, match="some of the places"):
                split_person(store, both, places)
        with pytest.raises(InputError, match="nothing is kept"):
            take_back(store, "mayor", "علی رضایی", together=False)


def test_people_are_joined_and_split_in_the_page(client: TestClient, path: Path) -> None:
    page = client.get("/people", params={"name": "رضایی"}).text
    assert page.count('name="person" value="') == 2 + 1  # two to choose, one that can be split
    with open_store(path) as store:
        found = list(persons(store).values())
    form = {"person": found[:2], "name": "رضایی", "token": "guess"}
    assert client.post("/people/join", data=form).status_code == 403
    joined = client.post("/people/join", data={**form, "token": TOKEN})
    assert joined.status_code == 200
    assert joined.text.count('class="person card"') == 1
    assert "یکی است با" in joined.text
    with open_store(path) as store:
        (whole,) = (person for ids, person in persons(store).items() if len(ids) == 3)
    split = {"person": whole, "place": ["coach 0"], "name": "رضایی", "token": TOKEN}
    parted = client.post("/people/split", data=split)
    assert parted.text.count('class="person card"') == 2
    undo = {"id": "coach", "who": "علی رضایی", "together": "false", "name": "رضایی", "token": TOKEN}
    assert "کسی جز این است" not in client.post("/people/undo", data=undo).text
    assert client.post("/people/split", data={**split, "place": []}).status_code == 400


def test_people_of_another_name_stand_beside(client: TestClient) -> None:
    page = client.get("/people", params={"name": "رضایی", "also": "کریمی"}).text
    assert page.count('class="person card"') == 3


def test_people_are_joined_and_split_over_http(client: TestClient) -> None:
    mine = {"X-Ravi-Token": TOKEN}
    found = client.get("/api/people", params={"name": "رضایی"}).json()["people"]
    given = {"people": [each["person"] for each in found]}
    assert client.post("/api/people/join", json=given).status_code == 403
    assert client.post("/api/people/join", json=given, headers=mine).json() == {"holds": True}
    (whole,) = client.get("/api/people", params={"name": "رضایی"}).json()["people"]
    place = f"{whole['seen'][2]['id']} {whole['seen'][2]['entity']}"
    parted = {"person": whole["person"], "places": [place]}
    assert client.post("/api/people/split", json=parted, headers=mine).json() == {"holds": True}
    assert len(client.get("/api/people", params={"name": "رضایی"}).json()["people"]) == 2
