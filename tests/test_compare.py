"""Articles beside each other: copies, stories, retold quotations, people, outlets."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("rapidfuzz", reason="needs the extra ravi[compare]")
pytest.importorskip("rensa", reason="needs the extra ravi[compare]")

from ravi.compare.outlets import find_borrowings, find_usage
from ravi.compare.people import Person, Place, join_people, people_in
from ravi.compare.quotations import Quotation, find_quotations, join_quotations, relation_of, said_in
from ravi.compare.reprints import find_reprints
from ravi.compare.speakers import Speaker, compare_speakers
from ravi.compare.stories import find_stories, join_stories, told_in
from ravi.compare.words import difference, words_of
from ravi.pipeline import Reader
from ravi.record import Article, Record

READER = Reader(rules_only=True)
OIL = "ما تولید نفت را تا پایان سال به چهار میلیون بشکه می\u200cرسانیم و از تحریم\u200cها عبور می\u200cکنیم"


def read(key: str, text: str, *, publisher: str = "ایسنا", day: int = 1) -> Record:
    return READER.read(Article(key, text, publisher=publisher, published=date(2020, 1, day)))


def told(*records: Record) -> list[Quotation]:
    return find_quotations(said for record in records for said in said_in(record))


def test_compare_words_are_those_of_the_text_as_published() -> None:
    record = read("1", "وزير گفت: کتابهای تازه رسيد.")
    assert [word.span.of(record.article.text) for word in words_of(record)] == "وزير گفت کتابهای تازه رسيد".split()


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("ما فردا به تبریز می\u200cرویم", "ما فردا به تبریز می\u200cرویم", "same"),
        ("ما فردا صبح زود به شهر تبریز می\u200cرویم", "ما به تبریز می\u200cرویم", "trimmed"),
        ("ما به تبریز می\u200cرویم", "ما فردا صبح زود به شهر تبریز می\u200cرویم", "extended"),
        ("ما فردا به تبریز می\u200cرویم", "ما فردا به تبریز نمی\u200cرویم", "contradicted"),
        ("این طرح خوب است", "این طرح خوب نیست", "contradicted"),
        ("طرح اجرا خواهد شد", "طرح اجرا نخواهد شد", "contradicted"),
        ("قیمت 20 درصد بالا رفت", "قیمت 30 درصد بالا رفت", "changed"),
        ("ما فردا شب به تبریز می\u200cرویم", "ما پس از آن به تبریز می\u200cرویم", "changed"),
        ("نامه ناگهان رسید", "نامه ها رسید", "changed"),
    ],
)
def test_compare_says_what_was_done_to_the_words(old: str, new: str, relation: str) -> None:
    joiner = "\u200c"
    assert relation_of(difference(old.replace(joiner, "").split(), new.replace(joiner, "").split())) == relation


@given(st.lists(st.sampled_from("الف ب پ ت"), max_size=12), st.lists(st.sampled_from("الف ب پ ت"), max_size=12))
def test_compare_changes_lead_from_the_old_words_to_the_new(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    for change in difference(old, new).changes:
        if change.kind == "same":
            made += old[change.old_start : change.old_end]
        else:
            made += new[change.new_start : change.new_end]
    assert made == new


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("علی رضایی", "PER", "وزیر نفت"), ("رضایی", "PER", None), "same"),
        (("علی رضایی", "PER", "وزیر نفت"), ("وزیر نفت", "PER", "وزیر نفت"), "same"),
        (("علی رضایی", "PER", "وزیر نفت"), ("معاون وزیر نفت", "PER", "معاون وزیر نفت"), "unknown"),
        (("علی رضایی", "PER", None), ("محسن رضایی", "PER", None), "other"),
        (("ولادمیر پوتین", "PER", None), ("ولادیمیر پوتین", "PER", None), "unknown"),
        (("علی رضایی", "PER", "سخنگوی دولت"), ("دولت", "ORG", None), "unknown"),
        (("ایران", "GPE", None), ("ترکیه", "GPE", None), "other"),
    ],
)
def test_compare_speakers(one: tuple[str, str, str | None], other: tuple[str, str, str | None], verdict: str) -> None:
    assert compare_speakers(Speaker(*one), Speaker(*other)) == verdict
    assert compare_speakers(Speaker(*other), Speaker(*one)) == verdict
    assert compare_speakers(Speaker(*one), None) == "unknown"


def test_compare_says_who_trimmed_and_who_gave_a_quotation_away() -> None:
    turned = OIL.replace("می\u200cرسانیم", "نمی\u200cرسانیم")
    records = [
        read("first", f"علی رضایی، وزیر نفت گفت: «{OIL}.»"),
        read("cut", f"رضایی گفت: «{OIL.partition(' و از')[0]}.»", publisher="مهر", day=2),
        read("taken", f"محسن کریمی، معاون وزیر نفت گفت: «{OIL}.»", publisher="ایرنا", day=2),
        read("turned", f"وزیر نفت گفت: «{turned}.»", publisher="تسنیم", day=3),
        read("else", "وزیر نیرو گفت: «سد تازه شهر تا پایان پاییز آبگیری خواهد شد.»", day=3),
    ]
    (found,) = told(*reversed(records))
    assert found.first.article == "first"
    assert {each.said.article: (each.relation, each.speaker) for each in found.retellings} == {
        "cut": ("trimmed", "same"),
        "taken": ("same", "other"),
        "turned": ("contradicted", "same"),
    }
    assert {each.said.article for each in found.disputed} == {"taken", "turned"}


def test_compare_does_not_join_what_is_said_far_apart_or_is_short() -> None:
    early, late = (
        read("1", f"رضایی گفت: «{OIL}.»"),
        READER.read(Article("2", f"رضایی گفت: «{OIL}.»", published=date(2021, 1, 1))),
    )
    assert not told(early, late)
    assert not told(read("1", "رضایی گفت: «خدا را شکر.»"), read("2", "کریمی گفت: «خدا را شکر.»"))


def test_compare_finds_copies_with_words_exchanged() -> None:
    rng = random.Random(3)  # noqa: S311 - a seeded trial
    vocabulary = [f"واژه{number}" for number in range(2000)]
    texts = [[rng.choice(vocabulary) for _ in range(200)] for _ in range(60)]
    copies = [[word if rng.random() > 0.35 else rng.choice(vocabulary) for word in text] for text in texts[:20]]
    found = {(pair.older, pair.newer) for pair in find_reprints([*texts, *copies])}
    assert found == {(number, 60 + number) for number in range(20)}


def test_compare_joins_the_articles_of_one_happening() -> None:
    quake = "زمین\u200cلرزه\u200cای به بزرگی شش در شهر کازرون رخ داد. امدادگران هلال احمر به کازرون رفتند."
    again = "هلال احمر: امدادگران پس از زمین\u200cلرزه کازرون به شهر رفتند و چادر زمین\u200cلرزه\u200cزدگان برپا شد."
    bank = "بانک مرکزی نرخ سود سپرده را کاهش داد. کارشناسان بانک مرکزی از تورم گفتند."
    others = [
        read(str(number), f"تیم {name} بازی خود را برد و به جدول صعود کرد.", day=1)
        for number, name in enumerate(("سپاهان", "فولاد", "ملوان"))
    ]
    records = [read("a", quake), read("b", again, day=2), read("c", bank, day=2), read("late", quake, day=20), *others]
    stories = find_stories(told_in(record) for record in records)
    assert ("a", "b") in [story.articles for story in stories]
    assert not any("late" in story.articles or "c" in story.articles for story in stories)


def test_compare_lets_go_of_what_can_grow_no_more() -> None:
    """A quotation and a story are given while later articles still wait; what has no day waits for all."""
    days = (None, date(2020, 1, 1), date(2020, 1, 2), date(2020, 3, 1), date(2020, 3, 2), date(2020, 6, 1))
    text = f"وزیر نفت گفت: «{OIL}»"
    records = [READER.read(Article(str(at), text, published=day)) for at, day in enumerate(days)]
    taken: list[str] = []

    def gone_by() -> Iterator[Record]:
        for record in records:
            taken.append(record.article.id)
            yield record

    about = [told_in(record) for record in records]
    spread = Counter(feature for each in about for feature in each.features)
    growing = join_stories((told_in(record) for record in gone_by()), spread, len(records))
    assert next(growing)[1].articles == ("1", "2")
    assert taken == ["0", "1", "2", "3"]
    assert [story.articles for _, story in growing] == [("3", "4")]

    taken.clear()
    dated = join_quotations(said for record in gone_by() if record.article.published for said in said_in(record))
    first = next(dated)[1]
    assert [each.article for each in (first.first, *(again.said for again in first.retellings))] == ["1", "2"]
    assert taken == ["0", "1", "2", "3"]
    [whole] = find_quotations(said for record in records for said in said_in(record))
    assert [each.said.article for each in whole.retellings] == ["1", "2", "3", "4", "5"]


def person(article: str, name: str, *roles: str, day: int | None = None, story: str | None = None) -> Person:
    return Person(Place(article, 0), name, roles, date(2020, 1, day) if day else None, story)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (person("1", "علی رضایی", "وزیر نفت"), person("2", "رضایی", "وزیر نفت ایران"), "name_and_office"),
        (person("1", "علی رضایی", day=3), person("2", "رضایی", day=3), "name_and_day"),
        (person("1", "علی رضایی", story="s"), person("2", "رضایی", "وزیر نفت", story="s"), "name_and_story"),
        (person("1", "علی رضایی", "وزیر نفت"), person("2", "علی رضایی"), "full_name"),
        (person("1", "علی رضایی", "وزیر نفت"), person("2", "علی رضایی", "سرمربی تیم ملی"), None),
        (person("1", "علی رضایی"), person("2", "رضایی"), None),
        (person("1", "علی رضایی", "وزیر نفت"), person("2", "محسن رضایی", "وزیر نفت"), None),
    ],
)
def test_compare_joins_persons_on_evidence_alone(one: Person, other: Person, reason: str | None) -> None:
    found = join_people([one, other])
    assert [join.reason for each in found for join in each.joins] == ([reason] if reason else [])


def test_compare_hands_go_before_evidence() -> None:
    one, other = person("1", "علی رضایی", "وزیر نفت"), person("2", "رضایی", "وزیر نفت")
    assert len(join_people([one, other], apart=[(other.place, one.place)])) == 2
    far = person("3", "سردار بی\u200cنام")
    (joined,) = join_people([one, far], together=[(far.place, one.place)])
    assert joined.joins[0].reason == "by_hand"


def test_compare_a_short_name_never_joins_two_men() -> None:
    people = [
        person("1", "علی رضایی", day=1),
        person("2", "رضایی", day=1),
        person("3", "محسن رضایی", day=1),
    ]
    found = join_people(people)
    assert not any({"1", "3"} <= {place.article for place in each.places} for each in found)


def test_compare_people_of_a_record_have_names() -> None:
    record = read("1", "علی رضایی، وزیر نفت گفت تولید افزایش یافت. سخنگوی دولت نیز گفت کار ادامه دارد.")
    assert [(each.name, each.roles) for each in people_in(record)] == [("علی رضایی", ("وزیر نفت",))]


def test_compare_outlets_by_whom_they_name() -> None:
    records = [
        read("1", "به گزارش ایسنا، وزیر نفت گفت: «تولید افزایش یافت.»", publisher="پیک روز"),
        read("2", "به گزارش خبرگزاری ایسنا، وزیر نیرو گفت: «سد پر شد.»", publisher="پیک روز"),
        read("3", "به گزارش ایسنا، وزیر نیرو گفت: «سد پر شد.»", publisher="خبرگزاری ایسنا"),
    ]
    (link,) = [found for found in find_borrowings(records) if found.kind == "agency"]
    assert (link.outlet, link.source, link.articles) == ("پیک روز", "خبرگزاری ایسنا", 2)


def test_compare_terms_by_outlet_and_voice() -> None:
    record = read("1", "علی رضایی گفت: «تروریست\u200cهای داعش گریختند.»\nشبه\u200cنظامیان داعش از شهر رفتند.")
    usage = {(each.voice, each.term) for each in find_usage([record]) if "داعش" in each.actor}
    assert ("narrator", "شبه\u200cنظامیان داعش") in usage
    assert ("علی رضایی", "تروریست\u200cهای داعش") in usage
