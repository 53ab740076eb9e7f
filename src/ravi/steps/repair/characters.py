"""Characters that stand for another one: letters of the Arabic keyboard, shapes, strokes, half-spaces gone wrong.

Left alone: digits of any script and the marks between them, «ۀ» and «هٔ», vowel marks, letters of Urdu, Kurdish and
Pashto, the stroke of «هـ.ش» and of «ملت ـ دولت», a joiner at the end of a word, marks of direction that have work to
do, and half-spaces between a digit or a Latin letter and a Persian one (20 + «ساله»).
"""

import re
import unicodedata
from collections.abc import Iterator

from ravi.persian.letters import (
    ALEF_MAKSURA,
    BOM,
    HAMZA_ABOVE,
    KAF,
    KAF_ARABIC,
    KASHIDA,
    LRM,
    NOT_SIGN,
    RLM,
    YEH,
    YEH_ARABIC,
    ZWJ,
    ZWNJ,
    ZWSP,
)
from ravi.spans import Edit
from ravi.steps.repair.mojibake import ODD

MARKS = "\u064b-\u0655\u0670"
LETTER = "\u0621-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc"
SOFT_HYPHEN = "\u00ad"
_MADDA, _HAMZA_BELOW = "\u0653", "\u0655"
_ENTITIES = {
    "zwnj": ZWNJ,
    "zwj": ZWJ,
    "shy": SOFT_HYPHEN,
    "lrm": LRM,
    "rlm": RLM,
    "nbsp": " ",
    "quot": '"',
    "laquo": "«",
    "raquo": "»",
    "lsaquo": "‹",
    "rsaquo": "›",
    "ldquo": "“",
    "rdquo": "”",
    "bdquo": "„",
}
_ENTITY = re.compile(f"&(?:amp;)*+(?:({'|'.join(_ENTITIES)})|#([0-9]{{3,5}})|#[xX]([0-9a-fA-F]{{2,4}}));")
_NUMBERED = re.compile(f"[{LETTER}{MARKS}،؛؟«»\u06f0-\u06f9\u0660-\u0669\u200b-\u200f\u00a0\u00ad“”‹›\ufb50-\ufefc]")

_YEH_KAF = {
    YEH_ARABIC: (YEH, "letters.yeh"),
    ALEF_MAKSURA: (YEH, "letters.yeh"),
    KAF_ARABIC: (KAF, "letters.kaf"),
}
_PERSIAN = {ord(old): new for old, (new, _) in _YEH_KAF.items()}
_SHAPES = {
    chr(code): new.translate(_PERSIAN)
    for code in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]
    if (new := unicodedata.normalize("NFKC", chr(code))) != chr(code) and not new.startswith(" ")
}
_LETTERS = _YEH_KAF | {shape: (new, "letters.shape") for shape, new in _SHAPES.items()}
_YEH_OR_KAF = re.compile(f"[{''.join(_YEH_KAF)}]")
_WRITTEN = re.compile(f"[&{''.join(_SHAPES)}]")
_RARE = re.compile(f"[&{''.join(_SHAPES)}{ODD}]")
_NEVER_JOIN = frozenset("آأإؤادذرزژوةء")  # letters with nothing joined to their left
_LAST = frozenset(  # shapes that say that a word, or the part of it before a half-space, ends here
    shape
    for shape, letter in _SHAPES.items()
    if "FINAL FORM" in unicodedata.name(shape) and letter[-1] not in _NEVER_JOIN
)
_FIRST = frozenset(  # shapes that say that one begins
    shape
    for shape, letter in _SHAPES.items()
    if "INITIAL FORM" in unicodedata.name(shape)
    or ("ISOLATED FORM" in unicodedata.name(shape) and letter in _NEVER_JOIN)
)

