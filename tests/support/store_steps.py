"""What tests of the store share."""

import sqlite3
from datetime import date
from pathlib import Path

from ravi.record import (
    Article,
    Date,
    Entity,
    Event,
    Link,
    MadeBy,
    Mark,
    Mention,
    Quote,
    Record,
    Reference,
    Reuse,
    Role,
    Source,
    Term,
)
from ravi.spans import Edit, Span

TEXT = "وزير کار: كار ها تمام شد، به گفتۀ سخنگو"
WHO = Reference(Span(0, 8), 0)
MADE_BY = MadeBy("0", "names 1", {"repair": 1, "quotes": 2})
FULL = Record(
    Article("a", TEXT, "تیتر", "پیک روز", date(2016, 12, 18), "https://example.org/1", ("utf-8", "html")),
    "وزیر کار: کارها تمام شد، به گفتۀ سخنگو",
    (
        Edit(2, 3, "ی", "letters.yeh"),
        Edit(10, 11, "ک", "letters.kaf"),
        Edit(13, 14, "", "half_space.suffix", 0.7),
    ),
    (Span(0, 9), Span(10, 39)),
    (
        Entity(
            "وزير کار", "PER", "وزير", (Mention(Span(0, 8), "title"), Mention(Span(33, 39), "pronoun")), "demo", 1.0
        ),
        Entity("سخنگو", "GROUP", None, (), "demo.other", 0.123456789),
    ),
    (
        Date(Span(0, 4), "2016-12-18", "DATE", "jalali", "1395-09-28", "demo", 1.0, "سال نیامده"),
        Date(Span(5, 8), None, "SET", "relative", None, "demo", 0.5),
    ),
    (
        Quote(
            (Span(10, 24),),
            "direct",
            Span(8, 9),
            WHO,
            WHO,
            (),
            "demo",
            1.0,
            (Link("speaker.subject", Span(33, 39)), Link("chain.name", Span(0, 8))),
        ),
        Quote(
            (Span(10, 13), Span(14, 24)),
            "indirect",
            None,
            Reference(None, 1),
            None,
            (WHO, Reference(None, 1)),
            "d",
            0.2,
        ),
        Quote((Span(1, 3),), "mixed", None, None, Reference(Span(0, 4), None), (), "demo", 1.0),
    ),
    (Mark(Span(0, 4), "scare", "demo", 1.0),),
    (
        Source(Reference(Span(33, 39), 1), Span(26, 32), "person", "demo", 1.0),
        Source(Reference(None, None), None, "agency", "d", 0.5),
    ),
    (
        Event(Span(14, 20), "CONSULT", (1, 0), (0,), Span(0, 4), 0, 1, "denied", 3, "040", "demo", 1.0),
        Event(Span(14, 20), "AID", (), (), None, None, None, "happened", 0, "070", "demo", 1.0),
    ),
    (Term(Span(0, 4), 0, 1, None, "demo", 1.0), Term(Span(0, 4), 1, None, 0, "demo", 1.0)),
    (Role(Span(0, 4), 0, "former", 0, "demo", 1.0), Role(Span(0, 4), 0, "current", None, "demo", 1.0)),
    Reuse(Span(25, 39), Span(33, 39), "demo", 1.0),
    MADE_BY,
)


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a store holds, table by table; of the index what it says, not how it is laid out."""
    connection = sqlite3.connect(path)
    indexed = ("search", "said")
    for index in indexed:
        connection.execute(f"CREATE VIRTUAL TABLE temp.words_of_{index} USING fts5vocab(main, {index}, instance)")
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    names = [*(f"words_of_{index}" for index in indexed), *(name for name in names if not name.startswith(indexed))]
    held = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608
    connection.close()
    return held
