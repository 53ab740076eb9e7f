"""A store keeps what it is given, whole, and refuses what is not its own."""

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from ravi.errors import StoreError
from ravi.inputs import Document
from ravi.pipeline import Reader
from ravi.record import (
    Article,
    Failure,
    Record,
    Reference,
    Term,
)
from ravi.spans import Edit, Span, apply
from ravi.store import MIGRATIONS, Store, open_store
from ravi.store.files import connect
from ravi.store.filters import Asked
from ravi.store.folding import FOLD_VERSION
from ravi.store.layers import COLUMNS, read_repaired
from ravi.store.originals import pack, unpack
from ravi.store.schema import Migration
from ravi.store.search import search
from store_steps import FULL, MADE_BY, TEXT, tables

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "store.md"
DOCUMENT = Document("news.jsonl:7", TEXT.encode(), "page", date(2016, 12, 18), "پیک روز", None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ravi"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path, "write") as opened:
        yield opened


def test_store_a_full_record_fills_every_field_with_something() -> None:
    for part in fields(Record):
        assert getattr(FULL, part.name)
    for layer in ("entities", "dates", "quotes", "marks", "sources", "events", "terms", "roles"):
        for one in fields(getattr(FULL, layer)[0]):
            assert any(getattr(item, one.name) not in (None, (), "") for item in getattr(FULL, layer)), one.name


def test_store_gives_back_the_record_that_was_put(store: Store, sample_text: str) -> None:
    read = Reader().read(Article("sample", sample_text, published=date(2023, 9, 9)))
    assert store.put(FULL)
    assert store.put(read)
    assert store.get("a") == FULL
    assert store.get("sample") == read
    assert [record.article.id for record in store.records()] == list(store.ids()) == ["a", "sample"]
    assert store.get("b") is None
    assert len(store) == 2
    assert "a" in store
    assert "b" not in store


def test_store_keeps_every_term_whether_or_not_it_is_a_mention(store: Store) -> None:
    first = Term(FULL.entities[0].mentions[0].span, 0, None, 1, "demo", 0.5)
    twice = replace(first, voice=0, retells=None)
    record = replace(FULL, terms=(first, twice, replace(first, span=Span(10, 12), entity=1)))
    store.put(record)
    assert store.get("a") == record
    shown = store.connection.execute(
        "SELECT term, entity, voice, retells FROM v_terms ORDER BY start, voice"
    ).fetchall()
    assert shown == [("وزير کار", 0, None, 1), ("وزير کار", 0, 0, None), (TEXT[10:12], 1, None, 1)]


def test_store_reads_entities_as_they_were_kept_before_ways(store: Store) -> None:
    terms = (Term(Span(0, 8), 0, 1, None, "demo", 1.0), Term(Span(33, 39), 0, None, 0, "demo", 1.0))
    store.put(replace(FULL, terms=terms))
    views = ("v_mentions", "v_terms")
    shown = [sorted(store.connection.execute(f"SELECT * FROM {view}"), key=str) for view in views]  # noqa: S608
    [rule] = store.connection.execute("SELECT key FROM rules WHERE rule = 'demo' AND confidence = 1").fetchone()
    store.connection.execute(
        "UPDATE entities SET mentions = '[0,8,1,33,6,2]', terms = ? WHERE n = 0", (f"[0,8,2,0,{rule},33,6,0,1,{rule}]",)
    )
    assert store.get("a") == replace(FULL, terms=terms)
    assert [sorted(store.connection.execute(f"SELECT * FROM {view}"), key=str) for view in views] == shown  # noqa: S608


def test_store_keeps_a_reference_to_nobody_as_none(store: Store) -> None:
    store.put(
        replace(FULL, quotes=(replace(FULL.quotes[2], speaker=Reference(None, None)),), events=(), terms=(), roles=())
    )
    kept = store.get("a")
    assert kept is not None
    assert kept.quotes[0].speaker is None


def test_store_every_reference_points_at_something(store: Store) -> None:
    store.put(FULL)
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_store_puts_the_same_once(store: Store, path: Path) -> None:
    assert store.put(FULL, DOCUMENT)
    before = tables(path)
    assert not store.put(FULL, DOCUMENT)
    assert not store.put(FULL)
    assert tables(path) == before


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, made_by=replace(MADE_BY, ravi="1"), quotes=()),
        replace(FULL, article=replace(FULL.article, publisher=None)),
    ],
    ids=["other versions", "other article"],
)
def test_store_puts_another_reading_in_place_of_the_old(store: Store, other: Record) -> None:
    other = replace(other, events=(), terms=(), roles=())
    store.put(FULL, DOCUMENT)
    assert store.put(other)
    assert store.get("a") == other
    assert len(store) == 1


