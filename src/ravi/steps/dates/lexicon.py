"""From the tokens of a text to its words of time: one letter a word, so that the grammar is a table of patterns.

A word or phrase is looked up joined, with half-spaces or apart alike. What is no word of time is `OTHER`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from operator import itemgetter
from typing import Any, NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.numbers import CARDINALS, ORDINALS, compose, parse_number
from ravi.persian.tables import read_table
from ravi.persian.verbs import key as bare
from ravi.record import Token

OTHER = "_"
_NUMBER_KINDS = ("num", "num4", "ord")
_START, _TEXT = itemgetter(0), itemgetter(2)
_MARKS = {"،": "comma", ",": "comma", "-": "dash", "–": "dash", "—": "dash", "/": "slash", ":": "colon", ".": "dot"}
_MARKS |= {"؟": "stop", "!": "stop", "؛": "stop", "(": "open", ")": "close"}
_MADE = ("num", "num4", "ord", "numdate", "clock", "line", *dict.fromkeys(_MARKS.values()))
_TANWIN = "\u064b"


class _Table(NamedTuple):
    """`data/date_words.tsv` and the numbers: class and value of each word and phrase, by its letters without gaps."""

    words: dict[str, tuple[str, Any]]
    phrases: dict[str, tuple[str, Any]]  # those of several words
    parts: set[str]  # with what a phrase begins; itself
    further: set[str]  # with what a phrase can go on after its first word or words


def _load() -> _Table:
    table = _Table({}, {}, set(), set())
    for phrase, kind, written in read_table("date_words"):
        value: Any = int(written) if written.lstrip("-").isdigit() else written
        words = phrase.replace(_TANWIN, "").split(" ")
        joined = "".join(words)
        table.words[joined] = (kind, value)
        if len(words) > 1:
            table.phrases[joined] = (kind, value)
            table.parts.update("".join(words[:end]) for end in range(1, len(words) + 1))
            table.further.update("".join(words[start:end]) for start, end in combinations(range(1, len(words) + 1), 2))
    for word, number in CARDINALS.items():
        table.words.setdefault(word, (_kind_of_number(number), number))
    for word, value in ORDINALS.items():
        table.words.setdefault(word, ("ord", value))
    for mark, kind in _MARKS.items():
        table.words[mark] = (kind, None)
    return table


def _kind_of_number(value: int) -> str:
    """`num4` is a number that can be a full year."""
    return "num4" if 1200 <= value <= 2100 else "num"


_TABLE = _load()
KINDS = sorted({*_MADE, *(kind for kind, _ in _TABLE.words.values())})
LETTER = {kind: chr(0x100 + number) for number, kind in enumerate(KINDS)}
_NUM, _YEAR, _AND, _ORD = LETTER["num"], LETTER["num4"], LETTER["and"], LETTER["ord"]
_COUNTED, _LINE = LETTER["counted"], LETTER["line"]
_FIRST = {word[0] for word in CARDINALS}
_NUMBERS = re.compile(f"[{_NUM}{_YEAR}]{_AND}?[{_NUM}{_YEAR}{_ORD}]")
_THOUSANDS = re.compile(f"{_COUNTED}(?={_AND}[{_NUM}{_YEAR}{_ORD}])")
# A text is first sketched, a letter a token, each as it would stand alone. In the sketch the letter of a token that can
# begin a phrase, go on with one, or do both is another one, so that phrases are looked for where they can be.
_BEGINS, _GOES_ON = 0x1000, 0x2000
_PIECES = "?"
_SHIFTS = (_BEGINS, _GOES_ON, _BEGINS + _GOES_ON)
_CLASSES = (OTHER, *LETTER.values())
_PLAIN = {ord(letter) + shift: letter for letter in _CLASSES for shift in _SHIFTS}


def _letters_with(*shifts: int) -> str:
    return "".join(chr(ord(letter) + shift) for letter in _CLASSES for shift in shifts)


_UNSURE = re.compile(
    f"[{_PIECES}]|[{_letters_with(_BEGINS, _BEGINS + _GOES_ON)}][{_letters_with(_GOES_ON, _BEGINS + _GOES_ON)}]"
)


class Word(NamedTuple):
    """One word of time, or any other token. `in_words` is true of a number that is not in digits."""

    start: int
    end: int
    value: Any
    text: str
    in_words: bool = False


class Words:
    """A text as the grammar sees it: `letters` has one letter for each word. Words are made where they are asked for.

    >>> words = find_words("روز شنبه", (Token(0, 3, "روز"), Token(4, 8, "شنبه")))
    >>> words.letters == LETTER["dayu"] + LETTER["weekday"], words.text(1), words[0].end
    (True, 'شنبه', 3)
    """

    __slots__ = ("_words", "letters")

    def __init__(self, letters: str, words: list[Token | Word]) -> None:
        self.letters = letters
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, at: int) -> Word:
        """A word by its place."""
        word = self._words[at]
        return word if isinstance(word, Word) else _word(word)

    def between(self, start: int, end: int) -> list[Token | Word]:
        """Words as they were given."""
        return self._words[start:end]

    def put(self, at: int, letter: str, word: Word) -> None:
        """Have another word of another class at a place."""
        self.letters = f"{self.letters[:at]}{letter}{self.letters[at + 1 :]}"
        self._words[at] = word

    def text(self, at: int) -> str:
        """What stands at a place, without half-spaces; nothing outside the text."""
        if not 0 <= at < len(self._words):
            return ""
        return _key(self._words[at].text)


class Known(NamedTuple):
    """What a token can be: its key, class and value if it is a word of time, else its pieces if each of them is."""

    key: str
    found: tuple[str, Any] | None
    pieces: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _look_up(text: str) -> Known:
    """What a folded token can be; for most, nothing."""
    key = _key(text)
    found = _TABLE.words.get(key)
    if found is None and key:
        if key[0] in "0123456789":
            found = _digits(key)
        elif "و" in key and key[0] in _FIRST:
            found = _joined(key)
    pieces = tuple(text.split(ZWNJ)) if found is None and ZWNJ in text else ()
    if not all(piece in _TABLE.words for piece in pieces):
        pieces = ()
    return Known(key, found, pieces)


class _Letters(dict[str, str]):
    """The letter that the text of a token has in a sketch."""

    def __missing__(self, text: str) -> str:
        key, found, pieces = _look_up(text)
        letter = LETTER[found[0]] if found else OTHER
        if pieces:
            letter = _PIECES
        elif shift := _BEGINS * (key in _TABLE.parts) + _GOES_ON * (key in _TABLE.further):
            letter = chr(ord(letter) + shift)
        if len(self) >= 1 << 16:
            self.clear()
        self[text] = letter
        return letter


_letter_of = _Letters().__getitem__


def find_words(folded: str, tokens: Sequence[Token]) -> Words:
    """The tokens of a folded text, phrases and numbers in words joined to one, line ends marked."""
    sketch = "".join(map(_letter_of, map(_TEXT, tokens)))
    letters: list[str] = []
    words: list[Token | Word] = []
    first = 0
    for last, line in _lines(folded, tokens):
        at = first
        while unsure := _UNSURE.search(sketch, at, last):
            letters.append(sketch[at : unsure.start()])
            words += tokens[at : unsure.start()]
            at = _add_unsure(tokens, unsure.start(), last, letters, words)
        letters.append(sketch[at:last])
        words += tokens[at:last]
        if last < len(tokens):
            letters.append(_LINE)
            words.append(Word(line, line, None, "\n"))
        first = last
    text = Words("".join(letters).translate(_PLAIN), words)
    _mark_thousands(text)
    return _numbers_joined(text) if _NUMBERS.search(text.letters) else text


def _lines(folded: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The lines of a text that hold tokens: after how many tokens each ends, and where in the text."""
    at, starts = 0, [*map(_START, tokens)]
    while at < len(tokens) and (end := folded.find("\n", starts[at])) >= 0:
        at = bisect_left(starts, end, at)
        yield at, end
    if at < len(tokens):
        yield len(tokens), len(folded)


