"""From scores to phrases: the likeliest row of labels that may follow one another, and how likely each phrase in it is.

The model is a linear chain (a CRF): a row of labels has the sum of the scores of its labels at their words, and of each
label after the one before it. Imported only where a model is opened, as it needs numpy.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
_TOGETHER = 64  # rows decoded in one go


class Phrase(NamedTuple):
    """Words `first` to `last` of a row, their kind, and the probability that just these words are a phrase of it."""

    first: int
    last: int
    kind: str
    probability: float


class Chain:
    """What may follow what: `labels` («O», «B-PER», «I-PER» …), `start` (labels) and `follow` (labels × labels).

    `temperature` divides all scores where probabilities are asked for; 1 leaves them as trained.

    >>> chain = Chain(["O", "B-PER", "I-PER"], [0, 0, -1e4], [[0, 0, -1e4], [0, 0, 0], [0, 0, 0]])
    >>> persons = np.array([[0.0, 5.0, 0.0], [0.0, 0.0, 5.0], [5.0, 0.0, 0.0]])  # «رضا نیکنام آمد»
    >>> [(phrase.first, phrase.last, phrase.kind, round(phrase.probability, 2)) for phrase in chain.read([persons])[0]]
    [(0, 1, 'PER', 0.98)]
    """

    def __init__(
        self,
        labels: Sequence[str],
        start: Sequence[float],
        follow: Sequence[Sequence[float]],
        temperature: float = 1.0,
    ) -> None:
        self.labels = list(labels)
        self._start, self._follow = np.array(start, np.float64), np.array(follow, np.float64)
        self._temperature = temperature
        self._may_start, self._may_follow = np.exp(self._start / temperature), np.exp(self._follow / temperature)
        self._inside = {label[2:]: self.labels.index(f"I-{label[2:]}") for label in labels if label[0] == "B"}

    def read(self, rows: Sequence[NDArray[np.float32]]) -> list[list[Phrase]]:
        """The phrases of each row of words; a row's scores are words × labels, at least one word."""
        found: list[list[Phrase]] = [[] for _ in rows]
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        for first in range(0, len(rows), _TOGETHER):
            group = order[first : first + _TOGETHER]
            lengths = np.array([len(rows[at]) for at in group])
            scores = np.zeros((len(group), lengths.max(), len(self.labels)))
            for place, at in enumerate(group):
                scores[place, : lengths[place]] = rows[at]
            best = self._best(scores, lengths)
            odds = _Odds(self._may_start, self._may_follow, scores / self._temperature, lengths)
            for place, at in enumerate(group):
                found[at] = list(self._phrases(best[place, : lengths[place]].tolist(), odds, place))
        return found

    def _best(self, scores: Floats, lengths: Numbers) -> Numbers:
        """The likeliest labels of each row (Viterbi): rows × words; what stands past a row's end means nothing."""
        rows, words, labels = scores.shape
        backs = np.tile(np.arange(labels), (words, rows, 1))  # past its end, a row stays at its last label
        alpha = self._start + scores[:, 0]
        for at in range(1, words):
            there = slice(int(np.searchsorted(lengths, at, side="right")), None)  # rows are ordered by length
            ways = alpha[there, :, None] + self._follow
            backs[at, there] = ways.argmax(1)
            alpha[there] = ways.max(1) + scores[there, at]
        best = np.empty((rows, words), np.intp)
        best[:, -1] = alpha.argmax(1)
        for at in range(words - 1, 0, -1):
            best[:, at - 1] = backs[at, np.arange(rows), best[:, at]]
        return best

    def _phrases(self, row: list[int], odds: "_Odds", place: int) -> Iterator[Phrase]:
        first = 0
        for at, number in enumerate(row):
            label = self.labels[number]
            if label == "O":
                continue
            kind = label[2:]
            first = at if label[0] == "B" else first
            if at + 1 == len(row) or row[at + 1] != self._inside[kind]:
                probability = odds.of(place, first, row[first : at + 1], self._inside[kind])
                yield Phrase(first, at, kind, min(1.0, probability))


class _Odds:
    """The probabilities of stretches of labels in each row (forward and backward sums, each word's scaled to one)."""

    def __init__(self, start: Floats, follow: Floats, scores: Floats, lengths: Numbers) -> None:
        rows, words, _ = scores.shape
        self._follow, self._lengths = follow, lengths
        self._word = np.exp(scores - scores.max(2, keepdims=True))
        self._before, self._scale = np.zeros_like(scores), np.ones((words, rows))
        self._after = np.ones_like(scores)
        alpha = start * self._word[:, 0]
        for at in range(words):
            there = slice(int(np.searchsorted(lengths, at, side="right")), None)
            if at:
                alpha = (self._before[there, at - 1, :, None] * follow).sum(1) * self._word[there, at]
            self._scale[at, there] = alpha.sum(1)
            self._before[there, at] = alpha / self._scale[at, there, None]
        for at in range(words - 2, -1, -1):
            there = slice(int(np.searchsorted(lengths, at + 1, side="right")), None)
            beta = self._word[there, at + 1] * self._after[there, at + 1]
            self._after[there, at] = (beta[:, None] * follow).sum(2) / self._scale[at + 1, there, None]

    def of(self, row: int, first: int, labels: Sequence[int], inside: int) -> float:
        """The probability that the words from `first` have these labels, and the next is not `inside`."""
        odds = float(self._before[row, first, labels[0]])
        for at, (before, label) in enumerate(pairwise(labels), first + 1):
            odds *= float(self._follow[before, label] * self._word[row, at, label] / self._scale[at, row])
        end, last = first + len(labels), labels[-1]
        if end == self._lengths[row]:
            return odds
        ways = self._follow[last] * self._word[row, end] * self._after[row, end] / self._scale[end, row]
        return odds * float(ways.sum() - ways[inside])
