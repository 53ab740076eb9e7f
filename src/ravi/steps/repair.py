"""Repair: the text as published → the text as it should have been typed, and each edit that was made.

First characters (`RULES` up to `quotes`), then words: half-spaces lost inside a word, or turned into a space. Each
decision looks only at letters and never at other decisions, so that repairing twice changes nothing more. Line ends,
digits, «ۀ», «هٔ» and ASCII quote marks stay.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ravi.persian.letters import (
    ALEF_MAKSURA,
    FOLD,
    KAF,
    KAF_ARABIC,
    KASHIDA,
    LRM,
    NOT_SIGN,
    RLM,
    YEH,
    YEH_ARABIC,
    ZWNJ,
    ZWSP,
)
from ravi.persian.words import joins, split_word
from ravi.record import Draft
from ravi.spans import Edit, OffsetMap, apply, undo

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

_MARKS = "\u064b-\u0652\u0654\u0670"
_LETTER = "\u0621-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc"
_L = f"[{_LETTER}{_MARKS}]"
_HALF = f"{ZWNJ}{ZWSP}{LRM}{RLM}{NOT_SIGN}"
_EDGE = f"[{ZWNJ}{ZWSP}{NOT_SIGN}]"
_SHAPES = {
    chr(code): new.translate({ord(YEH_ARABIC): YEH, ord(ALEF_MAKSURA): YEH, ord(KAF_ARABIC): KAF})
    for code in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]
    if (new := unicodedata.normalize("NFKC", chr(code))) != chr(code) and not new.startswith(" ")
}
_LETTERS = {
    YEH_ARABIC: (YEH, "letters.yeh"),
    ALEF_MAKSURA: (YEH, "letters.yeh"),
    KAF_ARABIC: (KAF, "letters.kaf"),
    **{shape: (new, "letters.shape") for shape, new in _SHAPES.items()},
}
_SWAP = re.compile(f"&zwnj;|[{''.join(_LETTERS)}]")
_INSIDE = re.compile(f"(?<={_L})(?!{ZWNJ}{_L})[{_HALF}{KASHIDA}]++(?={_L})")
_STRETCHED = (LRM, RLM, KASHIDA)  # with these the run goes on
_RUN = re.compile(f"{_EDGE}+")
_IS_LETTER = re.compile(_L).match
_QUOTES = re.compile("[“”‹›\n]")
_CLOSES = {"”": "“", "›": "‹"}
_WORDS = re.compile(f"([^{_LETTER}{_MARKS}]+)")
_MI = ("می", "نمی")
_ENOUGH_VERBS, _ENOUGH_TIMES = 3, 10  # verbs apart from «می» that tell how a text is typed, and against joined ones
_MARK = re.compile(f"[{_MARKS}]")


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
    for find in (_find_swaps, _find_inside, _find_edges, _find_quotes, _find_words):
        found = [edit for edit in find(repaired) if edit.rule in rules]
        if found:
            edits = _composed(edits, repaired, found) if edits else found
            repaired = apply(repaired, found)
    return Repaired(text, repaired, tuple(edits))


def _find_swaps(text: str) -> Iterator[Edit]:
    for match in _SWAP.finditer(text):
        new, rule = _LETTERS.get(match[0]) or (ZWNJ, "entity")
        yield Edit(match.start(), match.end(), new, rule)


def _find_inside(text: str) -> Iterator[Edit]:
    """What stands between two letters and is no letter: one half-space, or nothing."""
    for match in _INSIDE.finditer(text):
        run = match[0].replace(KASHIDA, "")
        rule = "kashida" if len(run) < len(match[0]) else "half_space.double" if len(run) > 1 else "half_space.wrong"
        yield Edit(match.start(), match.end(), ZWNJ if run else "", rule)


def _find_edges(text: str) -> Iterator[Edit]:
    """Half-spaces with a letter on one side only, or beside a space."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (
            before.isspace()
            or after.isspace()
            or (bool(_IS_LETTER(before)) != bool(_IS_LETTER(after)) and after not in _STRETCHED)
        ):
            yield Edit(start, end, "", "half_space.edge")


