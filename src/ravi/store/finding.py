"""Which articles may be hits, the newest or the best first: the index, asked page by page."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice
from sqlite3 import Cursor
from typing import Any, NamedTuple

from ravi.store.expressions import Beginnings
from ravi.store.index import SAID_BITS

Run = Callable[..., Cursor]

_PAGES = (12, 50, 200, 1000)  # rows that the index is asked for at a time, first and afterwards
_MOST_RANKED = 2000  # hits: of more, the newest are put in the order of their worth
_MOST_JOINED = 300  # the same where the articles and their quotations are asked in turn
_RARE = 10_000  # articles: a word that more have says little, and is not counted in all of them
_RANKED = "bm25(search, 1, 1, 0, 0, 0, 0, 0)"
_MOST_BEGINNINGS = 200
_LAST = "\U0010ffff"


class Found(NamedTuple):
    """An article that may be a hit: its place, and the rows of its quotations that may be; None where all may."""

    place: int
    said: frozenset[int] | None = None


class Finder:
    """The places of the articles between two places that an expression finds in `search` and another in `said`."""

    def __init__(self, run: Run, match: str | None, said: str | None, low: int, high: int) -> None:
        self.run = run
        self.match = match
        self.said = said
        self.low = low
        self.high = high

    def newest(self, high: int | None = None, pages: Sequence[int] = ()) -> Iterator[Found]:
        """The places, the last first, from `high` on."""
        pages = pages or _PAGES
        last = self.high if high is None else high
        if self.said is None:
            assert self.match is not None  # noqa: S101 - one of the two is asked
            yield from (Found(place) for place in self._rows("search", self.match, self.low, last, pages))
        elif self.match is None:
            rows = self._rows("said", self.said, *self._said_between(self.low, last), pages)
            for place, those in groupby(rows, lambda row: row >> SAID_BITS):
                yield Found(place, frozenset(those))
        else:
            yield from self._in_both(self.match, self.said, last)

    def _in_both(self, match: str, said: str, last: int) -> Iterator[Found]:
        """Each of the two in turn is asked for what is no later than the other's."""
        while quoted := next(self._rows("said", said, *self._said_between(self.low, last), (1,)), 0):
            place = quoted >> SAID_BITS
            found = next(self._rows("search", match, self.low, place, (1,)), 0)
            if not found:
                return
            if found == place:
                yield Found(place, frozenset(self._rows("said", said, *self._said_between(place, place), _PAGES)))
            last = found - (found == place)

    @staticmethod
    def _said_between(first: int, last: int) -> tuple[int, int]:
        return first << SAID_BITS, ((last + 1) << SAID_BITS) - 1

    def _rows(self, table: str, match: str, low: int, high: int, pages: Sequence[int]) -> Iterator[int]:
        sizes = iter(pages)
        size = next(sizes)
        while found := self.run(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",  # noqa: S608
            (match, low, high, size),
        ).fetchall():
            yield from (row for (row,) in found)
            if len(found) < size:
                return
            high, size = found[-1][0] - 1, next(sizes, size)

    def best(self, words: Sequence[str]) -> Iterator[Found]:
        """The best of the newest by some expressions, then all others."""
        most = _MOST_JOINED if self.match and self.said else _MOST_RANKED
        found = list(islice(self.newest(pages=(most,)), most))
        worth = self._worth([one.place for one in found], [one for one in words if self._is_rare(one)])
        yield from sorted(found, key=lambda one: (worth.get(one.place, 0.0), -one.place))
        if len(found) == most:
            yield from self.newest(found[-1].place - 1)

    def _is_rare(self, match: str) -> bool:
        counted = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
        return int(self.run(counted, (match, _RARE)).fetchone()[0]) < _RARE

    def _worth(self, places: Sequence[int], words: Sequence[str]) -> dict[int, float]:
        """How well some articles fit: the less, the better (BM25)."""
        if not words or len(places) < 2:
            return {}
        rows: Any = self.run(
            f"SELECT rowid, {_RANKED} FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? "  # noqa: S608
            "AND +rowid IN (SELECT value FROM json_each(?))",
            (" OR ".join(words), min(places), max(places), json.dumps(places)),
        )
        return dict(rows)


def beginnings_in(run: Run, table: str) -> Beginnings:
    """Looks up the words of a table of the index that begin so."""
    terms = f"temp.{table}_terms"
    next_one = f"SELECT term FROM {terms} WHERE term >= ? AND term < ? LIMIT 1"  # noqa: S608 - a name of ours

    @lru_cache(maxsize=100)
    def find(word: str) -> Sequence[str]:
        run(f"CREATE VIRTUAL TABLE IF NOT EXISTS {terms} USING fts5vocab(main, {table}, instance)")
        found: list[str] = []
        start = word
        while row := run(next_one, (start, word + _LAST)).fetchone():
            if len(found) == _MOST_BEGINNINGS:
                return ()
            found.append(row[0])
            start = row[0] + "\x00"
        return found

    return find
