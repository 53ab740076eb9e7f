"""The terms: who calls whom what (`tests/cases/terms.txt`)."""

from pathlib import Path

import pytest

from ravi import Reader
from ravi.persian.letters import fold
from ravi.record import Record, Term

CASES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent.parent / "cases" / "terms.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]
FIGHTERS = """نیروهای ارتش از 27 تیر مناطق تحت تصرف معارضان را در شرق شهر حلب بستند.
رضا نیکنام، دبیر شورا، با اشاره به خروج باقی مسلحین از حلب گفت مناطق تحت محاصره تروریست\u200cها آزاد می\u200cشود.
تخلیه معارضان از شرق حلب ادامه دارد."""


def voice_of(term: Term) -> str:
    if term.voice is not None:
        return "quote"
    return "narrator" if term.retells is None else "retells"


def table(record: Record) -> set[tuple[str, str, str]]:
    """Actor, words and voice of each term."""
    text = record.article.text
    return {(record.entities[term.entity].name, term.span.of(text), voice_of(term)) for term in record.terms}


@pytest.mark.parametrize(("text", "actor", "words", "voice"), CASES)
def test_terms_of_a_voice(text: str, actor: str, words: str, voice: str) -> None:
    found = table(Reader().read(text))
    if words.startswith("!"):
        assert not [one for one in found if (fold(one[1]), one[2]) == (fold(words[1:]), voice)], found
    else:
        assert (actor, words, voice) in found, found


def test_terms_show_three_names_of_one_group_each_with_its_voice() -> None:
    found = table(Reader().read(FIGHTERS))
    assert {(words, voice) for actor, words, voice in found if actor == "معارضان"} == {
        ("معارضان", "narrator"),
        ("مسلحین", "retells"),
        ("تروریست\u200cها", "quote"),
    }


def test_terms_stand_in_the_innermost_quote() -> None:
    record = Reader().read("رضا نیکنام گفت: علی شمسایی گفته است که آشوبگران رفته\u200cاند.")
    (term,) = [one for one in record.terms if one.span.of(record.article.text) == "آشوبگران"]
    inner = min(record.quotes, key=lambda quote: quote.span.end - quote.span.start)
    assert term.voice == record.quotes.index(inner)


def test_terms_say_by_which_rule() -> None:
    record = Reader().read("معترضان آمدند.")
    assert [one.rule for one in record.terms] == ["terms.name"]


def test_terms_of_a_text_without_any() -> None:
    assert Reader().read("باران بارید.").terms == ()
