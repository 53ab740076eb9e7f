"""What a person says against a reading holds, whatever reads the article again."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ravi.errors import InputError
from ravi.record import Entity, Mention, Quote, Record, Reference
from ravi.spans import Span
from ravi.store import Correction, Store, open_store
from ravi.store.corrections import corrected
from ravi.store.filters import Asked
from ravi.store.gold import to_gold
from ravi.store.search import search
from store_steps import FULL, MADE_BY, tables

Ravi = Callable[..., subprocess.CompletedProcess[str]]
TEXT = FULL.article.text
SAID = TEXT[10:24]


def quote_is(**change: str | None) -> Correction:
    return Correction("quotes", Span(10, 24), SAID, change)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "news.ravi", "write") as opened:
        opened.put(FULL)
        yield opened


def quote(record: Record | None, number: int = 0) -> Quote:
    assert record is not None
    return record.quotes[number]


def test_corrections_change_the_speaker_and_nothing_else() -> None:
    [other] = (corrected(FULL, [quote_is(speaker="سخنگو")]),)
    assert other.quotes[0].speaker == Reference(None, 1)
    assert (other.quotes[0].rule, other.quotes[0].confidence) == ("by_hand", 1.0)
    assert other.quotes[0].parts == FULL.quotes[0].parts
    assert other.quotes[1:] == FULL.quotes[1:]
    assert replace(other, quotes=FULL.quotes) == FULL


@pytest.mark.parametrize(
    ("change", "speaker"),
    [
        ({"speaker": "وزیر كار"}, Reference(Span(0, 8), 0)),  # as the entity is called, in another spelling
        ({"speaker": "مریم دریاباری"}, Reference(None, 2)),  # nobody of the article yet
        ({"speaker": None}, None),
    ],
)
def test_corrections_find_the_speaker_by_the_name(change: dict[str, str | None], speaker: Reference | None) -> None:
    assert corrected(FULL, [quote_is(**change)]).quotes[0].speaker == speaker


def test_corrections_move_the_ends_of_a_quotation_and_its_cue() -> None:
    at = TEXT.rindex("گفت")
    found = corrected(FULL, [quote_is(content=f"4:{TEXT[4:20]}", cue=f"{at}:گفت")]).quotes[0]
    assert (found.parts, found.cue, found.rule) == ((Span(4, 20),), Span(at, at + 3), "by_hand")
    assert found.speaker == FULL.quotes[0].speaker
    assert corrected(FULL, [quote_is(cue="نیست")]).quotes[0].cue == FULL.quotes[0].cue
    assert corrected(FULL, [quote_is(cue=None)]).quotes[0].cue is None
    again = corrected(
        replace(FULL, quotes=(replace(FULL.quotes[0], parts=(Span(4, 20),)),), events=(), terms=(), roles=()),
        [quote_is(content=f"4:{TEXT[4:20]}")],
    )
    assert len(again.quotes) == 1


def test_corrections_take_the_speaker_from_words_of_the_text() -> None:
    named = corrected(FULL, [quote_is(speaker=f"0:{TEXT[:8]}")]).quotes[0].speaker
    assert named == Reference(Span(0, 8), 0)
    other = corrected(FULL, [quote_is(speaker="26:" + TEXT[26:32])])
    assert other.quotes[0].speaker == Reference(Span(26, 32), 2)
    assert other.entities[2].mentions == (Mention(Span(26, 32), "name"),)


def test_corrections_take_a_quotation_away_and_all_that_pointed_at_it() -> None:
    other = corrected(FULL, [Correction("quotes", Span(10, 24), SAID, {"wrong": None})])
    assert len(other.quotes) == len(FULL.quotes) - 1
    assert other.quotes == FULL.quotes[1:]
    assert [event.voice for event in other.events] == [0, None]
    assert [(term.voice, term.retells) for term in other.terms] == [(0, None), (None, None)]
    assert [role.voice for role in other.roles] == [None, None]


def test_corrections_put_back_a_quotation_that_no_reading_finds() -> None:
    bare = replace(FULL, quotes=(), events=(), terms=(), roles=())
    [found] = corrected(bare, [quote_is(speaker="سخنگو")]).quotes
    assert (found.parts, found.speaker, found.form) == ((Span(10, 24),), Reference(None, 1), "direct")
    assert corrected(bare, [Correction("quotes", Span(10, 24), SAID, {"wrong": None})]) == bare


def test_corrections_follow_their_words_when_the_text_moves() -> None:
    moved = replace(
        FULL,
        article=replace(FULL.article, text=f"تیتر\n{TEXT}"),
        quotes=(replace(FULL.quotes[0], parts=(Span(15, 28),), cue=None, speaker=None),),
        **dict.fromkeys(("events", "terms", "roles"), ()),  # type: ignore[arg-type]
    )
    [found] = corrected(moved, [quote_is(speaker="سخنگو")]).quotes
    assert (found.parts, found.speaker) == ((Span(15, 28),), Reference(None, 1))
    gone = replace(moved, article=replace(FULL.article, text="دیگر"), quotes=())
    assert corrected(gone, [quote_is(speaker="سخنگو")]) == gone


def test_corrections_of_dates_and_entities() -> None:
    dates = corrected(FULL, [Correction("dates", Span(0, 4), "وزير", {"value": "2016-12-19"})]).dates
    assert (dates[0].value, dates[0].jalali, dates[0].note, dates[0].rule) == ("2016-12-19", None, None, "by_hand")
    assert dates[0].type == FULL.dates[0].type
    gone = corrected(FULL, [Correction("dates", Span(0, 4), "وزير", {"wrong": None})])
    assert gone.dates == FULL.dates[1:]
    assert [event.date for event in gone.events] == [None, None]
    [added] = corrected(
        replace(FULL, dates=(), events=()), [Correction("dates", Span(0, 4), "وزير", {"value": "P3D"})]
    ).dates
    assert (added.span, added.value) == (Span(0, 4), "P3D")
    entities = corrected(FULL, [Correction("entities", Span(0, 8), TEXT[:8], {"role": None, "type": "ORG"})]).entities
    assert (entities[0].name, entities[0].type, entities[0].role) == ("وزير کار", "ORG", None)
    assert entities[0].mentions == FULL.entities[0].mentions
    entities = corrected(FULL, [Correction("entities", Span(26, 32), TEXT[26:32], {"name": "گفته"})]).entities
    assert entities[2] == Entity("گفته", "PER", None, (Mention(Span(26, 32), "name"),), "by_hand", 1.0)


@pytest.mark.parametrize(
    ("correction", "why"),
    [
        (quote_is(), "say what is to be changed"),
        (quote_is(verb="x"), "have no «verb»"),
        (quote_is(cue="نیست"), "does not stand in the text"),
        (quote_is(content=None), "has content"),
        (quote_is(form="said"), "is no form"),
        (Correction("marks", Span(0, 4), "وزير", {"kind": "name"}), "cannot be corrected"),  # type: ignore[arg-type]
        (Correction("entities", Span(0, 4), "وزير", {"name": None}), "needs a name"),
        (Correction("quotes", Span(0, 4), "نیست", {"wrong": None}), "does not stand in a"),
        (Correction("quotes", Span(0, 4), "", {"wrong": None}), "the place is empty"),
    ],
)
def test_corrections_that_cannot_be_made_are_refused(correction: Correction, why: str, store: Store) -> None:
    with pytest.raises(InputError, match=why):
        store.correct("a", correction)
    assert store.corrections("a") == {}
    with pytest.raises(InputError, match="there is no article b"):
        store.correct("b", quote_is(speaker="سخنگو"))


def test_corrections_are_kept_and_searched_and_taken_back(store: Store) -> None:
    def by(name: str) -> int:
        return sum(len(hit.said) for hit in search(store, Asked(speaker=name, scope="quotes")))

    before = tables(store.path)
    assert (by("دریاباری"), by("وزیر کار")) == (0, 1)
    key = store.correct("a", quote_is(speaker="مریم دریاباری"))
    assert quote(store.get("a")).speaker == Reference(None, 2)
    assert quote(store.get("a", as_read=True)) == FULL.quotes[0]
    assert (by("دریاباری"), by("وزیر کار")) == (1, 0)
    assert store.corrected_ids() == ["a"]
    assert store.uncorrect(key)
    assert not store.uncorrect(key)
    assert store.get("a") == FULL
    assert tables(store.path) == before


def test_corrections_survive_another_reading_and_a_removal(store: Store) -> None:
    store.correct("a", quote_is(speaker="مریم دریاباری"))
    other = replace(FULL, made_by=replace(MADE_BY, ravi="1"), quotes=(FULL.quotes[2],), events=(), terms=(), roles=())
    assert store.put(other)
    assert quote(store.get("a"), 1).parts == FULL.quotes[0].parts
    assert quote(store.get("a"), 1).speaker == Reference(None, 2)
    assert not store.put(other)
    assert [record.quotes[1].rule for record in store.records()] == ["by_hand"]
    assert store.remove("a")
    store.put(FULL)
    assert quote(store.get("a")).speaker == Reference(None, 2)
    assert store.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')").fetchall() == []


def test_corrections_come_out_as_gold() -> None:
    gold = to_gold(corrected(FULL, [quote_is(speaker="سخنگو")]))
    assert gold["quotes"][0] == {
        "content": [10, 24],
        "content2": None,
        "cue": [8, 9],
        "speaker": None,
        "speaker_id": "e2",
        "addressee_id": "e1",
        "form": "direct",
        "via": [],
    }
    assert (gold["quotes"][1]["content"], gold["quotes"][1]["content2"]) == ([14, 24], [10, 13])
    assert gold["entities"][0]["aliases"] == []
    assert gold["sources"][0] == {"id": "e2", "span": [33, 39], "cue": [26, 32], "kind": "person"}
    assert [event["type"] for event in gold["events"]] == ["AID"]
    assert gold["dates"][1] == {"span": [5, 8], "value": None, "type": "SET", "calendar": "relative"}
    assert (gold["marks"], gold["reuse"]) == ([{"span": [0, 4], "kind": "scare"}], [25, 39])


def test_corpus_correct_lists_corrects_and_takes_back(ravi_command: Ravi, store: Store) -> None:
    path = ("--store", str(store.path))
    done = ravi_command("correct", "a", "quote", "1", "speaker=مریم دریاباری", "form=mixed", *path)
    assert (done.returncode, done.stderr) == (0, "ravi: kept as correction 1; --undo 1 takes it back\n")
    assert (quote(store.get("a")).form, quote(store.get("a")).speaker) == ("mixed", Reference(None, 2))
    [line] = ravi_command("correct", "a", *path).stdout.splitlines()
    assert json.loads(line) == {
        "key": 1,
        "id": "a",
        "layer": "quotes",
        "words": SAID,
        "change": {"speaker": "مریم دریاباری", "form": "mixed"},
    }
    [gold] = ravi_command("correct", "--gold", *path).stdout.splitlines()
    assert json.loads(gold)["quotes"][0]["speaker_id"] == "e3"
    assert ravi_command("correct", "a", "date", TEXT[:4], "value=", *path).returncode == 0
    assert ravi_command("correct", "--undo", "1", *path).returncode == 0
    assert quote(store.get("a")) == FULL.quotes[0]
    for wrong in (("--undo", "1"), ("a", "quote", "9", "wrong"), ("a", "mark", "1", "wrong"), ("a", "quote")):
        done = ravi_command("correct", *wrong, *path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
