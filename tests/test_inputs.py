"""What the user names → articles, each as soon as it is read; one that cannot be read never stops the others."""

import gzip
import json
import os
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravi.inputs import read_inputs
from ravi.record import Article, Failure

TEXT = "وزیر نفت گفت تولید افزایش یافت."


def read(*paths: object, stdin: bytes = b"", limit: int = 10_000) -> list[Article | Failure]:
    return list(read_inputs([str(path) for path in paths], stdin=BytesIO(stdin), limit=limit))


def lines(*entries: object) -> bytes:
    return b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries)


def failures(items: Iterable[Article | Failure]) -> list[Failure]:
    return [item for item in items if isinstance(item, Failure)]


def test_inputs_read_files_folders_and_standard_input_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.txt").write_text(TEXT + "ب", encoding="utf-8")
    (folder / "a.html").write_text(f"<p>{TEXT}آ</p>", encoding="utf-8")
    (folder / "inner" / "c.jsonl.gz").write_bytes(gzip.compress(lines({"id": "c", "text": TEXT})))
    (folder / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    one = tmp_path / "one"
    one.write_bytes(TEXT.encode("utf-16"))
    found = read(one, folder, "-", stdin=TEXT.encode())
    assert [getattr(item, "text", item) for item in found] == [TEXT, TEXT + "آ", TEXT + "ب", TEXT, TEXT]


def test_inputs_fill_what_an_article_does_not_say() -> None:
    data = lines({"id": "1", "text": TEXT}, {"id": "2", "text": TEXT, "published": "1395-09-28", "publisher": "ایسنا"})
    found = read_inputs(["-"], stdin=BytesIO(data), published=date(2020, 1, 1), publisher="ایرنا", url="u")
    one, two = (item for item in found if isinstance(item, Article))
    assert (one.published, one.publisher, one.url) == (date(2020, 1, 1), "ایرنا", "u")
    assert (two.published, two.publisher, two.url) == (date(2016, 12, 18), "ایسنا", "u")


@pytest.mark.parametrize(
    ("entry", "published"),
    [
        ({"published": "2016-12-18"}, date(2016, 12, 18)),
        ({"published": "2016-12-18T10:00:00+03:30"}, date(2016, 12, 18)),
        ({"published": "1395-09-28", "calendar": "jalali"}, date(2016, 12, 18)),
        ({"published": "۱۳۹۵/۰۹/۲۸"}, date(2016, 12, 18)),
        ({"published": None}, None),
        ({}, None),
    ],
)
def test_inputs_lines_have_dates_in_two_calendars(entry: dict[str, object], published: date | None) -> None:
    [article] = read("-", stdin=lines({"text": TEXT, **entry}))
    assert isinstance(article, Article)
    assert article.published == published


def test_inputs_lines_may_hold_pages_and_what_they_say_goes_first() -> None:
    page = f"<html><head><title>الف</title></head><body><p>{TEXT}</p></body></html>"
    [article] = read("-", stdin=lines({"id": 7, "html": page, "title": "ب"}))
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text.split("\n")[-1]) == ("7", "ب", TEXT)


def test_inputs_lines_keep_their_text_untouched() -> None:
    text = "<p> وزير\r\nگفت\u2028 سلام\u0085 \u200c😀 "
    [article] = read("-", stdin=b"\n \r\n" + lines({"id": "x", "title": "تیتر", "text": text}))
    assert isinstance(article, Article)
    assert (article.text, article.title) == (text, "تیتر")