_COMPOSED = {  # letter and mark → one letter, as Unicode has it, and so for the Persian ye inside a word
    "ا" + _MADDA: "آ",
    "ا" + HAMZA_ABOVE: "أ",
    "ا" + _HAMZA_BELOW: "إ",
    "و" + HAMZA_ABOVE: "ؤ",
    "ی" + HAMZA_ABOVE: "ئ",
}
_GONE = f"[{KASHIDA}{ZWJ}]*+"  # between two letters these will go
_COMPOSE = re.compile(
    f"[او]{_GONE}{HAMZA_ABOVE}|ا{_GONE}[{_MADDA}{_HAMZA_BELOW}]|ی{_GONE}{HAMZA_ABOVE}(?={_GONE}[{LETTER}])"
)

_HALVES = frozenset((ZWNJ, ZWSP, LRM, RLM, NOT_SIGN, SOFT_HYPHEN, BOM))  # between two letters: a half-space
_DIRECTION = frozenset((LRM, RLM))
_UNSEEN = _HALVES | {ZWJ, KASHIDA}
_SUSPECT = re.compile(  # a run that may have to go, by its first or its last character
    f"[{''.join(_UNSEEN)}](?:(?<=[{''.join(_UNSEEN - {ZWNJ})}])|(?<![{LETTER}{MARKS}].)|(?![{LETTER}{MARKS}]))",
    re.DOTALL,
)
_EDGE = re.compile(f"{ZWNJ}(?:(?<![{LETTER}{MARKS}].)|(?![{LETTER}{MARKS}]))", re.DOTALL)  # the same of a half-space
_NO_HALF_SPACES = tuple(_UNSEEN - {ZWNJ})
_IS_LETTER = re.compile(f"[{LETTER}{MARKS}]").match
_NEXT_WORD = re.compile(f" [{''.join(_UNSEEN)}]*+[{LETTER}{MARKS}]").match
_POINTS = frozenset("،؛؟.:!«»()[]{}<>…/\\\"'*-–—“”„‹›")
_SET_OFF = frozenset("«»“”„‹›<>\"')]")  # after what these enclose, a half-space joins an ending
_ENDING = re.compile("ها|(?:ای|اش|ام|ات|اند)(?![\u0621-\u06ff])")


def has_rare(text: str) -> bool:
    """Whether a text may hold anything written out, in a shape, or decoded wrongly.

    >>> has_rare("كتاب"), has_rare("ﻛﺘﺎﺏ"), has_rare("می&zwnj;رود")
    (False, True, True)
    """
    return _RARE.search(text) is not None


def find_shapes(text: str) -> Iterator[Edit]:
    """Find letters in shapes, and characters written out as a page does («&zwnj;»).

    >>> [edit.new for edit in find_shapes("ﻋﻠﻲ&zwnj;ها")] == ["ع", "ل", "ی", ZWNJ]
    True
    """
    for match in _WRITTEN.finditer(text):
        char, at = match[0], match.start()
        if char == "&":
            if (entity := _ENTITY.match(text, at)) is not None and (new := _written_out(entity)) is not None:
                yield Edit(at, entity.end(), new, "entity")
            continue
        new, rule = _LETTERS[char]
        if char in _LAST and text[at + 1 : at + 2] in _FIRST:
            new += ZWNJ
        yield Edit(at, at + 1, new, rule)


def find_letters(text: str) -> Iterator[Edit]:
    """Find letters of the Arabic keyboard.

    >>> [edit.new for edit in find_letters("كتاب علي")]
    ['ک', 'ی']
    """
    for match in _YEH_OR_KAF.finditer(text):
        yield Edit(match.start(), match.end(), *_YEH_KAF[match[0]])


def make_persian(text: str) -> str:
    """The text with the letters of the Arabic keyboard made Persian, as by `find_letters`.

    >>> make_persian("كتاب علي")
    'کتاب علی'
    """
    for arabic, (persian, _) in _YEH_KAF.items():
        text = text.replace(arabic, persian)
    return text


