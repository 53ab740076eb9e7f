"""Marks: words in quote marks that nobody is reported to have said."""

from collections.abc import Sequence

from ravi.persian.quote_marks import Marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Mark, MarkKind, Quote
from ravi.steps.quotes.text import Text


def find_marks(text: Text, found: Sequence[Quote]) -> list[Mark]:
    """The stretches in quote marks that no quote starts or ends with."""
    edges = {part.start for quote in found if quote.form == "direct" for part in quote.parts}
    marks = []
    for mark in text.marked:
        inner = text.trim(*mark.inner)
        if inner.start >= inner.end or inner.start in edges or not mark.closed:
            continue
        marks.append(Mark(inner, _mark_kind(text, mark), "marks.in_quote_marks", 0.6))
    return marks


def _mark_kind(text: Text, mark: Marked) -> MarkKind:
    """Title or name by the word before, else words at which the writer raises a finger."""
    at = text.token_at(mark.start) - 1
    before = {key(text.tokens[k].text) for k in range(max(0, at - 1), at + 1)}
    if before & WORDS["titled"]:
        return "title"
    if before & WORDS["named"] or text.folded[mark.inner.start : mark.inner.end].isascii():
        return "name"
    return "scare"
