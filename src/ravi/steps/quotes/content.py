"""What a cue reports: after «که» or the bare cue, after a frame, or after «به گفتۀ X،»."""

import re
from collections.abc import Sequence

from ravi.persian.clauses import Clause
from ravi.persian.cues import Cue
from ravi.persian.phrases import PRONOUNS
from ravi.persian.verbs import key
from ravi.record import Quote, Reference
from ravi.spans import Span
from ravi.steps.quotes.direct import after_colon
from ravi.steps.quotes.objects import find_before, find_marked_before
from ravi.steps.quotes.text import (
    COLON,
    SPACE,
    THAT,
    Content,
    Text,
    comma_before,
    form_of,
    opening_after,
    opens_words,
    with_next_marked,
)

_TO = re.compile(f"[{SPACE}،]*(?:تا|که)(?![^\\W_])")


def find_content(
    text: Text,
    cue: Cue,
    sentence: Span,
    clause: Clause,
    subject: tuple[int, int] | None,
    later: Sequence[Cue],
    main: Sequence[Cue],
) -> Content | None:
    """What the cue reports: its parts, its form and the rule that found it."""
    folded = text.folded
    colon = COLON.match(folded, cue.end)
    if colon and cue.kind != "frame":
        return after_colon(text, cue, colon.end(), main, later)
    if cue.kind == "frame":
        return after_frame(text, cue, sentence, later)
    that = (_TO if cue.kind == "demand" else THAT).match(folded, cue.end)
    after = that.end() if that else cue.end
    opening = opening_after(text, after)
    if opening is not None and not (cue.kind == "judge" and not that):
        inner = text.trim(opening.inner.start, opening.inner.end)
        rest = text.trim(opening.end, max(sentence.end, opening.end))
        if rest.end - rest.start > 12 and that:
            return Content((text.trim(after, sentence.end),), "mixed", "quotes.that_mixed")
        if inner.end - inner.start > 3:
            return Content(with_next_marked(text, opening), "direct", "quotes.marked")
    content = text.trim(after, _clause_end(text, after, sentence, later))
    words = folded[content.start : content.end].count(" ") + 1
    if that and words >= 2:
        return Content((content,), form_of(text, content), "quotes.that")
    if cue.kind in ("judge", "tell", "name"):
        return find_before(text, cue, subject, clause)
    if cue.weak:
        return None
    if words >= 4 and not _goes_on(folded, cue.end):
        return Content((content,), form_of(text, content), "quotes.bare")
    return find_marked_before(text, cue, sentence, subject)


def _clause_end(text: Text, after: int, sentence: Span, later: Sequence[Cue]) -> int:
    """Where an indirect clause ends: at the sentence's end, or at the comma before a further cue with its own words."""
    for other in later:
        if other.start >= sentence.end:
            break
        if other.kind not in ("judge", "according") and opens_words(text, other):
            return comma_before(text, after, other)
    return sentence.end


_CLAUSE = re.compile(f"[{SPACE}]*(?:و|اما|ولی|،\\s*و|زیرا|چرا|در حالی|[.؛])(?![^\\W_])")


def _goes_on(folded: str, end: int) -> bool:
    """Whether the sentence goes on with another clause of the narrator's: «… تاکید کرد و رفت»."""
    return bool(_CLAUSE.match(folded[end : end + 12]))


def after_frame(text: Text, cue: Cue, sentence: Span, later: Sequence[Cue]) -> Content | None:
    """«با بیان اینکه S، گفت: T»: S reaches to the comma before the clause of the next cue."""
    if not text.folded.endswith("که", cue.start, cue.end) and not THAT.match(text.folded, cue.end):
        return None
    end = sentence.end
    for other in later:
        if other.start >= sentence.end:
            break
        if other.kind != "judge":
            end = comma_before(text, cue.end, other)
            break
    colon = COLON.match(text.folded, cue.end)
    content = text.trim(colon.end() if colon else cue.end, end)
    if text.folded.startswith("که ", content.start):
        content = Span(content.start + 3, content.end)
    if text.folded[content.start : content.end].count(" ") < 2:
        return None
    return Content((content,), form_of(text, content), "quotes.frame")


def find_according(text: Text, cue: Cue, sentence: Span) -> Quote | None:
    """«به گفته X، S»."""
    limit = text.folded.find("،", cue.end, sentence.end)
    first = cue.last + 1
    end = text.token_at(limit) if limit >= 0 else min(first + 8, text.token_at(sentence.end))
    if first >= end:
        return None
    after = limit if limit >= 0 else text.tokens[end - 1].end
    if key(text.tokens[first].text) in PRONOUNS:
        end = first + 1
        after = text.tokens[first].end
    speaker = text.trim(text.tokens[first].start, text.tokens[end - 1].end)
    content = text.trim(after, sentence.end)
    if (
        text.folded[content.start : content.end].count(" ") < 3
        or speaker.end - speaker.start > 120
        or (limit < 0 and end != first + 1)
    ):
        return None
    return Quote(
        (content,),
        form_of(text, content),
        Span(cue.start, cue.end),
        Reference(speaker),
        None,
        (),
        "quotes.according",
        0.75,
    )
