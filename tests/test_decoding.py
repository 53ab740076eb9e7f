"""The likeliest row of labels and the probabilities of its phrases, against all rows counted out."""

from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from ravi.decoding import Chain, Phrase

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
NEVER = -1e4


def chain(seed: int, temperature: float = 1.0) -> tuple[Chain, NDArray[np.float64], NDArray[np.float64]]:
    chance = np.random.default_rng(seed)
    start, follow = chance.normal(size=5), chance.normal(size=(5, 5))
    for number, label in enumerate(LABELS):
        if label[0] == "I":
            start[number] = NEVER
            follow[[at for at, before in enumerate(LABELS) if before[1:] != label[1:]], number] = NEVER
    return Chain(LABELS, start.tolist(), follow.tolist(), temperature), start, follow


def phrases(row: tuple[int, ...]) -> set[tuple[int, int, str]]:
    labels = [LABELS[number] for number in row]
    firsts = [at for at, label in enumerate(labels) if label[0] == "B"]
    ends = {at: at for at in firsts}
    for at in firsts:
        while ends[at] + 1 < len(labels) and labels[ends[at] + 1] == f"I{labels[at][1:]}":
            ends[at] += 1
    return {(at, ends[at], labels[at][2:]) for at in firsts}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("temperature", [1.0, 1.7])
def test_decoding_agrees_with_all_rows_counted_out(seed: int, temperature: float) -> None:
    made, start, follow = chain(seed, temperature)
    scores = np.random.default_rng(100 + seed).normal(scale=2, size=(1 + seed % 5, 5)).astype(np.float32)
    rows = list(product(range(5), repeat=len(scores)))
    sums = [
        start[row[0]]
        + sum(scores[at, label] for at, label in enumerate(row))
        + sum(follow[before, after] for before, after in pairwise(row))
        for row in rows
    ]
    odds = np.exp(np.array(sums) / temperature)
    odds /= odds.sum()
    (found,) = made.read([scores])
    assert {one[:3] for one in found} == phrases(rows[int(np.argmax(sums))])
    for first, last, kind, probability in found:
        counted = sum(odd for row, odd in zip(rows, odds, strict=True) if (first, last, kind) in phrases(row))
        assert probability == pytest.approx(counted)


def test_decoding_gives_a_row_the_same_alone_and_among_others() -> None:
    made, _, _ = chain(7, 1.3)
    chance = np.random.default_rng(7)
    rows = [chance.normal(scale=3, size=(int(size), 5)).astype(np.float32) for size in chance.integers(1, 90, 150)]
    alone = [made.read([row])[0] for row in rows]
    assert made.read(rows) == alone
    assert made.read([]) == []


def test_decoding_of_scores_that_differ_widely() -> None:
    made, _, _ = chain(3)
    scores = np.zeros((400, 5), np.float32)
    scores[:, 1] = 900
    (found,) = made.read([scores])
    assert [one[:3] for one in found] == [(at, at, "PER") for at in range(400)]
    assert all(one == Phrase(*one) and one.probability > 0.99 for one in found)
