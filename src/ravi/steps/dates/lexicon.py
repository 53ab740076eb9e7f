"""From the tokens of a text to its words of time: one letter a word, so that the grammar is a table of patterns.

A word or phrase is looked up joined, with half-spaces or apart alike. What is no word of time is `OTHER`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.numbers import CARDINALS, ORDINALS, compose, parse_number
from ravi.persian.tables import read_table
from ravi.record import Token

OTHER = "_"
_MARKS = {"،": "comma", ",": "comma", "-": "dash", "–": "dash", "—": "dash", "/": "slash", ":": "colon", ".": "dot"}
_MARKS |= {"؟": "stop", "!": "stop", "؛": "stop", "(": "open", ")": "close"}
_MADE = ("num", "num4", "ord", "numdate", "clock", "line", *dict.fromkeys(_MARKS.values()))
_TANWIN = "\u064b"


def _load() -> tuple[dict[str, tuple[str, Any]], dict[str, tuple[str, Any]], set[str]]:
    single: dict[str, tuple[str, Any]] = {}
    multi: dict[str, tuple[str, Any]] = {}
    starts: set[str] = set()
    for phrase, kind, written in read_table("date_words"):
        value: Any = int(written) if written.lstrip("-").isdigit() else written
        words = phrase.replace(_TANWIN, "").split(" ")
        joined = "".join(words)
        single[joined] = (kind, value)
        if len(words) > 1:
            multi[joined] = (kind, value)
            starts.update("".join(words[:size]) for size in range(1, len(words)))
    for word, value in CARDINALS.items():
        single.setdefault(word, ("num", value))
    for word, value in ORDINALS.items():
        single.setdefault(word, ("ord", value))
    for mark, kind in _MARKS.items():
        single[mark] = (kind, None)
    return single, multi, starts


_SINGLE, _MULTI, _STARTS = _load()
KINDS = sorted({*_MADE, *(kind for kind, _ in _SINGLE.values())})
LETTER = {kind: chr(0x100 + number) for number, kind in enumerate(KINDS)}
_NUM, _YEAR, _AND, _ORD = LETTER["num"], LETTER["num4"], LETTER["and"], LETTER["ord"]
_COUNTED = LETTER["counted"]
_FIRST = {word[0] for word in CARDINALS}


class Word(NamedTuple):
    """One word of time, or any other token. `in_words` is true of a number that is not in digits."""

    start: int
    end: int
    value: Any
    text: str
    in_words: bool = False


class Words(NamedTuple):
    """A text as the grammar sees it: `letters` has one letter for each of `words`."""

    letters: str
    words: list[Any]  # `Word`, or the `Token` itself where it is no word of time


class Known(NamedTuple):
    """What a token can be: its key, class and value if it is a word of time, whether phrases start so, its pieces."""

    key: str
    found: tuple[str, Any] | None
    starts: bool
    pieces: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _look_up(text: str) -> Known | None:
    """What a folded token can be; None for most."""
    key = text.replace(ZWNJ, "").replace(_TANWIN, "")
    found = _SINGLE.get(key)
    starts = key in _STARTS
    if found is None and key:
        if key[0] in "0123456789":
            found = _digits(key)
        elif "و" in key and key[0] in _FIRST:
            found = _joined(key)
    pieces = tuple(text.split(ZWNJ)) if found is None and ZWNJ in text else ()
    if not all(piece in _SINGLE for piece in pieces):
        pieces = ()
    return Known(key, found, starts, pieces) if found or starts or pieces or key != text else None


def find_words(folded: str, tokens: Sequence[Token]) -> Words:
    """The tokens of a folded text, phrases and numbers in words joined to one, line ends marked."""
    letters: list[str] = []
    words: list[Any] = []
    at, count = 0, len(tokens)
    line = _line_end(folded, 0)
    while at < count:
        token = tokens[at]
        start = token[0]
        if start > line:
            letters.append(LETTER["line"])
            words.append(Word(line, line, None, "\n"))
            line = _line_end(folded, start)
        at += 1
        known = _look_up(token[2])
        if known is None:
            letters.append(OTHER)
            words.append(token)
            continue
        key, found, starts, pieces = known
        end = token[1]
        if starts:
            joined, look = key, at
            while joined in _STARTS and look < count and tokens[look][0] < line:
                joined += tokens[look][2].replace(ZWNJ, "").replace(_TANWIN, "")
                look += 1
                if joined in _MULTI:
                    found, key, end, at, pieces = _MULTI[joined], joined, tokens[look - 1][1], look, ()
        for piece in pieces:
            kind, value = _SINGLE[piece]
            letters.append(LETTER[kind])
            words.append(Word(start, start + len(piece), value, piece, kind in ("num", "ord")))
            start += len(piece) + 1
        if pieces:
            continue
        if found is None:
            letters.append(OTHER)
            words.append(Word(start, end, None, key))
        else:
            letters.append(LETTER[found[0]])
            words.append(Word(start, end, found[1], key, found[0] in ("num", "ord") and not key.isdecimal()))
    return _numbers_joined("".join(letters), words)


def _line_end(folded: str, start: int) -> int:
    found = folded.find("\n", start)
    return len(folded) if found < 0 else found


def _digits(key: str) -> tuple[str, Any] | None:
    if key.isdecimal():
        return ("num", int(key)) if len(key) < 6 else None
    for mark, kind in ((":", "clock"), ("/", "numdate"), (".", "numdate")):
        parts = key.split(mark)
        if len(parts) > 1 and all(part.isdecimal() and len(part) < 5 for part in parts):
            if kind == "numdate" and (len(parts) != 3 or sum(len(part) > 2 for part in parts) > 1 or parts[1][2:]):
                return None
            if kind == "numdate" and len(parts[2]) > 2 and parts[2] < "1":
                return None
            return kind, tuple(map(int, parts))
    return None


def _joined(key: str) -> tuple[str, Any] | None:
    try:
        value = parse_number(key)
    except ValueError:
        return None
    return "ord" if key.endswith("م") else "num", value


def _numbers_joined(text: str, words: list[Any]) -> Words:
    """Numbers in words that are spread over several tokens, «بیست و سوم», become one."""
    text = _thousands_marked(text, words)
    at = text.find(_NUM)
    if at < 0:
        return Words(text, words)
    out_letters: list[str] = []
    out_words: list[Any] = []
    copied = 0
    while at >= 0:
        stop, values = at + 1, [words[at].value]
        best = None
        if words[at].in_words or (text[stop : stop + 1] == _NUM and words[stop].value == 1000):
            while stop < len(text):
                next_ = stop + 1 if text[stop] == _AND else stop
                if next_ >= len(text) or text[next_] not in (_NUM, _ORD) or not words[next_].in_words:
                    break
                if next_ == stop and words[next_].value != 1000:
                    break
                values.append(words[next_].value)
                total = compose(values)
                if total is None:
                    break
                stop = next_ + 1
                best = total
                if text[stop - 1] == _ORD:
                    break
        if best is not None:
            out_letters.append(text[copied:at] + text[stop - 1])
            out_words += words[copied:at]
            out_words.append(Word(words[at].start, words[stop - 1].end, best, "", True))
            copied = stop
        at = text.find(_NUM, stop)
    out_letters.append(text[copied:])
    out_words += words[copied:]
    return Words(_years_marked("".join(out_letters), out_words), out_words)


def _thousands_marked(text: str, words: list[Any]) -> str:
    """The same letters, with «هزار» as the number that it is in «هزار و سیصد», not a thing counted as in «هزار نفر»."""
    at = text.find(_COUNTED)
    while at >= 0:
        after = at + 2
        if words[at].text == "هزار" and text[at + 1 : at + 3] in (_AND + _NUM, _AND + _ORD) and words[after].in_words:
            words[at] = words[at]._replace(value=1000, in_words=True)
            text = f"{text[:at]}{_NUM}{text[at + 1 :]}"
        at = text.find(_COUNTED, at + 1)
    return text


def _years_marked(letters: str, words: list[Any]) -> str:
    """The same letters, with a number that can be a full year as `num4`."""
    out, at = list(letters), letters.find(_NUM)
    while at >= 0:
        if 1200 <= words[at].value <= 2100:
            out[at] = _YEAR
        at = letters.find(_NUM, at + 1)
    return "".join(out)
