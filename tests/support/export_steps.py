"""What tests of the exports share: articles that are hard to write down, and their records made by hand."""

import re
from datetime import date

from ravi.record import (
    Article,
    Date,
    Entity,
    Event,
    MadeBy,
    Mention,
    Quote,
    Record,
    Reference,
    Reuse,
    Role,
    Source,
    Term,
)
from ravi.spans import Edit, Span, apply

LINE = "هرگونه بازنشر این مطلب ممنوع است"
SAID = ("کار 😀 تمام شد", "و <b>سد</b>\r\nپر & شد")
TEXT = (
    f'😀 =رضا نیکنام\x00، وزیر "نیرو": «{SAID[0]}» گفت «{SAID[1]}» ]]> 27 تیر\n'
    f"جنگ با {{داعش}}\\n در <رقه>\x0b\u2028{LINE}."
)


def at(words: str, nth: int = 0) -> Span:
    """Where some words stand in TEXT."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


WHO = Reference(at("رضا نیکنام"), 0)
EDITS = (Edit(2, 3, "", "demo"),)
HARD = Record(
    Article(
        "../a b/1",
        TEXT,
        '=تیتر, "فوری"\n& <مهم>',
        "پیک {روز} & پسران",
        date(2016, 7, 18),
        "https://example.org/1?a=1&b=2",
    ),
    apply(TEXT, EDITS),
    EDITS,
    (Span(0, at("جنگ").start - 1), Span(at("جنگ").start, len(TEXT))),
    (
        Entity(
            "رضا نیکنام",
            "PER",
            'وزیر "نیرو"',
            (Mention(WHO.span or Span(0, 1), "name"), Mention(at("وزیر"), "title")),
            "demo",
            0.9,
        ),
        Entity("داعش", "GROUP", None, (Mention(at("داعش"), "name"),), "demo", 0.5),
        Entity("رقه", "GPE", None, (Mention(at("رقه"), "name"),), "demo", 0.5),
        Entity("بی نشان", "ORG", None, (), "demo", 0.5),
    ),
    (
        Date(at("27 تیر"), "2016-07-17", "DATE", "jalali", "1395-04-27", "demo", 1.0, None),
        Date(at("تیر"), "2016-06-21/2016-07-21", "PERIOD", "jalali", "1395-04", "demo", 1.0, "سال گفته نشده"),
        Date(at("27"), None, "SET", "relative", None, "demo", 1.0, None),
    ),
    (
        Quote(
            (at(SAID[0]), at(SAID[1])), "direct", at("گفت"), WHO, Reference(None, 2), (Reference(None, 3),), "demo", 0.8
        ),
        Quote((at("تمام شد» گفت"),), "mixed", None, Reference(None, 0), None, (), "demo", 0.4),
        Quote((at("سد"),), "indirect", None, None, None, (), "demo", 0.4),
    ),
    (),
    (
        Source(Reference(at("نیرو"), None), None, "institution", "demo", 0.7),
        Source(Reference(None, 3), None, "agency", "demo", 0.7),
    ),
    (
        Event(at("جنگ"), "ASSAULT", (0, 3), (1,), at("رقه"), 0, 0, "happened", 0, "190", "demo", 0.6),
        Event(at("پر"), "AID", (), (), None, None, None, "denied", 1, "070", "demo", 0.6),
    ),
    (Term(at("داعش"), 1, 0, None, "demo", 0.6),),
    (Role(at("وزیر"), 0, "current", None, "demo", 0.6),),
    Reuse(at(LINE), None, "demo", 0.9),
    MadeBy("0", None, {}),
)
PLAIN = Record(
    Article("b", "باران بارید."),
    "باران بارید.",
    (),
    (Span(0, 12),),
    (),
    (),
    (),
    (),
    (),
    (),
    (),
    (),
    None,
    MadeBy("0", None, {}),
)
"""An article in which nothing is found."""


def words_of(text: str) -> set[str]:
    """The words of a text that are long enough to be no accident elsewhere."""
    return {word for word in re.findall(r"[^\W\d_]{2,}", text) if not word.isascii()}
