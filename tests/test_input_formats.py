"""Web archives, feeds, exports of Telegram, Parquet: what is found, and what is said of broken ones."""

import builtins
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from ravi.inputs import read_inputs
from ravi.persian.letters import ZWNJ
from ravi.record import Article, Failure

TEXT = f"وزیر گفت: «کتاب{ZWNJ}ها رسید.»"
PAGE = f"<html><head><title>تیتر</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()


def capture(url: str, status: int, kind: str, body: bytes, packed: bool = False) -> bytes:
    """One response as a WARC file holds it."""
    body = gzip.compress(body) if packed else body
    encoding = "Content-Encoding: gzip\r\n" if packed else ""
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\n{encoding}Content-Length: {len(body)}\r\n\r\n"
    block = head.encode() + body
    named = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-12-18T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(url):012}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return named.encode() + block + b"\r\n\r\n"


def resource(url: str, kind: str, body: bytes) -> bytes:
    """Something a crawler made itself."""
    named = (
        f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-12-18T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(url):012}>\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return named.encode() + body + b"\r\n\r\n"


WARC = b"".join(
    (
        capture("https://example.org/1", 200, "text/html; charset=utf-8", PAGE),
        capture("https://example.org/22", 404, "text/html", PAGE),
        capture("https://example.org/333", 200, "image/gif", b"GIF89a"),
        capture(
            "https://example.org/4444", 200, "text/html", PAGE.replace("تیتر".encode(), "دیگر".encode()), packed=True
        ),
    )
)


