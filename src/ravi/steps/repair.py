"""Repair: the text as published → the text as it should have been typed, and each edit that was made."""

from ravi.persian.letters import KAF, KAF_ARABIC, YEH, YEH_ARABIC
from ravi.record import Draft
from ravi.spans import Edit, apply

_LETTERS = {YEH_ARABIC: (YEH, "letters.yeh"), KAF_ARABIC: (KAF, "letters.kaf")}


def repair(draft: Draft) -> tuple[str, tuple[Edit, ...]]:
    """Give the repaired text and the edits that make it."""
    text = draft.article.text
    edits = tuple(Edit(at, at + 1, *_LETTERS[char]) for at, char in enumerate(text) if char in _LETTERS)
    return apply(text, edits), edits
