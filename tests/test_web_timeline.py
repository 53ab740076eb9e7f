"""The timeline and the list of events: what each day holds, chosen stretches of days, filters that find the same."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra ravi[web]")
pytest.importorskip("httpx2", reason="needs the extra dev")

from fastapi.testclient import TestClient

from ravi.pipeline import Reader
from ravi.record import Article
from ravi.store import open_store
from ravi.store.figures import Held
from ravi.web import make_app
from ravi.web.charts import bars
from ravi.web.counted import Counted
from ravi.web.timeline import Stretch, parts_of, per_day, periods, stretch_of, utterances

TEXTS = {
    "1": (
        date(2020, 3, 18),
        "علی رضایی، شهردار اهواز گفت: «پل تازه تمام شد.»\nمعترضان روز چهارشنبه در اهواز تجمع کردند.\n",
    ),
    "2": (date(2020, 3, 20), "علی رضایی، شهردار اهواز گفت: «پل دیگری می\u200cسازیم.»\n"),
    "3": (date(2020, 5, 2), "محسن کریمی، شهردار شوش گفت: «بودجه نرسیده است.»\nکارگران در شوش تجمع کردند.\n"),
    "4": (None, "محسن کریمی گفت: «روز آن یادم نیست.»\n"),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("timeline") / "news.ravi"
    reader = Reader(rules_only=True)
    with open_store(file, "write") as store:
        for id, (day, text) in TEXTS.items():
            store.put(reader.read(Article(id, text, publisher="مهر" if id == "3" else "ایسنا", published=day)))
    return file


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    app = make_app(path, rules_only=True)
    with closing(Counted(path, patience=60)) as counted:
        app.state.room.counted = counted
        with TestClient(app, base_url="http://127.0.0.1") as found:
            yield found


def test_timeline_counts_days_and_months_of_either_calendar(path: Path) -> None:
    with open_store(path) as store:
        days = per_day(store)
        assert [(each.of, each.articles, each.quotes) for each in days] == [
            ("2020-03-18", 1, 1),
            ("2020-03-20", 1, 1),
            ("2020-05-02", 1, 1),
        ]
        assert [each.events for each in days] == [1, 0, 1]
        assert [(each.of, each.quotes) for each in periods(days, "jalali")] == [
            ("1398-12", 1),
            ("1399-01", 1),
            ("1399-02", 1),
        ]
        assert [each.of for each in periods(days, "gregorian")] == ["2020-03", "2020-05"]
        assert [(each.of, each.quotes) for each in per_day(store, "رضایی")] == [("2020-03-18", 1), ("2020-03-20", 1)]
        assert per_day(store, "هیچ کس") == []
        spoken = utterances(store, Stretch(date(2020, 1, 1), date(2020, 12, 30)), "رضايي", 10)
        assert [one.id for one in spoken] == ["1", "2"]


def test_timeline_shows_long_corpora_by_years() -> None:
    held = [Held("1980-01-01", 1, 1, 0), Held("2020-01-01", 1, 1, 0)]
    assert [each.of for each in periods(held, "jalali")] == ["1358", "1398"]


def test_timeline_stretches_are_months_days_or_from_day_to_day() -> None:
    month = Stretch(date(2020, 2, 20), date(2020, 3, 19))
    assert (month.period("jalali"), month.period("gregorian")) == ("1398-12", None)
    assert month.moved(1, "jalali").written("jalali") == "1399-01"
    year = Stretch(date(2020, 3, 20), date(2021, 3, 20))
    assert (year.period("jalali"), year.moved(1, "jalali").written("jalali")) == ("1399", "1400")
    assert month.moved(-1, "gregorian").written("gregorian") == "2020-01-22..2020-02-19"
    assert Stretch(date(2020, 3, 20), date(2020, 3, 20)).written("jalali") == "1399-01-01"
    held = [Held("2020-03-18", 1, 0, 0), Held("2020-03-20", 2, 1, 3)]
    assert stretch_of(held, None, "jalali").period("jalali") == "1399-01"
    days = parts_of(held, Stretch(date(2020, 3, 18), date(2020, 3, 21)), "jalali")
    assert [(each.of, each.events) for each in days] == [
        ("1398-12-28", 0),
        ("1398-12-29", 0),
        ("1399-01-01", 3),
        ("1399-01-02", 0),
    ]
    whole = parts_of(held, Stretch(date(2020, 1, 1), date(2020, 12, 31)), "jalali")
    assert [each.of for each in whole] == ["1398-12", "1399-01"]
    assert parts_of(held, Stretch(date(2020, 3, 18), date(2020, 3, 18)), "jalali") == []
    assert parts_of(held, Stretch(date(2000, 3, 18), date(2020, 3, 18)), "jalali") == []


def test_timeline_ticks_name_days_and_the_months_that_begin() -> None:
    drawn = bars([(f"1399-01-{day:02}", 1, 0) for day in range(1, 32)] + [("1399-02-01", 2, 1)], rtl=True)
    assert [tick.days for tick in drawn.marks] == ["1399-01-01", "1399-02-01"]
    assert len(drawn.ticks) == 32
    assert (drawn.most, drawn.most_under) == (2, 1)


@pytest.mark.parametrize("calendar", ["jalali", "gregorian"])
@pytest.mark.parametrize(
    ("asked", "found", "not_found"),
    [
        ({"days": "1398-12..1399-01"}, ("پل تازه", "پل دیگری"), ("بودجه",)),
        ({"first": "2020-03-20", "last": "۱۳۹۹/۱/۱۰"}, ("پل دیگری",), ("پل تازه", "بودجه")),
        ({"first": "۱ فروردین ۱۳۹۹"}, ("پل دیگری", "بودجه"), ("پل تازه",)),
        ({"days": "از ۱۳۹۹/۰۱/۰۱"}, ("پل دیگری", "بودجه"), ("پل تازه",)),
        ({"days": "اسفند ۱۳۹۸ تا ۲۰ مارس ۲۰۲۰"}, ("پل تازه", "پل دیگری"), ("بودجه",)),
        ({"first": "1399-01-01"}, ("پل دیگری", "بودجه"), ("پل تازه",)),
        ({"month": "1398-12"}, ("پل تازه",), ("پل دیگری", "بودجه")),
        ({"name": "کریمی"}, ("بودجه",), ("پل تازه",)),
        ({}, ("بودجه",), ("پل تازه",)),
    ],
)
def test_timeline_shows_the_days_that_are_asked_for(
    client: TestClient, asked: dict[str, str], found: tuple[str, ...], not_found: tuple[str, ...], calendar: str
) -> None:
    answer = client.get("/timeline", params={**asked, "calendar": calendar})
    assert answer.status_code == 200
    assert all(words in answer.text for words in found)
    assert not any(words in answer.text for words in not_found)


def test_timeline_links_each_day_of_its_picture(client: TestClient) -> None:
    page = client.get("/timeline", params={"days": "1398-12-20..1399-01-10"}).text
    assert all(f'"?days=1398-12-2{day}#days"><title>' in page for day in range(10))
    assert 'days=1399-01-01#days"' in page
    assert "۲۰ اسفند ۱۳۹۸ تا ۱۰ فروردین ۱۳۹۹" in page
    assert 'value="۱۳۹۸/۱۲/۲۰"' in page


@pytest.mark.parametrize("asked", [{"days": "دیروز"}, {"first": "1399-13-01"}, {"first": "1399", "last": "1398"}])
def test_timeline_says_what_is_wrong_with_days(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/timeline", params=asked)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, ["3", "1"]),
        ({"type": "PROTEST"}, ["3", "1"]),
        ({"type": "AGREE"}, []),
        ({"outlet": "مهر"}, ["3"]),
        ({"name": "معترضان"}, ["1"]),
        ({"type": "PROTEST", "days": "1398"}, ["1"]),
    ],
)
def test_events_are_those_that_are_asked_for(client: TestClient, asked: dict[str, str], ids: list[str]) -> None:
    rows = client.get("/export/events.jsonl", params=asked).text.splitlines()
    assert [json.loads(row)["id"] for row in rows] == ids


def test_timeline_of_many_years_is_no_heavy_page(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.ravi"
    copy.write_bytes(path.read_bytes())
    days = [("day", f"{year}-{month:02}-09", 1234, 2345, 345) for year in range(2000, 2025) for month in range(1, 13)]
    with open_store(copy, "write") as store, store.transaction():
        store.connection.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?)", days)
    with TestClient(make_app(copy, rules_only=True), base_url="http://127.0.0.1") as client:
        for calendar in ("jalali", "gregorian"):
            page = client.get("/timeline", params={"calendar": calendar, "days": "2020-03-18..2020-05-02"})
            assert page.text.count('#days"><title>') > 300
            assert len(page.content) < 120_000
