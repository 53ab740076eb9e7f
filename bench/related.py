"""Events, stories, persons, terms and corrections for a large store without them: python bench/related.py STORE.

The store is changed: give a copy of one that `bench/store.py --keep` filled. What it gets is spread as in the archive
`data/articles/fars.jsonl`, which is read and linked for that: as many events an article, of the same types, modalities
and voices; stories of neighbouring days; a person for most places of a name and some for the rest; every term of the
archive for each outlet, and for more actors; some corrections, and some words of hands on people. What the events say
is nonsense: their words are cut out of the articles anywhere. `bench/pages.py --store` then times the pages of it.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pages import made
from ravi.store import open_store
from ravi.store.layers import COLUMNS
from ravi.store.persons import count_all

TOGETHER = 20_000  # articles in one transaction
IN_STORIES = 0.4  # of the articles; FARS tells nearly nothing twice, several outlets do
LONGEST_STORY = 12
FRAGMENTS = 40  # persons among whom those places of a name are spread that were not joined
JOINED = 0.75
WORDS = ("", " الف", " ب", " ج")  # after names of actors: so many times as many
CORRECTED, JUDGED = 2_000, 1_000


class Sketch(NamedTuple):
    """What an article of the archive has of events: the columns of each."""

    events: tuple[tuple[Any, ...], ...]


def sketches(connection: Connection) -> tuple[list[Sketch], list[tuple[Any, ...]]]:
    """The events of each article of the archive, and its terms."""
    events: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    asked = (
        "SELECT article, start, end, type, cameo, place_start, place_end, date, voice, actors, recipients, modality, "
        "cluster FROM events"
    )
    for article, *event in connection.execute(asked):
        events[article].append(tuple(event))
    keys = [key for (key,) in connection.execute("SELECT key FROM articles ORDER BY key")]
    return [Sketch(tuple(events[key])) for key in keys], connection.execute("SELECT * FROM namings").fetchall()


def fitted(key: int, number: int, event: tuple[Any, ...], rule: int, sizes: Sequence[int]) -> list[Any]:
    """An event of the archive as an event of another article, that has so many letters, entities, quotes and dates."""
    start, end, kind, cameo, place_start, _, day, voice, actors, recipients, modality, cluster = event
    length, entities, quotes, dates = sizes
    long = min(end - start, length // 2)
    at = start % max(1, length - long)
    place = (None, None) if place_start is None or length < 40 else (length // 3, length // 3 + 8)
    some = [
        json.dumps([one % entities for one in json.loads(each or "[]")]) if entities else None
        for each in (actors, recipients)
    ]
    return [
        *(key, number, at, at + long, kind, cameo, *place),
        *(day % dates if day is not None and dates else None, voice % quotes if voice is not None and quotes else None),
        *(*some, modality, cluster, rule),
    ]


def tell_events(connection: Connection, archive: list[Sketch]) -> None:
    """Give every article the events of one of the archive, and the index their types."""
    run = connection.execute
    rule = run("SELECT min(key) FROM rules").fetchone()[0]
    told: Counter[str] = Counter()
    by: Counter[str] = Counter()
    asked = (
        "SELECT key, published, publisher, length(text), (SELECT max(n) + 1 FROM entities WHERE article = key), "
        "(SELECT max(n) + 1 FROM quotes WHERE article = key), (SELECT max(n) + 1 FROM dates WHERE article = key), "
        "(SELECT place FROM places WHERE article = key) FROM articles WHERE key > ? ORDER BY key LIMIT ?"
    )
    after = 0
    while chunk := run(asked, (after, TOGETHER)).fetchall():
        rows: list[list[Any]] = []
        facts: list[tuple[int, str]] = []
        for key, day, outlet, *sizes, place in chunk:
            events = archive[key % len(archive)].events
            rows += (fitted(key, n, one, rule, [size or 0 for size in sizes]) for n, one in enumerate(events))
            told[day or ""] += len(events)
            by[outlet or ""] += len(events)
            if events:
                facts.append((place, " ".join(dict.fromkeys(f"event{one[2].lower()}" for one in events))))
        run("BEGIN")
        connection.executemany(f"INSERT INTO events VALUES ({', '.join('?' * COLUMNS['events'])})", rows)  # noqa: S608
        connection.executemany("INSERT INTO search (rowid, facts) VALUES (?, ?)", sorted(facts))
        run("COMMIT")
        after = chunk[-1][0]
        print(f"\r{after:,} articles", end="", file=sys.stderr)
    for kind, counted in (("day", told), ("outlet", by)):
        update = "UPDATE figures SET events = ? WHERE kind = ? AND of = ?"
        connection.executemany(update, [(number, kind, of) for of, number in counted.items()])


def tell_stories(connection: Connection, dice: random.Random) -> None:
    """Put articles of neighbouring days in stories, and call some of them reprints."""
    keys = (key for (key,) in connection.execute("SELECT key FROM articles ORDER BY published, key").fetchall())
    rows: list[tuple[int, int]] = []
    reprints: list[tuple[int, int, float]] = []
    for key in keys:
        if dice.random() > IN_STORIES / 3:
            continue
        of = [
            key,
            *(one for _, one in zip(range(min(LONGEST_STORY, 1 + int(dice.expovariate(0.5)))), keys, strict=False)),
        ]
        rows += ((one, min(of)) for one in of)
        if len(of) > 2:
            reprints.append((min(of[:2]), max(of[:2]), 0.9))
    connection.executemany("INSERT INTO stories VALUES (?, ?)", sorted(rows))
    connection.executemany("INSERT OR IGNORE INTO reprints VALUES (?, ?, ?)", sorted(reprints))


def tell_people(connection: Connection) -> None:
    """A person for most places of a name, and some for the rest."""
    run = connection.execute
    run("CREATE TEMP TABLE who AS SELECT folded, min(key) AS key, min(name) AS name FROM names GROUP BY folded")
    run("CREATE INDEX temp.who_folded ON who (folded)")
    run(
        "CREATE TEMP TABLE part AS "
        "SELECT names.key AS name, who.key AS who, who.name AS full FROM names JOIN who USING (folded)"
    )
    run("CREATE UNIQUE INDEX temp.part_name ON part (name)")
    run(
        "INSERT INTO people SELECT article, n, part.who || ' ' || (CASE WHEN article * 7919 % 100 < ? THEN 0 "
        "ELSE 1 + article * 104729 % ? END), part.full, NULL, NULL, 'name_and_office' "
        "FROM entities JOIN part ON part.name = entities.name WHERE type = 'PER'",
        (int(100 * JOINED), FRAGMENTS),
    )


def tell_terms(connection: Connection, archive: list[tuple[Any, ...]], dice: random.Random) -> None:
    """The terms of the archive, for each outlet and for more actors."""
    outlets = [of for (of,) in connection.execute("SELECT of FROM figures WHERE kind = 'outlet'")]
    connection.executemany(
        "INSERT OR IGNORE INTO namings VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                folded + word.strip(),
                term,
                outlet,
                actor + word,
                narrator * dice.randint(1, 90),
                quoted * dice.randint(1, 90),
            )
            for outlet in outlets
            for folded, term, _, actor, narrator, quoted in archive
            for word in WORDS
        ),
    )


def by_hand(connection: Connection, dice: random.Random) -> None:
    """Corrections of speakers, and words of hands on people."""
    (last,) = connection.execute("SELECT max(key) FROM articles").fetchone()
    said = (
        "SELECT id, start, end, substr(text, start + 1, end - start) FROM quotes JOIN articles ON key = article "
        "WHERE article = ? LIMIT 1"
    )
    found = [row for _ in range(CORRECTED) for row in connection.execute(said, (dice.randint(1, last),))]
    connection.executemany(
        "INSERT INTO corrections (id, layer, start, end, words, change) VALUES (?, 'quotes', ?, ?, ?, ?)",
        [(*row, '{"form":"indirect"}') for row in found],
    )
    asked = (
        "SELECT id, folded FROM people JOIN articles ON articles.key = people.article "
        "JOIN entities ON entities.article = people.article AND n = entity JOIN names ON names.key = entities.name "
        "WHERE people.article = ? LIMIT 1"
    )
    who = [row for _ in range(JUDGED) for row in connection.execute(asked, (dice.randint(1, last),))]
    pairs = ((*min(pair), *max(pair), 0) for pair in pairwise(who))
    connection.executemany("INSERT OR IGNORE INTO people_by_hand VALUES (?, ?, ?, ?, ?)", pairs)


@contextmanager
def archive(there: Path | None) -> Iterator[Path]:
    """The archive, read and linked."""
    with TemporaryDirectory() as folder:
        yield there or made(Path(folder) / "fars.ravi")


def main() -> None:
    """Change the store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="a copy of a store that bench/store.py filled")
    parser.add_argument("--archive", type=Path, help="a store that has the archive, read and linked already")
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311 - no secret
    with archive(options.archive) as path, open_store(path) as store:
        events, terms = sketches(store.connection)
    with open_store(options.store, "write") as store:
        connection = store.connection
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")  # KB
        if connection.execute("SELECT 1 FROM events").fetchone() is None:
            tell_events(connection, events)
        with store.transaction():
            for table in ("stories", "reprints", "people", "namings", "corrections", "people_by_hand"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            tell_stories(connection, dice)
            connection.execute("DROP INDEX IF EXISTS people_person")  # made again at once, in its order
            tell_people(connection)
            connection.execute("CREATE INDEX people_person ON people (person)")
        with store.transaction():
            tell_terms(connection, terms, dice)
            by_hand(connection, dice)
            count_all(connection)
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of our own
            for table in ("events", "stories", "people", "namings", "corrections", "people_by_hand")
        }
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print("\r" + ", ".join(f"{number:,} {table}" for table, number in counts.items()))


if __name__ == "__main__":
    main()
