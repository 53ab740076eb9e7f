"""What is found, in which spelling, where, and in which order."""

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravi import Article, Reader, Record
from ravi.errors import ExtraMissing, InputError
from ravi.persian.letters import ZWNJ
from ravi.record import Entity, MadeBy, Quote, Reference, Source
from ravi.spans import Edit, Span, apply
from ravi.store import Store, index, open_store
from ravi.store.days import parse_days
from ravi.store.expressions import among, expression, spell
from ravi.store.filters import Asked
from ravi.store.folding import Located, joined, letters, letters_in_place, parts, spaced, words
from ravi.store.lemmas import forms_of_words
from ravi.store.query import parse
from ravi.store.search import Hit, count, search


def record(key: str, day: str, publisher: str | None, text: str, said: dict[str, tuple[str, str | None]]) -> Record:
    """A record of a text in which | is a half-space, with direct quotations of somebody, who holds an office."""
    text = text.replace("|", ZWNJ)
    names = list(dict.fromkeys(said.values()))
    entities = [Entity(name, "PER", office, (), "demo", 1.0) for name, office in names]
    entities.append(Entity("ایرنا", "ORG", None, (), "demo", 1.0))
    quotes = [
        Quote((_span(words, text),), "direct", None, Reference(None, names.index(who)), None, (), "demo", 1.0)
        for words, who in said.items()
    ]
    edits = tuple(Edit(at, at + 1, "ک", "demo") for at, letter in enumerate(text) if letter == "ك")
    source = Source(Reference(None, len(names)), None, "agency", "demo", 1.0)
    published = parse_days(day).first if day else None
    return Record(
        Article(key, text, None, publisher, published),
        *(apply(text, edits), edits, (), tuple(entities), (), tuple(quotes), ()),
        (source,) if "ایرنا" in text else (),
        *((), (), (), None, MadeBy("0", None, {})),
    )


def _span(words: str, text: str) -> Span:
    words = words.replace("|", ZWNJ)
    return Span(text.index(words), text.index(words) + len(words))


MINISTER, MARYAM = ("رضا نیکنام", "وزیر نیرو"), ("مریم دریاباری", None)
RECORDS = (
    record(
        *("a", "1395-09-28", "پیک روز"),
        "وزیر نیرو آمد. به گزارش ایرنا، رضا نیکنام، وزیر نیرو، گفت: «سد تازه آب ندارد.» کتاب|ها رسید.",
        {"سد تازه آب ندارد": MINISTER},
    ),
    record(
        *("b", "1395-10-02", "نوید"),
        "مریم دریاباری گفت: «وزیر نیرو كار خود را نمی داند.» او افزود: «کتابها را بخوانید.»",
        {"وزیر نیرو كار خود را نمی داند": MARYAM, "کتابها را بخوانید": MARYAM},
    ),
    record(
        *("c", "1396-01-05", "نوید"),
        "سدّ تازه پُر شد. رئیس|جمهور دیروز ۱۲ کتاب ها را دید و از سد تازه بازدید کرد. او نمی|داند.",
        {},
    ),
    record("d", "", None, "در این گزارش از سد و نیرو سخنی نیست، تنها آتش|بس آمده است.", {}),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("search") / "news.ravi", "write") as opened:
        opened.put_many((one, None) for one in RECORDS)
        yield opened


