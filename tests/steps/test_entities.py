"""The entities step, on sentences anyone can type (`tests/cases/entities.txt`)."""

from pathlib import Path

import pytest

from ravi.persian.letters import fold
from ravi.pipeline import STEPS, Reader
from ravi.record import Entity

CASES = [
    [part.strip() for part in line.split("|")]
    for line in (Path(__file__).parent.parent / "cases" / "entities.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]
UPTO = [step for step in STEPS if step.name in ("repair", "lines", "tokens", "names", "entities")]
READER = Reader(UPTO)


def find(text: str) -> tuple[Entity, ...]:
    return READER.read(text).entities


@pytest.mark.parametrize(("text", "kind", "name", "mentions"), CASES)
def test_entities_names(text: str, kind: str, name: str, mentions: str) -> None:
    same = [one for one in find(text) if one.type == kind.lstrip("!") and fold(one.name) == fold(name)]
    assert bool(same) != kind.startswith("!"), find(text)
    if same:
        assert len(same[0].mentions) == int(mentions)


def test_entities_role_stands_beside_the_name() -> None:
    (minister,) = [one for one in find("علی شمسایی، وزیر نیرو، امروز گفت") if one.type == "PER"]
    assert minister.role == "وزیر نیرو"
    assert [mention.kind for mention in minister.mentions] == ["name", "title"]


def test_entities_two_men_of_one_family_stay_two() -> None:
    people = [one for one in find("محسن رضایی و علی رضایی آمدند") if one.type == "PER"]
    assert len(people) == 2


def test_entities_of_a_text_without_any() -> None:
    assert find("باران بارید.") == ()


def test_entities_cost_is_linear() -> None:
    reader = Reader(UPTO, rules_only=True)
    for word in ("وزارت ", "بی ", "گروه\u200cهای ", "هزار "):
        assert reader.read(word * 10_000).entities is not None


def test_entities_do_not_go_on_from_a_headline_into_the_lead() -> None:
    record = Reader().read("حمله ارتش سوریه به شورشیان\nارتش سوریه دیروز به شورشیان حمله کرد.")
    assert [entity.name for entity in record.entities if entity.type == "GROUP"] == ["شورشیان"]


def test_entities_an_organisation_ends_with_its_line() -> None:
    text = "سخنی تازه درباره گروه داعش\nکاخ ریاست جمهوری ساحل پاسخ داد."
    assert all("\n" not in entity.name for entity in find(text))


def test_entities_the_last_name_of_a_headline_does_not_bear_the_office_below() -> None:
    found = find("دیدار حسن نیکنام با علی شمسایی\nوزیر ساحل، علی شمسایی را دید.")
    assert all(one.role is None for one in found if one.type == "PER")


def test_entities_people_of_other_numbers_are_others() -> None:
    found = find("90 نفر بازداشت شدند و دو تن کشته شدند. 90 نفر کشته شدند.")
    assert [(one.name, len(one.mentions)) for one in found if one.type == "GROUP"] == [("90 نفر", 2), ("دو تن", 1)]


@pytest.mark.parametrize(
    ("text", "name", "called"),
    [
        ("علی شمسایی گفت شرکت خارجی نیامد.", "شرکت خارجی", "title"),
        ("علی شمسایی گفت اتحادیه اروپا وام نمی\u200cدهد.", "اتحادیه اروپا", "name"),
        ("علی شمسایی گفت وزارت نیرو سد می\u200cسازد.", "وزارت نیرو", "name"),
    ],
)
def test_entities_an_organisation_that_is_only_described_has_no_name(text: str, name: str, called: str) -> None:
    (one,) = [one for one in find(text) if one.type == "ORG"]
    assert (one.name, [mention.kind for mention in one.mentions]) == (name, [called])


def test_entities_a_family_name_alone_needs_a_bearer_of_whom_the_model_is_sure() -> None:
    (one,) = [one for one in find("علی شمسایی، وزیر نیرو، آمد.\nشمسایی سخن گفت.") if one.type == "PER"]
    assert len([mention for mention in one.mentions if mention.kind == "name"]) == 2


@pytest.mark.parametrize(
    "text", ["پلیس دو نفر را گرفت.", "روزنامه بیلد هشدار داد که آب کم است.", "معاون وزیر آب اعلام کرد."]
)
def test_entities_no_name_holds_a_number_of_people_or_the_noun_of_a_verb(text: str) -> None:
    names = [entity.name for entity in find(text)]
    assert not any(name.endswith((" دو", " هشدار", " اعلام")) for name in names)