@pytest.mark.parametrize(
    ("line", "where", "says"),
    [
        (b'{"id": "a", "text": "\xd8', "-:2", "not UTF-8"),
        (b'{"id": "a", "text": ', "-:2", "no JSON"),
        (b"[" * 100_000, "-:2", "over 20,000 bytes"),
        (b"[" * 5_000, "-:2", ""),
        (b"1" * 5_000, "-:2", "number"),
        (b"[1]", "-:2", "no object"),
        (b'{"id": "a"}', "a", 'neither "text" nor "html"'),
        (b'{"id": "a", "text": 5}', "a", "no string"),
        (b'{"id": "a", "text": ""}', "a", "empty"),
        (b'{"id": "a", "text": "abc"}', "a", "no Persian"),
        (rb'{"id": "a", "text": "\u0633\ud800"}', "a", "surrogate"),
        (rb'{"id": "a\ud800", "text": "\u0633"}', "-:2", "surrogate"),
        (rb'{"id": "a", "title": "\ud800", "text": "\u0633"}', "a", "surrogate"),
        (rb'{"id": "a", "text": "\u0633\u0000"}', "a", "zero"),
        (rb'{"id": ["a"], "text": "\u0633"}', "-:2", '"id"'),
        (rb'{"id": "a", "text": "\u0633", "published": "1395-13-40"}', "a", "no month 13"),
        (rb'{"id": "a", "text": "\u0633", "published": 1395}', "a", "published"),
        (rb'{"id": "a", "text": "\u0633", "published": "1395-01-01", "calendar": []}', "a", "calendar"),
    ],
)
def test_inputs_name_a_bad_line_and_read_the_others(line: bytes, where: str, says: str) -> None:
    good = lines({"id": "good", "text": TEXT})
    first, bad, last = read("-", stdin=good + line + b"\n" + good)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(bad, Failure)
    assert (bad.id, bad.step) == (where, "decode")
    assert says in bad.message
    assert "\n" not in bad.message


def test_inputs_line_of_escaped_letters_has_the_room_of_a_file(tmp_path: Path) -> None:
    text = "گفت " * 1_000
    line = json.dumps({"id": "a", "text": text}).encode()
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert len(line) > 10_000 > len(text.encode())
    for found in (read("-", stdin=line), read(tmp_path / "a.txt")):
        assert [item.text for item in found if isinstance(item, Article)] == [text]


def test_inputs_line_says_how_its_text_was_won() -> None:
    plain, broken = read("-", stdin=lines({"text": TEXT}, {"text": TEXT.encode().decode("latin-1")}))
    assert isinstance(plain, Article)
    assert isinstance(broken, Article)
    assert plain.decoded == ("utf-8", "json")
    assert (broken.text, broken.decoded) == (TEXT, ("utf-8", "json", "mojibake.utf-8"))


def test_inputs_first_line_that_is_broken_is_still_lines() -> None:
    bad, good = read("-", stdin=b'{"id": "a", "text": "\n' + lines({"id": "b", "text": TEXT}))
    assert isinstance(bad, Failure)
    assert isinstance(good, Article)


def test_inputs_text_that_begins_with_a_brace_is_a_text() -> None:
    [article] = read("-", stdin=("{" + TEXT + "}\n" + TEXT).encode())
    assert isinstance(article, Article)
    assert article.text == "{" + TEXT + "}\n" + TEXT


def test_inputs_say_what_is_wrong_with_a_path(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty.jsonl").write_bytes(b"\n\n")
    (tmp_path / "bad.txt.gz").write_bytes(b"\x1f\x8bnothing")
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(TEXT.encode())[:-6])
    (tmp_path / "long.txt").write_text("م" * 9_000, encoding="utf-8")
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"a" * 3_000_000))
    names = ["none.txt", "empty", "empty.txt", "empty.jsonl", "bad.txt.gz", "cut.txt.gz", "long.txt", "bomb.txt.gz"]
    bad = failures(read(*(tmp_path / name for name in names), "a\0b", "x" * 5000))
    said = [
        "no such file",
        "nothing to read",
        "empty",
        "empty",
        "gzip",
        "gzip",
        "over",
        "over",
        "no such file",
        "too long",
    ]
    assert len(bad) == len(said)
    for failure, words in zip(bad, said, strict=True):
        assert words in failure.message
        assert "\n" not in failure.message + failure.id
    assert [failure.id for failure in bad[:-2]] == [str(tmp_path / name) for name in names]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_inputs_say_that_a_file_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    [bad] = failures(read(path))
    assert "permissions" in bad.message


def test_inputs_yield_the_first_line_before_the_input_ends() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stdin, os.fdopen(writer, "wb") as out:
        out.write(lines({"id": "1", "text": TEXT}))
        out.flush()
        found = read_inputs(["-"], stdin=stdin)
        assert isinstance(next(found), Article)
        out.close()
        assert list(found) == []


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b'{"id": 1', b', "text": "\xd8\xb3"', b"}", b"\n"])).map(b"".join)
)
def test_inputs_raise_nothing(data: bytes) -> None:
    for item in read("-", stdin=data):
        assert isinstance(item, Article | Failure)
