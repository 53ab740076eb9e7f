"""Repair: the text as published → the text as it should have been typed, and each edit that was made.

First characters (`RULES` up to `quotes`), then words: half-spaces lost inside a word, or turned into a space. Each
decision looks only at letters and never at other decisions, so that repairing twice changes nothing more. Line ends,
digits, «ۀ», «هٔ» and ASCII quote marks stay.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from ravi.record import Draft
from ravi.spans import Edit, OffsetMap, apply, undo
from ravi.steps.repair.characters import find_edges, find_inside, find_swaps
from ravi.steps.repair.compose import composed
from ravi.steps.repair.quotes import find_quotes
from ravi.steps.repair.words import find_words

RULES: dict[str, str] = {
    "entity": "«&zwnj;» written out becomes the half-space that it stands for",
    "letters.yeh": "Arabic ي and ى become Persian ی",
    "letters.kaf": "Arabic ك becomes Persian ک",
    "letters.shape": "a letter in the form of one position (U+FB50–FEFC) becomes the letter",
    "kashida": "the stroke that stretches a word goes",
    "half_space.wrong": "another invisible character, or «¬», inside a word becomes a half-space",
    "half_space.double": "several half-spaces become one",
    "half_space.edge": "a half-space at the edge of a word goes",
    "quotes": "paired “ ” and ‹ › become « »",
    "half_space.joined": "a half-space lost inside a word comes back",
    "half_space.spaced": "a space where a half-space belongs becomes one",
}


@dataclass(frozen=True)
class Repaired:
    """A repaired text and the edits that made it, in positions of the original."""

    original: str
    text: str
    edits: tuple[Edit, ...]

    @cached_property
    def offsets(self) -> OffsetMap:
        """The map between the original and `text`."""
        return OffsetMap(self.edits)

    def undo(self) -> str:
        """The original text, won back from `text` by undoing each edit.

        >>> repair_text("كار تمام شد.").undo()
        'كار تمام شد.'
        """
        return apply(self.text, undo(self.original, self.edits))


def repair(draft: Draft) -> tuple[str, tuple[Edit, ...]]:
    """Give the repaired text and the edits that make it."""
    repaired = repair_text(draft.article.text)
    return repaired.text, repaired.edits


def repair_text(text: str, *, only: Collection[str] | None = None, without: Collection[str] = ()) -> Repaired:
    """Repair a text by all rules of `RULES`, by `only` some, or by all `without` some.

    >>> repaired = repair_text("سياستهای جدید کشور را می شود دید.")
    >>> repaired.text.replace("\u200c", "|")
    'سیاست|های جدید کشور را می|شود دید.'
    >>> [edit.rule for edit in repaired.edits]
    ['letters.yeh', 'half_space.joined', 'half_space.spaced']
    """
    rules = frozenset(RULES if only is None else only) - frozenset(without)
    edits: list[Edit] = []
    repaired = text
    for find in (find_swaps, find_inside, find_edges, find_quotes, find_words):
        found = [edit for edit in find(repaired) if edit.rule in rules]
        if found:
            edits = composed(edits, repaired, found) if edits else found
            repaired = apply(repaired, found)
    return Repaired(text, repaired, tuple(edits))
