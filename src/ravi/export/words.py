"""The words and sentences of a record again, with their places in the text as published."""

from typing import NamedTuple

from ravi.persian.letters import fold
from ravi.record import Record
from ravi.spans import Span
from ravi.steps.tokens import find_tokens


class Word(NamedTuple):
    """A word or mark: where it stands as published and as repaired."""

    span: Span
    repaired: Span


def words_in(record: Record) -> list[Word]:
    """The words, none over another: those that one repair has changed together are one.

    >>> from ravi import Reader
    >>> text = "کتاب ها رسید"
    >>> [word.span.of(text) for word in words_in(Reader(rules_only=True).read(text))]
    ['کتاب ها', 'رسید']
    """
    offsets = record.offsets
    words: list[Word] = []
    for start, end, _ in find_tokens(fold(record.repaired)):
        repaired = Span(start, end)
        span = offsets.to_original(repaired)
        if words and span.start < words[-1].span.end:
            before = words.pop()
            span = Span(before.span.start, max(before.span.end, span.end))
            repaired = Span(before.repaired.start, end)
        if span.start < span.end:
            words.append(Word(span, repaired))
    return words


def sentences_in(record: Record, words: list[Word]) -> list[list[Word]]:
    """The words, sentence by sentence; each word is in one."""
    sentences: list[list[Word]] = []
    ends = iter([*(span.end for span in record.sentences), len(record.article.text) + 1])
    end = -1
    for word in words:
        if word.span.start >= end:
            while word.span.start >= end:
                end = next(ends)
            sentences.append([])
        sentences[-1].append(word)
    return sentences
