"""Events: the cases of tests/cases/events.txt, and the voice, date and cluster of each."""

from datetime import date
from pathlib import Path

import pytest

from costs import grows_no_faster
from ravi import Reader
from ravi.export import to_dict
from ravi.persian.tables import read_table
from ravi.pipeline import STEPS
from ravi.record import Article, Draft
from ravi.steps.events import events

CASES = Path(__file__).parent.parent / "cases" / "events.txt"
TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT"
).split()


def _cases(path: Path = CASES) -> list[tuple[str, list[str]]]:
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    lines = [[line for line in block.split("\n") if line and not line.startswith("#")] for block in blocks]
    return [(block[0], block[1:]) for block in lines if block]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_events_of_a_sentence(text: str, expected: list[str]) -> None:
    record = Reader().read(text)

    def names(entities: tuple[int, ...]) -> str:
        return ", ".join(record.entities[one].name for one in entities) or "-"

    found = [
        f"{one.type} | {one.modality} | {one.span.of(text)} | {names(one.actors)} | {names(one.recipients)}"
        for one in record.events
    ]
    assert found == expected


@pytest.mark.parametrize(("text", "expected"), _cases(CASES.with_name("modality.txt")))
def test_events_have_the_modality_that_the_words_give(text: str, expected: list[str]) -> None:
    found = Reader().read(text).events
    assert sorted(f"{one.modality} | {one.span.of(text)}" for one in found) == sorted(expected)


def test_events_have_every_type_of_plover_and_a_code_of_cameo() -> None:
    types = {cameo: kind for cameo, kind, _ in read_table("cameo")}
    assert set(types.values()) == set(TYPES)
    rows = list(read_table("events"))
    assert all(cameo in types for _, verbs, cameo, *_, alone in rows if (verbs, alone) != ("-", "-"))
    assert {types[row[2]] for row in rows if row[2] in types} == set(TYPES)


def test_events_stand_in_the_voice_that_tells_them() -> None:
    text = "وزیر گفت: ارتش سوریه به شهر حمله کرد.\nپلیس ترکیه دو مظنون را بازداشت کرد."
    record = Reader().read(text)
    assert [(event.type, event.voice) for event in record.events] == [("ASSAULT", 0), ("COERCE", None)]


def test_events_know_their_day_and_place() -> None:
    text = "پلیس ترکیه دیروز در آنکارا دو مظنون را بازداشت کرد."
    record = Reader().read(text, published=date(2016, 12, 18))
    (event,) = record.events
    assert event.place
    assert event.place.of(text) == "آنکارا"
    assert event.date is not None
    assert record.dates[event.date].value == "2016-12-17"


def test_events_that_did_not_happen_leave_only_when_asked_for() -> None:
    record = Reader().read("ارتش سوریه شهر را محاصره نکرد.")
    assert to_dict(record)["events"] == []
    (event,) = to_dict(record, unreal=True)["events"]
    assert event["modality"] == "denied"


def test_events_told_twice_are_one_cluster() -> None:
    text = "ارتش سوریه به ترکیه حمله کرد.\nحمله ارتش سوریه به ترکیه ادامه دارد.\nحمله اسرائیل به لبنان هم ادامه دارد."
    assert [event.cluster for event in Reader().read(text).events] == [0, 0, 1]


def test_events_in_headline_lead_and_body_are_one_cluster() -> None:
    text = (
        "حمله ارتش سوریه به شورشیان\n"
        "ارتش سوریه دیروز به شورشیان حمله کرد.\n"
        "پلیس ترکیه دو مرد را بازداشت کرد. ارتش سوریه شنبه هم به شورشیان حمله کرده بود.\n"
        "ارتش اسرائیل به لبنان حمله کرد."
    )
    found = Reader().read(text).events
    assert [(event.type, event.cluster) for event in found] == [
        ("ASSAULT", 0), ("ASSAULT", 0), ("COERCE", 1), ("ASSAULT", 0), ("ASSAULT", 2)
    ]  # fmt: skip


def test_events_of_other_codes_and_parties_are_no_cluster() -> None:
    text = "روسیه از ترکیه انتقاد کرد. روسیه از آمریکا انتقاد کرد. ترکیه از روسیه انتقاد کرد."
    assert [event.cluster for event in Reader().read(text).events] == [0, 1, 2]


