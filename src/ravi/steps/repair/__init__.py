"""Repair: the text as published → the text as it should have been typed, and each edit that was made.

First wrong decodings, characters, quote marks and spaces, then words: half-spaces lost inside a word, or turned into a
space. Each decision looks only at letters and never at other decisions, so that repairing twice changes nothing more.
Line ends, digits, «ۀ» and «هٔ» stay.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

from ravi.record import Draft
from ravi.spans import Edit, OffsetMap, apply, undo
from ravi.steps.repair.characters import find_invisible, find_parted, find_swaps, has_rare, make_persian
from ravi.steps.repair.choice import choose_rules, choose_style
from ravi.steps.repair.compose import composed
from ravi.steps.repair.mojibake import find_mojibake
from ravi.steps.repair.quotes import find_quotes
from ravi.steps.repair.readings import READING, corrected, find_readings, of_heh
from ravi.steps.repair.spacing import find_spaces
from ravi.steps.repair.words import find_words

RULES: dict[str, str] = {
    "mojibake.utf-8": "UTF-8 that was read as Windows-1252 or Latin-1 («ÙˆØ²ÛŒØ±») becomes what it was",
    "mojibake.utf-8-as-cp1256": "UTF-8 that was read as Windows-1256 («ظˆط²غŒط±») becomes what it was",
    "mojibake.cp1256": "Windows-1256 that was read as Windows-1252 or Latin-1 («æÒíÑ») becomes what it was",
    "entity": "a character of Persian text written out, as «&zwnj;» or «&#1662;», becomes what it stands for",
    "letters.yeh": "Arabic ي and ى become Persian ی",
    "letters.kaf": "Arabic ك becomes Persian ک",
    "letters.shape": "a letter in the form of one position (U+FB50–FEFC) becomes the letter",
    "letters.parted": "a letter written as a letter and a mark («تا» + hamza + «کید») becomes one",
    "kashida": "the stroke that stretches a word goes",
    "joiner": "a zero-width joiner inside a word goes",
    "half_space.wrong": "another invisible character, or «¬», inside a word becomes a half-space",
    "half_space.double": "several half-spaces become one",
    "half_space.edge": "a half-space at the edge of a word goes",
    "quotes.pair": "paired “ ”, „ “, ‹ › and << >> become « »",
    "quotes.plain": "paired \" \" and '' '' become « »",
    "quotes.mixed": "a pair of two kinds, as «…”, becomes « »",
    "quotes.turned": "»…« becomes «…»",
    "quotes.double": "«« »» becomes « »",
    "space.after": "a space comes after a stop, comma or colon between two words («است.وی»)",
    "space.apart": "two words run together come apart («وگفت», «درخصوص»)",
    "space.cut": "a space inside a word goes («می خوا هند»)",
    "half_space.joined": "a half-space lost inside a word comes back",
    "half_space.spaced": "a space where a half-space belongs becomes one",
    READING: "the same inside a word of two readings, which the words beside it tell («در گوشهای از شهر»)",
    "likely.joined": "the same inside a word, where the words around make it likely",
    "likely.spaced": "the same between two words, where the words around make it likely",
}

Find = Callable[[str], Iterable[Edit]]

_LETTERS = frozenset(("letters.yeh", "letters.kaf"))
_PASSES: tuple[Find, ...] = (
    find_mojibake,
    find_swaps,
    find_parted,
    find_invisible,
    find_quotes,
    find_spaces,
    find_readings,
)


@dataclass(frozen=True)
class Repaired:
    """A repaired text and the edits that made it, in positions of the original.

    `stages` are the texts on the way, each with the edits that were made in it, or None where `make_persian` swapped
    letters: these edits are many, and looked for only when `edits` is asked for.
    """

    original: str
    text: str
    stages: tuple[tuple[str, list[Edit] | None], ...]

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, in positions of the original."""
        edits: list[Edit] = []
        for text, made in self.stages:
            edits = composed(edits, text, list(find_swaps(text)) if made is None else made)
        return tuple(edits)

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


def repair_by_rules(draft: Draft) -> tuple[str, tuple[Edit, ...]]:
    """Give the same by rules and tables alone, as where no model is installed."""
    repaired = repair_text(draft.article.text, weighed=False)
    return repaired.text, repaired.edits


def repair_text(
    text: str,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    style: str | None = None,
    weighed: bool = True,
) -> Repaired:
    """Repair a text by all rules of `RULES`, by `only` some, or by all `without` some.

    `style` is the spelling of half-spaces that is asked for: `perdt` or `seraji` (as either treebank), or `news`; where
    it is None, the one that the text itself shows. The part of a rule's name before its dot names the whole group.
    Unless `weighed`, no model weighs doubts about half-spaces. Raises `InputError` for a name that is no rule's or no
    style's.

    >>> repaired = repair_text("رئيسجمهور را می شود دید.")
    >>> repaired.text.replace("\u200c", "|")
    'رئیس|جمهور را می|شود دید.'
    >>> [edit.rule for edit in repaired.edits]
    ['letters.yeh', 'half_space.joined', 'half_space.spaced']
    """
    rules = choose_rules(RULES, only, without)
    told = READING in rules
    passes: tuple[Find, ...] = (*_PASSES, partial(_find_words, style=choose_style(style), weighed=weighed, told=told))
    stages: list[tuple[str, list[Edit] | None]] = []
    now = text
    plain = not has_rare(text) and rules >= _LETTERS
    if plain:
        passes = passes[2:]
        now = make_persian(text)
        if now != text:
            stages.append((text, None))
    while True:
        for find in passes:
            found = [edit for edit in find(now) if edit.rule in rules]
            if found:
                stages.append((now, found))
                now = apply(now, found)
        hidden: list[Find] = [] if plain else [find_mojibake]  # by a stroke or an entity
        if any(edit.start == edit.end for edit in found):
            hidden += find_spaces, find_readings  # by a half-space that was lost; told by one beside it
        again = any(edit.rule in rules for find in hidden for edit in find(now))
        if not (again or (found and of_heh(now))):
            return Repaired(text, now, tuple(stages))


def _find_words(text: str, style: str | None, *, weighed: bool, told: bool) -> list[Edit]:
    found = find_words(text, style, weighed=weighed)
    return corrected(text, found) if told else found
