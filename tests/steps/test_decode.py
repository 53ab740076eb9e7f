"""Bytes in every encoding of Persian text, pages, and what is no text → an `Article`, or one line on what to do."""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravi.errors import InputError
from ravi.persian.letters import BOM, ZWNJ
from ravi.steps.decode import MAX_CHARS, decode, decode_text, parse_published
from ravi.steps.decode.published import find_jalali

PAGES = Path(__file__).parent.parent / "cases" / "decode"
OLD = (
    "رئيس دانشگاه در گفتگو با خبرنگاران گفت: «كار ساخت خوابگاه تا پايان سال تمام مي شود.»\r\nاو افزود پول آن رسيده است."
)
ARABIC = OLD.replace("گ", "ك").replace("پ", "ب").replace("«", "").replace("»", "")
NEW = f"رئیس دانشگاه گفت: «کار تا پایان سال ۱۴۰۲ تمام می{ZWNJ}شود.»\r\nخبرنگار ما 😀 آنجا بود."
WORDS = (
    "وزیر گفت که این کار در تهران است مردم برای دولت آمدند سال خبر رئیس جمهور ایران با نمایندگان مجلس دیدار کرد".split()
)
sentences = st.lists(st.sampled_from(WORDS), min_size=6, max_size=40).map(" ".join)


def one_line(error: InputError) -> None:
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "text", "decoded"),
    [
        (NEW.encode(), NEW, ("utf-8",)),
        ((BOM + NEW).encode(), NEW, ("utf-8", "bom")),
        (NEW.encode("utf-16"), NEW, ("utf-16-le", "bom")),
        ((BOM + NEW).encode("utf-16-be"), NEW, ("utf-16-be", "bom")),
        (NEW.encode("utf-16-le"), NEW, ("utf-16-le",)),
        (NEW.encode("utf-16-be"), NEW, ("utf-16-be",)),
        (OLD.encode("cp1256"), OLD, ("windows-1256",)),
        (ARABIC.encode("iso8859_6"), ARABIC, ("iso-8859-6",)),
        (OLD.encode("cp1256").decode("latin-1").encode(), OLD, ("utf-8", "mojibake.cp1256")),
        (NEW.encode().decode("latin-1").encode(), NEW, ("utf-8", "mojibake.utf-8")),
        (NEW.encode().decode("cp1256").encode(), NEW, ("utf-8", "mojibake.utf-8-as-cp1256")),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_decode_finds_the_encoding_and_keeps_the_text(data: bytes, text: str, decoded: tuple[str, ...]) -> None:
    article = decode(data)
    assert article.text == text
    assert article.decoded == decoded


@pytest.mark.parametrize("text", ["Ça va très bien à Orléans، وزیر", "متن با é و ü", "قیمت £۵ و ½ لیتر", "سلام"])
def test_decode_leaves_alone_what_is_not_certainly_mojibake(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode()).decoded == ("utf-8",)


@given(sentences, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]))
def test_decode_gives_back_what_was_encoded(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(sentences, st.sampled_from(["cp1256", "iso8859_6"]))
def test_decode_gives_back_what_was_encoded_in_eight_bits(text: str, encoding: str) -> None:
    old = " ".join([text, *WORDS]).replace("ی", "ي").replace("ک", "ك")
    if encoding == "iso8859_6":
        old = old.replace("گ", "ك").replace("پ", "ب")
    assert decode(old.encode(encoding)).text == old


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: f"<html><body>سلام {text}".encode("utf-8", "replace"))
)
def test_decode_raises_nothing_but_input_error(data: bytes) -> None:
    try:
        decode(data).text.encode()
    except InputError as error:
        one_line(error)