def _add_unsure(tokens: Sequence[Token], at: int, last: int, letters: list[str], words: list[Token | Word]) -> int:
    """Add the phrase, the pieces or the word that begins with a token of a line; the place of the token after it."""
    token = tokens[at]
    start, end, text = token
    key, found, pieces = _look_up(text)
    joined, look, after = key, at + 1, at + 1
    while look < last:
        joined += _key(tokens[look][2])
        if joined not in _TABLE.parts:
            break
        look += 1
        if joined in _TABLE.phrases:
            found, end, after = _TABLE.phrases[joined], tokens[look - 1].end, look
    if after > at + 1:
        assert found  # noqa: S101 - a phrase
        letters.append(LETTER[found[0]])
        words.append(Word(start, end, found[1], "".join(_key(one.text) for one in tokens[at:after])))
    elif pieces:
        for piece in pieces:
            kind, value = _TABLE.words[piece]
            letters.append(LETTER[kind])
            words.append(Word(start, start + len(piece), value, piece, kind in _NUMBER_KINDS))
            start += len(piece) + 1
    else:
        letters.append(LETTER[found[0]] if found else OTHER)
        words.append(token)
    return after


def _key(text: str) -> str:
    """A word as it is looked up."""
    return bare(text).replace(_TANWIN, "")


