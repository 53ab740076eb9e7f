"""What is asked for: words, «phrases», beginnings, AND, OR, NOT, NEAR, in English or in Persian.

    وزیر کار                  both words, anywhere in the article (AND and «و» may be written between them)
    «وزیر کار»  "وزیر کار"    these words, one after the other
    وزیر*                     all words that begin so
    برجام OR توافق            one of them (also «یا»)
    برجام NOT آمریکا          the first without the second (also «نه», or -آمریکا)
    NEAR(وزیر استعفا, 5)      at most 5 words between them, 10 where no number is given (also «نزدیک(…، ۵)»)
    (برجام OR توافق) وین      parentheses

How a word is spelt never matters: letters, digits, marks, half-spaces. All else in a query only parts words; nothing of
it reaches the database but folded words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ravi.errors import InputError
from ravi.store.folding import joined, letters, words

_LONGEST = 1000  # characters
_MOST = 50  # words
_DEEPEST = 20  # parentheses in parentheses
_NEAR = 10  # words
_FARTHEST = 1000
_SHORTEST = 2  # letters before a *
_OPERATORS = {"AND": "and", "و": "and", "&": "and", "OR": "or", "یا": "or", "|": "or", "NOT": "not", "نه": "not"}
_NEARS = ("NEAR", "نزدیک")
_QUOTES = '"«»“”„‟'
_STARS = "*٭"
_COMMAS = ",،;؛"
_TOKEN = re.compile(
    rf"[{_QUOTES}]|[()|&{_COMMAS}]|[{_STARS}]+|(?<!\S)[-−](?=\S)|(?![-−](?:\s|$))[^\s{_QUOTES}()|&{_COMMAS}{_STARS}]+"
)


class Typed(NamedTuple):
    """A word as it was typed, folded: its letters without half-spaces, and what stands between them."""

    joined: str
    parts: tuple[str, ...]


def typed(text: str) -> list[Typed]:
    """The words of what was typed."""
    return [Typed(word.joined, tuple(part.text for part in word.parts)) for word in words(text)]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other; with `begins`, the last is the beginning of a word. `bare`: not in quote marks."""

    words: tuple[Typed, ...]
    begins: bool = False
    bare: bool = True


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases in any order, with at most `distance` words from the end of the first to the start of the last."""

    phrases: tuple[Phrase, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class All:
    """Each of `wanted`, none of `unwanted`."""

    wanted: tuple["Query", ...]
    unwanted: tuple["Query", ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """One or more of these."""

    of: tuple["Query", ...]


Query = Phrase | Near | All | Any


def parse(text: str) -> Query:
    """What a person typed, as a tree. Raises `InputError` where there is nothing in it to look for, or too much.

    Marks that are not closed end with the query; operators without a word beside them are nothing.

    >>> parse("وزير -كار").unwanted
    (Phrase(words=(Typed(joined='کار', parts=('کار',)),), begins=False, bare=True),)
    """
    if len(text) > _LONGEST:
        raise InputError(f"the query is longer than {_LONGEST:,} characters: ask for less")
    found = _Parser(_TOKEN.findall(text)).parse()
    if found is None:
        raise InputError("the query holds no word to look for: give one, for example «وزیر کار»")
    return found


class _Parser:
    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.words = 0

    def parse(self) -> Query | None:
        found: list[Query] = []
        while self.at < len(self.tokens):
            one = self.either(0)
            if one is not None:
                found.append(one)
            self.at += self.next() == ")"
        return _all(found, [])

    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def operator(self) -> str | None:
        piece = self.next()
        return (
            _OPERATORS.get(piece) or _OPERATORS.get(joined(letters(piece))) or ("not" if piece in ("-", "−") else None)
        )

    def either(self, depth: int) -> Query | None:
        """Alternatives, to the end or a closing parenthesis."""
        if depth > _DEEPEST:
            raise InputError(f"the query has more than {_DEEPEST} parentheses in one another: ask for less")
        ways = [self.both(depth)]
        while self.operator() == "or":
            self.at += 1
            ways.append(self.both(depth))
        kept = tuple(way for way in ways if way is not None)
        return kept[0] if len(kept) == 1 else Any(kept) if kept else None

    def both(self, depth: int) -> Query | None:
        wanted: list[Query] = []
        unwanted: list[Query] = []
        without = False
        while (piece := self.next()) and piece != ")" and (operator := self.operator()) != "or":
            if operator:
                self.at += 1
                without = operator == "not"
                continue
            one = self.one(depth)
            if one is not None:
                (unwanted if without else wanted).append(one)
                without = False
        return _all(wanted, unwanted)

    def one(self, depth: int) -> Query | None:
        piece = self.next()
        self.at += 1
        if piece == "(":
            found = self.either(depth + 1)
            self.at += self.next() == ")"
            return found
        if piece in _NEARS and self.next() == "(":
            self.at += 1
            return self.near()
        return self.phrase(piece) if piece in _QUOTES else self.word(piece)

    def phrase(self, opening: str) -> Phrase | None:
        """What stands between quote marks."""
        typed: list[Typed] = []
        begins = False
        while (piece := self.next()) and piece not in _QUOTES:
            self.at += 1
            if piece[0] in _STARS:
                begins = self.next() in (*_QUOTES, "")
            else:
                typed += self.typed(piece)
        self.at += 1
        if self.next()[:1] in tuple(_STARS):
            self.at += 1
            begins = True
        return _phrase(typed, begins, bare=False)

    def word(self, piece: str) -> Phrase | None:
        typed = self.typed(piece)
        begins = self.next()[:1] in tuple(_STARS)
        self.at += begins
        return _phrase(typed, begins)

    def near(self) -> Query | None:
        """What stands in NEAR(…): phrases, and after a comma a number."""
        phrases: list[Phrase] = []
        distance = _NEAR
        while (piece := self.next()) and piece != ")":
            self.at += 1
            if piece in _COMMAS:
                number = letters(self.next()).strip()
                if number.isascii() and number.isdigit() and self.tokens[self.at + 1 : self.at + 2] in ([")"], []):
                    distance = min(int(number[:6]), _FARTHEST)
                    self.at += 1
                continue
            found = self.phrase(piece) if piece in _QUOTES else self.word(piece)
            if found is not None:
                phrases.append(found)
        self.at += 1
        if len(phrases) < 2:
            return phrases[0] if phrases else None
        return Near(tuple(phrases), distance)

    def typed(self, piece: str) -> list[Typed]:
        found = typed(piece)
        self.words += len(found)
        if self.words > _MOST:
            raise InputError(f"the query has more than {_MOST} words: ask for less")
        return found


def _phrase(typed: Sequence[Typed], begins: bool, *, bare: bool = True) -> Phrase | None:
    if not typed:
        return None
    if begins and len(typed[-1].joined) < _SHORTEST:
        raise InputError(f"«{typed[-1].joined}*» is too short: give at least {_SHORTEST} letters before the *")
    return Phrase(tuple(typed), begins, bare and len(typed) == 1)


def _all(wanted: list[Query], unwanted: list[Query]) -> Query | None:
    if unwanted and not wanted:
        raise InputError("the query only says what is not wanted: say what is, too")
    if not wanted:
        return None
    return wanted[0] if len(wanted) == 1 and not unwanted else All(tuple(wanted), tuple(unwanted))
