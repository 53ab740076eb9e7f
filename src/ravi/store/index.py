"""The words of a record as the index keeps them: a row of `search` an article, a row of `said` a quotation.

The rows are made of the record alone, so that they can be taken out again: a table without its texts wants them.
Rows stand in the order of their days: the newest that have some words are those that the index gives first.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain
from sqlite3 import Connection
from typing import NamedTuple

from ravi.errors import StoreError
from ravi.persian.letters import ZWNJ
from ravi.record import Quote, Record, Reference
from ravi.store.folding import joined, letters, letters_in_place, spaced

TABLES = ("search", "said")
COLUMNS = ("words", "joined", "speakers", "offices", "sources", "outlet", "facts")
_LIST = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = f"INSERT INTO search (rowid, {_LIST}) VALUES ({_MARKS})"  # noqa: S608
_DELETE = f"INSERT INTO search (search, rowid, {_LIST}) VALUES ('delete', {_MARKS})"  # noqa: S608
_INSERT_SAID = "INSERT INTO said (rowid, words) VALUES (?, ?)"
_DELETE_SAID = "INSERT INTO said (said, rowid, words) VALUES ('delete', ?, ?)"
_LAST = "SELECT max(place) FROM places WHERE place >= ? AND place < ?"
_LONGEST = 40  # letters of a word with half-spaces, from which it is no word
_MOST_KNOWN = 200_000
_PAGES = 4000  # that are put together in one transaction
SPEAKER, OFFICE, FORM = "«", "»", "•"  # before a word of a row of `said` that is not of its quotation, but about it
_BITS = 16  # of a place, for the articles of one day; more of them make the distances in the index longer
_DATED = 1 << 40  # the places from here on have a day
SAID_BITS = 4  # of a row of `said`, for the quotations of one article; where it has more, some share a row
_SAID = 1 << SAID_BITS

Row = tuple[int | str, ...]


class Words(NamedTuple):
    """What the index keeps of some articles: of each its day and its row; the words of quotations; spellings.

    Of the quotations each row says of which article, in which of its rows of `said`, and the words.
    """

    days: list[int | None]  # counted from the year 1
    rows: list[tuple[str, ...]]
    said: list[tuple[int, int, str]]
    spellings: list[tuple[str, str]]


def no_words() -> Words:
    """The words of no articles yet."""
    return Words([], [], [], [])


class Rows:
    """Rows on their way into the index, which takes them fastest together and in the order of their places."""

    def __init__(self) -> None:
        self.search: list[Row] = []
        self.said: list[tuple[int, str]] = []

    def insert(self, connection: Connection) -> None:
        """Put them in the index, and none is left."""
        connection.executemany(_INSERT, sorted(self.search))
        connection.executemany(_INSERT_SAID, sorted(self.said))
        self.clear()

    def clear(self) -> None:
        """Forget them."""
        self.search.clear()
        self.said.clear()


def add(connection: Connection, articles: Sequence[int], words: Words, rows: Rows) -> None:
    """Give articles of these keys their places, and `rows` what is to be inserted there."""
    places = new_places(connection, words.days, articles)
    rows.search += [(place, *row) for place, row in zip(places, words.rows, strict=True)]
    rows.said += [((places[n] << SAID_BITS) + slot, said) for n, slot, said in words.said]


def add_spellings(connection: Connection, spellings: list[tuple[str, str]]) -> None:
    """Keep how words with half-spaces are written."""
    if spellings:
        connection.executemany("INSERT OR IGNORE INTO spellings VALUES (?, ?)", spellings)


def remove(connection: Connection, article: int, record: Record) -> None:
    """Take the words of an article out of the index. `record` is the one that was put in."""
    (place,) = connection.execute("SELECT place FROM places WHERE article = ?", (article,)).fetchone()
    words = no_words()
    fold(record, 0, set(), words)
    connection.execute(_DELETE, (place, *words.rows[0]))
    first = place << SAID_BITS
    connection.executemany(_DELETE_SAID, [(first + slot, said) for _, slot, said in words.said])
    connection.execute("DELETE FROM places WHERE place = ?", (place,))


LOADING = {"automerge": 0, "crisismerge": 1999, "hashsize": 64 << 20}
"""How much is written before parts of the index are put together, and how many bytes at a time: where many come."""
AT_REST = {"automerge": 4, "crisismerge": 16, "hashsize": 1 << 20}
"""The same where few come: as SQLite has it."""


def set_merging(connection: Connection, values: dict[str, int]) -> None:
    """Say when parts of the index are put together."""
    for table in TABLES:
        for name, value in values.items():
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (name, value))  # noqa: S608


def is_loading(connection: Connection) -> bool:
    """Whether a process loads many, or was killed while it did."""
    row = connection.execute("SELECT v FROM search_config WHERE k = 'automerge'").fetchone()
    return bool(row == (0,))


@contextmanager
def merging_last(connection: Connection) -> Iterator[None]:
    """Put the parts of the index together after many articles. What is killed leaves them apart: see `is_loading`."""
    set_merging(connection, LOADING)
    try:
        yield
    finally:
        set_merging(connection, AT_REST)
    for table in TABLES:
        at_once = -_PAGES  # all parts, the first time
        done = 0
        while connection.total_changes - done >= 2 or at_once < 0:  # fewer: nothing was left to do
            done = connection.total_changes
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (at_once,))  # noqa: S608
            at_once = _PAGES


def clear(connection: Connection) -> None:
    """Leave nothing in the index."""
    for table in TABLES:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608 - names of our own
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


def new_places(connection: Connection, days: Iterable[int | None], articles: Iterable[int]) -> list[int]:
    """Give each article the place after the last of its day; those without a day stand before all others."""
    last: dict[int | None, int] = {}
    places: list[int] = []
    for day in days:
        first, end = (0, _DATED) if day is None else (at := _DATED + (day << _BITS), at + (1 << _BITS))
        place = last.get(day)
        if place is None:
            (place,) = connection.execute(_LAST, (first, end)).fetchone()
        last[day] = place = first if place is None else place + 1
        if place == end:
            raise StoreError(
                f"a store holds {1 << _BITS:,} articles of one day, and {date.fromordinal(day or 1)} has them: "
                "start another store"
            )
        places.append(place)
    connection.executemany("INSERT INTO places VALUES (?, ?)", zip(places, articles, strict=True))
    return places


def fold(record: Record, number: int, known: set[str], to: Words) -> None:
    """Add what the index keeps of an article, which is this one of some.

    `known` are words whose spellings are kept already; it grows.
    """
    text = record.repaired
    in_place = letters_in_place(text)
    whole = letters(text) if in_place is None else in_place
    half_spaced = list(dict.fromkeys(_half_spaced(whole)))
    published = record.article.published
    to.days.append(None if published is None else published.toordinal())
    to.rows.append(
        (
            spaced(whole),
            joined(" ".join(half_spaced)),
            _names(record, (quote.speaker for quote in record.quotes)),
            _once(_offices(record)),
            _names(record, (source.who for source in record.sources)),
            _once((record.article.publisher or "",)),
            " ".join(_facts(record)),
        )
    )
    if new := [word for word in half_spaced if word not in known]:
        to.spellings.extend((joined(word), spaced(word).strip()) for word in new if len(word) <= _LONGEST)
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.update(new)
    if record.quotes:
        to.said.extend((number, slot, words) for slot, words in _said(record, in_place))


def _half_spaced(folded: str) -> list[str]:
    """The words of folded letters that are written with a half-space."""
    found: list[str] = []
    at = folded.find(ZWNJ)
    while at >= 0:
        start, end = folded.rfind(" ", 0, at) + 1, folded.find(" ", at)
        if end < 0:
            end = len(folded)
        if ZWNJ in (word := folded[start:end])[1:-1]:
            found.append(word)
        at = folded.find(ZWNJ, end)
    return found


def _said(record: Record, in_place: str | None) -> Iterator[tuple[int, str]]:
    """The words of the quotations, and whose they are: those of one row together."""
    to_repaired = record.offsets.to_repaired
    rows: dict[int, list[str]] = {}
    for n, quote in enumerate(record.quotes):
        words = rows.setdefault(slot_of(n, len(record.quotes)), [])
        for part in quote.parts:
            span = to_repaired(part)
            piece = letters(span.of(record.repaired)) if in_place is None else span.of(in_place)
            words.append(spaced(piece))
            if ZWNJ in piece:
                words.append(joined(" ".join(_half_spaced(piece))))
        who = speaker_of(quote)
        entity = None if who is None else record.entities[who]
        words.append(_told(quote.form, entity and entity.name, entity and entity.role))
    for slot, words in rows.items():
        yield slot, " ".join(words)


def slot_of(n: int, of: int) -> int:
    """Which of the rows of `said` that an article can have holds a quotation, the n-th of so many."""
    return n * _SAID // max(of, _SAID)


def in_slot(slot: int, of: int) -> range:
    """The quotations of an article of so many that share a row of `said`.

    >>> [list(in_slot(slot, 20)) for slot in (0, 1, 2, 3, 15)]
    [[0, 1], [2], [3], [4], [19]]
    """
    many = max(of, _SAID)
    return range(-(-slot * many // _SAID), min(-(-(slot + 1) * many // _SAID), of))


@lru_cache(maxsize=20_000)
def _told(form: str, name: str | None, office: str | None) -> str:
    """Whose a quotation is, and its form, as words of `said`."""
    said = [FORM + form]
    for mark, words in ((SPEAKER, name), (OFFICE, office)):
        said += (mark + word for word in _once((words,)).split()) if words else ()
    return " ".join(said)


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
