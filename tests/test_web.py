"""The reading room: JSON, pages, limits; what a browser makes of them is in test_browser.py."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra ravi[web]")
pytest.importorskip("httpx2", reason="needs the extra dev")

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from ravi import web
from ravi.compare.linking import link
from ravi.errors import InputError, StoreError
from ravi.persian.tables import read_table
from ravi.pipeline import Reader
from ravi.record import Article
from ravi.spans import Span, Utf16
from ravi.store import Store, open_store
from ravi.web import make_app
from ravi.web.charts import Point, bars, flow
from ravi.web.counted import Counted
from ravi.web.marking import Mark, pieces
from ravi.web.words import Say

READER = Reader(rules_only=True)
PLAIN = (
    "به گزارش ایسنا، علی رضایی، شهردار اهواز دیروز گفت: «ساخت پل تازه تا پایان تابستان تمام مي شود.»\r\n"
    "وی افزود که هزینۀ پل ۲۰ میلیارد تومان است 😀.\n"
)
TOKEN = "a token for tests"  # noqa: S105 - of a store that is made for the test
EVIL = (
    '<script>alert(1)</script> علی رضایی گفت: «\'); DROP TABLE articles; -- \u202e وارونه \u202c "onmouseover=x" '
    "{{ 7*7 }} &amp; </div></article>»"
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("web") / "news.ravi"
    with open_store(path, "write") as store:
        for id, text in (("plain", PLAIN), ("a/b?c#d", EVIL)):
            store.put(READER.read(Article(id, text, publisher="پیک روز", published=date(2020, 1, 1))))
        link(store)
        store.put(READER.read(Article("word", "کتاب" * 250_000 + " گفت")))
    app = make_app(path, token=TOKEN, rules_only=True)
    app.state.room.counted = Counted(path, patience=60)
    with TestClient(app, base_url="http://127.0.0.1") as found:
        yield found
    app.state.room.counted.close()


PAGES = (
    "/",
    "/articles/plain",
    "/search",
    "/search?q=پل",
    "/search?q=پل&scope=quotes&speaker=رضایی&days=1398..&form=direct",
    "/people",
    "/timeline",
    "/timeline?calendar=gregorian&name=رضایی",
    "/events",
    "/events?type=CONSULT&voice=narrator&days=1398&name=رضایی",
    "/terms",
    "/terms?name=رضایی",
    "/chain/plain",
    "/story/plain",
    "/compare?id=plain&id=a/b%3Fc%23d",
    "/people?name=علی رضایی",
    "/timeline?month=1398-10",
    "/chain/plain?only=article",
    "/keys",
)


class Text(HTMLParser):
    """What stands in the element that holds the article's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.found = ""
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" and not any(name == "src" for name, _ in attrs)
        if self.depth:
            self.depth += 1
        elif ("id", "text") in attrs and tag == "div":
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= self.depth > 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found += data


def text_in(page: str) -> str:
    parser = Text()
    parser.feed(page.replace("\r", "&#13;"))
    assert not parser.scripts
    return parser.found


@pytest.mark.parametrize(("id", "text"), [("plain", PLAIN), ("a/b%3Fc%23d", EVIL)])
def test_web_article_page_holds_the_text_character_for_character(client: TestClient, id: str, text: str) -> None:
    page = client.get(f"/articles/{id}").text
    assert text_in(page) == text
    repaired = client.get(f"/articles/{id}?text=repaired").text
    assert text_in(repaired) == READER.read(Article("x", text)).repaired


def test_web_article_page_says_who_said_what_and_why(client: TestClient) -> None:
    page = client.get("/articles/plain").text
    assert 'class="quote s0' in page
    assert "شهردار اهواز" in page
    assert "۱۱ دی ۱۳۹۸ (۱ ژانویه ۲۰۲۰)" in page
    assert "چرا؟" in page
    assert client.get("/articles/plain?lang=en").text.count("Why?") == page.count("چرا؟")


def test_web_article_page_gives_the_reasons_of_a_quotation_where_they_are_asked_for(client: TestClient) -> None:
    page = client.get("/articles/plain?lang=fa").text
    assert "یافته با" not in page
    asked = client.get("/articles/plain?why=2").text
    assert asked.count("یافته با") == 1
    assert client.get("/articles/plain?why=99&lang=fa").text.count("یافته با") == 0
    read = client.post("/read", data={"text": PLAIN}).text  # is kept nowhere: all of it comes at once
    assert read.count("یافته با") == read.count("چرا؟") == page.count("چرا؟")


