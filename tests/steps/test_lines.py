"""Lines: joined where the page broke them, parted where it ran them together, left alone where they were meant."""

import pytest

from ravi import Reader
from ravi.persian.letters import fold
from ravi.steps.lines import find_openings
from ravi.steps.tokens import find_sentences

READER = Reader(rules_only=True)
PARAGRAPHS = [
    "سدهای ساحل پر شد",
    "نادر کاویانی، وزیر آب روز دوشنبه در نشستی با خبرنگاران گفت: سدهای استان ساحل پس از باران این هفته پر است و "
    "مردم تا پایان تابستان نگران آب نباشند.",
    "وی افزود: ساخت دو سد تازه در سال آینده آغاز می\u200cشود و برای آن بودجه\u200cای داریم که تا پایان کار کافی است.",
    "فرماندار ساحل نیز در این نشست تأکید کرد که قیمت آب در این استان تا پایان سال تغییر نخواهد کرد.",
]


def wrapped(lines: list[str], width: int) -> str:
    out = []
    for line in lines:
        row = ""
        for word in line.split(" "):
            if row and len(row) + 1 + len(word) > width:
                out.append(row)
                row = word
            else:
                row = f"{row} {word}".strip()
        out.append(row)
    return "\n".join(out)


def told(text: str) -> list[tuple[str, str | None]]:
    record = READER.read(text)
    return [
        (
            quote.span.of(text).replace("\n", " "),
            record.entities[quote.speaker.entity].name.replace("\n", " ")
            if quote.speaker and quote.speaker.entity is not None
            else None,
        )
        for quote in record.quotes
    ]


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_lines_wrapped_at_a_width_are_read_as_whole_paragraphs(width: int) -> None:
    assert len(told("\n".join(PARAGRAPHS))) == 3
    assert told(wrapped(PARAGRAPHS, width)) == told("\n".join(PARAGRAPHS))


def test_lines_that_were_meant_stay() -> None:
    text = "\n".join(PARAGRAPHS)
    assert [span.of(text) for span in READER.read(text).sentences] == PARAGRAPHS


def test_lines_one_sentence_broken_inside_is_one_sentence() -> None:
    broken = (
        "به گفته وی، دولت برای ساخت دو سد تازه و سه پل در شمال و جنوب\nاستان ساحل بودجه کافی دارد و کار را آغاز کرد."
    )
    text = "\n".join([*PARAGRAPHS, broken])
    assert [span.of(text) for span in READER.read(text).sentences] == [*PARAGRAPHS, broken]


@pytest.mark.parametrize(
    "text",
    [
        "نام\u200cهای برندگان:\nنادر کاویانی\nرضا نیکنام\nسارا دریایی",
        "جدول بازی\u200cها\nساحل - دریا\nکوه - جنگل\nرود - دشت",
        "ساخت سد تازه در ساحل\nوزیر آب گفت: کار آغاز شد.",
        "ساخت سد تازه در ساحل آغاز شد و به پایان می\u200cرسد - روزنامه ساحل\nدریاچه نزدیک شهر در سال گذشته پر شد.",
        "سابقه سرمربی تیم جوانان شهر ساحل و عضو پیشین تیم بزرگان همین شهر\n2 - سارا دریایی، سابقه دو سال مربیگری",
        "وزیر آب کار را آغاز کرد.\nساخت دو پل تازه\nوی گفت: راه باز است.",
        "* ساخت سد\n* ساخت پل\n* ساخت راه",
    ],
)
def test_lines_of_lists_and_headings_stay(text: str) -> None:
    assert [span.of(text) for span in READER.read(text).sentences] == text.split("\n")


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("پل تازه ساحل ساخته شد خبرگزاری دریا: وزیر راه آمد.", "خبرگزاری دریا:"),
        ("ساخت دو سد تازه آغاز می\u200cشود وزیر آب در ساحل گفت: بودجه داریم.", "وزیر آب"),
        ("سدهای ساحل پر شدند ساحل - ایرنا - وزیر آب گفت", "ساحل - ایرنا"),
        ("سدهای ساحل پر شدند به گزارش خبرنگار مهر، وزیر آب گفت", "به گزارش"),
        ("شکل سدها دگرگون می\u200cشود وی افزود: کار را آغاز کرده\u200cایم.", "وی افزود"),
    ],
)
def test_lines_a_paragraph_run_into_its_heading_is_parted(text: str, opening: str) -> None:
    assert [text[at + 1 :].startswith(opening) for at in find_openings(fold(text))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "وزیر آب در گفت\u200cوگو با خبرنگار اقتصادی خبرگزاری دریا: سدها پر شده\u200cاند.",
        "وزیر آب به نقل از خبرگزاری دریا: سدها پر شده\u200cاند.",
        "سدهای ساحل پر شدند و به گزارش خبرنگار مهر، راه\u200cها باز است.",
        "مردم شهر ساحل می\u200cگویند که وی گفت: راه باز است.",
        "وزیر آب شهر ساحل گفت وی افزود",
        "ساحل - ایرنا - وزیر آب گفت",
        "سدی که در ساحل ساخته شد وزیر آب را خشنود کرد و گفت: بودجه داریم.",
        "مردم ساحل با ساخت دو سد موافقند وزیر آب نیز",
        "پس از آنکه سدها پر شد، وزیر آب گفت: بودجه داریم.",
        "وزیر آب آمد. سدها پر شد. به گزارش خبرنگار مهر، راه\u200cها باز است.",
    ],
)
def test_lines_what_only_looks_like_an_opening_is_not_parted(text: str) -> None:
    assert list(find_openings(fold(text))) == []


def test_lines_a_paragraph_run_into_the_headline_leaves_it_out_of_the_speech() -> None:
    heading, rest = "ساخت سد تازه در ساحل آغاز می\u200cشود", "خبرگزاری دریا: وزیر آب گفت: کار را آغاز کرده\u200cایم."
    assert [words for words, _ in told(f"{heading} {rest}")] == ["کار را آغاز کرده\u200cایم"]


def test_lines_keep_every_position() -> None:
    text = wrapped(PARAGRAPHS, 60)
    record = READER.read(text)
    assert record.article.text == text
    assert "\n" in "".join(quote.span.of(text) for quote in record.quotes)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("نان، آب و . . . بردند. باران بارید.", 2),
        ("نان، آب و .. . بردند.", 1),
        ("نان، آب و ... . باران بارید.", 2),
        ("باران بارید . . . مردم رفتند.", 2),
        ("قیمت به 32. 5 تومان رسید.", 1),
        ("او در تاریخ 12. 8. 1395 آمد.", 1),
        ("این در سال 1390 بود. 9 نفر رفتند.", 2),
        ("جشن سال 1390. 9 نفر رفتند.", 2),
        ("جشن سال 95. 20 نفر رفتند.", 2),
    ],
)
def test_lines_dots_end_a_sentence_only_where_they_stand_for_a_stop(text: str, sentences: int) -> None:
    assert len(find_sentences(text)) == sentences
