"""Characters that stand for another one: letters of the Arabic keyboard, shapes, strokes, half-spaces gone wrong."""

import re
import unicodedata
from collections.abc import Iterator

from ravi.persian.letters import (
    ALEF_MAKSURA,
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
from ravi.spans import Edit

MARKS = "\u064b-\u0652\u0654\u0670"
LETTER = "\u0621-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc"
_L = f"[{LETTER}{MARKS}]"
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


def find_swaps(text: str) -> Iterator[Edit]:
    """Find letters of other keyboards and shapes, and half-spaces written out."""
    for match in _SWAP.finditer(text):
        new, rule = _LETTERS.get(match[0]) or (ZWNJ, "entity")
        yield Edit(match.start(), match.end(), new, rule)


def find_inside(text: str) -> Iterator[Edit]:
    """What stands between two letters and is no letter: one half-space, or nothing."""
    for match in _INSIDE.finditer(text):
        run = match[0].replace(KASHIDA, "")
        rule = "kashida" if len(run) < len(match[0]) else "half_space.double" if len(run) > 1 else "half_space.wrong"
        yield Edit(match.start(), match.end(), ZWNJ if run else "", rule)


def find_edges(text: str) -> Iterator[Edit]:
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