def test_store_keeps_the_original_bytes(store: Store) -> None:
    windows = replace(DOCUMENT, data="وزير".encode("cp1256"), publisher=None)
    store.put(FULL, windows)
    assert store.original("a") == windows
    store.put(FULL, DOCUMENT)
    assert store.original("a") == DOCUMENT
    (digest, size) = store.connection.execute("SELECT sha256, length(bytes) FROM originals").fetchone()
    assert size < len(DOCUMENT.data)
    assert digest == sha256(DOCUMENT.data + '\0{"published":"2016-12-18","publisher":"پیک روز"}'.encode()).digest()
    assert store.original("b") is None


ARTICLE = ("a", "https://example.org/1", None, "2016-12-18", TEXT * 20)
LINE = {"id": "a", "text": TEXT * 20, "more": [1, 2]}


@pytest.mark.parametrize(
    ("data", "kind", "most"),
    [
        (json.dumps(LINE, ensure_ascii=False).encode(), "line", 60),
        (json.dumps(LINE).encode(), "line", 60),
        ((TEXT * 20).encode(), "page", 10),
        (b"\x000 7 " + (TEXT * 20).encode() + bytes(range(256)) * 20, "page", 400),
        (f"<p>{TEXT}</p>".encode() * 20, "page", 150),
        (b"{}", "line", 30),
        (b"", "page", 30),
    ],
    ids=["line", "line in ASCII", "text", "more than the text", "page", "another line", "nothing"],
)
def test_originals_are_kept_small_and_whole(data: bytes, kind: str, most: int) -> None:
    small = pack(data, kind, ARTICLE)
    assert unpack(small, kind, ARTICLE) == data
    assert len(small) <= most


def test_originals_kept_by_an_older_ravi_are_read() -> None:
    packer = zlib.compressobj(zdict=(TEXT * 20).encode())
    assert unpack(packer.compress(b"0 1 old") + packer.flush(), "page", ARTICLE) == b"0 1 old"


@pytest.mark.parametrize(
    "pairs",
    [{"ي": "ی", "ك": "ک"}, {"ا": "ب", "ب": "ا"}, {"ه ا": "ها", "ك": "ک", " ت": "\u200cت"}],
    ids=["letters", "letters that become each other", "letters and spaces"],
)
def test_store_repairs_a_text_at_once_as_edit_by_edit(pairs: dict[str, str], store: Store) -> None:
    text = TEXT.replace("سخنگو", "باب") * 3
    edits = sorted(
        Edit(found.start(), found.end(), new, "demo") for old, new in pairs.items() for found in re.finditer(old, text)
    )
    record = replace(FULL, article=replace(FULL.article, text=text), repairs=tuple(edits), repaired=apply(text, edits))
    store.put(record)
    repaired, offsets = read_repaired(store.connection, 1, text)
    assert repaired == record.repaired
    assert offsets.blocks == record.offsets.blocks


def test_store_tells_a_damaged_original(store: Store) -> None:
    store.put(FULL, DOCUMENT)
    store.connection.execute("UPDATE originals SET sha256 = x'00'")
    with pytest.raises(StoreError, match="the original of a is damaged"):
        store.original("a")


def test_store_knows_what_is_current(store: Store) -> None:
    store.put(FULL, DOCUMENT)
    newer = replace(MADE_BY, steps={"repair": 2, "quotes": 2})
    assert store.current(DOCUMENT, MADE_BY) == "a"
    assert store.current(DOCUMENT, newer) is None
    assert store.current(replace(DOCUMENT, publisher="دیگر"), MADE_BY) is None
    assert store.current(replace(DOCUMENT, data=b"1"), MADE_BY) is None
    assert list(store.stale(MADE_BY)) == []
    assert list(store.stale(newer)) == ["a"]


def test_store_remembers_failures(store: Store) -> None:
    failure = Failure("a", "decode", "the text is empty")
    store.fail(failure, DOCUMENT, MADE_BY)
    assert store.failed(DOCUMENT, MADE_BY) == failure
    assert store.failed(DOCUMENT, replace(MADE_BY, ravi="1")) is None
    store.put(FULL, DOCUMENT)
    assert store.failed(DOCUMENT, MADE_BY) is None


def test_store_removes_an_article_whole(store: Store, path: Path) -> None:
    store.put(replace(FULL, article=replace(FULL.article, id="b")))
    before = tables(path)
    store.put(FULL, DOCUMENT)
    assert store.remove("a")
    assert tables(path) == before
    assert not store.remove("a")