def _find_quotes(text: str) -> list[Edit]:
    found: list[Edit] = []
    waiting: dict[str, list[int]] = {"“": [], "‹": []}
    for match in _QUOTES.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            waiting = {"“": [], "‹": []}
        elif mark in waiting:
            waiting[mark].append(at)
        elif waiting[_CLOSES[mark]]:
            start = waiting[_CLOSES[mark]].pop()
            found += Edit(start, start + 1, "«", "quotes"), Edit(at, at + 1, "»", "quotes")
    return sorted(found)


@lru_cache(maxsize=1 << 17)
def _word(word: str, careful: bool) -> tuple[tuple[int, ...], str, str]:
    """Where half-spaces belong inside a folded word, and its first and last part."""
    bare = _MARK.sub("", word)
    parts = split_word(bare, careful=careful)
    places = [at for at, char in enumerate(word) if not _MARK.match(char)] + [len(word)]
    cuts, at = [], 0
    for part in parts[:-1]:
        at += len(part)
        cuts.append(places[at])
    return tuple(cuts), parts[0], parts[-1]


_joins = lru_cache(maxsize=1 << 18)(joins)


def _find_words(text: str) -> list[Edit]:
    """Half-spaces to set, by look-up of each word and of each two words with one space between."""
    found: list[Edit] = []
    pieces = _WORDS.split(text.translate(FOLD))
    pieces.append("")
    careful = _types_verbs_apart(pieces)
    at, before, last = 0, "", ""
    for word, after in zip(pieces[::2], pieces[1::2], strict=True):
        if word:
            cuts, first, end = _word(word, careful)
            if cuts and (before == ZWNJ or after == ZWNJ):
                cuts, first, end = (), word, word
            if before == " " and last and first and _joins(last, first):
                found.append(Edit(at - 1, at, ZWNJ, "half_space.spaced"))
            for cut in cuts:
                found.append(Edit(at + cut, at + cut, ZWNJ, "half_space.joined"))
            last, before = end, after
        else:
            last, before = "", after
        at += len(word) + len(after)
    return found


def _types_verbs_apart(pieces: list[str]) -> bool:
    """Whether a text parts «می» from its verbs: then its half-spaces were not lost by joining.

    Repair can only make this true, and then it asks for less: repairing twice still changes nothing more.
    """
    apart = pieces.count("می") + pieces.count("نمی")
    if apart < _ENOUGH_VERBS:
        return False
    joined = sum(word.startswith(_MI) and _word(word, False)[1] in _MI and len(word) > len(_MI[1]) for word in pieces)
    return joined * _ENOUGH_TIMES <= apart


def _composed(first: list[Edit], middle: str, second: list[Edit]) -> list[Edit]:
    """The edits that do `first`, which give `middle`, and then `second`, in positions of the text before both."""
    out: list[Edit] = []
    shift = at1 = at2 = 0  # `shift`: by how much `middle` is longer than the original up to here
    while at2 < len(second):
        start, end = second[at2].start, second[at2].end
        while at1 < len(first) and first[at1].start + shift + len(first[at1].new) <= start:
            out.append(first[at1])
            shift += _growth(first[at1])
            at1 += 1
        before, from1, from2 = shift, at1, at2
        at2 += 1
        while True:  # take in whatever overlaps what was taken in
            if at1 < len(first) and first[at1].start + shift < end:
                start = min(start, first[at1].start + shift)
                end = max(end, first[at1].start + shift + len(first[at1].new))
                shift += _growth(first[at1])
                at1 += 1
            elif at1 > from1 and at2 < len(second) and second[at2].start < end:
                end = max(end, second[at2].end)
                at2 += 1
            else:
                break
        inside = [Edit(one.start - start, one.end - start, one.new, one.rule) for one in second[from2:at2]]
        out.append(Edit(start - before, end - shift, apply(middle[start:end], inside), inside[-1].rule))
    return out + first[at1:]


def _growth(edit: Edit) -> int:
    return len(edit.new) - (edit.end - edit.start)