def found(store: Store, query: str = "", **asked: Any) -> str:  # noqa: ANN401 - what Asked takes
    """The ids of the hits, in their order."""
    if isinstance(asked.get("days"), str):
        asked["days"] = parse_days(asked["days"])
    hits = list(search(store, Asked(query, **asked)))
    assert count(store, Asked(query, **asked)) == len(hits)
    return "".join(hit.article.id for hit in hits)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("سد", "cad"),
        ("سد تازه", "ca"),
        ("سد و تازه", "ca"),
        ("وَ سد", "cad"),
        ("آب يا آتش", "ad"),
        ("کتاب -«نمی داند»", "a"),
        ("سد AND تازه", "ca"),
        ("«نیرو گفت»", "a"),
        ('"نیرو گفت"', "a"),
        ("«گفت سد تازه آب»", "a"),  # across the border of a quotation
        ("«رضا نیکنام وزیر نیرو گفت سد تازه آب ندارد»", "a"),
        ("«سد نیرو»", ""),
        ("سد -تازه", "d"),
        ("سد NOT تازه", "d"),
        ("سد نه تازه", "d"),
        ("آب یا آتش", "ad"),
        ("آب OR آتش", "ad"),
        ("(آب | آتش) نیرو", "ad"),
        ("وزی*", "ba"),
        ("«وزیر نی*»", "ba"),
        ("کتابه*", "cba"),
        ("NEAR(رضا گفت, 4)", "a"),
        ("NEAR(رضا گفت, 2)", ""),
        ("NEAR(رضا گفت، ۴)", "a"),
        ("نزدیک(گفت رضا، ۴)", "a"),
        ("NEAR(رضا «نیرو گفت» , 2)", "a"),
        ("12", "c"),
        ("نبودن", ""),
    ],
)
def test_search_finds(store: Store, query: str, ids: str) -> None:
    assert found(store, query) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("کتاب|ها", "cba"),
        ("رئیس|جمهور", "c"),
        ("نمی|داند", "cb"),
        ("آتش|بس", "d"),
        ("سد تازه", "ca"),
        ("«وزیر نیرو کار خود را نمی|داند»", "b"),
        ("کتاب|ها ۱۲", "c"),
        ("نمی|دا*", "cb"),
    ],
)
def test_search_does_not_mind_the_spelling(store: Store, query: str, ids: str) -> None:
    letters_of = [("ی", "يى"), ("ک", "ك"), ("ئ", "ئ"), ("۱۲", ("12", "١٢")), ("س", ("سّ", "سَ", "سـ")), ("آ", ("آ",))]
    spellings = {query.replace("|", half_space) for half_space in (ZWNJ, "", " ")}
    for letter, others in letters_of:
        spellings |= {one.replace(letter, other) for one, other in product(spellings, others)}
    assert {one: found(store, one) for one in spellings} == dict.fromkeys(spellings, ids)


@pytest.mark.parametrize(("query", "ids"), [("خود|دا*", "ab"), ("خود*", "abc")])
def test_search_beginnings_of_words_with_half_spaces_are_no_beginnings_of_two_words(
    tmp_path: Path, query: str, ids: str
) -> None:
    texts = {"a": "او از سخن خود|داری کرد.", "b": "او از سخن خود داری کرد.", "c": "او این را کار خود|| دانست."}
    with open_store(tmp_path / "news.ravi", "write") as store:
        store.put_many((record(key, "", None, text, {}), None) for key, text in texts.items())
        for half_space in (ZWNJ, "", " "):
            assert sorted(found(store, query.replace("|", half_space))) == list(ids)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"query": "نیرو", "scope": "quotes"}, "b"),
        ({"query": "نیرو", "scope": "narrator"}, "ad"),
        ({"query": "نیرو -کتاب", "scope": "narrator"}, "d"),
        ({"query": "نیرو بخوانید", "scope": "quotes"}, ""),  # in two quotations, not in one
        ({"query": "بخوانید -نیرو", "scope": "quotes"}, "b"),
        ({"query": "«سد تازه»", "scope": "quotes"}, "a"),
        ({"query": "NEAR(سد آب, 1)", "scope": "quotes"}, "a"),
        ({"query": "NEAR(سد آب, 0)", "scope": "quotes"}, ""),
        ({"query": "گفت", "scope": "quotes"}, ""),
        ({"speaker": "نيکنام"}, "a"),
        ({"speaker": "نیکنام رضا"}, "a"),
        ({"speaker": "مریم"}, "b"),
        ({"speaker": "نیرو"}, ""),
        ({"office": "وزیر نيرو"}, "a"),
        ({"query": "آب", "speaker": "نیکنام", "scope": "quotes"}, "a"),
        ({"query": "آب", "speaker": "مریم", "scope": "quotes"}, ""),
        ({"source": "ایرنا"}, "a"),
        ({"outlet": "پيک"}, "a"),
        ({"outlet": "نوید"}, "cb"),
        ({"form": "direct"}, "ba"),
        ({"form": "mixed"}, ""),
        ({"days": "۱۳۹۵"}, "ba"),
        ({"days": "1395-09"}, "a"),
        ({"days": "1395-09..1395-10", "query": "نیرو"}, "ba"),
        ({"days": "2016-12-19..", "query": "سد"}, "c"),
        ({"days": "..2016-12-18", "query": "سد"}, "a"),
        ({"days": "1400", "query": "سد"}, ""),
        ({"query": "سد", "sort": "rank"}, "cda"),
        ({"query": "سد", "event": "agree"}, ""),
    ],
)
def test_search_is_narrowed(store: Store, asked: dict[str, Any], ids: str) -> None:
    assert found(store, **asked) == ids