def test_store_keeps_all_of_a_transaction_or_nothing(store: Store, path: Path) -> None:
    before = tables(path)
    with pytest.raises(StoreError, match="cannot be kept"):
        store.put(replace(FULL, marks=(replace(FULL.marks[0], kind=None),)))  # type: ignore[arg-type]
    assert tables(path) == before
    assert store.put(FULL)
    assert store.get("a") == FULL


def test_store_put_many_is_put_of_each(store: Store) -> None:
    records = [replace(FULL, article=replace(FULL.article, id=str(number))) for number in range(7)]
    assert store.put_many(((record, None) for record in records), together=3) == 7
    assert list(store.records()) == records


def test_store_two_read_while_one_writes(store: Store, path: Path) -> None:
    with open_store(path) as one, open_store(path) as two:
        store.put(FULL)
        with store.transaction():
            store.connection.execute("DELETE FROM marks")
            assert one.get("a") == two.get("a") == FULL
        assert one.get("a") == two.get("a") == replace(FULL, marks=())


def test_store_open_to_read_cannot_be_written(store: Store, path: Path) -> None:
    with open_store(path) as reading, pytest.raises(StoreError, match="readonly"):
        reading.put(FULL)


def test_store_refuses_to_read_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here: make one with ravi add"):
        open_store(tmp_path / "none.ravi")
    with pytest.raises(StoreError, match="make it first"):
        open_store(tmp_path / "no" / "none.ravi", "write")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path, "write")


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (a)")
    connection.commit()
    connection.close()


def _text(path: Path) -> None:
    path.write_text("وزیر گفت " * 100, encoding="utf-8")


def _cut(path: Path) -> None:
    with open_store(path, "write") as store:
        store.put(FULL)
    path.write_bytes(path.read_bytes()[:-5000])


def _newer(path: Path) -> None:
    with open_store(path, "write") as store:
        store.connection.execute("PRAGMA user_version = 9999")


