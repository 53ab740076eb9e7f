"""A whole store compared with itself: its reprints, stories, retold quotations and people, kept in its tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

from ravi import __version__
from ravi.compare.hands import by_hand, rows_of
from ravi.compare.people import Person, join_people, people_in
from ravi.compare.quotations import Quotation, Said, join_quotations, said_in
from ravi.compare.reprints import find_reprints
from ravi.compare.speakers import Speaker
from ravi.compare.spool import Spool
from ravi.compare.stories import Told, join_stories, told_in
from ravi.compare.words import spelt_words
from ravi.record import Record
from ravi.spans import Span
from ravi.store import Store
from ravi.store.folding import key_of
from ravi.store.persons import count_all

_STATE = "SELECT count(*) || ' ' || ifnull(max(key), 0) || ' ' || ifnull(sum(key % 1000003 * made_by), 0) FROM articles"
_MARK = " | "  # in `linked`, between what is asked at every look and what is asked by a run
_CORRECTED = "SELECT * FROM corrections ORDER BY key"  # a hand's work: few
_GOES_BY = (
    "SELECT key, id, made_by, publisher, published, text FROM articles ORDER BY key",
    "SELECT * FROM made_by ORDER BY key",
    _CORRECTED,
    "SELECT * FROM people_by_hand ORDER BY 1, 2, 3, 4",
)
_COUNTS = (
    "SELECT count(*) FROM articles",
    "SELECT count(*) FROM reprints",
    "SELECT count(DISTINCT story) FROM stories",
    "SELECT count(*) FROM tellings WHERE relation = 'first'",
    "SELECT count(*) FROM (SELECT 1 FROM people GROUP BY person HAVING count(*) > 1)",
)


class Linked(NamedTuple):
    """What a store holds: pairs of reprints, stories, quotations told more than once, persons in several articles."""

    articles: int
    reprints: int
    stories: int
    quotations: int
    people: int


def link(store: Store, *, progress: Callable[[int], None] = lambda done: None) -> Linked:
    """Compare all articles of a store and keep what is found in place of what an earlier run found.

    Two runs over the same articles keep the same rows. What hands have said of people is left as it is and goes before
    all evidence. Where nothing has changed since an earlier run, what it found stays and is counted. `progress` is told
    the number of articles read so far. Raises `StoreError`, `ExtraMissing`.
    """
    with store.snapshot():
        state = f"{_state_of(store)}{_MARK}{_print_of(store)}"
        if store.connection.execute("SELECT 1 FROM linked WHERE state = ?", (state,)).fetchone():
            return _counted(store)
        rows, counts = _compare(store, progress)
    with store.transaction():
        for table in (*rows, "linked"):
            store.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        for table, values in rows.items():
            if not values:
                continue
            marks = ", ".join("?" * len(values[0]))
            store.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
        count_all(store.connection)
        store.connection.execute("INSERT INTO linked VALUES (1, ?)", (state,))
    return counts


def _compare(store: Store, progress: Callable[[int], None]) -> tuple[dict[str, list[tuple[Any, ...]]], Linked]:
    """The rows of each table that is made here, and how many of each thing were found.

    The articles go by in the order of their days. Their words wait on the disk; in memory are only the prints of the
    words, the stories and quotations of the last days, the persons, and what is found.
    """
    order = [key for (key,) in store.connection.execute("SELECT key FROM articles ORDER BY ifnull(published, ''), id")]
    keys: dict[str, int] = {}
    people: list[Person] = []
    namings: dict[tuple[str, str, str], tuple[str, Counter[bool]]] = {}
    spread: Counter[str] = Counter()
    with Spool[list[str]](list) as texts, Spool(_told) as told, Spool(_said) as said:
        for number, key in enumerate(order, 1):
            record = store.record(key)
            keys[record.article.id] = key
            texts.append(words := [word for word, _ in spelt_words(record)])
            told.append(about := told_in(record, words))
            spread.update(about.features.keys())
            said.append(list(said_in(record)))
            people += people_in(record)
            _count_namings(record, namings)
            progress(number)
        story_of: dict[str, str] = {}
        for _, story in join_stories(told, spread, len(order)):
            story_of.update(dict.fromkeys(story.articles, story.articles[0]))
        tellings: list[tuple[Any, ...]] = []
        for _, found in join_quotations(chain.from_iterable(said)):
            tellings += _tellings(found, keys)
        together, apart = by_hand(store, people)
        placed = (person._replace(story=story_of.get(person.place.article)) for person in people)
        joined = join_people(placed, together=together, apart=apart)
        reprints = [
            (order[pair.older], order[pair.newer], round(pair.shared, 4))
            for pair in find_reprints(texts, again=texts.__getitem__)
        ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "reprints": sorted(reprints),
        "stories": sorted((keys[article], keys[first]) for article, first in story_of.items()),
        "tellings": sorted(tellings),
        "namings": [(*key, actor, voices[False], voices[True]) for key, (actor, voices) in sorted(namings.items())],
        "people": sorted(rows_of(joined, keys), key=lambda row: row[:2]),
    }
    several = sum(len(person.places) > 1 for person in joined)
    quotations = sum(row[:2] == row[2:4] for row in tellings)
    return rows, Linked(len(order), len(reprints), len(set(story_of.values())), quotations, several)


def _told(kept: list[Any]) -> Told:
    article, published, features = kept
    return Told(article, _day(published), Counter(features))


def _said(kept: list[list[Any]]) -> list[Said]:
    return [
        Said(article, quote, Span(*span), _day(published), publisher, tuple(words), tuple(spelt), who and Speaker(*who))
        for article, quote, span, published, publisher, words, spelt, who in kept
    ]


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published) if published else None


def _count_namings(record: Record, namings: dict[tuple[str, str, str], tuple[str, Counter[bool]]]) -> None:
    """Add the terms of one article: by actor, term and outlet, how often in a quotation and how often not."""
    offsets = record.offsets
    for term in record.terms:
        words = " ".join(offsets.to_repaired(term.span).of(record.repaired).split())
        actor = record.entities[term.entity].name
        key = (key_of(actor), words, record.article.publisher or "")
        namings.setdefault(key, (actor, Counter()))[1][term.voice is not None] += 1


def is_linked(store: Store) -> bool:
    """Whether nothing was added, read anew, removed or corrected since the last `link`."""
    row = store.connection.execute("SELECT state FROM linked").fetchone()
    return bool(row and row[0].partition(_MARK)[0] == _state_of(store))


def _state_of(store: Store) -> str:
    """What tells at every look, and soon, whether a run would go by the same: the articles and what was corrected."""
    (articles,) = store.connection.execute(_STATE).fetchone()
    corrected = sha256(repr(store.connection.execute(_CORRECTED).fetchall()).encode("utf-8", "surrogatepass"))
    return f"{articles} {corrected.hexdigest()[:16]}"


def _print_of(store: Store) -> str:
    """A hash of all that a run goes by: the articles, what was corrected, what hands have said, the versions."""
    found = sha256(__version__.encode())
    for asked in _GOES_BY:
        for row in store.connection.execute(asked):
            found.update(repr(row).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def _counted(store: Store) -> Linked:
    """What the tables hold that an earlier run has made."""
    return Linked(*(store.connection.execute(asked).fetchone()[0] for asked in _COUNTS))


def _tellings(found: Quotation, keys: dict[str, int]) -> Iterator[tuple[int, int, int, int, str, str]]:
    first = (keys[found.first.article], found.first.quote)
    yield (*first, *first, "first", "same")
    for each in found.retellings:
        yield (keys[each.said.article], each.said.quote, *first, each.relation, each.speaker)
