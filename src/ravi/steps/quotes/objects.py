"""Content that stands before its cue: «از N خبر داد», «X را Y دانست», «…»، وزیر گفت."""

from ravi.persian.cues import Cue
from ravi.persian.phrases import PREPOSITIONS, phrase_start
from ravi.persian.verbs import key
from ravi.spans import Span
from ravi.steps.quotes.text import REACH, Content, Text, form_of


def find_before(text: Text, cue: Cue, subject: tuple[int, int] | None, sentence: Span) -> Content | None:
    """«از N خبر داد», «X را Y دانست»: the content stands between subject and cue."""
    start = text.tokens[subject[1]].start if subject and subject[1] < cue.first else sentence.start
    if cue.kind == "tell":
        at = cue.first - 1
        best = None
        while (
            at >= max(0, cue.first - REACH)
            and text.tokens[at].start >= start
            and text.tokens[at].text not in ("،", "؛")
        ):
            if text.tokens[at].text == "از":
                best = at
            at -= 1
        if best is None:
            return None
        content = text.trim(text.tokens[best + 1].start, text.tokens[cue.first - 1].end)
        if text.folded[content.start : content.end].count(" ") < 2:
            return None
        return Content((content,), form_of(text, content), "quotes.before_tell")
    first = _object_start(text, text.token_at(start), cue.first)
    if first is None:
        return None
    content = text.trim(text.tokens[first].start, text.tokens[cue.first - 1].end)
    return Content((content,), form_of(text, content), "quotes.before_judge")


def _object_start(text: Text, first: int, end: int) -> int | None:
    """The token with which the object of «X را Y دانست» opens, in the clause of tokens `[first, end)`."""
    marker = next((at for at in range(end - 1, first - 1, -1) if text.tokens[at].text == "را"), None)
    if marker is None:
        return None
    start = marker
    while start > first and text.tokens[start - 1].text not in ("،", "؛", ":", "که"):
        start -= 1
    while start < marker and key(text.tokens[start].text) in ("نیز", "هم", "همچنین", "و"):
        start += 1
    if key(text.tokens[start].text) in PREPOSITIONS - {"از"}:
        after = phrase_start(text.tokens, start, marker)
        start = after if after is not None else start
    return start if start < marker else None


def find_marked_before(text: Text, cue: Cue, sentence: Span, subject: tuple[int, int] | None) -> Content | None:
    """«…»، وزیر گفت."""
    head = text.tokens[subject[0]].start if subject else cue.start
    for mark in text.marked_before(head):
        if mark.end <= sentence.start:
            return None
        inner = text.trim(*mark.inner)
        if mark.closed and head - mark.end <= 25 and text.folded[inner.start : inner.end].count(" ") >= 2:
            return Content((inner,), "direct", "quotes.before_marked")
    return None
