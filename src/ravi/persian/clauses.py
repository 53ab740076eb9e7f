"""Clauses: which words of a sentence belong to the verb that stands at its end, and which to clauses inside it.

Persian puts the verb last, and a clause inside another opens with «که»: «وی که [در تهران سخن می\u200cگفت]، افزود».
So the words before a verb are walked once: «که» opens a clause, a finite verb closes one, «و» after it starts another
beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ravi.persian.conjugation import glided_forms, verb_forms
from ravi.persian.letters import ZWNJ
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Token

Range = tuple[int, int]

_SUBORDINATORS = WORDS["subordinator"]
_MI = (f"می{ZWNJ}", f"نمی{ZWNJ}")
_AFTER_VERB = frozenset("، ؛ . : ! ؟ » ) و که تا اما ولی ـ".split())
_STOPS = frozenset("، ؛ : . ! ؟ ) - – ـ …".split())
_WE = WORDS["first_person"]
_NOUNS_TOO = WORDS["verb_or_noun"]
_NO_VERBS = WORDS["no_verb"]  # spelt as a form of some verb: «مردم», «دهم»


@dataclass(slots=True)
class Clause:
    """A clause before its verb: `pieces` are its own words as token ranges, clauses inside it left out.

    `outer` is the clause that it is a part of, `before` the one that it goes on from («گفت و افزود»).
    """

    start: int
    outer: "Clause | None" = None
    before: "Clause | None" = None
    pieces: list[Range] = field(default_factory=list)
    has_verb: bool = False
    verb: int = -1


def is_finite(tokens: Sequence[Token], at: int) -> bool:
    """Whether a finite verb, or its last word, stands at token `at`.

    >>> from ravi.steps.tokens import find_tokens
    >>> words = find_tokens("ساخت پل را آغاز کرد و رفت.")
    >>> [word.text for at, word in enumerate(words) if is_finite(words, at)]
    ['کرد', 'رفت']
    """
    text = tokens[at].text
    before = _before_what(text)
    if before and at and key(tokens[at - 1].text) in _WILL:
        return True  # «نخواهد یافت و»
    if text == "گفت" and at + 2 < len(tokens) and tokens[at + 1].text == "و" and tokens[at + 2].text.startswith("گو"):
        return False  # «در گفت و گو با …»
    if before is _ANYTHING:
        return not (text == "کرد" and at and tokens[at - 1].text.endswith("های"))
    return bool(before) and (tokens[at + 1].text if at + 1 < len(tokens) else ".") in before


_WILL = frozenset(("خواهد", "خواهند", "نخواهد", "نخواهند"))
_ANYTHING = frozenset(("*",))
_BEFORE: tuple[frozenset[str], ...] = (frozenset(("و", "،")), _AFTER_VERB - {"و"}, _AFTER_VERB)


@lru_cache(maxsize=1 << 15)
def _before_what(text: str) -> frozenset[str]:
    """Before which words a word is a finite verb: before anything, before some, before none."""
    if text.startswith(_MI):
        return _ANYTHING
    word = key(text)
    form = FORMS.get(word)
    if word in _NO_VERBS or (form is None and (word.endswith("ی") or not (_is_form(word) or _is_copula(word)))):
        return frozenset()
    if form is None and _is_copula(word):
        return _BEFORE[1]
    if form is not None and form.person == 2 and not form.plural:
        return frozenset()  # «خصوصی سازی»: nobody is addressed as «تو»
    if form is not None and form.tense == "participle":
        return _BEFORE[0]
    if word in _NOUNS_TOO:
        return _BEFORE[1]
    return _BEFORE[2] if form is None else _ANYTHING


def _is_form(word: str) -> bool:
    """Whether a word is a form of a verb: «رسید», «بگذارد», «نپرداختند»."""
    if word in verb_forms() or word in _SHORT_VERBS or word in glided_forms():
        return True
    return word[0] in "بن" and len(word) > _SHORT and word[1:] in verb_forms()


def _is_copula(word: str) -> bool:
    """Whether «است» is written as one with the word before it: «آشناست», «پابرجاست», but not «سیاست»."""
    return word.endswith("است") and len(word) > _SHORT and word not in WORDS["ends_as_copula"]


_SHORT = 4  # letters: a shorter word that opens with «ب» or «ن» is a noun
_SHORT_VERBS = WORDS["short_verb"]  # but for these: «برود»


def find_finite(tokens: Sequence[Token], words: Sequence[str] | None = None) -> list[bool]:
    """For each token whether a finite verb stands there. `words`, if they are known, are the keys of the tokens."""
    forms = verb_forms()
    keys = words if words is not None else [key(token.text) for token in tokens]
    return [
        (
            word in FORMS
            or word in forms
            or _is_copula(word)
            or (word[0] in "بن" and word[1:] in forms)
            or token.text.startswith(_MI)
        )
        and is_finite(tokens, at)
        for at, (token, word) in enumerate(zip(tokens, keys, strict=True))
    ]


def is_first_person(token: Token) -> bool:
    """Whether a word says «I» or «we».

    >>> is_first_person(Token(0, 8, "می\u200cدانیم")), is_first_person(Token(0, 6, "سازمان"))
    (True, False)
    """
    return _says_i(token.text)


@lru_cache(maxsize=1 << 15)
def _says_i(text: str) -> bool:
    word = key(text)
    if word in _WE or (text.startswith(_MI) and text.endswith("م")) or text.endswith(f"{ZWNJ}مان"):
        return True
    form = FORMS.get(word)
    if form is not None:
        return form.person == 1
    return word.endswith("یم") and len(word) > 4 and word in verb_forms()


def clause_of(tokens: Sequence[Token], first: int, end: int, *, finite: Sequence[bool] | None = None) -> Clause:
    """The clause whose verb stands at token `end`, in a sentence that opens at token `first`.

    `finite`, what `find_finite` says of the whole text, saves work where many clauses of one text are asked for.

    >>> from ravi.steps.tokens import find_tokens
    >>> words = find_tokens("وی که در تهران سخن می\u200cگفت، امروز افزود")
    >>> [" ".join(word.text for word in words[a:b]) for a, b in clause_of(words, 0, 8).pieces]
    ['وی', 'امروز']
    """
    now = Clause(first)
    opened = first  # where the piece that is being read opens
    at = first
    while at < end:
        text = tokens[at].text
        if key(text) in _SUBORDINATORS and at > first:
            if at > opened:
                now.pieces.append((opened, at))
            now = Clause(at + 1, outer=now)
            opened = at + 1
        elif _is_verb(tokens, finite, at) or (now.outer is not None and at + 1 == end and _is_participle(tokens[at])):
            while at + 1 < end and _is_verb(tokens, finite, at + 1):
                at += 1  # «گفته شده است»
            now.has_verb, now.verb = True, at
            after = tokens[at + 1].text if at + 1 < end else ""
            if after not in _SUBORDINATORS and (
                after in _STOPS or after in ("و", "اما", "ولی", "را", "") or not now.outer
            ):
                if at + 1 > opened:
                    now.pieces.append((opened, at + 1))
                now, opened = _after_verb(tokens, now, at + 1, end)
                at = opened
                continue
        at += 1
    if opened < end:
        now.pieces.append((opened, end))
    return now


def _is_participle(token: Token) -> bool:
    """Whether a word can end a clause without «است»: «دکتری که این کار را آغاز کرده | گفت»."""
    form = FORMS.get(key(token.text))
    return form is not None and form.tense == "participle"


def _is_verb(tokens: Sequence[Token], finite: Sequence[bool] | None, at: int) -> bool:
    return is_finite(tokens, at) if finite is None else finite[at]


def _after_verb(tokens: Sequence[Token], done: Clause, at: int, end: int) -> tuple[Clause, int]:
    """The clause that goes on after a finite verb, and the token with which it does."""
    beside = at < end and tokens[at].text in ("و", "اما", "ولی") and not (done.outer and at + 1 == end)
    while at < end and tokens[at].text in _STOPS:
        at += 1
    if done.outer is not None and not beside:
        outer = done.outer
        while outer.has_verb and outer.outer is not None:
            outer = outer.outer
        if not outer.has_verb:
            return outer, at
        done = outer
    while at < end and tokens[at].text in ("و", "،", "اما", "ولی"):
        at += 1
    return Clause(at, outer=done.outer, before=done), at