def test_web_article_page_with_many_quotations_is_light(tmp_path: Path) -> None:
    text = "".join(f"علی رضایی، شهردار اهواز گفت: «{'سخن ' * 40}شمارۀ {number} است.»\n" for number in range(140))
    record = READER.read(Article("many", text))
    assert len(record.quotes) >= 140
    with open_store(tmp_path / "news.ravi", "write") as store:
        store.put(record)
    app = make_app(tmp_path / "news.ravi", token=TOKEN, rules_only=True)
    page = TestClient(app, base_url="http://127.0.0.1").get("/articles/many").text
    assert text_in(page) == text
    assert len(page.encode()) <= 150_000


def test_web_repaired_page_marks_the_words_that_were_repaired_whole(client: TestClient) -> None:
    page = client.get("/articles/plain?text=repaired&lang=fa").text
    marked = re.findall(r'<mark[^>]*class="[^"]*\bedit\b[^"]*"[^>]*title="([^"]*)"[^>]*>([^<]*)</mark>', page)
    assert ("متن اصلی: مي شود", "می\u200cشود") in marked
    assert "edit" not in client.get("/articles/plain").text


def test_web_shows_controls_that_reorder_a_line(client: TestClient) -> None:
    page = client.get("/articles/a/b%3Fc%23d").text
    assert '<bdi class="control" title="U+202E" data-name="U+202E">\u202e</bdi>' in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


@given(
    st.text(alphabet="آبپ \n\r\u200c\u202e<&😀", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["quote", "date"])), max_size=6),
)
def test_web_pieces_are_the_text_again(text: str, spans: list[tuple[int, int, str]]) -> None:
    size = len(text)
    marks = [
        Mark(Span(min(start, end, size), min(max(start, end), size)), kind, n)
        for n, (start, end, kind) in enumerate(spans)
    ]
    cut = list(pieces(text, marks))
    assert "".join(piece.text for piece in cut) == text
    for mark in marks:
        assert "".join(piece.text for piece in cut if mark in piece.marks) == mark.span.of(text)


@given(st.text(max_size=30))
def test_web_positions_go_to_utf16_and_back(text: str) -> None:
    units = Utf16(text)
    for point in range(len(text) + 1):
        assert units.unit(point) == len(text[:point].encode("utf-16-le", "surrogatepass")) // 2
        assert units.point(units.unit(point)) == point


def test_web_api_gives_records_in_code_points_and_in_utf16(client: TestClient) -> None:
    points = client.get("/api/articles/plain").json()
    units = client.get("/api/articles/plain?offsets=utf16").json()
    assert points["quotes"][0]["start"] == units["quotes"][0]["start"]
    assert points["sentences"][-1]["end"] + 1 == units["sentences"][-1]["end"]
    assert units["offsets"] == "utf16"


def test_web_api_reads_a_text_and_keeps_nothing(client: TestClient) -> None:
    before = client.get("/api/articles").json()["total"]
    record = client.post("/api/read", json={"text": PLAIN, "published": "1398-10-11"}).json()
    assert record["quotes"][0]["speaker"]["entity"] is not None
    assert record["published"] == "2020-01-01"
    assert client.get("/api/articles").json()["total"] == before


@pytest.mark.parametrize(
    ("method", "url", "body", "status"),
    [
        ("GET", "/api/articles/nowhere", None, 404),
        ("GET", "/api/nowhere", None, 404),
        ("POST", "/api/read", {"text": ""}, 422),
        ("POST", "/api/read", {"text": "no Persian here"}, 400),
        ("POST", "/api/read", {"text": PLAIN, "published": "1403-13-45"}, 400),
        ("POST", "/api/read", {"text": "گفت " * 60_000}, 422),
        ("GET", "/api/compare?id=plain", None, 422),
        ("GET", "/api/articles?page=0", None, 422),
        ("DELETE", "/api/articles", None, 405),
    ],
)
def test_web_errors_have_one_shape(client: TestClient, method: str, url: str, body: object, status: int) -> None:
    answer = client.request(method, url, json=body)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}


def test_web_refuses_what_is_too_large(client: TestClient) -> None:
    assert client.post("/api/read", content=b"x" * 2_000_001).status_code == 413
    assert client.post("/api/read", content=iter([b"x"] * 10)).status_code == 413