def _word(token: Token) -> Word:
    key, found, _ = _look_up(token.text)
    if found is None:
        return Word(token.start, token.end, None, key)
    return Word(token.start, token.end, found[1], key, found[0] in _NUMBER_KINDS and not key.isdecimal())


def _digits(key: str) -> tuple[str, Any] | None:
    if key.isdecimal():
        return (_kind_of_number(int(key)), int(key)) if len(key) < 6 else None
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
    return "ord" if key.endswith("م") else _kind_of_number(value), value


def _numbers_joined(text: Words) -> Words:
    """Numbers in words that are spread over several tokens, «بیست و سوم», become one."""
    letters: list[str] = []
    words: list[Token | Word] = []
    copied = at = 0
    while hit := _NUMBERS.search(text.letters, at):
        at = hit.start()
        end, letter, total = _number(text, at)
        if total is not None:
            letters += text.letters[copied:at], letter
            words += text.between(copied, at)
            words.append(Word(text[at].start, text[end - 1].end, total, "", True))
            copied = end
        at = end
    letters.append(text.letters[copied:])
    words += text.between(copied, len(text))
    return Words("".join(letters), words)


def _number(text: Words, at: int) -> tuple[int, str, int | None]:
    """The end of the number that begins at a place, and its letter and value where it has more words than one."""
    letters, first = text.letters, text[at]
    stop, values = at + 1, [first.value]
    letter, best = _NUM, None
    if not (first.in_words or (letters[stop] == _NUM and text[stop].value == 1000)):
        return stop, letter, None
    while stop < len(letters):
        at = stop + 1 if letters[stop] == _AND else stop
        if letters[at : at + 1] not in (_NUM, _YEAR, _ORD):
            break
        word = text[at]
        if not word.in_words or (at == stop and word.value != 1000):
            break
        values.append(word.value)
        total = compose(values)
        if total is None:
            break
        stop, best = at + 1, total
        letter = _ORD if letters[at] == _ORD else LETTER[_kind_of_number(total)]
        if letter == _ORD:
            break
    return stop, letter, best


def _mark_thousands(text: Words) -> None:
    """Have «هزار» be the number that it is in «هزار و سیصد», not a thing counted as in «هزار نفر»."""
    for hit in _THOUSANDS.finditer(text.letters):
        at = hit.start()
        if text.text(at) == "هزار" and text[at + 2].in_words:
            text.put(at, _NUM, text[at]._replace(value=1000, in_words=True))