@given(st.text(st.sampled_from("<>/=\"'! &;-pbdiv script سلام\n"), max_size=300))
def test_decode_reads_any_page_without_another_error(source: str) -> None:
    try:
        decode_text("<html>" + source, kind="html")
    except InputError as error:
        one_line(error)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image"),
        (b"PK\x03\x04" + bytes(range(256)), "zip"),
        (b"%PDF-1.4 \xe2\xe3", "PDF"),
        (bytes(range(256)) * 20, "no text"),
        (b"This is English and nothing else.", "no Persian"),
        ("Ceci est un été à Orléans".encode("latin-1"), "no text|no Persian|byte"),
        (NEW.encode() + bytes(500), "from byte"),
        (NEW.encode() * 9 + b"\xff\xfe\x80\x90" * 300, "byte"),
        ("م".encode() * (MAX_CHARS + 1), "too long"),
    ],
    ids=["empty", "blank", "png", "zip", "pdf", "bytes", "english", "french", "zeros", "tail", "long"],
)
def test_decode_says_in_one_line_what_is_wrong(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        decode(data)
    assert "\n" not in str(error.value)


def test_decode_counts_a_broken_letter_and_reads_on() -> None:
    article = decode(NEW.encode()[:-3] + b"\xd8")
    assert article.decoded == ("utf-8", "replaced:1")
    assert article.text.endswith("\ufffd")


def test_decode_page_gives_the_article_and_its_facts() -> None:
    article = decode((PAGES / "linked_data.html").read_bytes())
    assert article.text.split("\n") == [
        "سفر وزیر نیرو به خوزستان",
        "وزیر نیرو برای گشایش دو سد به استان خوزستان رفت و با استاندار دیدار کرد.",
        f"او گفت: «این دو سد تا پایان سال آب می{ZWNJ}گیرند» و از کارگران سپاس گزارد.",
        f"استاندار نیز از کم{ZWNJ}آبی روستاها گفت",
        "و خواستار کمک دولت شد. ۲ < ۳",
    ]
    assert article.title == "سفر وزیر نیرو به خوزستان"
    assert article.publisher == "پایگاه خبری نمونه"
    assert article.published == date(2017, 5, 4)
    assert article.url == "https://namune.example/news/1024"
    assert article.decoded[:3] == ("utf-8", "html:resiliparse", "title:json-ld")


def test_decode_page_takes_the_day_from_the_words_near_the_title() -> None:
    article = decode((PAGES / "jalali_text.html").read_bytes())
    assert article.text.startswith("باران در گیلان\nباران از بامداد")
    assert (article.title, article.publisher, article.published) == (
        "باران در گیلان",
        "روزنامه نمونه",
        date(2016, 10, 19),
    )
    assert article.decoded[-1] == "published:jalali-text"


def test_decode_page_in_an_old_encoding_with_a_wrong_charset() -> None:
    page = f'<html><head><meta charset="utf-8"><title>خبر</title></head><body><p>{OLD}</p></body></html>'
    article = decode(page.encode("cp1256"))
    assert article.decoded[0] == "windows-1256"
    assert "رئيس دانشگاه" in article.text


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:published_time" content="2016-12-18T10:00:00Z">', date(2016, 12, 18)),
        ('<meta content="1395/09/28" name="date">', date(2016, 12, 18)),
        ('<script type="application/ld+json">{"datePublished": "2016-12-18", "x": }</script>', date(2016, 12, 18)),
        ('<meta name="date" content="yesterday">', None),
    ],
)
def test_decode_page_finds_its_day(head: str, day: date | None) -> None:
    article = decode_text(f"<html><head>{head}</head><body><p>{OLD}</p></body></html>", kind="html")
    assert article.published == day


def test_decode_page_without_main_content_falls_back_to_the_body() -> None:
    article = decode_text("<html><body><ul>" + f"<li>{OLD}</li>" * 3 + "</ul></body></html>", kind="html")
    assert "html:whole-body" in article.decoded
    assert article.text.count("رئيس دانشگاه") == 3


def test_decode_text_with_signs_of_less_and_more_is_no_page() -> None:
    assert decode("دو < سه و پنج > چهار است <a>".encode()).text == "دو < سه و پنج > چهار است <a>"


@pytest.mark.parametrize(
    "bad",
    [
        "<div>" * 10_000,
        "".join(f"<p><b c={at}></p>" for at in range(10_000)),
        "".join(f"<p><b c={at}><object></b></object></p>" for at in range(10_000)),
        "<select>" + "<option>x" * 10_000,
        "<div " + "".join(f"a{at}='<b>' " for at in range(10_000)) + ">",
        "<meta name=x content=y>" * 10_000,
        "<a '" * 10_000,
        '="' * 10_000,
        "<script>" * 10_000,
        '<script type="application/ld+json">' + "[" * 10_000 + "</script>",
    ],
    ids=lambda bad: bad[:20],
)
def test_decode_page_made_to_be_slow_is_not(bad: str) -> None:
    start = perf_counter()
    article = decode_text(f"<html><body><p>{OLD}</p>{bad}", kind="html")
    assert "رئيس دانشگاه" in article.text
    assert perf_counter() - start < 3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1395-09-28", date(2016, 12, 18)),
        ("۱۳۹۵/۹/۲۸", date(2016, 12, 18)),
        ("2016-12-18", date(2016, 12, 18)),
        ("2016/12/18 10:20", date(2016, 12, 18)),
        ("1395-12-30", date(2017, 3, 20)),
    ],
)
def test_published_reads_both_calendars(text: str, day: date) -> None:
    assert parse_published(text) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1395-13-40", "no month 13"),
        ("1396-12-30", "no day 30"),
        ("2016-02-30", "no day 30"),
        ("0000-01-01", "no day 1"),
        ("دیروز", "is no date"),
        ("", "is no date"),
        ("1395-09/28", "is no date"),
        ("1395-09-28" + "0" * 9999, "is no date"),
        ("a\nb", "is no date"),
    ],
)
def test_published_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        parse_published(text)
    assert "1395-09-28" in str(error.value)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("95-09-28 ساعت ۱۲", date(2016, 12, 18)),
        ("۱۳۹۵/۰۹/۲۸ - ۱۲:۳۰", date(2016, 12, 18)),
        ("۲۸ آذر ماه ۱۳۹۵", date(2016, 12, 18)),
        ("تلفن ۰۲۱-۸۸۹۹", None),
        ("۱۳۹۵/۱۳/۲۸", None),
        ("از ۴۵-۰۹-۲۸", None),
    ],
)
def test_published_is_found_near_a_title(text: str, day: date | None) -> None:
    assert find_jalali(text) == day
