"""Voices: in whose words a place of a text stands, the narrator's or those of a quote."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from ravi.persian.groups import BESIDE
from ravi.persian.verbs import key
from ravi.record import Draft
from ravi.spans import Span

_DEEPEST = 8  # quotes inside quotes


class Voices:
    """In whose words each place of a draft stands."""

    def __init__(self, draft: Draft) -> None:
        parts = [(part, at) for at, quote in enumerate(draft.quotes) for part in quote.parts]
        self.parts = sorted(parts, key=lambda one: (one[0].start, -one[0].end))
        self.starts = [part.start for part, _ in self.parts]
        self.draft = draft

    @cached_property
    def retold(self) -> list[tuple[Span, int]]:
        """Where the narrator sums up what a speaker spoke of, and the quote of that speaker."""
        return sorted(_retold(self.draft))

    @cached_property
    def retold_starts(self) -> list[int]:
        """The starts of `retold`."""
        return [span.start for span, _ in self.retold]

    def of(self, span: Span) -> int | None:
        """The innermost quote that holds a span, None for the narrator."""
        return _innermost(self.parts, self.starts, span)

    def of_tokens(self, starts: Sequence[int]) -> list[int | None]:
        """The same for each of the tokens that start at these positions."""
        voices: list[int | None] = [None] * len(starts)
        for part, quote in self.parts:  # an inner one comes after that around it
            first, end = bisect_left(starts, part.start), bisect_left(starts, part.end)
            voices[first:end] = [quote] * (end - first)
        return voices

    def retelling(self, span: Span) -> int | None:
        """The quote in whose lead the narrator sums up what its speaker spoke of, and which holds a span."""
        return _innermost(self.retold, self.retold_starts, span)


def _innermost(spans: Sequence[tuple[Span, int]], starts: Sequence[int], inner: Span) -> int | None:
    last = bisect_right(starts, inner.start)
    for at in range(last - 1, max(-1, last - 1 - _DEEPEST), -1):
        span, quote = spans[at]
        if inner.end <= span.end:
            return quote
    return None


def _retold(draft: Draft) -> Iterator[tuple[Span, int]]:
    """From «با اشاره به», «ضمن انتقاد از» between a speaker and his cue up to the cue: the narrator's summary."""
    starts = [token.start for token in draft.tokens]
    begins = [sentence.start for sentence in draft.sentences]
    for number, quote in enumerate(draft.quotes):
        if quote.cue is None or quote.speaker is None:
            continue
        end = bisect_left(starts, quote.cue.start)
        sentence = begins[bisect_right(begins, quote.cue.start) - 1]
        said = quote.speaker.span
        first = bisect_left(starts, said.end if said and sentence <= said.start < quote.cue.start else sentence)
        words = [key(token.text) for token in draft.tokens[first:end]]
        for at in range(len(words) - 1):
            if words[at] in ("با", "ضمن") and words[at + 1] in BESIDE["retelling"]:
                yield Span(starts[first + at], quote.cue.start), number
                break
