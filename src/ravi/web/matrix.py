"""Who calls whom what, as a picture of dots: a row a term, a column an outlet."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from ravi.store.folding import key_of
from ravi.web.corpus import Called

ACTORS = 6  # on a page
_OUTLETS = 8
_TERMS, _OF_ONE = 10, 60  # of each of several actors, of one alone


class Actor(NamedTuple):
    """An actor: the outlets that speak of him; for each term, how often the narrator and quotations of each use it.

    `more` is how many terms there are besides these.
    """

    name: str
    outlets: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    more: int


def actors_of(called: Iterable[Called]) -> list[Actor]:
    """The actors in their order, with their most frequent outlets and terms.

    >>> [actor.rows for actor in actors_of([Called("معترضان", "آشوبگران", "پیک", 2, 1)])]
    [(('آشوبگران', ((2, 1),)),)]
    """
    rows_of = [(name, list(rows)) for name, rows in groupby(called, key=lambda row: row.actor)]
    heard: Counter[str] = Counter()
    for _, rows in rows_of:
        heard.update({row.outlet: row.narrator + row.quoted for row in rows})
    most = _OF_ONE if len(rows_of) == 1 else _TERMS
    return [_actor(name, rows, heard, most) for name, rows in rows_of]


def _actor(name: str, rows: list[Called], heard: Counter[str], most: int) -> Actor:
    by_term: dict[str, int] = {}
    cells: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        by_term[row.term] = by_term.get(row.term, 0) + row.narrator + row.quoted
        cells[row.term, row.outlet] = (row.narrator, row.quoted)
    outlets = tuple(sorted({row.outlet for row in rows}, key=lambda one: (-heard[one], one))[:_OUTLETS])
    own = key_of(name)
    terms = sorted(by_term, key=lambda one: (key_of(one) == own, -by_term[one], one))
    shown = tuple((term, tuple(cells.get((term, one), (0, 0)) for one in outlets)) for term in terms[:most])
    return Actor(name, outlets, shown, len(terms) - len(shown))