def test_web_every_answer_forbids_foreign_script(client: TestClient) -> None:
    for url in ("/", "/articles/plain", "/nowhere", "/api/articles", "/api/nowhere", "/static/ravi.css"):
        policy = client.get(url).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_web_pages_fetch_nothing_from_elsewhere(client: TestClient) -> None:
    for url in ("/", "/articles/plain", "/people", "/static/ravi.css", "/static/ravi.js"):
        assert not re.search(r"""(?:src|url)\s*[=(]\s*["']?(?:https?:)?//""", client.get(url).text)


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_web_every_page_is_whole_in_both_languages(client: TestClient, url: str, language: str) -> None:
    answer = client.get(f"{url}{'&' if '?' in url else '?'}lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.rstrip().endswith("</html>")
    assert len(answer.content) < 150_000


def test_web_search_marks_the_words_in_their_context(client: TestClient) -> None:
    page = client.get("/search", params={"q": "پل تازه"}).text
    assert '<mark class="hit">پل</mark> <mark class="hit">تازه</mark>' in page
    assert client.get("/api/search", params={"q": "پُل"}).json()["items"][0]["id"] == "plain"
    assert "چیزی پیدا نشد" in client.get("/search", params={"q": "ناکجاآباد", "lang": "fa"}).text


@pytest.mark.parametrize("query", [{"q": "("}, {"q": "-پل"}, {"days": "دیروز"}, {"event": "WAR", "q": "پل"}])
def test_web_search_says_what_is_wrong_with_a_question(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/search", params=query)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert client.get("/api/search", params=query).json()["error"]["code"] == "bad_request"


def test_web_what_is_found_can_be_taken_away(client: TestClient) -> None:
    rows = client.get("/export/search.jsonl", params={"q": "پل", "scope": "quotes"}).text.splitlines()
    assert json.loads(rows[0])["speaker"] == "علی رضایی"
    assert client.get("/export/search.csv", params={"q": "پل"}).content.startswith("\ufeffid,".encode())
    assert client.get("/export/search.xlsx", params={"q": "پل"}).content.startswith(b"PK")
    assert client.get("/export/search.pdf", params={"q": "پل"}).status_code == 422


def test_web_article_is_not_sent_twice(client: TestClient) -> None:
    for url in ("/articles/plain", "/api/articles/plain"):
        tag = client.get(url).headers["etag"]
        assert client.get(url, headers={"if-none-match": tag}).status_code == 304


def test_web_page_of_one_long_word_is_shown(client: TestClient) -> None:
    assert len(text_in(client.get("/articles/word").text)) == 1_000_004


def test_web_pasted_text_is_read_without_script(client: TestClient) -> None:
    page = client.post("/read", data={"text": PLAIN, "published": "", "publisher": "x"})
    assert page.status_code == 200
    assert text_in(page.text) == PLAIN.replace("\r\n", "\n")


def test_web_compares_articles(client: TestClient) -> None:
    page = client.get("/compare", params={"id": ["plain", "a/b?c#d"]})
    assert page.status_code == 200
    assert "علی رضایی" in page.text
    found = client.get("/api/compare", params={"id": ["plain", "a/b?c#d"]}).json()
    assert len(found["articles"]) == 2


def test_web_needs_a_store_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        make_app(tmp_path / "none.ravi")


def test_web_words_are_there_in_both_languages() -> None:
    for language in ("fa", "en"):
        say = Say(language)
        assert say("quotes")
        assert say.day("2016-12-18")
        assert say.day(None)
    assert Say("fa").day("2016-12-18") == "۲۸ آذر ۱۳۹۵ (۱۸ دسامبر ۲۰۱۶)"
    assert Say("en").day("2016-12-18") == "18 December 2016 (28 Azar 1395)"


def test_web_says_in_persian_what_goes_wrong(client: TestClient) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(web.__file__).parents[1].rglob("*.py"))
    for english, persian in read_table("web_errors", folded=False):
        longest = max(re.split(r"\{\}|«|»", english), key=len).strip(" :")
        assert longest in sources or english == "Not Found"
        said = Say("fa").error(english.replace("{}", "7"))
        assert said
        assert "{" not in said
        assert bool(re.search(r"\{", persian)) <= ("{}" in english)
    assert Say("fa").error("what nobody says") is None
    assert Say("en").error("there is no article 7") is None
    page = client.get("/articles/nowhere").text
    assert page.index("خبری با شناسۀ nowhere نیست") < page.index("there is no article nowhere")
    english = client.get("/articles/nowhere", params={"lang": "en"}).text
    assert "there is no article nowhere" in english
    assert "خبری با شناسۀ" not in english
    client.cookies.clear()


def test_web_openapi_is_complete(client: TestClient) -> None:
    described = json.loads(client.get("/api/openapi.json").text)
    assert "/api/read" in described["paths"]
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["description"] or operation["summary"]


def test_web_corrections_need_the_token_and_hold(client: TestClient) -> None:
    quote = client.get("/api/articles/plain").json()["quotes"][1]
    said = {
        "id": "plain",
        "layer": "quotes",
        "start": quote["start"],
        "end": quote["end"],
        "change": {"speaker": "پرویز نامدار"},
    }
    assert client.post("/api/corrections", json=said).status_code == 403
    assert client.post("/api/corrections", json=said, headers={"X-Ravi-Token": "guess"}).status_code == 403
    mine = {"X-Ravi-Token": TOKEN}
    before = client.get("/articles/plain").headers["etag"]
    key = client.post("/api/corrections", json=said, headers=mine).json()["key"]
    assert "پرویز نامدار" in client.get("/articles/plain", headers={"if-none-match": before}).text
    assert client.get("/api/corrections", params={"id": "plain"}).json()["items"][0]["change"] == {
        "speaker": "پرویز نامدار"
    }
    assert client.delete(f"/api/corrections/{key}").status_code == 403
    assert client.delete(f"/api/corrections/{key}", headers=mine).status_code == 204
    assert client.delete(f"/api/corrections/{key}", headers=mine).status_code == 404
    assert "پرویز نامدار" not in client.get("/articles/plain").text


def test_web_corrects_in_the_page_without_script(client: TestClient) -> None:
    quote = client.get("/api/articles/plain").json()["quotes"][1]
    form = {"id": "plain", "layer": "quotes", "start": quote["start"], "end": quote["end"], "field": "speaker"}
    done = client.post("/correct", data={**form, "value": "پروین", "token": TOKEN})
    assert done.status_code == 200
    assert "پروین" in done.text
    (made,) = client.get("/api/corrections", params={"id": "plain"}).json()["items"]
    client.delete(f"/api/corrections/{made['key']}", headers={"X-Ravi-Token": TOKEN})
    assert client.post("/correct", data={**form, "value": "پروین", "token": "x"}).status_code == 403


@pytest.mark.parametrize("change", [{"speakers": "x"}, {"form": "loud"}, {}])
def test_web_refuses_a_correction_that_is_none(client: TestClient, change: dict[str, str]) -> None:
    said = {"id": "plain", "layer": "quotes", "start": 5, "end": 9, "change": change}
    answer = client.post("/api/corrections", json=said, headers={"X-Ravi-Token": TOKEN})
    assert answer.status_code == 400
    outside = {**said, "change": {"speaker": "x"}, "end": 10_000_000}
    assert client.post("/api/corrections", json=outside, headers={"X-Ravi-Token": TOKEN}).status_code == 400


def test_web_is_not_reached_under_a_foreign_name(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_web_correction_survives_a_restart_and_another_reading(tmp_path: Path) -> None:
    path = tmp_path / "news.ravi"
    article = Article("plain", PLAIN)
    with open_store(path, "write") as store:
        store.put(READER.read(article))
    start = PLAIN.index("پل تازه")
    quote = READER.read(article).quotes[0]
    said = {"id": "plain", "layer": "quotes", "start": quote.span.start, "end": quote.span.end}
    with TestClient(make_app(path, token=TOKEN, rules_only=True), base_url="http://127.0.0.1") as first:
        change = {"content": f"{start}:پل تازه", "speaker": f"{PLAIN.index('شهردار')}:شهردار اهواز"}
        answer = first.post("/api/corrections", json={**said, "change": change}, headers={"X-Ravi-Token": TOKEN})
        assert answer.status_code == 201
    with open_store(path, "write") as store:
        again = READER.read(article)
        store.put(replace(again, made_by=replace(again.made_by, ravi="next")))
    with TestClient(make_app(path, rules_only=True), base_url="http://127.0.0.1") as second:
        found = second.get("/api/articles/plain").json()
        assert (found["quotes"][0]["start"], found["quotes"][0]["end"]) == (start, start + 7)
        page = second.get("/articles/plain").text
        assert "به گفتۀ یک انسان" in page
        assert 'action="/uncorrect"' in page


def test_web_takes_a_correction_back_in_the_page(client: TestClient) -> None:
    at = PLAIN.index("دیروز")
    said = {"id": "plain", "layer": "dates", "start": at, "end": at + 5, "change": {"value": "۱۳۹۸-۱۰-۰۹"}}
    key = client.post("/api/corrections", json=said, headers={"X-Ravi-Token": TOKEN}).json()["key"]
    date_there = next(each for each in client.get("/api/articles/plain").json()["dates"] if each["start"] == at)
    assert (date_there["value"], date_there["jalali"]) == ("2019-12-30", "1398-10-09")
    assert client.post("/uncorrect", data={"id": "plain", "key": key, "token": "guess"}).status_code == 403
    assert client.post("/uncorrect", data={"id": "plain", "key": key, "token": TOKEN}).status_code == 200
    assert not client.get("/api/corrections", params={"id": "plain"}).json()["items"]


@pytest.mark.parametrize("what", ["events", "terms", "timeline"])
def test_web_lists_can_be_taken_away(client: TestClient, what: str) -> None:
    head = client.get(f"/export/{what}.csv").text.splitlines()[0]
    assert set(head.lstrip("\ufeff").split(",")) & {"words", "term", "month"}
    assert client.get(f"/export/{what}.xlsx").content.startswith(b"PK")
    assert client.get(f"/export/{what}.jsonl").status_code == 200


def test_web_counts_once_until_the_store_changes(tmp_path: Path) -> None:
    path = tmp_path / "news.ravi"
    open_store(path, "write").close()
    asked: list[int] = []

    def number(store: Store) -> int:
        asked.append(1)
        return len(store)

    with closing(Counted(path, patience=60)) as counted:
        assert [counted.ask("n", number), counted.ask("n", number)] == [0, 0]
        assert len(asked) == 1
        with open_store(path, "write") as store:
            store.put(READER.read(Article("1", PLAIN)))
        assert counted.ask("n", number) == 1
        assert len(asked) == 2


def test_web_says_that_it_counts_where_that_takes_long(tmp_path: Path) -> None:
    path = tmp_path / "news.ravi"
    open_store(path, "write").close()
    go_on = threading.Event()

    def slow(store: Store) -> int:
        assert go_on.wait(60)
        return len(store)

    with closing(Counted(path, patience=0.01)) as counted:
        assert counted.ask("n", slow) is None
        go_on.set()
        for _ in range(500):
            if counted.ask("n", slow) == 0:
                break
        assert counted.ask("n", slow) == 0


def test_web_counting_gives_the_error_on(tmp_path: Path) -> None:
    path = tmp_path / "news.ravi"
    open_store(path, "write").close()

    def wrong(store: Store) -> int:
        raise InputError(f"{len(store)} is too few")

    with closing(Counted(path, patience=60)) as counted, pytest.raises(InputError, match="0 is too few"):
        counted.ask("n", wrong)


def test_web_pictures_go_in_the_direction_of_the_page() -> None:
    months = [("1395-11", 2, 0), ("1395-12", 4, 1), ("1396-02", 1, 0)]
    right, left = bars(months, rtl=True), bars(months, rtl=False)
    assert [bar.x for bar in right.bars] == sorted((bar.x for bar in right.bars), reverse=True)
    assert [bar.x for bar in left.bars] == sorted(bar.x for bar in left.bars)
    points = [
        Point("a", "ایسنا", "", "agency", None, ()),
        Point("b", "پیک روز", "", "outlet", None, (("a", "به نقل از"),)),
        Point("c", "کرانه", "", "outlet", None, (("b", ""), ("a", ""), ("c", ""))),
    ]
    first, second, third = (node.x for node in flow(points, rtl=True).nodes)
    assert first > second > third
    first, second, third = (node.x for node in flow(points, rtl=False).nodes)
    assert first < second < third
    assert len(flow(points, rtl=True).arrows) == 3
    ring = [point._replace(takes=(("c", ""),)) if point.key == "a" else point for point in points]
    assert len(flow(ring, rtl=True).nodes) == 3
