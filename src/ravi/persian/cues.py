"""Reporting cues: the words by which a sentence says that somebody said something, found among its tokens."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ravi.persian.letters import HAMZA_ABOVE, ZWNJ
from ravi.persian.phrases import fixed_phrase_end
from ravi.persian.tables import WORDS, read_table
from ravi.persian.verbs import FORMS, key, verb_at
from ravi.record import Token

Kind = Literal["say", "state", "demand", "tell", "name", "judge", "stand", "frame", "according", "noun", "chant"]


class Cue(NamedTuple):
    """A cue at `[start, end)` of the folded text, its tokens `first` to `last` (included)."""

    start: int
    end: int
    first: int
    last: int
    kind: Kind
    person: int = 3
    plural: bool = False
    passive: bool = False
    weak: bool = False  # a bare participle: «گفته», a cue only where a clause follows


_NOUNS: dict[str, dict[tuple[str, ...], Kind]] = {}
_ENDED: dict[str, str] = {}  # «باورند»: the last word of a noun of several words, joined with its verb → that word
_JOINED: dict[str, tuple[Kind, bool]] = {}  # «خبرداد», «معتقدند»: a compound written as one word → kind, plural


def _fill() -> None:
    told: dict[str, list[tuple[str, bool]]] = {}  # the forms of a verb that are joined: «داد», «دادند»
    for form, (lemma, tense, person, plural, _) in FORMS.items():
        if tense == "past" and person == 3 and not form.startswith("ن"):
            told.setdefault(lemma, []).append((form, plural))
    for noun, verb, kind in read_table("cues"):
        words = () if noun == "-" else tuple(noun.split())
        _NOUNS.setdefault(verb, {})[words] = kind  # type: ignore[assignment]  # the table holds kinds only
        if len(words) > 1 and verb == "بودن":
            _ENDED[words[-1] + "ند"] = _ENDED[words[-1] + "اند"] = words[-1]
        if len(words) == 1:
            if verb == "بودن":
                _JOINED[words[0] + "ند"] = (kind, True)  # type: ignore[assignment]
                _JOINED[words[0] + "اند"] = (kind, True)  # type: ignore[assignment]
                continue
            for form, plural in told.get(verb, ()):
                _JOINED[words[0] + form] = (kind, plural)  # type: ignore[assignment]


_fill()

_H = f"[ {ZWNJ}]?"
_FRAME = re.compile(
    rf"(?<!\w)(?:با{_H}|ضمن |و )"
    rf"(?:بیان|اشاره{_H}به|تاکید{_H}بر|تاکید(?: به)?|اعلام|تصریح(?: بر| به)?|یاد[آا]وری|اذعان(?: به)?|اعتراف(?: به)?"
    rf"|ابراز \w+ (?:از|به|نسبت به)|اظهار \w+ (?:از|نسبت به)|عنوان(?: کردن)?|ذکر|طرح|اظهار|اعتقاد (?:بر|به)|انتقاد از"
    rf"|گلایه از|ادعای|تایید|توضیح|پیش{_H}بینی|هشدار (?:به|درباره|نسبت به)|گفتن|افزودن|خاطر{_H}نشان (?:کردن|ساختن)"
    rf"|اضافه کردن|مطرح کردن|تشریح)"
    rf" (?:این{_H}که|این (?:مطلب|موضوع|نکته|خبر|مساله|امر)(?: که)?)(?!\w)"
    rf"|(?<!\w)با این (?:استدلال|توضیح|ادعا|بیان|باور|اعتقاد|عنوان) که(?!\w)"
)
_ACCORDING = re.compile(
    rf"(?<!\w)(?:(?:بنا ?)?به (?:گفته|نوشته|اعتقاد|عقیده|باور|ادعای|اذعان|تعبیر|قول|روایت|فرموده|اعلام|تاکید)"
    rf"|(?:بر ?اساس|طبق|بنا ?بر|بنا به|مطابق)"
    rf" (?:اعلام|گفته{_H}?های|گفته|گزارش{_H}?های|گزارش|ادعای|اظهارات|تصریح|برآورد{_H}?های|برآورد|نظر|مطالعات|تحقیقات"
    rf"|پژوهش{_H}?های|آمار|یافته{_H}?های|تخمین)"
    r"|(?:بر ?اساس|طبق|مطابق)(?= (?:این|همین) (?:گزارش|بیانیه|اطلاعیه|مقاله|سند|نامه|خبر)(?!\w))"
    rf"|(?:بر ?اساس|طبق|بنا ?بر) گزارش{_H}ها(?=،)|از (?:نظر|دیدگاه|نگاه|دید)){HAMZA_ABOVE}?(?: |{ZWNJ}ی |(?=،))"
)


def find_cues(tokens: Sequence[Token], folded: str) -> list[Cue]:
    """Every cue of a text, in order; of two that overlap, the frame or the longer one.

    >>> from ravi.steps.tokens import find_tokens
    >>> text = "وی با بیان اینکه کار تمام است، خاطر نشان کرد: برویم."
    >>> [text[cue.start : cue.end] for cue in find_cues(find_tokens(text), text)]
    ['با بیان اینکه', 'خاطر نشان کرد']
    """
    starts = [token.start for token in tokens]
    found = _frames(tokens, folded, starts) + _nouns(tokens, folded, starts)
    taken = [False] * len(tokens)
    for cue in found:
        for at in range(cue.first, cue.last + 1):
            taken[at] = True
    words = [key(token.text) for token in tokens]
    found += _shared(tokens, words, taken)
    at = 0
    while at < len(tokens):
        if words[at] == "آمده" and _document_says(words, at):
            found.append(Cue(tokens[at].start, tokens[at].end, at, at, "stand"))
        if words[at] in _ALONE and not taken[at] and _stands_for_verb(words, at):
            found.append(Cue(tokens[at].start, tokens[at].end, at, at, "say"))
        if taken[at] or (
            words[at] not in FORMS
            and words[at] not in _JOINED
            and words[at] not in _ENDED
            and words[at] not in _AUXILIARY
        ):
            at += 1
            continue
        verbal = _verbal(tokens, words, at)
        if verbal is not None and not taken[verbal.first]:
            found.append(verbal)
            at = verbal.last
        at += 1
    return sorted(found)


def opens_cue(words: Sequence[str], at: int) -> bool:
    """Whether the noun of a cue stands at a word, its verb behind it: «هشدار داد». Words are keys (`verbs.key`).

    >>> opens_cue("رضایی هشدار داد".split(), 1), opens_cue("رضایی هشدار شنید".split(), 1)
    (True, False)
    """
    verb = FORMS.get(words[at + 1]) if at + 1 < len(words) else None
    return verb is not None and (words[at],) in _NOUNS.get(verb.lemma, ())


def _stands_for_verb(words: Sequence[str], at: int) -> bool:
    """Whether a noun before a colon stands for the verb that it lost: «وی اظهار: …», but not «با این بیان: …»."""
    before = words[at - 1] if at else ""
    return words[at + 1 : at + 2] == [":"] and before not in _NOT_BEFORE


def _document_says(words: Sequence[str], at: int) -> bool:
    """«در این گزارش آمده | که»: the verb of a document, its «است» left out."""
    near = words[max(0, at - _NEAR) : at]
    return words[at + 1 : at + 2] in (["که"], [":"]) and any(
        word.removesuffix("ای") in WORDS["document"] for word in near
    )


_NEAR = 8  # tokens
_ALONE = WORDS["bare_noun"]
_NOT_BEFORE = WORDS["preposition"] | WORDS["demonstrative"] | {"و"}


def _shared(tokens: Sequence[Token], words: list[str], taken: list[bool]) -> list[Cue]:
    """Nouns of cues that share a verb that comes later: «پل را ناکافی | عنوان | و تصریح کرد»."""
    found = []
    for at in range(1, len(words) - 2):
        if words[at] not in _SHARING or words[at + 1] != "و" or taken[at] or not _after_object(words, at):
            continue
        later = (k for k in range(at + 2, min(at + _SHARED, len(words))) if words[k] in FORMS)
        verb = next(
            (FORMS[words[k]] for k in later if FORMS[words[k]].lemma in ("کردن", "نمودن", "داشتن", "دادن")), None
        )
        if verb is not None and verb.person == 3:
            found.append(Cue(tokens[at].start, tokens[at].end, at, at, "judge", 3, verb.plural))
    return found


def _after_object(words: Sequence[str], at: int) -> bool:
    """Whether «را» and what is said of its object stand before token `at`, with no mark or verb between."""
    for k in range(at - 1, max(0, at - _SHARED), -1):
        if words[k] == "را":
            return k < at - 1
        if words[k] in ".:؛؟!" or (words[k] in FORMS and words[k] not in ("بر", "آن")):
            return False
    return False


_SHARED = 24  # tokens: how far before and after such a noun its object and its verb stand
_NO_REPORT = WORDS["not_reported"]
_SHARING = WORDS["sharing"]
_MODALS = WORDS["modal"]
_ASKED = 9  # tokens: how far before «می\u200cخواهد» it is said of whom
_AUXILIARY = frozenset(("می", "نمی", "خواهد", "خواهند", "نخواهد", "نخواهند"))


def _verbal(tokens: Sequence[Token], words: list[str], at: int) -> Cue | None:
    verb = verb_at(tokens, at)
    if verb is None:
        joined = _JOINED.get(words[at])
        if joined is None:
            return _ended(tokens, words, at)
        return Cue(tokens[at].start, tokens[at].end, at, at, joined[0], 3, joined[1])
    nouns = _NOUNS.get(verb.lemma)
    if nouns is None or (verb.tense == "subjunctive" and verb.lemma != "بودن"):
        return None
    for size in (3, 2, 1, 0):
        kind = nouns.get(tuple(words[at - size : at])) if at >= size else None
        if kind is not None:
            break
    else:
        return None
    if verb.lemma in ("خواستن", "شمردن") and verb.tense == "future":
        return None
    if words[verb.last] in ("باشد", "باشند") and verb.lemma != "بودن":
        return None  # «یقین داشته باشند»
    wants = verb.tense == "present" or words[at].startswith(("می", "نمی"))
    if verb.lemma == "خواستن" and wants and not _is_asked(tokens, words, at):
        return None  # «می\u200cخواهد برود»
    first = at - size
    if kind == "judge" and verb.lemma == "خواندن" and verb.person == 1 and verb.plural:
        return Cue(tokens[first].start, tokens[verb.last].end, first, verb.last, "stand")  # «در نامه می\u200cخوانیم»
    if words[at] == "خواست" and not size and _is_wish(words, at):
        return None
    if verb.lemma == "گفتن" and not size and words[at] == "گفته" and at and words[at - 1] in ("به", "طبق", "بنابه"):
        return None
    if verb.lemma == "گفتن" and not size and words[at + 1 : at + 2] and words[at + 1].startswith("وگو"):
        return None  # «دیدار و گفت وگو»
    before = words[max(0, first - 2) : first]
    if verb.lemma == "گفتن" and before and before[-1] in _NO_REPORT:
        return None  # «به او تبریک گفت»
    if verb.lemma == "خواندن" and before and before[-1] in WORDS["read_out"]:
        return None  # «او را به شهر فرا خواند»
    if verb.tense == "past" and any(word in _MODALS for word in before):
        return None  # «باید گفت», «باید چنین گفت»
    if verb.tense == "past" and words[at] == verb.lemma.removesuffix("ن") and _can_be(words, first):
        return None  # «سال را می\u200cتوان سال آب نامید»
    if (verb.passive and before[-1:] == ["که"]) or (verb.lemma == "خواستن" and verb.negative):
        return None  # «همان\u200cطور که گفته شد», «نخواست نامش فاش شود»
    weak = verb.tense == "participle"
    passive = verb.passive or (verb.lemma == "شدن" and words[first] in WORDS["announced"])
    return Cue(
        tokens[first].start,
        tokens[verb.last].end,
        first,
        verb.last,
        kind,
        verb.person,
        verb.plural,
        passive,
        weak,
    )


def _is_wish(words: Sequence[str], at: int) -> bool:
    """Whether «خواست» is a noun, or nobody's: «طبق خواست مردم», «به هر جا که خواست»."""
    before = words[at - 1] if at else ""
    if before == "که":
        return "هر" in words[max(0, at - _WHICHEVER) : at - 1]
    return before in WORDS["preposition"] or before in WORDS["demonstrative"]