@pytest.mark.parametrize("mode", ["read", "write"])
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_foreign, "a database of another program"),
        (_text, "no store of Ravi"),
        (_cut, "cut off"),
        (_newer, "made by a newer Ravi"),
    ],
)
def test_store_refuses_a_file_and_leaves_it(make: object, why: str, mode: str, path: Path) -> None:
    make(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(StoreError, match=why):
        open_store(path, mode)  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_store_goes_on_where_it_was_ended_while_it_was_made(path: Path) -> None:
    path.touch()
    with open_store(path, "write") as store:
        assert len(store) == 0
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with open_store(path, "write") as store:
        assert store.put(FULL)


ADDED = Migration("CREATE TABLE later (a TEXT);\nINSERT INTO later VALUES ('-- ; یک');", lambda now: _add_two(now))


def _add_two(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO later VALUES ('دو')")


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_store_brings_each_older_version_to_this_one(version: int, path: Path, tmp_path: Path) -> None:
    connect(path, "write", MIGRATIONS[:version]).close()
    connect(path, "write", (*MIGRATIONS, ADDED)).close()
    fresh = tmp_path / "fresh.ravi"
    connect(fresh, "write", (*MIGRATIONS, ADDED)).close()
    assert tables(path) == tables(fresh)
    assert tables(path)["later"] == [("-- ; یک",), ("دو",)]
    connection = connect(path, "read", (*MIGRATIONS, ADDED))
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_store_a_migration_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    connect(path, "write").close()
    before = tables(path)
    with pytest.raises(StoreError, match="cannot be written"):
        connect(path, "write", (*MIGRATIONS, Migration("CREATE TABLE half (a);\nINSERT INTO none VALUES (1);")))
    assert tables(path) == before
    with open_store(path) as store:
        assert len(store) == 0


def test_store_reading_brings_an_older_store_to_this_version_and_says_so(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    connect(path, "write", MIGRATIONS[:1]).close()
    assert not caplog.records
    connection = connect(path, "read", (*MIGRATIONS, ADDED))
    assert connection.execute("SELECT count(*) FROM later").fetchone() == (2,)
    [said] = (record.getMessage() for record in caplog.records)
    assert f"{path}: این انبار از نسخۀ 1 به {len(MIGRATIONS) + 1}" in said
    assert f"{path}: this store is brought from version 1 to {len(MIGRATIONS) + 1};" in said
    connect(path, "read", (*MIGRATIONS, ADDED)).close()
    assert len(caplog.records) == 1


def test_store_names_the_columns_that_it_refers_to(path: Path) -> None:
    """Datasette answers a table with an error where they are left out."""
    connect(path, "write", MIGRATIONS[:3]).close()
    connection = connect(path, "write")
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    keys = [key for name in names for key in connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()]
    assert len(keys) > 30
    assert all(key[4] for key in keys)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_store_builds_the_index_again_where_the_fold_was_another(path: Path) -> None:
    with open_store(path, "write") as store:
        store.put(FULL)
        store.put(replace(FULL, article=replace(FULL.article, id="b", published=None)))
    whole = tables(path)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("UPDATE folding SET version = 1")
    connection.execute("UPDATE names SET folded = 'old'")
    connection.execute("DELETE FROM places")
    connection.commit()
    connection.close()
    with open_store(path) as store:
        assert [hit.key for hit in search(store, Asked("کار"))] == [1, 2]
    assert {name: rows for name, rows in tables(path).items() if name != "places"} == {
        name: rows for name, rows in whole.items() if name != "places"
    }


def test_store_goes_on_with_an_index_that_was_not_built_to_its_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.store.rebuilding._PART", 1)
    with open_store(path, "write") as store:
        store.put_many((replace(FULL, article=replace(FULL.article, id=id)), None) for id in "abc")
        store.connection.execute("UPDATE folding SET version = 1")
    whole = {**tables(path), "folding": [(1, FOLD_VERSION)]}
    index_article = Store.index_article

    def ends(store: Store, article: int) -> None:
        if article == 3:
            raise KeyboardInterrupt
        index_article(store, article)

    monkeypatch.setattr(Store, "index_article", ends)
    with pytest.raises(KeyboardInterrupt):
        open_store(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT article FROM places ORDER BY article").fetchall() == [(1,), (2,)]
    connection.close()
    again: list[int] = []

    def goes_on(store: Store, article: int) -> None:
        again.append(article)
        index_article(store, article)

    monkeypatch.setattr(Store, "index_article", goes_on)
    with open_store(path) as store:
        assert [hit.key for hit in search(store, Asked("کار"))] == [3, 2, 1]
    assert again == [3]
    assert tables(path) == whole


def test_store_with_the_index_of_a_newer_fold_is_refused_and_left(path: Path) -> None:
    with open_store(path, "write") as store:
        store.put(FULL)
        store.connection.execute("UPDATE folding SET version = version + 1")
    before = tables(path)
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="made by a newer Ravi"):
            open_store(path, mode)
    assert tables(path) == before


def test_store_of_the_first_version_that_holds_articles_is_found_in_by_words(path: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "new.ravi", "write") as store:
        store.put(FULL)
        old = connect(path, "write", MIGRATIONS[:3])
        for name in ("made_by", "rules", "names", "articles", *COLUMNS):
            for row in store.connection.execute(f"SELECT * FROM {name}").fetchall():  # noqa: S608 - names of ours
                old.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        old.close()
    with open_store(path) as store:
        assert [hit.article.id for hit in search(store, Asked("کار"))] == ["a"]
        assert store.get("a") == FULL


def test_store_the_tables_say_what_they_hold(store: Store) -> None:
    shown = "\n".join(
        sql
        for (sql,) in store.connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'view')"
        )
    )
    assert "-- exactly as published" in shown
    assert store.put(FULL)
    for view in (
        "v_quotes",
        "v_entities",
        "v_sources",
        "v_terms",
        "v_events",
        "v_repairs",
        "v_mentions",
        "v_sentences",
        "v_chain",
    ):
        assert store.connection.execute(f"SELECT * FROM {view}").fetchall()  # noqa: S608
    [first, *_] = store.connection.execute("SELECT speaker, role, cue, content FROM v_quotes ORDER BY n").fetchall()
    assert first == ("وزير کار", "وزير", ":", TEXT[10:24])
    edits = store.connection.execute("SELECT first, times, old, new, confidence FROM v_repairs ORDER BY n").fetchall()
    assert edits == [(2, 1, "ي", "ی", 1.0), (10, 1, "ك", "ک", 1.0), (13, 1, " ", "", 0.7)]


def test_store_keeps_an_article_of_one_long_word(tmp_path: Path) -> None:
    with open_store(tmp_path / "news.ravi", "write") as store:
        store.put(Reader(rules_only=True).read(Article("1", "کتاب" * 100_000 + " گفت")))
        assert len(store) == 1


def test_store_docs_tell_every_table_and_column(store: Store) -> None:
    page = DOCS.read_text(encoding="utf-8")
    names = store.connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    for (name,) in names:
        if not name.startswith(("search_", "said_", "sqlite_")):
            assert f"**`{name}`**" in page, name
            for column in store.connection.execute(f"PRAGMA table_info({name})").fetchall():
                assert name.startswith("v_") or f"`{column[1]}`" in page, column