def _written_out(entity: re.Match[str]) -> str | None:
    """The character that is written out, where it is one of Persian text."""
    name, decimal, hexadecimal = entity.groups()
    if name:
        return _ENTITIES[name]
    char = chr(int(decimal) if decimal else int(hexadecimal, 16))
    if not _NUMBERED.match(char):
        return None
    return " " if char == "\u00a0" else _LETTERS.get(char, (char,))[0]


def find_invisible(text: str) -> Iterator[Edit]:
    """Find what stands between, before or after letters and is none: it becomes one half-space, or nothing.

    >>> [(edit.rule, edit.new) for edit in find_invisible("کتـــاب")]
    [('kashida', '')]
    """
    end = 0
    for match in (_SUSPECT if any(char in text for char in _NO_HALF_SPACES) else _EDGE).finditer(text):
        start = match.start()
        if start < end:  # another character of the same run
            continue
        while start > end and text[start - 1] in _UNSEEN:
            start -= 1
        end = match.end()
        while end < len(text) and text[end] in _UNSEEN:
            end += 1
        run = text[start:end]
        before, after = text[start - 1 : start], text[end : end + 1]
        if _IS_LETTER(before) and _IS_LETTER(after):
            if run == ZWNJ:
                continue
            found = _inside(run)
        else:
            found = _at_edge(run, before, after, text, start, end)
        if found is not None:
            yield Edit(start, end, *found)


def _inside(run: str) -> tuple[str, str] | None:
    """What a run between two letters becomes, and by which rule."""
    halves = run.replace(KASHIDA, "").replace(ZWJ, "")
    if KASHIDA in run:
        is_dash = run[0] in _HALVES and run[-1] in _HALVES  # between half-spaces: a dash
        return None if is_dash else (ZWNJ if halves else "", "kashida")
    if not halves:
        return "", "joiner"
    return ZWNJ, "half_space.double" if len(run) > 1 else "half_space.wrong"


def _at_edge(run: str, before: str, after: str, text: str, start: int, end: int) -> tuple[str, str] | None:
    """What a run becomes that has a letter on one side at most."""
    if KASHIDA in run or run == ZWJ * len(run) or (run[0] == BOM and start == 0):
        return None
    left, right = bool(_IS_LETTER(before)), bool(_IS_LETTER(after))
    blank = not before or before.isspace() or not after or after.isspace()
    if not blank:
        if not left and not right:
            gone = (before in _POINTS and after in _POINTS) and not {NOT_SIGN, SOFT_HYPHEN} & set(run)
        elif (after if left else before).isalnum():
            gone = False
        else:
            gone = not (right and before in _SET_OFF and _ENDING.match(text, end))
    else:
        gone = left or right or not {NOT_SIGN, SOFT_HYPHEN, BOM} & set(run)
    marks = "".join(char for char in run if char in _DIRECTION)
    if marks and blank and _idle(text, start, end, left, right):
        marks, gone = "", True
    return (marks, "half_space.edge") if gone and marks != run else None


def _idle(text: str, start: int, end: int, left: bool, right: bool) -> bool:
    """Whether a mark of direction stands beside one space between Persian letters, where it turns nothing."""
    if left:
        return _NEXT_WORD(text, end) is not None
    if not right or text[start - 1 : start] != " ":
        return False
    at = start - 2
    while at >= 0 and text[at] in _UNSEEN:
        at -= 1
    return at >= 0 and _IS_LETTER(text[at]) is not None


def find_parted(text: str) -> Iterator[Edit]:
    """Find letters that are written as a letter and a mark («تا» + hamza + «کید») and become one.

    >>> [edit.new for edit in find_parted("تا\u0654کید")]
    ['أ']
    """
    if HAMZA_ABOVE in text or _MADDA in text or _HAMZA_BELOW in text:
        for match in _COMPOSE.finditer(text):
            yield Edit(match.start(), match.end(), _COMPOSED[match[0][0] + match[0][-1]], "letters.parted")
