"""Reprints: articles that are another one copied, shortened, or with words exchanged.

Needs the extra `ravi[compare]`. Candidates come from a MinHash index over pairs of neighbouring words; each is then
aligned word by word, so that what is reported is measured, not estimated.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from ravi.compare.words import shared_runs
from ravi.errors import ExtraMissing

ENOUGH = 0.4  # of the shorter text's words, in runs that both have
_SEED = 7
_BANDS, _ROWS = 160, 2  # a pair that shares a fifth of its word pairs is met with 0.998, one that shares 2 % with 0.06
_SHORTEST = 8  # words: what is shorter is like too much


class Reprint(NamedTuple):
    """`newer` repeats `older`, both numbers of texts in the order given; `shared` is the share of the shorter one."""

    older: int
    newer: int
    shared: float


def find_reprints(
    texts: Iterable[Sequence[str]],
    *,
    enough: float = ENOUGH,
    again: Callable[[int], Sequence[str]] | None = None,
) -> Iterator[Reprint]:
    """Find the reprints among texts, given as the keys of their words, the oldest first.

    `again` gives the text of a number once more; where it is given, only prints of the texts are held.

    >>> lead = "رئیس سازمان هواشناسی از ورود سامانه بارشی تازه به غرب کشور از فردا خبر داد و هشدار داد".split()
    >>> [(found.older, found.newer) for found in find_reprints([lead, "قیمت نان".split() * 9, lead[:-3]])]
    [(0, 2)]
    """
    rensa = _rensa()
    size = _BANDS * _ROWS
    index = rensa.RMinHashLSH(threshold=0.2, num_perm=size, num_bands=_BANDS)
    seen: list[Sequence[str]] = []
    text_of = again or seen.__getitem__
    for number, words in enumerate(texts):
        if again is None:
            seen.append(words)
        if len(words) < _SHORTEST:
            continue
        print_of = rensa.RMinHash(num_perm=size, seed=_SEED)
        print_of.update([f"{one} {two}" for one, two in pairwise(words)])
        for older in sorted(index.query(print_of)):
            shared = shared_runs(text_of(older), words)
            if shared >= enough:
                yield Reprint(older, number, shared)
        index.insert(number, print_of)


@cache
def _rensa() -> Any:  # noqa: ANN401 - a module of an optional package
    try:
        import rensa
    except ImportError:
        raise ExtraMissing("compare", "rensa") from None
    return rensa
