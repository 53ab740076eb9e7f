"""Tokens: the folded text → its sentences and its words.

A sentence ends at a line's end, at «.», «؟», «!» or «…» with its closing marks, and never inside a number, after an
initial («م. رضایی») or in an abbreviation («ق.م»). Words keep their half-spaces and vowel marks.
"""

import re

from ravi.persian.letters import HAMZA_ABOVE, ZWNJ
from ravi.record import Draft, Token
from ravi.spans import Span

_INSIDE = f"{ZWNJ}{HAMZA_ABOVE}\u064b-\u0652\u0670"
_WORD = re.compile(rf"\d+(?:[.,٫٬/:]\d+)*|[^\W\d_]+(?:[{_INSIDE}]+[^\W\d_]+)*[{HAMZA_ABOVE}\u064b-\u0652]*|[^\s{ZWNJ}]")
_END = re.compile(
    r"\n"
    r"|(?<![.؟!?…])(?:[.؟!?…]+(?: [.…]+(?![^\s»]))*)(?:[»”\"›)\]]*)(?=\s|$)"  # an end mark, or «. . .», before a space
    rf"|(?<=[^\W\d_]{{3}})[.؟!](?={ZWNJ}?[^\W\d_]{{2}})"  # «است.این»: the space was lost
    r"|(?<=[^\W\d_]{2})\.(?=وی |این |به گزارش )"  # «شد.وی»
    r"|(?<=[^\W\d_]{2} )\.(?=[^\W\d_]{2})"  # «است .این»
)
_INITIAL = re.compile(r"(?:^|[\s«\"(])\w$")
_LETTER = "اف|بی|آی|سی|اس|ام|ان|دی|یو|جی|تی|وی|اچ|ال|ای|پی|آر|کی|اکس|جی"
_SPELT = re.compile(rf"(?:^|[\s«\"(])(?:{_LETTER})$")  # «اف. بی. آی», as names of letters are written
_SPELT_ON = re.compile(rf"\. (?:{_LETTER})(?![^\W_])")
_PARTED = re.compile(r"\. \d+(?:\. \d+)? ?(?:و |، |[^\W\d_]{2})")
_WHOLE = re.compile(r"(?<!\d)(?<!سال )(?<!ماه )(?!(?:1[34]|19|20)\d\d$)\d{1,4}$")  # «10. 9 درصد»: one number, no year
_DOTS = re.compile(r"…|\. ?\.")
_ENDED = re.compile(r"(?:…|\.{3}) \.")  # «دیوار و ... . باران بارید»
_LISTED = re.compile(r"(?:(?:^|[\s،])(?:و|یا)|،)\s*$")  # «دیوار، سقف و ... را ساختند»


def tokens(draft: Draft) -> tuple[tuple[Span, ...], tuple[Token, ...]]:
    """Give the sentences and the tokens of the repaired text."""
    return tuple(find_sentences(draft.folded)), tuple(find_tokens(draft.folded))


def find_tokens(folded: str) -> list[Token]:
    """The words and marks of a folded text.

    >>> [token.text for token in find_tokens("گفت: «95.9.28»")]
    ['گفت', ':', '«', '95.9.28', '»']
    """
    return [Token(match.start(), match.end(), match[0]) for match in _WORD.finditer(folded)]


def find_sentences(folded: str) -> list[Span]:
    """The sentences of a folded text, trimmed of white space.

    >>> [span.of("رفت. م. رضایی آمد.") for span in find_sentences("رفت. م. رضایی آمد.")]
    ['رفت.', 'م. رضایی آمد.']
    >>> [span.of("رشد 10. 9 درصد بود.") for span in find_sentences("رشد 10. 9 درصد بود.")]
    ['رشد 10. 9 درصد بود.']
    >>> [span.of("سال 1390. 9 درصد رفت.") for span in find_sentences("سال 1390. 9 درصد رفت.")]
    ['سال 1390.', '9 درصد رفت.']
    >>> [span.of("نان، آب و ... بردند. باران بارید.") for span in find_sentences("نان، آب و ... بردند. باران بارید.")]
    ['نان، آب و ... بردند.', 'باران بارید.']
    """
    sentences, start = [], 0
    for match in _END.finditer(folded):
        if match[0].startswith(".") and _INITIAL.search(folded, max(0, match.start() - 2), match.start()):
            continue
        spelt = match[0] == "." and _SPELT_ON.match(folded, match.start())
        if spelt and _SPELT.search(folded, max(0, match.start() - 5), match.start()):
            continue
        if _PARTED.match(folded, match.start()) and _WHOLE.search(folded, max(0, match.start() - 9), match.start()):
            continue
        listed = _LISTED.search(folded, max(0, match.start() - 4), match.start())
        if listed and _DOTS.match(match[0]) and not _ENDED.match(match[0]):
            continue
        sentences.append((start, match.end()))
        start = match.end()
    sentences.append((start, len(folded)))
    return [span for start, end in sentences if (span := _trimmed(folded, start, end)).start < span.end]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
