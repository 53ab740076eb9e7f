"""The labels: which names are one actor's (`tests/cases/labels.txt`)."""

from pathlib import Path

import pytest

from costs import grows_no_faster
from ravi import Reader
from ravi.pipeline import STEPS
from ravi.record import Record

CASES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent.parent / "cases" / "labels.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]


def actors_called(record: Record, words: str) -> set[int]:
    return {
        who
        for who, entity in enumerate(record.entities)
        for mention in entity.mentions
        if mention.span.of(record.article.text) == words
    }


@pytest.mark.parametrize(("text", "one", "other", "sign"), CASES)
def test_labels_join_what_the_text_shows_to_be_one(text: str, one: str, other: str, sign: str) -> None:
    record = Reader().read(text)
    first, second = actors_called(record, one), actors_called(record, other)
    assert first or second
    assert bool(first & second) == (sign == "="), [entity.name for entity in record.entities]


def test_labels_leave_a_state_its_name() -> None:
    record = Reader().read("رژیم صهیونیستی پاسخ داد. اسرائیل سخنی نگفت.")
    assert [entity.name for entity in record.entities if entity.type == "GPE"] == ["اسرائیل"]


def test_labels_keep_the_quotes_with_their_speakers() -> None:
    record = Reader(rules_only=True).read(
        "جنبش حماس پاسخ داد. علی شمسایی آمد. حماس گفت: «رفتیم.» علی شمسایی افزود: «ماندیم.»"
    )
    names = [record.entities[quote.speaker.entity or 0].name for quote in record.quotes if quote.speaker]
    assert names == ["جنبش حماس", "علی شمسایی"]


@pytest.mark.parametrize(
    "unit", [". ", "خروج مسلحین از حلب و ", "این افراد ", "این رژیم صهیونیستی ", "رژیم ", "تحت تصرف معارضان "]
)
def test_labels_cost_grows_with_the_text_and_no_faster(unit: str) -> None:
    upto = [step.name for step in STEPS].index("labels") + 1
    reader = Reader(STEPS[:upto], rules_only=True)

    assert grows_no_faster(lambda: reader.read(unit * 200), lambda: reader.read(unit * 2000), 40, 0.01)