_WHICHEVER = 5  # tokens: how far before «که» «هر» stands


def _ended(tokens: Sequence[Token], words: Sequence[str], at: int) -> Cue | None:
    """«بر این باورند»: a noun of several words, the last of them joined with «بودن»."""
    last = _ENDED.get(words[at], "")
    for size in (2, 1):
        kind = _NOUNS["بودن"].get((*words[max(0, at - size) : at], last))
        if kind is not None and at >= size and last:
            return Cue(tokens[at - size].start, tokens[at].end, at - size, at, kind, 3, plural=True)
    return None


def _can_be(words: Sequence[str], at: int) -> bool:
    """Whether «می\u200cتوان» or «باید» stands before token `at`, no mark nor verb between: nobody does what follows."""
    for k in range(at - 1, max(0, at - _SHARED), -1):
        if words[k] in _CAN:
            return True
        if words[k] in ".:؛؟!،" or (words[k] in FORMS and words[k] not in ("بر", "آن")):
            return False
    return False


_CAN = frozenset(("میتوان", "نمیتوان", "بتوان", "نتوان", "باید", "نباید"))


def _is_asked(tokens: Sequence[Token], words: Sequence[str], at: int) -> bool:
    """Whether it is said before a verb of whom something is asked: «از مردم», but not «بعد از باران»."""
    first = max(0, at - _ASKED)
    return any(
        words[k] == "از"
        and not (k and words[k - 1] in WORDS["before_from"])
        and fixed_phrase_end(tokens, k, at) is None  # «از سوی دیگر»
        for k in range(first, at)
    )


