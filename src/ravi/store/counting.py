"""Counts over time and by outlet, each with what it is a part of."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ravi.store.filters import Asked
from ravi.store.search import FOUND, Plan
from ravi.store.store import Store

By = Literal["year", "month", "outlet", "speaker"]
_BUCKETS = {
    ("year", True): "substr(jalali, 1, 4)",
    ("month", True): "substr(jalali, 1, 7)",
    ("year", False): "substr(published, 1, 4)",
    ("month", False): "substr(published, 1, 7)",
    ("outlet", True): "publisher",
    ("outlet", False): "publisher",
}


class Row(NamedTuple):
    """A month, a year, an outlet or a speaker (None: not known): how many of how many."""

    of: str | None
    found: int
    all: int


def totals(store: Store) -> dict[str, int]:
    """How much of each kind a store holds."""
    return {
        table: store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of ours
        for table in ("articles", "quotes", "entities", "sources", "dates", "events", "names", "failures")
    }


def count_by(store: Store, asked: Asked, by: By, *, jalali: bool = True) -> Iterator[Row]:
    """The articles that a search finds, of all articles, month by month, year by year or by outlet; or its quotations.

    By speaker it counts quotations: of each who says what is asked for, the number, of all that he or she says.
    """
    if by == "speaker":
        yield from _by_speaker(store, asked)
        return
    bucket = _BUCKETS[by, jalali]
    run = store.connection.execute
    everything = dict(run(f"SELECT {bucket}, count(*) FROM articles GROUP BY 1").fetchall())  # noqa: S608
    plan = Plan(store, asked)
    if asked.of_quotes or plan.match is None:
        found: Counter[str | None] = Counter()
        for key in plan.candidates():
            if plan.look(key) is not None:
                found[run(f"SELECT {bucket} FROM articles WHERE key = ?", (key,)).fetchone()[0]] += 1  # noqa: S608
    else:
        rows = run(
            f"SELECT {bucket}, count(*) FROM articles JOIN places ON article = key "  # noqa: S608
            f"WHERE place IN (SELECT rowid FROM search WHERE {FOUND}) GROUP BY 1",
            plan.wanted(),
        )
        found = Counter(dict(rows.fetchall()))
    order = sorted(everything, key=lambda of: (of is None, -found[of] if by == "outlet" else 0, of or ""))
    for of in order:
        yield Row(of, found[of], everything[of])


def _by_speaker(store: Store, asked: Asked) -> Iterator[Row]:
    plan = Plan(store, asked)
    found: Counter[str | None] = Counter()
    for key in plan.candidates():
        hit = plan.look(key)
        found.update(said.speaker for said in hit.said) if hit else None
    for speaker, number in found.most_common():
        rows = store.connection.execute(
            "SELECT count(*) FROM quotes "
            "LEFT JOIN entities ON entities.article = quotes.article AND entities.n = speaker "
            "LEFT JOIN names ON names.key = entities.name WHERE names.name IS ?",
            (speaker,),
        )
        yield Row(speaker, number, rows.fetchone()[0])
