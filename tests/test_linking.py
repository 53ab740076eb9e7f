"""A store compared with itself, and the commands that show what is found."""

import json
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz", reason="needs the extra ravi[compare]")
pytest.importorskip("rensa", reason="needs the extra ravi[compare]")

from typer.testing import CliRunner

from ravi.cli import app
from ravi.compare.hands import judge_people
from ravi.compare.linked import find_people, story_of
from ravi.compare.linking import is_linked, link
from ravi.errors import StoreError
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.spans import Span
from ravi.store import Correction, open_store

READER = Reader(rules_only=True)
SAID = "ساخت پل تازه رودخانه تا پایان تابستان تمام و به روی خودروها باز می\u200cشود"
TEXTS = {
    "first": ("ایسنا", 1, f"علی رضایی، شهردار اهواز گفت: «{SAID}.»"),
    "copy": ("پیک روز", 2, f"به گزارش ایسنا، رضایی، شهردار اهواز گفت: «{SAID}.»"),
    "other": ("مهر", 2, f"محسن کریمی، شهردار شوش گفت: «{SAID}.»"),
    "else": ("مهر", 3, "علی رضایی، سرمربی تیم ملوان گفت: «بازیکنان ما امروز بهتر از حریف بودند.»"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "news.ravi"
    with open_store(file, "write") as store:
        for id, (publisher, day, text) in TEXTS.items():
            store.put(READER.read(Article(id, text, publisher=publisher, published=date(2020, 1, day))))
    return file


def rows(path: Path) -> dict[str, list[object]]:
    with open_store(path) as store:
        tables = ("reprints", "stories", "tellings", "people")
        return {table: store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


def test_link_keeps_what_it_finds_and_the_same_again(path: Path) -> None:
    with open_store(path, "write") as store:
        assert not is_linked(store)
        found = link(store)
        assert is_linked(store)
    once = rows(path)
    assert (found.articles, found.quotations, found.people) == (4, 1, 1)
    with open_store(path, "write") as store:
        link(store)
    assert rows(path) == once
    assert sorted(row[4:] for row in once["tellings"]) == [  # type: ignore[index]
        ("first", "same"),
        ("same", "other"),
        ("same", "same"),
    ]


def test_link_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "news.ravi", "write") as store:
        assert link(store) == (0, 0, 0, 0, 0)


def test_link_knows_when_articles_came_changed_or_went(path: Path) -> None:
    with open_store(path, "write") as store:
        link(store)
        store.put(READER.read(Article("new", "وزیر نیرو گفت: «سد پر شد.»")))
        assert not is_linked(store)
        link(store)
        store.remove("new")
        assert not is_linked(store)


def test_link_shows_stories_and_people(path: Path) -> None:
    with open_store(path, "write") as store:
        link(store)
        assert {"first", "copy"} <= set(story_of(store, "first"))
        assert story_of(store, "else") == ["else"]
        people = {tuple(seen.id for seen in each.seen): each for each in find_people(store, "رضايي")}
        assert set(people) == {("first", "copy"), ("else",)}
        assert people["first", "copy"].seen[1].reason == "name_and_office"


def test_link_hands_win_over_every_run(path: Path) -> None:
    with open_store(path, "write") as store:
        judge_people(store, ("first", "علی رضایی"), ("copy", "رضایی"), together=False)
        judge_people(store, ("first", "علي رضايي"), ("else", "علی رضایی"), together=True)
        link(store)
        store.put(READER.read(Article("copy", TEXTS["copy"][2] + " او به شهر بازگشت.", publisher="پیک روز")))
        link(store)
        groups = {frozenset(seen.id for seen in each.seen) for each in find_people(store, "رضایی")}
    assert groups == {frozenset({"first", "else"}), frozenset({"copy"})}


@pytest.mark.parametrize(("id", "name"), [("nowhere", "علی رضایی"), ("first", "هیچ کس")])
def test_link_refuses_a_judgement_on_who_is_not_there(path: Path, id: str, name: str) -> None:
    with open_store(path, "write") as store, pytest.raises(StoreError, match=r"there is no article|has no person"):
        judge_people(store, (id, name), ("copy", "رضایی"), together=True)


def test_link_commands_give_json(path: Path) -> None:
    run = CliRunner().invoke
    store = ["--store", str(path)]
    assert json.loads(run(app, ["link", *store]).stdout)["quotations"] == 1
    compared = json.loads(run(app, ["compare", "other", "first", "--json", *store]).stdout)
    assert [article["id"] for article in compared["articles"]] == ["first", "other"]
    assert compared["quotations"][0]["retellings"][0]["speaker_is"] == "other"
    story = json.loads(run(app, ["story", "copy", "--json", *store]).stdout)
    assert story["borrowings"][0]["source"] == "خبرگزاری ایسنا"
    person = json.loads(run(app, ["people", "کریمی", "--json", *store]).stdout)
    assert [seen["id"] for seen in person["seen"]] == ["other"]


def test_link_commands_speak_to_people(path: Path) -> None:
    run = CliRunner().invoke
    run(app, ["link", "--store", str(path)])
    shown = run(app, ["story", "first", "--store", str(path)]).stdout
    assert "گویندۀ دیگر · another speaker" in shown
    assert "رونوشت ۱" in shown
    assert "نام و سمت" in run(app, ["people", "رضایی", "--store", str(path)]).stdout


def test_link_article_text_is_data(tmp_path: Path) -> None:
    path = tmp_path / "news.ravi"
    evil = "'); DROP TABLE articles; --"
    with open_store(path, "write") as store:
        for id in (evil, "2"):
            store.put(READER.read(Article(id, f"علی رضایی گفت: «{SAID}.» \x1b[31m", publisher=evil)))
        link(store)
        assert len(store) == 2
        assert story_of(store, evil) == sorted([evil, "2"])
    shown = CliRunner().invoke(app, ["story", "2", "--store", str(path)]).stdout
    assert "\x1b" not in shown


def test_link_reads_nothing_again_where_nothing_has_changed(path: Path) -> None:
    with open_store(path, "write") as store:
        found = link(store)
    once = rows(path)
    read: list[int] = []
    with open_store(path, "write") as store:
        assert link(store, progress=read.append) == found
        assert (read, is_linked(store)) == ([], True)
    assert rows(path) == once


@pytest.mark.parametrize("change", ["text", "correction", "hand", "removed"])
def test_link_reads_again_where_something_has_changed(change: str, path: Path) -> None:
    read: list[int] = []
    with open_store(path, "write") as store:
        link(store)
        if change == "text":  # by the same versions, under the same key
            store.put(READER.read(Article("else", TEXTS["first"][2], publisher="مهر", published=date(2020, 1, 3))))
        elif change == "correction":
            store.correct("copy", Correction("entities", Span(15, 20), TEXTS["copy"][2][15:20], {"name": "نیکنام"}))
        elif change == "hand":
            judge_people(store, ("first", "علی رضایی"), ("copy", "رضایی"), together=False)
        else:
            store.remove("other")
        link(store, progress=read.append)
        assert read[-1] == len(store)


def test_link_after_each_addition_is_link_once_at_the_end(path: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "slowly.ravi", "write") as store:
        for id, (publisher, day, text) in TEXTS.items():
            store.put(READER.read(Article(id, text, publisher=publisher, published=date(2020, 1, day))))
            link(store)
            link(store)
    with open_store(path, "write") as store:
        link(store)
    assert rows(tmp_path / "slowly.ravi") == rows(path)
