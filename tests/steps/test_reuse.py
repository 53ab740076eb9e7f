"""Reuse: the licence line and its credit."""

from ravi import Reader


def test_reuse_finds_the_line_and_whom_it_credits() -> None:
    text = "باران بارید.\nاستفاده از این مطلب با ذکر منبع «خبرگزاری دریا» بلامانع است."
    reuse = Reader().read(text).reuse
    assert reuse is not None
    assert reuse.credit is not None
    assert (reuse.credit.of(text), reuse.span.of(text)[:7]) == ("خبرگزاری دریا", "استفاده")


def test_reuse_is_none_where_use_is_only_spoken_of() -> None:
    assert Reader().read("استفاده از آب رود برای همه آزاد است.").reuse is None


def test_reuse_finds_a_line_that_forbids_without_speaking_of_a_source() -> None:
    text = "باران بارید.\nهرگونه بازنشر این مطالب بدون اجازۀ کتبی ممنوع است."
    reuse = Reader().read(text).reuse
    assert reuse is not None
    assert reuse.span.of(text) == "بازنشر این مطالب بدون اجازۀ کتبی ممنوع است"


def test_reuse_is_none_where_something_else_is_forbidden() -> None:
    assert Reader().read("انتشار گازهای سمی در شهر ممنوع است. او مطالب زیادی گفت.").reuse is None