def test_events_give_their_parties_without_a_name_to_the_entities() -> None:
    text = "هزاران نفر در تونس تظاهرات کردند. کتابی در دست سه نفر بود."
    record = Reader().read(text)
    (event,) = record.events
    party = record.entities[event.actors[0]]
    assert (party.name, party.type, party.rule) == ("هزاران نفر", "GROUP", "events.party")
    assert "سه نفر" not in [entity.name for entity in record.entities]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("رضا نیکنام پس از دیدار در ترکیه، به تهران سفر کرد.", "تهران"),
        ("پلیس ترکیه در آنکارا دو مرد را بازداشت کرد.", "آنکارا"),
        ("پلیس ترکیه در این باره دو مرد را بازداشت کرد.", None),
    ],
)
def test_events_are_where_the_clause_says(text: str, place: str | None) -> None:
    event = Reader().read(text).events[-1]
    assert (event.place.of(text) if event.place else None) == place


def _before_events(text: str) -> Draft:
    """The draft of a text as the events step is given it, read without the model."""
    draft = Draft(Article("1", text))
    for step in STEPS:
        if step.name == "events":
            break
        if step.name == "names":
            continue
        made = step.run(draft)
        for layer, value in zip(step.gives, made if len(step.gives) > 1 else (made,), strict=True):
            setattr(draft, layer, value)
    return draft


@pytest.mark.parametrize(
    "unit",
    [
        "پلیس ترکیه دو مرد را بازداشت کرد. ",
        "وزیر گفت: این کشور به سوریه حمله کرد و ",
        "سه سرباز عراقی که ",
        "حمله به آنان و این سازمان، ",
        "وزیر خارجه عراق با سفیر هند دیدار و ",
    ],
)
def test_events_cost_grows_with_the_text_and_no_faster(unit: str) -> None:
    small, large = (_before_events(unit * times) for times in (40, 400))
    assert grows_no_faster(lambda: events(small), lambda: events(large), 40, 0.001)


@pytest.mark.parametrize("text", ["خیابان آزادی - میدان آزادی", "خبر رسید: حمله", "دیدار", "درخواست"])
def test_events_read_a_text_that_ends_with_a_trigger(text: str) -> None:
    Reader(rules_only=True).read(text)


def test_events_keep_another_man_apart() -> None:
    text = "شورشیان یک سرباز عراقی را کشتند. شورشیان یک سرباز دیگر را ربودند."
    first, second = Reader().read(text).events
    assert set(first.recipients).isdisjoint(second.recipients)


def test_events_an_attack_takes_who_did_it_from_the_sentence_beside_it_and_from_no_farther() -> None:
    told = "ارتش سوریه به شورشیان حمله کرد."
    beside = Reader().read(f"خبر روز\nخبر\n{told} سه نفر کشته شدند.")
    assert beside.events[1].actors == beside.events[0].actors != ()
    farther = Reader().read(f"خبر روز\nخبر\n{told} باران خوبی آمد. باران خوب است. سه نفر کشته شدند.")
    assert farther.events[1].actors == ()


def test_events_of_an_article_about_a_festival_are_none() -> None:
    told = "وزیر فرهنگ با کارگردان فیلم دیدار کرد."
    festival = "جشنواره سینما، موسیقی و تئاتر با نمایش فیلم کارگردان و بازیگر سریال برگزار میشود. "
    assert Reader().read(festival * 2 + told).events == ()
    assert [event.type for event in Reader().read(told).events] == ["CONSULT"]


def test_events_of_an_article_about_more_than_public_life_are_those_of_who_governs() -> None:
    topic = "دولت و مجلس طرح کتاب و کتابخانه و آموزش معلمان را بررسی کردند. "
    writer = "نویسنده کتاب از ناشر انتقاد کرد. "
    minister = "وزیر خارجه هند از ترکیه انتقاد کرد. "
    meeting = "نویسنده کتاب با وزیر خارجه هند دیدار کرد."
    record = Reader().read(topic + writer + minister)
    assert [event.span.start > len(topic + writer) for event in record.events] == [True]
    assert len(Reader().read(topic + writer + minister + meeting).events) == 3  # who deals with them is one of them


def test_events_a_headline_takes_who_did_it_from_the_body_and_a_body_does_not_from_below() -> None:
    text = "بازداشت سه شورشی\nپلیس ترکیه سه شورشی را بازداشت کرد.\n"
    record = Reader().read(text)
    assert [[record.entities[one].name for one in event.actors] for event in record.events] == [["پلیس ترکیه"]] * 2
    below = "خبر روز\nبازداشت سه شورشی پایان یافت.\nپلیس ترکیه سه شورشی را بازداشت کرد.\n"
    assert Reader().read(below).events[0].actors == ()
