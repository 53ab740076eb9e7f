"""Pieces: the words of a folded text, and each word as the pieces that a model knows.

A word is a run of letters and digits, or one mark; a half-space parts words, as it does in the models' vocabulary. A
word becomes the most probable row of pieces (SentencePiece's unigram model), the first one opened by `PREFIX`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from ravi.persian.letters import fold
from ravi.spans import Span

PREFIX = "\u2581"
_WORD = re.compile(r"[^\W_]+|[^\s\w\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|_")
_MARKS = re.compile("[\u0640\u064b-\u0655\u0670]")
_LONGEST = 48  # letters: of a longer word only so many are looked at
_UNKNOWN = -10.0  # below the worst piece: what a letter without a piece costs


def find_words(folded: str) -> list[Span]:
    """The words and marks of a folded text.

    >>> text = "گفت: می\\u200cشود ۱۲"
    >>> [span.of(text) for span in find_words(text)]
    ['گفت', ':', 'می', 'شود', '۱۲']
    """
    return [Span(*match.span()) for match in _WORD.finditer(folded)]


class Pieces:
    """Words → numbers of pieces.

    >>> pieces = Pieces(["<unk>", "\\u2581کتاب", "خانه", "ها"], [0.0, -1.0, -2.0, -3.0], unknown=0)
    >>> pieces.of("کتابخانهها")
    (1, 2, 3)
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unknown: int) -> None:
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(pieces)}
        self._scores = scores
        self._unknown = unknown
        self._worst = min(scores) + _UNKNOWN
        self._longest = max(map(len, pieces))
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """The pieces of one word; at least one."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._cut(_spelled(word))
            if len(self._known) > 200_000:  # a long run meets ever more words
                self._known.clear()
        return known

    def _cut(self, text: str) -> tuple[int, ...]:
        numbers, scores = self._numbers, self._scores
        best = [0.0] + [float("-inf")] * len(text)
        back = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                number = numbers.get(text[start:end])
                if number is not None:
                    score = best[start] + scores[number]
                elif end == start + 1:
                    number, score = self._unknown, best[start] + self._worst
                else:
                    continue
                if score > best[end]:
                    best[end], back[end] = score, (start, number)
        out: list[int] = []
        at = len(text)
        while at:
            at, number = back[at]
            if not (out and number == self._unknown == out[-1]):
                out.append(number)
        return tuple(reversed(out)) or (self._unknown,)


def _spelled(word: str) -> str:
    plain = fold(unicodedata.normalize("NFKC", _MARKS.sub("", word)[:_LONGEST]))
    return PREFIX + plain if plain[:1].isalnum() else plain
