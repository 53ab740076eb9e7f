"""Marks: words in quote marks that nobody is reported to have said."""

from collections.abc import Sequence

from ravi.persian.phrases import PREPOSITIONS, TITLE_HEADS
from ravi.persian.quote_marks import Marked
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Mark, MarkKind, Quote
from ravi.steps.quotes.text import Text

_LISTED = frozenset(("،", "و", "،و", ""))  # between the members of a list
_BEFORE: tuple[tuple[str, MarkKind], ...] = (("titled", "title"), ("named", "name"), ("termed", "term"))
_NAME = 5  # words: no name is longer


def find_marks(text: Text, found: Sequence[Quote]) -> list[Mark]:
    """The stretches in quote marks that no quote starts or ends with, and that are no part of one that is mixed."""
    edges = {part.start for quote in found if quote.form == "direct" for part in quote.parts}
    mixed = [quote.span for quote in found if quote.form == "mixed"]
    marks: list[Mark] = []
    last: Marked | None = None
    for mark in text.marked:
        inner = text.trim(*mark.inner)
        if inner.start >= inner.end or inner.start in edges or not mark.closed:
            continue
        kind, rule = _kind(text, mark)
        between = text.folded[last.end : mark.start] if last else "."
        if rule == "alone" and last and marks[-1].kind != "scare" and "".join(between.split()) in _LISTED:
            kind, rule = marks[-1].kind, "listed"
        if kind != "scare" or not any(span.contains(inner) for span in mixed):
            marks.append(Mark(inner, kind, f"marks.{rule}", 0.6))
            last = mark
    return marks


def _is_of_body(text: Text, before: int, first: int, words: list[str]) -> bool:
    """Whether the marks hold what a body is called: «بانک رود» itself, or what follows «موسسه پژوهشی»."""
    if len(words) > 1 and key(text.tokens[first].text) in WORDS["organisation"]:
        return True
    for at in range(before, max(-1, before - _REACH), -1):
        word = key(text.tokens[at].text)
        if word in WORDS["named"] or word in WORDS["organisation"]:
            return True
        if not word.isalpha() or word in PREPOSITIONS or word in ("و", "را", "که") or text.finite[at]:
            return False
    return False


_REACH = 3  # tokens before the marks


def _kind(text: Text, mark: Marked) -> tuple[MarkKind, str]:
    """What the marks are there for, and by what that is seen; where by nothing, a finger that the writer raises."""
    before = text.token_at(mark.start) - 1
    first, end = text.token_at(mark.inner.start), text.token_at(mark.inner.end)
    known = text.names.get(first)
    whole = known is not None and known.end >= end
    if whole and known is not None and known.person:
        return "name", "known_name"
    last = {key(text.tokens[at].text) for at in range(max(0, before - 1), before + 1)}
    if "اصطلاح" in last and before and text.tokens[before - 1].text == "به":
        return "scare", "so_called"
    for name, kind in _BEFORE:
        if "را" not in last and last & WORDS[name]:
            return kind, "after_noun"
    words = text.folded[mark.inner.start : mark.inner.end].split()
    if len(words) <= _NAME and _is_of_body(text, before, first, words):
        return "name", "after_noun"
    if whole or (words and len(words) <= _NAME and words[0].isascii()):
        return "name", "known_name"
    after = text.token_at(mark.end)
    while after < len(text.tokens) and text.tokens[after].text == "،":
        after += 1
    if len(words) <= _NAME and after < len(text.tokens) and key(text.tokens[after].text) in TITLE_HEADS:
        return "name", "before_office"
    return "scare", "alone"