def test_search_says_where_in_the_text_as_published(store: Store) -> None:
    [hit] = search(store, Asked("نمی داند یا بخوانید", scope="quotes"))
    assert [span.of(hit.article.text) for span in hit.spans] == ["نمی داند", "بخوانید"]
    assert [(said.n, said.speaker) for said in hit.said] == [(0, "مریم دریاباری"), (1, "مریم دریاباری")]
    [hit] = search(store, Asked("پر سدّ"))
    assert [span.of(hit.article.text) for span in hit.spans] == ["سدّ", "پُر", "سد"]
    assert all(span == hit.offsets.to_original(hit.offsets.to_repaired(span)) for span in hit.spans)


def test_search_sorts_many_by_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravi.store.finding._PAGES", (1, 3))
    reader = Reader(rules_only=True)
    days = [(1395, 9, 1), (1390, 1, 5), None, (1395, 9, 1), (1395, 8, 30), (1395, 8, 29), (1370, 1, 1), (1395, 9, 1)]
    with open_store(tmp_path / "news.ravi", "write") as many:
        for number, day in enumerate(days):
            published = parse_days("{:04}-{:02}-{:02}".format(*day)).first if day else None
            many.put(reader.read(Article(str(number), "خبر تازه آمد.", published=published)))
        assert found(many, "خبر") == "73045162"
        assert found(many, "خبر", days="1395-08..1395-09") == "73045"
        assert found(many, "خبر", days="1395-08-30..1395-09-02") == "7304"
        assert [hit.article.id for hit in islice(search(many, Asked("خبر")), 2)] == ["7", "3"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "holds no word"),
        ("،؟", "holds no word"),
        ("و", "holds no word"),
        ("-سد", "only says what is not wanted"),
        ("س*", "too short"),
        ("سد " * 60, "more than 50 words"),
        ("س" * 2000, "longer than"),
        ("(" * 50 + "سد", "more than 20 parentheses"),
        ("NEAR(یک دو سه چهار پنج)", "at most 4"),
    ],
)
def test_search_says_what_is_wrong(store: Store, query: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        list(search(store, Asked(query)))


def test_search_says_what_is_wrong_with_a_filter(store: Store) -> None:
    with pytest.raises(InputError, match="no type of an event"):
        list(search(store, Asked("سد", event="WAR")))
    with pytest.raises(InputError, match="no form of a quotation"):
        list(search(store, Asked("سد", form="said")))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="holds no word"):
        list(search(store, Asked("سد", speaker="؟")))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1395", (date(2016, 3, 20), date(2017, 3, 20))),
        ("۱۳۹۵", (date(2016, 3, 20), date(2017, 3, 20))),
        ("1395/09", (date(2016, 11, 21), date(2016, 12, 20))),
        ("2016", (date(2016, 1, 1), date(2016, 12, 31))),
        ("2016-2", (date(2016, 2, 1), date(2016, 2, 29))),
        ("1395 تا 1396", (date(2016, 3, 20), date(2018, 3, 20))),
        ("1395-09-28..", (date(2016, 12, 18), None)),
        ("..2016-12-18", (None, date(2016, 12, 18))),
    ],
)
def test_days_are_read_in_either_calendar(text: str, days: tuple[date | None, date | None]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "..", "دیروز", "1395-13", "2016..2015", "1..2..3", "2016-02-30", "۹۵"])
def test_days_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="«"):
        parse_days(text)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.dates(date(1300, 1, 1), date(2500, 1, 1))), max_size=8), st.dates(), st.dates())
def test_places_are_those_of_the_days_asked_for(days: list[date | None], one: date, other: date) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE places (place INTEGER PRIMARY KEY, article INTEGER)")
        placed = [
            (index.new_places(connection, [day.toordinal() if day else None], [article])[0], day)
            for article, day in enumerate(days)
        ]
    first, last = sorted((one, other))
    low, high = index.places_between(first, last)
    assert {day for place, day in placed if low <= place <= high} == {
        day for day in days if day and first <= day <= last
    }
    low, high = index.places_between(None, None)
    assert all(low <= place <= high for place, _ in placed)
    assert [day for _, day in sorted(placed)] == sorted(days, key=lambda day: day or date.min)


TEXTS = st.text(st.sampled_from("آأابکكيیۀة۱1١ َّـ\u200c\u200d\u200f «»،.-ﻻﷺİßA½\n"), max_size=30)