def wacz(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in members:
            packed.writestr(name, data)
    return out.getvalue()


FEED = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>پیک روز</title>
<item><guid>g1</guid><title>یک</title><link>https://example.org/1</link><description>خلاصه</description>
<content:encoded>&lt;p&gt;{TEXT}&lt;/p&gt;</content:encoded><pubDate>Sun, 18 Dec 2016 10:00:00 GMT</pubDate></item>
<item><guid>g2</guid><title>تنها تیتر</title></item></channel></rss>""".encode()
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>نوید</title><entry><id>a1</id><title>یک</title>
<link href="https://example.org/1"/><updated>2016-12-18T10:00:00Z</updated><summary>{TEXT}</summary></entry></feed>""".encode()


def export(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"name": "کانال", "type": "public_channel", "id": 12, "messages": list(messages)}


MESSAGES = (
    {"id": 1, "type": "service", "text": "کانال ساخته شد"},
    {"id": 2, "type": "message", "date": "2016-12-18T10:00:00", "text": TEXT},
    {"id": 3, "type": "message", "date": "2016-12-18T10:00:00", "text": ""},
    {
        "id": 4,
        "type": "message",
        "date": "2016-12-18T10:00:00",
        "text": ["وزیر ", {"type": "bold", "text": "آمد"}, "."],
    },
)


def json_of(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def table(**columns: list[object]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def read(folder: Path, name: str, data: bytes) -> list[Article | Failure]:
    (folder / name).write_bytes(data)
    return list(read_inputs([str(folder / name)], stdin=io.BytesIO()))


def articles(found: list[Article | Failure]) -> list[Article]:
    return [one for one in found if isinstance(one, Article)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.warc", WARC),
        ("a.warc.gz", gzip.compress(WARC)),
        ("a.wacz", wacz(("datapackage.json", b"{}"), ("archive/data.warc.gz", gzip.compress(WARC)))),
    ],
)
def test_formats_web_archives_give_the_pages_that_were_fetched(name: str, data: bytes, tmp_path: Path) -> None:
    found = articles(read(tmp_path, name, data))
    assert [(one.title, one.url) for one in found] == [
        ("تیتر", "https://example.org/1"),
        ("دیگر", "https://example.org/4444"),
    ]
    assert all(TEXT in one.text for one in found)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed record by record"])
def test_formats_a_web_archive_cut_anywhere_gives_the_pages_before_and_says_so(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    asked = b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 20\r\n\r\n" + bytes(20) + b"\r\n\r\n"
    pages = [capture(f"https://example.org/{at}", 200, "text/html; charset=utf-8", PAGE) for at in "12"]
    records = [pack(pages[0]), pack(asked), pack(pages[1])]
    ends = list(accumulate(map(len, records)))
    whole = b"".join(records)
    for cut in range(1, len(whole), 3):
        found = read(tmp_path, "a.warc" if pack is bytes else "a.warc.gz", whole[:cut])
        said = [one for one in found if isinstance(one, Failure)]
        assert len(articles(found)) >= (cut >= ends[0]), cut
        assert said or any(0 <= end - cut <= 4 for end in ends), (
            cut
        )  # the empty lines at the end of a record are no loss
        assert all("fetch it again" in one.message or "no page" in one.message for one in said), cut


def test_formats_what_a_crawler_writes_of_its_own_is_no_page(tmp_path: Path) -> None:
    text = resource("urn:text:https://example.org/1", "text/plain", TEXT.encode())
    log = resource("metadata://gnu.org/software/wget/warc/wget.log", "text/plain", TEXT.encode())
    robots = capture("https://example.org/robots.txt", 200, "text/plain", b"User-agent: *")
    page = capture("https://example.org/a/robots.txt", 200, "text/plain", TEXT.encode())
    members = (
        ("pages/pages.jsonl", b'{"format": "json-pages-1.0", "id": "pages"}'),
        ("archive/rec-1.warc.gz", b"".join(gzip.compress(one) for one in (text, robots, page, log))),
        ("indexes/index.cdx.gz", gzip.compress(b"!meta 0")),
    )
    [found] = read(tmp_path, "a.wacz", wacz(*members))
    assert isinstance(found, Article)
    assert (found.url, found.text) == ("https://example.org/a/robots.txt", TEXT)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Sun, 18 Dec 2016 00:30:00 +0330", date(2016, 12, 18)),
        ("2016-12-18T00:30:00+03:30", date(2016, 12, 18)),
        ("2016-12-18T23:30:00Z", date(2016, 12, 18)),
        ("18 Dec 2016", date(2016, 12, 18)),
        ("دیروز", None),
    ],
)
def test_formats_the_day_of_an_entry_is_the_one_written(written: str, day: date | None, tmp_path: Path) -> None:
    [one] = read(tmp_path, "feed.xml", ATOM.replace(b"2016-12-18T10:00:00Z", written.encode()))
    assert isinstance(one, Article)
    assert one.published == day


@pytest.mark.parametrize(("data", "publisher"), [(FEED, "پیک روز"), (ATOM, "نوید")], ids=["rss", "atom"])
def test_formats_feeds_give_their_entries(data: bytes, publisher: str, tmp_path: Path) -> None:
    [one, *rest] = read(tmp_path, "feed.xml", data)
    assert isinstance(one, Article)
    assert (one.text, one.title, one.publisher, one.published) == (TEXT, "یک", publisher, date(2016, 12, 18))
    assert one.url == "https://example.org/1"
    assert all(isinstance(other, Failure) and "title alone" in other.message for other in rest)


@pytest.mark.parametrize("block", [1 << 18, 150])
def test_formats_an_export_of_telegram_gives_its_messages(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ravi.inputs.telegram._BLOCK", block)
    found = articles(read(tmp_path, "result.json", json_of(export(*MESSAGES))))
    assert [(one.id, one.text) for one in found] == [("telegram/12/2", TEXT), ("telegram/12/4", "وزیر آمد.")]
    assert {(one.publisher, one.published) for one in found} == {("کانال", date(2016, 12, 18))}


def test_formats_an_export_of_all_chats_gives_each(tmp_path: Path) -> None:
    other = {**export(MESSAGES[1]), "name": "نوید", "id": 13}
    whole = {"about": "…", "chats": {"list": [export(*MESSAGES), other]}}
    found = articles(read(tmp_path, "result.json", json.dumps(whole).encode()))
    assert [one.id for one in found] == ["telegram/12/2", "telegram/12/4", "telegram/13/2"]
    assert found[2].publisher == "نوید"


def test_formats_another_json_file_is_one_article(tmp_path: Path) -> None:
    [one] = articles(read(tmp_path, "one.json", json_of({"id": "7", "text": TEXT})))
    assert (one.id, one.text) == ("7", TEXT)


def test_formats_parquet_as_other_tools_write_it(tmp_path: Path) -> None:
    """Moments for days, dictionaries for repeated words, several groups of rows, large strings."""
    rows = 600
    columns = pyarrow.table(
        {
            "id": pyarrow.array([f"a{at}" for at in range(rows)], pyarrow.large_string()),
            "text": pyarrow.array([TEXT] * rows).dictionary_encode(),
            "publisher": pyarrow.array(["نوید"] * rows).dictionary_encode(),
            "published": pyarrow.array([datetime(2016, 12, 18, 1, tzinfo=UTC)] * rows, pyarrow.timestamp("us", "UTC")),
        }
    )
    out = io.BytesIO()
    parquet.write_table(columns, out, row_group_size=100, compression="zstd")
    found = articles(read(tmp_path, "a.parquet", out.getvalue()))
    assert [one.id for one in found] == [f"a{at}" for at in range(rows)]
    assert {(one.text, one.publisher, one.published) for one in found} == {(TEXT, "نوید", date(2016, 12, 18))}


def test_formats_parquet_gives_its_rows(tmp_path: Path) -> None:
    data = table(id=[1, 2], text=[TEXT, None], published=[date(2016, 12, 18), None], views=[5, 6])
    one, two = read(tmp_path, "a.parquet", data)
    assert isinstance(one, Article)
    assert (one.id, one.text, one.published) == ("1", TEXT, date(2016, 12, 18))
    assert isinstance(two, Failure)
    assert two.id == "2"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.warc", WARC[:400], "cut off here"),
        ("a.warc", b"no archive at all", "not whole"),
        ("a.warc", b"", "no web archive"),
        ("a.wacz", b"PK\x03\x04", "no whole WACZ"),
        ("a.wacz", wacz(("a.txt", b"")), "holds no web archive"),
        ("a.rss", b"<a/>", "no RSS or Atom"),
        ("result.json", json_of(export(*MESSAGES))[:-30], "cut off or broken"),
        ("result.json", json_of(export(*MESSAGES)).replace("آ".encode(), b"\xff"), "not UTF-8"),
        ("one.json", b"[1]", "no object"),
        ("a.parquet", b"PAR1", "no whole Parquet"),
        ("a.parquet", table(body=["وزیر"]), 'no column "text"'),
        ("a.parquet", table(text=[]), "holds no row"),
    ],
)
def test_formats_say_what_is_wrong_with_a_file(name: str, data: bytes, why: str, tmp_path: Path) -> None:
    found = read(tmp_path, name, data)
    assert isinstance(found[-1], Failure)
    assert why in found[-1].message


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("a.rss", "feedparser", "feeds"), ("a.parquet", "pyarrow", "bulk")]
)
def test_formats_name_the_extra_that_is_missing(
    name: str, package: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(module: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as __import__
        if module.split(".")[0] == package:
            raise ImportError(module)
        return real(module, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    [failure] = read(tmp_path, name, b"x")
    assert isinstance(failure, Failure)
    assert failure.message == f"{package} is not installed: pip install 'ravi[{extra}]'"
