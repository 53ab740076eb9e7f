"""The words of a record as the index keeps them: one row of the table `search` an article.

The row is made of the record alone, so that it can be taken out again: a table without its texts wants them for that.
"""

import re
from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from ravi.persian.letters import ZWNJ
from ravi.record import Quote, Record, Reference
from ravi.store.days import day_words
from ravi.store.folding import joined, letters, spaced

COLUMNS = ("words", "joined", "speakers", "offices", "sources", "outlet", "facts")
_LIST = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = f"INSERT INTO search (rowid, {_LIST}) VALUES ({_MARKS})"  # noqa: S608
_DELETE = f"INSERT INTO search (search, rowid, {_LIST}) VALUES ('delete', {_MARKS})"  # noqa: S608
_HALF_SPACED = re.compile(f"[^ ]+{ZWNJ}[^ ]+")
_LONGEST = 40  # letters of a word with half-spaces, from which it is no word
_MOST_KNOWN = 200_000
QUOTED = "«"  # before a word that somebody is quoted with
UNDATED = "undated"


def add(connection: Connection, article: int, record: Record, known: set[str]) -> None:
    """Put the words of an article in the index. `known` are words whose spellings are there for sure; it grows."""
    row, half_spaced = row_of(record)
    connection.execute(_INSERT, (article, *row))
    new = [word for word in half_spaced if word not in known]
    if new:
        bare = [word.lstrip(QUOTED) for word in new if len(word) <= _LONGEST]
        spellings = [(joined(word), spaced(word).strip()) for word in bare]
        connection.executemany("INSERT OR IGNORE INTO spellings VALUES (?, ?)", spellings)
        if len(known) > _MOST_KNOWN:
            known.clear()
        known.update(new)


def remove(connection: Connection, article: int, record: Record) -> None:
    """Take the words of an article out of the index. `record` is the one that was put in."""
    connection.execute(_DELETE, (article, *row_of(record)[0]))


def row_of(record: Record) -> tuple[tuple[str, ...], Iterable[str]]:
    """The columns of an article; and each word that it writes with half-spaces."""
    whole: list[str] = []
    half_spaced: dict[str, None] = {}
    for text, quoted in _stretches(record):
        folded = letters(text)
        if ZWNJ in folded:
            found = _HALF_SPACED.findall(folded)
            half_spaced.update(dict.fromkeys(_marked(found) if quoted else found))
        whole.append(" ".join(_marked(spaced(folded).split())) if quoted else spaced(folded))
    row = (
        " ".join(whole),
        joined(" ".join(half_spaced)),
        _names(record, (quote.speaker for quote in record.quotes)),
        _once(" ".join(_offices(record))),
        _names(record, (source.who for source in record.sources)),
        _once(record.article.publisher or ""),
        " ".join(_facts(record)),
    )
    return row, half_spaced


def _marked(words: list[str]) -> list[str]:
    return [QUOTED + word for word in words]


def _stretches(record: Record) -> Iterator[tuple[str, bool]]:
    """The repaired text in pieces, each inside quotations or outside."""
    offsets = record.offsets
    at = 0
    for part in sorted(offsets.to_repaired(part) for quote in record.quotes for part in quote.parts):
        if part.end > at:
            start = max(part.start, at)
            yield record.repaired[at:start], False
            yield record.repaired[start : part.end], True
            at = part.end
    yield record.repaired[at:], False


def _once(text: str) -> str:
    """Each word of a text once, in both spellings."""
    folded = letters(text)
    return " ".join(dict.fromkeys((*joined(folded).split(), *(spaced(folded).split() if ZWNJ in folded else ()))))


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
    return _once(" ".join(found))


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
    published = record.article.published
    yield from day_words(published) if published else (UNDATED,)
    yield from dict.fromkeys(f"form{quote.form}" for quote in record.quotes)
    yield from dict.fromkeys(f"event{event.type.lower()}" for event in record.events)
