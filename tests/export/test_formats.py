"""What holds for every format."""

import json
from collections.abc import Iterator

import pytest

from export_steps import HARD, LINE, PLAIN, TEXT, words_of
from ravi.errors import InputError, RaviError
from ravi.export.formats import FORMATS, export
from ravi.export.narrowing import with_quotes
from ravi.export.rights import terms_of
from ravi.record import Record
from store_steps import FULL

RECORDS = [HARD, FULL, PLAIN]


def made(name: str, *, text: bool = True) -> bytes:
    try:
        return b"".join(export(RECORDS, name, text=text))
    except ImportError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", FORMATS)
def test_formats_give_the_same_bytes_for_the_same_records(name: str) -> None:
    assert len(made(name)) > 100
    if name != "xlsx":  # which says when it was made
        assert made(name) == made(name)


@pytest.mark.parametrize("name", FORMATS)
def test_formats_can_be_of_nothing(name: str) -> None:
    try:
        b"".join(export([], name))
    except ImportError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.extension in ("json", "jsonl", "jsonld")])
def test_formats_in_json_are_json(name: str) -> None:
    text = made(name).decode()
    parts = text.splitlines() if FORMATS[name].extension == "jsonl" else [text]
    assert all(json.loads(part) for part in parts)


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if not one.binary])
def test_formats_carry_the_licence_line(name: str) -> None:
    assert LINE in made(name).decode()


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.without_text])
def test_formats_without_text_hold_no_word_of_it(name: str) -> None:
    from zipfile import BadZipFile, ZipFile

    data = made(name, text=False)
    try:
        import io

        with ZipFile(io.BytesIO(data)) as inside:
            data = b"\n".join(inside.read(one) for one in inside.namelist())
    except BadZipFile:
        pass
    title = HARD.article.title or ""
    words = words_of(TEXT + title + FULL.article.text + FULL.repaired + PLAIN.article.text) - words_of("پیک روز پسران")
    assert len(words) > 20
    assert [word for word in words if word.encode() in data] == []
    assert [word for word in words if json.dumps(word)[1:-1].encode() in data] == []


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.without_text])
def test_formats_without_text_still_say_what_the_licence_allows(name: str) -> None:
    if FORMATS[name].binary:
        pytest.skip("looked at where it is read")
    assert b"not without permission" in made(name, text=False)


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if not one.without_text])
def test_formats_that_are_nothing_without_text_say_so(name: str) -> None:
    with pytest.raises(InputError, match=f"{name} is nothing without the text.*csv"):
        export([], name, text=False)


def test_formats_that_are_not_there_are_named_with_those_that_are() -> None:
    with pytest.raises(RaviError, match="«docx» is no format: give one of ravi, csv"):
        export([], "docx")


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("استفاده از مطالب با ذکر منبع بلامانع است", "with credit"),
        ("نقل خبر با ذکر منبع آزاد است", "with credit"),
        ("هرگونه کپی\u200cبرداری بدون ذکر منبع ممنوع و پیگرد قانونی دارد", "with credit"),
        ("تمامی حقوق محفوظ است و نقل مطالب با ذکر منبع بلامانع است", "with credit"),
        ("تمامي حقوق اين سايت متعلق به ماست", "not without permission"),
        ("بازنشر این مطلب مجاز نیست", "not without permission"),
        ("بازنشر این مطلب غیرمجاز است", "not without permission"),
        ("نقل این خبر با نام منبع", "as it says"),
    ],
)
def test_rights_tell_what_the_words_of_a_licence_line_allow(line: str, terms: str) -> None:
    assert terms_of(line) == terms


def test_narrowing_drops_what_is_told_in_the_quotations_that_go() -> None:
    kept = with_quotes(HARD, [1, 2])
    assert [quote.form for quote in kept.quotes] == ["mixed", "indirect"]
    assert (len(kept.events), len(kept.terms), len(kept.roles)) == (1, 0, 1)


def test_narrowing_to_all_is_the_record() -> None:
    assert with_quotes(HARD, range(3)) == HARD


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.extension not in ("xlsx", "parquet")])
def test_formats_are_written_as_the_records_come(name: str) -> None:
    asked = 0

    def records() -> Iterator[Record]:
        nonlocal asked
        while True:
            asked += 1
            yield HARD

    pieces = export(records(), name)
    size = 0
    while size < 5_000:  # bytes
        size += len(next(pieces))
    assert asked <= 1_001  # the articles of one file of a dataset
