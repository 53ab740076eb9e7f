"""The words of a record as the index keeps them: one row of the table `search` an article.

The row is made of the record alone, so that it can be taken out again: a table without its texts wants them for that.
Rows stand in the order of their days: the newest that have some words are those that the index gives first.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import chain
from sqlite3 import Connection

from ravi.errors import StoreError
from ravi.persian.letters import ZWNJ
from ravi.record import Quote, Record, Reference
from ravi.store.folding import joined, letters, letters_in_place, spaced

COLUMNS = ("words", "joined", "speakers", "offices", "sources", "outlet", "facts")
_LIST = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = f"INSERT INTO search (rowid, {_LIST}) VALUES ({_MARKS})"  # noqa: S608
_DELETE = f"INSERT INTO search (search, rowid, {_LIST}) VALUES ('delete', {_MARKS})"  # noqa: S608
_HALF_SPACED = re.compile(f"[^ ]+{ZWNJ}[^ ]+")
_LONGEST = 40  # letters of a word with half-spaces, from which it is no word
_MOST_KNOWN = 200_000
QUOTED = "«"  # before a word that somebody is quoted with
_BITS = 16  # of a place, for the articles of one day; more of them make the distances in the index longer
_DATED = 1 << 40  # the places from here on have a day

Row = tuple[int | str, ...]


def add(connection: Connection, article: int, record: Record, known: set[str]) -> Row:
    """Give an article its place, and the row to `insert` there.

    `known` are words whose spellings are there for sure; it grows.
    """
    row, half_spaced = row_of(record)
    place = new_place(connection, record.article.published, article)
    new = [word for word in half_spaced if word not in known]
    if new:
        bare = [word.lstrip(QUOTED) for word in new if len(word) <= _LONGEST]
        spellings = [(joined(word), spaced(word).strip()) for word in bare]
        connection.executemany("INSERT OR IGNORE INTO spellings VALUES (?, ?)", spellings)
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.update(new)
    return place, *row


def insert(connection: Connection, rows: Iterable[Row]) -> None:
    """Put rows in the index; in the order of their places, as it takes them fastest."""
    connection.executemany(_INSERT, sorted(rows))


def remove(connection: Connection, article: int, record: Record) -> None:
    """Take the words of an article out of the index. `record` is the one that was put in."""
    row = connection.execute("SELECT place FROM places WHERE article = ?", (article,)).fetchone()
    connection.execute(_DELETE, (*row, *row_of(record)[0]))
    connection.execute("DELETE FROM places WHERE place = ?", row)


def clear(connection: Connection) -> None:
    """Leave nothing in the index."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    for table in ("places", "spellings", "folding"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own


def fold_of(connection: Connection) -> int:
    """The version of the fold with which the index was built; 0 where it is not built."""
    row = connection.execute("SELECT version FROM folding").fetchone()
    return int(row[0]) if row else 0


def places_between(first: date | None, last: date | None) -> tuple[int, int]:
    """The places of all articles of some days, the first and the last; of all articles where no day is given."""
    low = 0 if first is None and last is None else _start_of(first or date.min)
    return low, _start_of(last or date.max) + (1 << _BITS) - 1


def _start_of(day: date) -> int:
    return _DATED + (day.toordinal() << _BITS)


def day_of(place: int) -> date | None:
    """The day of the article that has this place; None where it has none."""
    return date.fromordinal((place - _DATED) >> _BITS) if place >= _DATED else None


def new_place(connection: Connection, day: date | None, article: int) -> int:
    """Give an article the place after the last of a day; the articles without a day stand before all others."""
    first, end = (0, _DATED) if day is None else (_start_of(day), _start_of(day) + (1 << _BITS))
    (last,) = connection.execute(
        "SELECT max(place) FROM places WHERE place >= ? AND place < ?", (first, end)
    ).fetchone()
    place = first if last is None else int(last) + 1
    if place == end:
        raise StoreError(f"a store holds {1 << _BITS:,} articles of one day, and {day} has them: start another store")
    connection.execute("INSERT INTO places VALUES (?, ?)", (place, article))
    return place


def row_of(record: Record) -> tuple[tuple[str, ...], Iterable[str]]:
    """The columns of an article; and each word that it writes with half-spaces."""
    whole: list[str] = []
    half_spaced: dict[str, None] = {}
    for folded, quoted in _stretches(record):
        if ZWNJ in folded:
            found = _HALF_SPACED.findall(folded)
            half_spaced.update(dict.fromkeys(_marked(found) if quoted else found))
        whole.append(" ".join(_marked(spaced(folded).split())) if quoted else spaced(folded))
    row = (
        " ".join(whole),
        joined(" ".join(half_spaced)),
        _names(record, (quote.speaker for quote in record.quotes)),
        _once(_offices(record)),
        _names(record, (source.who for source in record.sources)),
        _once((record.article.publisher or "",)),
        " ".join(_facts(record)),
    )
    return row, half_spaced


def _marked(words: list[str]) -> list[str]:
    return [QUOTED + word for word in words]


def _stretches(record: Record) -> Iterator[tuple[str, bool]]:
    """The letters of the repaired text in pieces, each inside quotations or outside."""
    text = record.repaired
    whole = letters_in_place(text)

    def piece(start: int, end: int) -> str:
        return letters(text[start:end]) if whole is None else whole[start:end]

    offsets = record.offsets if record.quotes else None
    at = 0
    for part in sorted(offsets.to_repaired(part) for quote in record.quotes for part in quote.parts) if offsets else ():
        if part.end > at:
            start = max(part.start, at)
            yield piece(at, start), False
            yield piece(start, part.end), True
            at = part.end
    yield piece(at, len(text)), False


def _once(texts: Iterable[str]) -> str:
    """Each word of some texts once, in both spellings."""
    found = [_both(text) for text in texts]
    return " ".join(dict.fromkeys(chain(*(removed for removed, _ in found), *(spaced for _, spaced in found))))


@lru_cache(maxsize=20_000)
def _both(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a text, its half-spaces removed; and as spaces, where it has any."""
    folded = letters(text)
    return tuple(joined(folded).split()), tuple(spaced(folded).split()) if ZWNJ in folded else ()


def _names(record: Record, references: Iterable[Reference | None]) -> str:
    """The words of the names of some entities, or those that stand for them."""
    found: dict[str, None] = {}
    for reference in references:
        if reference is None:
            continue
        if reference.entity is not None:
            found[record.entities[reference.entity].name] = None
        elif reference.span is not None:
            found[reference.span.of(record.article.text)] = None
    return _once(found)


def _offices(record: Record) -> Iterator[str]:
    """The offices of those who speak."""
    speaking = {speaker for quote in record.quotes if (speaker := speaker_of(quote)) is not None}
    for number in sorted(speaking):
        yield record.entities[number].role or ""
    for role in record.roles:
        if role.entity in speaking:
            yield role.span.of(record.article.text)


def speaker_of(quote: Quote) -> int | None:
    """The entity that speaks."""
    return quote.speaker.entity if quote.speaker else None


def _facts(record: Record) -> Iterator[str]:
    yield from dict.fromkeys(f"form{quote.form}" for quote in record.quotes)
    yield from dict.fromkeys(f"event{event.type.lower()}" for event in record.events)
