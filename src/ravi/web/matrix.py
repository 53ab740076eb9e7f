"""Who calls whom what, as a picture of dots: a row a term, a column an outlet."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from ravi.store.folding import key_of
from ravi.web.corpus import Called

_OUTLETS, _TERMS, _ACTORS = 8, 14, 12


class Actor(NamedTuple):
    """An actor: the outlets that speak of him; for each term, how often the narrator and quotations of each use it."""

    name: str
    outlets: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def actors_of(called: Iterable[Called]) -> list[Actor]:
    """The actors, those first whom voices call by most terms, with their most frequent outlets and terms.

    >>> [actor.rows for actor in actors_of([Called("معترضان", "آشوبگران", "پیک", 2, 1)])]
    [(('آشوبگران', ((2, 1),)),)]
    """
    rows_of = [(name, list(rows)) for name, rows in groupby(called, key=lambda row: row.actor)]
    heard: Counter[str] = Counter()
    for _, rows in rows_of:
        heard.update({row.outlet: row.narrator + row.quoted for row in rows})
    made = [_actor(name, rows, heard) for name, rows in rows_of]
    return sorted((actor for actor in made if actor.rows), key=_weight, reverse=True)[:_ACTORS]


def _weight(actor: Actor) -> tuple[int, int]:
    """How many terms there are for an actor besides the name, and how often all are used."""
    own = key_of(actor.name)
    return sum(key_of(term) != own for term, _ in actor.rows), sum(
        sum(cell) for _, cells in actor.rows for cell in cells
    )


def _actor(name: str, rows: list[Called], heard: Counter[str]) -> Actor:
    by_term: dict[str, int] = {}
    cells: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        by_term[row.term] = by_term.get(row.term, 0) + row.narrator + row.quoted
        cells[row.term, row.outlet] = (row.narrator, row.quoted)
    outlets = tuple(sorted({row.outlet for row in rows}, key=lambda one: (-heard[one], one))[:_OUTLETS])
    own = key_of(name)
    terms = sorted(by_term, key=lambda one: (key_of(one) == own, -by_term[one], one))[:_TERMS]
    return Actor(
        name, outlets, tuple((term, tuple(cells.get((term, one), (0, 0)) for one in outlets)) for term in terms)
    )