@given(TEXTS)
def test_folding_words_and_their_places_agree(text: str) -> None:
    assert [word.joined for word in words(text)] == joined(letters(text)).split()
    assert [part.text for part in parts(text)] == spaced(letters(text)).split()
    if not set(text) & set("ﻻﷺİ½"):
        assert [part for word in words(text) for part in word.parts] == parts(text)
    assert all(0 <= part.start < part.end <= len(text) for part in parts(text))


@given(TEXTS)
def test_folding_says_where_the_letters_stand(text: str) -> None:
    located = Located(text)
    found = [(*located.span(*word.span()), word[0]) for word in re.finditer(f"[^ {ZWNJ}]+", located.letters)]
    assert found == [tuple(part) for part in parts(text)]


@given(st.text(max_size=30) | TEXTS)
def test_folding_the_common_letters_fast_is_folding_them(text: str) -> None:
    in_place = letters_in_place(text)
    assert letters("".join(text)) == letters(f"{text}\u0416")[: -len("ж")]  # with a letter that is not common
    assert in_place is None or (len(in_place) == len(text) and letters(text) == in_place)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert letters(joined(letters(text))) == joined(letters(text))


PIECES = ["سد", f"کتاب{ZWNJ}ها", "AND", "OR", "NOT", "NEAR", "(", ")", '"', "«", "»", "*", "-", ",", " ", " ", "۵"]
QUERIES = st.lists(st.sampled_from(PIECES) | st.sampled_from(list("'^:;{}\\%_\x00+~`$#@!?|&ab")), max_size=25).map(
    "".join
)


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_search_lets_nothing_of_a_query_reach_the_database(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search USING fts5(words, joined, tokenize = 'ascii')")
    connection.execute("CREATE VIRTUAL TABLE said USING fts5(words, tokenize = 'ascii', detail = 'none')")
    try:
        tree = spell(parse(query), lambda word, begins: ["کتاب ها"] if word == "کتابها" else [])
    except InputError:
        return
    for beginnings in (lambda word: [], lambda word: [word, f"{word}ها"]):
        for asked in (expression(tree, beginnings), expression(tree, beginnings, certain=False)):
            connection.execute("SELECT rowid FROM search WHERE search MATCH ?", (asked,)).fetchall()
        connection.execute("SELECT rowid FROM said WHERE said MATCH ?", (among(tree, beginnings, "«"),)).fetchall()


def test_search_a_hit_that_goes_away_is_no_hit(tmp_path: Path) -> None:
    reader = Reader(rules_only=True)
    with open_store(tmp_path / "news.ravi", "write") as store:
        for key in "ab":
            store.put(reader.read(Article(key, "خبر تازه آمد.")))
        hits: Iterator[Hit] = search(store, Asked("خبر"))
        assert next(hits).article.id == "b"
        store.remove("a")
        assert list(hits) == []


def test_search_by_lemma_finds_every_form(tmp_path: Path) -> None:
    pytest.importorskip("simplemma")
    texts = ["مسائل تازه|ای بود.", "آن مسئله ماند.", "وزرا نمی|گویند.", "وزیر می|گوید که رفت.", "نرخ تازه است."]
    reader = Reader(rules_only=True)
    with open_store(tmp_path / "news.ravi", "write") as many:
        many.put_many((reader.read(Article(str(at), text.replace("|", ZWNJ))), None) for at, text in enumerate(texts))
        for query, plain, by_lemma in (
            ("مسئله", "1", "01"),
            ("وزیر", "3", "23"),
            ("گفتن", "", "23"),
            ("نمی گویند", "2", "23"),
            ("«مسئله»", "1", "1"),
            ("مسئ*", "1", "1"),
            ("گفت نرخ", "", ""),
            ("تازه -مسئله", "04", "4"),
        ):
            for lemmas, expected in ((False, plain), (True, by_lemma)):
                ids = sorted(hit.article.id for hit in search(many, Asked(query, lemmas=lemmas)))
                assert "".join(ids) == expected, (query, lemmas)
        [hit] = search(many, Asked("مسئله تازه", lemmas=True))
        assert [span.of(hit.article.text) for span in hit.spans] == ["مسائل", "تازه|ای".replace("|", ZWNJ)]


def test_search_by_lemma_names_the_extra_that_it_needs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simplemma.strategies.dictionaries", None)
    forms_of_words.cache_clear()
    with pytest.raises(ExtraMissing, match=r"ravi\[lemmas\]"):
        list(search(store, Asked("سد", lemmas=True)))
