"""Lines that are nothing but words in quote marks: they go on with who spoke, or was spoken of, in the line before."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ravi.persian.phrases import find_subject
from ravi.persian.quote_marks import Marked
from ravi.record import Link, Quote, Reference
from ravi.steps.quotes.speaker import is_actor
from ravi.steps.quotes.text import EDGE, Text

_WORDS = 4  # a line of fewer words is a heading or a motto


def find_continued(text: Text, found: Sequence[Quote]) -> Iterator[Quote]:
    """The words in quote marks that fill lines of their own and that no cue has claimed."""
    if not text.sentence_lines:
        return
    claimed = sorted(part for quote in found for part in quote.parts)
    told = sorted((quote for quote in found if quote.cue), key=lambda quote: quote.cue or quote.span)
    for mark in text.marked:
        line = bisect_left(text.lines, mark.start, key=lambda span: span.start)
        if line == 0 or not _fills_lines(text, mark, line):
            continue
        at = bisect_right(claimed, mark.inner.start, key=lambda part: part.start)
        if (at and claimed[at - 1].end > mark.inner.start) or (
            at < len(claimed) and claimed[at].start < mark.inner.end
        ):
            continue
        quote = _from_line_before(text, mark, line, told)
        if quote is not None:
            yield quote


def _fills_lines(text: Text, mark: Marked, line: int) -> bool:
    if line >= len(text.lines) or text.lines[line].start != mark.start or not mark.closed:
        return False
    rest = text.folded[mark.end : text.line_of(mark.end - 1).end]
    first, last = text.token_at(mark.inner.start), text.token_at(mark.inner.end)
    return not rest.strip(EDGE) and last - first >= _WORDS and any(text.finite[first:last])


def _from_line_before(text: Text, mark: Marked, line: int, told: Sequence[Quote]) -> Quote | None:
    part = text.trim(*mark.inner)
    before = line - 1
    while before > 0 and text.lines[before].end == text.lines[before].start:
        before -= 1
    span = text.lines[before]
    at = bisect_left(told, mark.start, key=lambda quote: quote.cue.start if quote.cue else 0)
    last = told[at - 1] if at else None
    if last is not None and last.cue is not None and last.cue.start >= span.start and "nested" not in last.rule:
        return replace(last, parts=(part,), form="direct", rule="quotes.continued", confidence=0.7)
    first, end = text.token_at(span.start), text.token_at(span.end)
    subject = find_subject(text.tokens, first, end, names=text.names)
    if subject is None or not is_actor(text, subject[0]):
        return None
    speaker = Reference(text.span(subject))
    link = Link("speaker.shared", text.span(subject))
    return Quote((part,), "direct", None, speaker, None, (), "quotes.continued", 0.6, (link,))
