"""Repair: the text as published → the text as it should have been typed, and each edit that was made.

First wrong decodings, characters, quote marks and spaces, then words: half-spaces lost inside a word, or turned into a
space. Each decision looks only at letters and never at other decisions, so that repairing twice changes nothing more.
Line ends, digits, «ۀ» and «هٔ» stay.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from ravi.record import Draft
from ravi.spans import Edit, OffsetMap, apply, undo
from ravi.steps.repair.characters import (
    find_invisible,
    find_letters,
    find_parted,
    find_shapes,
    has_rare,
    make_persian,
)
from ravi.steps.repair.choice import choose_rules, choose_style
from ravi.steps.repair.compose import composed
from ravi.steps.repair.mojibake import find_mojibake
from ravi.steps.repair.quotes import find_quotes
from ravi.steps.repair.readings import READING, corrected, find_readings, of_heh
from ravi.steps.repair.runs import may_tell, recut
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
Stage = tuple[str, list[Edit] | None]
"""A text, and the edits made in it; None where `make_persian` swapped letters: many edits, seldom asked for."""

_ROUNDS = 3  # how often spaces are looked at
_LETTERS = frozenset(("letters.yeh", "letters.kaf"))
_GONE_WRONG = frozenset(rule for rule in RULES if rule.startswith("half_space.")) | {"entity"}
_LINES = 256  # how many are repaired together: each block tells by itself how it is typed


@dataclass(frozen=True)
class Repaired:
    """A repaired text. The edits that made it are put together only when they are asked for."""

    original: str
    text: str
    find_edits: Callable[[], list[Edit]] = field(repr=False)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, in positions of the original."""
        return tuple(self.find_edits())

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
    mend = partial(_mend, rules=rules, find_words=_words_by(choose_style(style), rules, weighed=weighed))
    if text.count("\n") < _LINES:
        repaired, stages = mend(text)
        return Repaired(text, repaired, partial(_put_together, stages))
    repaired = "".join(mend(block)[0] for _, block in _blocks(text))
    return Repaired(text, repaired, partial(_edits_of, text, mend))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """A text as blocks of `_LINES` lines, each with its place; a repaired text comes apart at the same lines."""
    start = end = 0
    while start < len(text):
        for _ in range(_LINES):
            end = text.find("\n", end) + 1 or len(text)
        yield start, text[start:end]
        start = end


def _edits_of(text: str, mend: Callable[[str], tuple[str, list[Stage]]]) -> list[Edit]:
    """The edits of a long text, found anew block by block: kept ones would be larger than the text."""
    return [edit.moved(start) for start, block in _blocks(text) for edit in _put_together(mend(block)[1])]


def _put_together(stages: list[Stage]) -> list[Edit]:
    """The edits of all stages, in positions of the text of the first."""
    edits: list[Edit] = []
    for text, made in stages:
        edits = composed(edits, text, list(find_letters(text)) if made is None else made)
    return edits


def _mend(text: str, rules: frozenset[str], find_words: Callable[..., list[Edit]]) -> tuple[str, list[Stage]]:
    """Some lines repaired, and the stages on the way."""
    stages: list[Stage] = []
    rare = has_rare(text)
    again = True
    while again:
        for find in (find_mojibake, find_shapes) if rare else ():
            text = _made(text, find, rules, stages)
        if rules >= _LETTERS:
            persian = make_persian(text)
            if persian != text:
                stages.append((text, None))
                text = persian
        else:
            text = _made(text, find_letters, rules, stages)
        for find in (find_parted, find_invisible, find_quotes):
            text = _made(text, find, rules, stages)
        if "««" in text or "»»" in text:  # pairs that crossed («"''سلام"''») are doubled now
            text = _made(text, find_quotes, rules, stages)
        again = rare and any(edit.rule in rules for edit in find_mojibake(text))  # hidden by a stroke or an entity
    sound = not any(edit.rule in _GONE_WRONG for _, made in stages for edit in made or ())
    given, again = 0, True  # half-spaces that tell nothing of how the text was typed
    while again:
        for _ in range(_ROUNDS):  # «نمی خوا هنددر»: a space put in tells one that is too much
            before, text = text, _made_anew(text, find_spaces, rules, stages)
            if text is before:
                break
        before, text = text, _made_anew(text, find_readings, rules, stages)
        given += len(text) - len(before)
        before, text = text, _made(text, partial(find_words, given=given, sound=sound), rules, stages)
        hidden = (find_spaces, find_readings) if len(text) > len(before) else ()  # by a half-space that was lost
        again = (
            text != before
            and may_tell(before, text, stages[-1][1] or [])
            and (of_heh(text) != [] or any(edit.rule in rules for find in hidden for edit in find(text)))
        )
    broken_twice = any(edit.rule.startswith("mojibake.") for _, made in stages for edit in made or ())  # it may be
    hidden_by_space = rare and any(edit.rule in rules for edit in find_mojibake(text))  # that was lost after a comma
    if broken_twice or hidden_by_space:
        text, more = _mend(text, rules, find_words)
        stages += more
    return text, stages


def _made(text: str, find: Find, rules: frozenset[str], stages: list[Stage]) -> str:
    """The text after the edits that are found in it, which become a stage."""
    found = [edit for edit in find(text) if edit.rule in rules]
    if not found:
        return text
    stages.append((text, found))
    return apply(text, found)


def _made_anew(text: str, find: Find, rules: frozenset[str], stages: list[Stage]) -> str:
    """The same, and the runs of the new text are cut around the edits alone."""
    made = _made(text, find, rules, stages)
    if made is not text:
        recut(text, made, stages[-1][1] or [])
    return made


def _words_by(style: str | None, rules: frozenset[str], *, weighed: bool) -> Callable[..., list[Edit]]:
    """What finds half-spaces among words."""

    def find(text: str, given: int, *, sound: bool) -> list[Edit]:
        found = find_words(text, style, weighed=weighed, given=given, sound=sound)
        return corrected(text, found) if READING in rules else found

    return find
