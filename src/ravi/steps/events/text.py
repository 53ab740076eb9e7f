"""What every rule of the events looks at: the words, voices, sentences, dates and cast of one article, by token."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ravi.persian.clauses import find_finite
from ravi.persian.phrases import dateline_end
from ravi.persian.voices import Voices
from ravi.record import Draft, Quote, Token
from ravi.steps.events.cast import Cast

_LINE = re.compile(r"(?:^|\n)\s*")


class Own(NamedTuple):
    """The tokens of a sentence in one voice: their numbers, themselves, and whether each is a finite verb."""

    numbers: list[int]
    tokens: list[Token]
    finite: list[bool]


class Text:
    """An article by its tokens. `dated` are the tokens of its dates, durations left out.

    `shared` are those of «و» after a noun that shares the verb of the next one: «کشته | و | زخمی شدند».
    """

    def __init__(self, draft: Draft, words: Sequence[str], shared: frozenset[int] = frozenset()) -> None:
        self.draft = draft
        self.tokens: Sequence[Token] = draft.tokens
        self.words = words
        self.shared = shared
        self.starts = [token.start for token in draft.tokens]
        self.voice = Voices(draft).of_tokens(self.starts)
        self.cast = Cast(draft, words, self.starts)
        self.named = self.cast.named
        self.dates = sorted((self.token(date.span.start), number) for number, date in enumerate(draft.dates))
        self.dated = frozenset(
            at
            for first, number in self.dates
            if draft.dates[number].type != "DURATION"
            for at in range(first, self.token(draft.dates[number].span.end))
        )
        cues = ((self.token(quote.cue.start), number) for number, quote in enumerate(draft.quotes) if quote.cue)
        self.cues = sorted(cues)
        self._own: dict[tuple[int, int | None, int | None], Own] = {}
        self._sentences = [self.token(span.start) for span in draft.sentences]
        lines = {self.token(match.end()) for match in _LINE.finditer(draft.folded)} - {len(words)}
        self._datelines = {first: dateline_end(draft.tokens, first, len(words)) for first in lines}

    def token(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def sentence_number(self, at: int) -> int:
        """Which sentence of the article a token stands in."""
        return bisect_right(self._sentences, at)

    def sentence(self, at: int) -> tuple[int, int]:
        """Tokens `[first, end)` of the sentence around a token."""
        number = bisect_right(self._sentences, at)
        return (
            self._sentences[number - 1] if number else 0,
            self._sentences[number] if number < len(self._sentences) else len(self.words),
        )

    def own(self, at: int, last: int) -> Own:
        """The tokens of a sentence in the voices of the first and the last token of a trigger.

        They are two where a quote holds what its verb judges: «وی [سفر او را مثبت] خواند».
        """
        first, end = self.sentence(at)
        voices = (self.voice[at], self.voice[last])
        if (first, *voices) not in self._own:
            start = self._datelines.get(first, first) if None in voices else first
            numbers = [one for one in range(start, end) if self.voice[one] in voices]
            kept = [self.tokens[one] for one in numbers]
            finite = find_finite(kept, [self.words[one] for one in numbers])
            self._own[first, *voices] = Own(numbers, kept, finite)
        return self._own[first, *voices]

    def quotes_with_cue(self, first: int, end: int) -> list[Quote]:
        """The quotes whose cues begin at tokens `[first, end)`, in their order."""
        low, high = bisect_left(self.cues, (first, -1)), bisect_left(self.cues, (end, -1))
        return [self.draft.quotes[number] for number in sorted(number for _, number in self.cues[low:high])]

    def said_before(self, at: int) -> Quote | None:
        """The quote with the last cue that begins before a token."""
        place = bisect_left(self.cues, (at, -1))
        return self.draft.quotes[self.cues[place - 1][1]] if place else None