_NOMINAL = re.compile(
    rf"(?<!\w)(?:این|همین) (سوال|پرسش|ادعا|شایعه|خبر|باور|شایبه|شبهه|گمان|اعتقاد)(?= که(?!\w))"
    rf"|(?<!\w)(سوالی?|پرسشی?|ادعا(?:یی|ی|ها|های|هایی)?|شایعات?ی?|خبر(?:ی|ها|های|هایی)?|اخباری?|گزارش{_H}هایی?)"
    rf"(?=(?: [^ \n،.:؛]+){{0,4}}? مبنی بر (?:این|آن){_H}که(?!\w))"
)


def _nouns(tokens: Sequence[Token], folded: str, starts: Sequence[int]) -> list[Cue]:
    """Nouns that report a clause: «در پاسخ به این سوال که …», «ادعاها مبنی بر اینکه …»."""
    found = []
    for match in _NOMINAL.finditer(folded):
        first = _index(starts, match.start(match.lastindex or 0))
        if first is not None:
            found.append(Cue(tokens[first].start, tokens[first].end, first, first, "noun"))
    return found


def _frames(tokens: Sequence[Token], folded: str, starts: Sequence[int]) -> list[Cue]:
    """The frames that open a clause, and the prepositions that name a voice."""
    ends = [token.end for token in tokens]
    found = []
    for pattern, kind in ((_FRAME, "frame"), (_ACCORDING, "according")):
        for match in pattern.finditer(folded):
            text = match[0].rstrip(f"ی {ZWNJ}") if kind == "according" else match[0]
            skip = 2 if text.startswith("و ") else 0
            first, last = _index(starts, match.start() + skip), _index(ends, match.start() + len(text))
            if kind == "according" and last is None:
                last = _index(ends, match.start() + len(match[0].rstrip()))
            if first is not None and last is not None:
                found.append(Cue(tokens[first].start, tokens[last].end, first, last, kind))  # type: ignore[arg-type]
    return found


def _index(places: Sequence[int], place: int) -> int | None:
    """Where a sorted list holds a place."""
    at = bisect_left(places, place)
    return at if at < len(places) and places[at] == place else None
