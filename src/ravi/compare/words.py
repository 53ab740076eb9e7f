"""Words that are compared: two tellings aligned word by word, whatever their spelling.

Needs the extra `ravi[compare]`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from ravi.errors import ExtraMissing
from ravi.persian.conjugation import verb_forms
from ravi.persian.letters import fold
from ravi.persian.verbs import FORMS, key
from ravi.record import Record
from ravi.spans import Span
from ravi.steps.tokens import find_tokens

ChangeKind = Literal["same", "dropped", "added", "changed"]
_KINDS: dict[str, ChangeKind] = {"equal": "same", "delete": "dropped", "insert": "added", "replace": "changed"}
_WILL = frozenset("خواهم خواهی خواهد خواهیم خواهید خواهند".split())


class Word(NamedTuple):
    """A word as it is compared (folded, no half-spaces), as spelt after repair, and its place as published."""

    key: str
    text: str
    span: Span


class Change(NamedTuple):
    """Words `[old_start, old_end)` of the older telling against words `[new_start, new_end)` of the newer."""

    kind: ChangeKind
    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Difference(NamedTuple):
    """What the newer of two tellings does to the words of the older, all counts in words."""

    changes: tuple[Change, ...]
    same: int
    dropped: int
    added: int
    negated: bool
    figures: bool

    @property
    def shared(self) -> float:
        """The share of the shorter telling that the other holds too, in its order."""
        return self.same / max(1, min(self.same + self.dropped, self.same + self.added))


def words_of(record: Record, part: Span | None = None) -> tuple[Word, ...]:
    """The words of an article, or of one span of it as published. Marks are no words.

    >>> from ravi.pipeline import Reader
    >>> [word.key for word in words_of(Reader().read("وزير گفت: كار تمام شد."))]
    ['وزیر', 'گفت', 'کار', 'تمام', 'شد']
    """
    start, found = _found(record, part)
    back = record.offsets.to_original
    return tuple(Word(compared, spelt, back(Span(start + at, start + end))) for at, end, compared, spelt in found)


def spelt_words(record: Record, part: Span | None = None) -> tuple[tuple[str, str], ...]:
    """The words as `words_of` has them, as compared and as spelt, without their places: in a third of the time.

    >>> from ravi.pipeline import Reader
    >>> spelt_words(Reader().read("كار تمام شد."))[0]
    ('کار', 'کار')
    """
    return tuple((compared, spelt) for _, _, compared, spelt in _found(record, part)[1])


def _found(record: Record, part: Span | None) -> tuple[int, Iterator[tuple[int, int, str, str]]]:
    """Where a part begins in the repaired text, and of each word in it the place there, the key, the spelling."""
    start, end = record.offsets.to_repaired(part) if part else Span(0, len(record.repaired))
    spelt = record.repaired[start:end]
    return start, (
        (token.start, token.end, key(token.text), spelt[token.start : token.end])
        for token in find_tokens(fold(spelt))
        if token.text[0].isalnum()
    )


def difference(old: Sequence[str], new: Sequence[str]) -> Difference:
    """Align two tellings, given as the keys of their words.

    `negated` says that a verb stands with and without its negation; `figures`, that a number became another.

    >>> found = difference("نرخ ارز کاهش یافت".split(), "نرخ ارز کاهش نیافت".split())
    >>> found.negated, found.same
    (True, 3)
    """
    changes = tuple(
        Change(_KINDS[step.tag], step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in _levenshtein().opcodes(old, new)
    )
    negated = figures = False
    for change in changes:
        if change.kind == "same":
            continue
        before = old[change.old_start : change.old_end]
        after = new[change.new_start : change.new_end]
        negated = negated or _negates(before, after) or _negates(after, before)
        if change.kind == "changed":
            figures = figures or (_figures(before) != _figures(after) and bool(_figures(before) and _figures(after)))
    same = sum(change.old_end - change.old_start for change in changes if change.kind == "same")
    return Difference(changes, same, len(old) - same, len(new) - same, negated, figures)


def _negates(positive: Sequence[str], negative: Sequence[str]) -> bool:
    """Whether a verb of the second words is the negation of one of the first: «شد», «نشد»; «است», «نیست»."""
    lemmas = {form.lemma for word in positive if (form := FORMS.get(word)) and not form.negative}
    if any((form := FORMS.get(word)) and form.negative and form.lemma in lemmas for word in negative):
        return True
    return any("ن" + word in negative for word in positive if _is_verb(word.removeprefix("می")))


def _is_verb(word: str) -> bool:
    return word in verb_forms() or word in _WILL


def _figures(words: Sequence[str]) -> list[str]:
    return [word for word in words if word[0].isdigit()]


@cache
def _levenshtein() -> Any:  # noqa: ANN401 - a module of an optional package
    try:
        from rapidfuzz.distance import Levenshtein
    except ImportError:
        raise ExtraMissing("compare", "rapidfuzz") from None
    return Levenshtein


def likeness(one: str, other: str) -> float:
    """How like two words are, from 0 to 1, by the letters that must be changed."""
    return float(_levenshtein().normalized_similarity(one, other))


def shared_runs(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of the shorter of two texts that stands in the longer, in order and in runs of two words and more."""
    blocks = _levenshtein().opcodes(one, other)
    runs = sum(
        step.src_end - step.src_start for step in blocks if step.tag == "equal" and step.src_end - step.src_start > 1
    )
    return float(runs) / max(1, min(len(one), len(other)))
