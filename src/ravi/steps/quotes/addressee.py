"""Who is told: «به خبرنگاران گفت», «در دیدار با X گفت», «از X خواست», as words of the sentence."""

import re

from ravi.persian.cues import Cue
from ravi.persian.gazetteer import find_known, outlet_of
from ravi.persian.groups import group_noun
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS
from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Reference
from ravi.spans import Span
from ravi.steps.quotes.text import Text

_H = f"[ {ZWNJ}]?"
_TALK = rf"(?:گفت{_H}و?{_H}گو(?:ی[^ ]*)?|مصاحبه(?:{_H}ای)?|دیدار|ملاقات|نشست|جلسه|کنفرانس|تماس|رایزنی|مذاکره|مذاکرات)"
_WRITTEN = rf"(?:نامه|پیام|یادداشت|توییت|پیامک|ایمیل)(?:{_H}[ای]?ی?)? (?:سرگشاده )?به"
_MET = re.compile(
    rf"(?<!\w)(?:خطاب به|{_TALK}(?: (?!با |که |و )\w+){{0,2}} با|{_WRITTEN}|سخنرانی (?:خود )?برای"
    r"|در جمع|در (?:دیدار|گردهمایی|همایش)(?! با|ی)) "
)
_TOLD = re.compile(r"(?<!\w)(به|از) ")
_REACH = 40  # tokens before the cue
_LONGEST = 14  # tokens of the words for somebody
_LISTENERS = WORDS["title"] | WORDS["organisation"] | WORDS["people"] | WORDS["outlet_noun"] | WORDS["listener"]
_ASKING = frozenset(("خواستن", "پرسیدن"))
_ASKED = WORDS["asking"]


def addressee_of(text: Text, cue: Cue, subject: tuple[int, int] | None, sentence: Span) -> Reference | None:
    """The words for whom the speaker speaks to; None where the sentence does not say."""
    first = max(text.token_at(sentence.start), cue.first - _REACH)
    told = None
    if cue.kind in ("say", "state", "demand"):
        told = _told(text, cue, max(first, subject[1] if subject else first))
    if told is None:
        told = _met(text, cue, first, subject) or _talked(text, cue, first)
    return Reference(text.span(told)) if told is not None else None


def _told(text: Text, cue: Cue, first: int) -> tuple[int, int] | None:
    """«به X گفت», «از X خواست»: a phrase that ends where the cue begins."""
    asks = _is_asking(text, cue)
    if key(text.tokens[cue.first].text) == "اشاره":
        return None  # «به مردم اشاره کرد»
    for match in reversed([*_TOLD.finditer(text.folded, text.tokens[first].start, cue.start)]):
        start = text.token_at(match.end())
        end = _phrase_end(text, start, cue.first)
        placed = end < cue.first and text.tokens[end].text == "در" and not asks  # «به مردم در ساحل گفت»
        if end > start and text.tokens[end - 1].text == "و":
            continue  # «به این پرداخت و گفت»
        if not (end == cue.first or placed) or start == end or (match[1] == "از") != asks:
            continue
        beside = key(text.tokens[start - 2].text) if start > 1 else ""
        if key(text.tokens[start].text) in _REPORTS or (not asks and _is_goal(text, first, start)):
            continue
        if beside in WORDS["frame_noun"] or beside in WORDS["takes_to"]:
            continue  # «با اشاره به باران گفت»
        if _in_frame(text, first, start - 1):
            continue  # «با اشاره به نامه ما به وزیر گفت»
        sure = (asks and that_follows(text, cue)) or (end == cue.first and _tells(text, cue))
        free = start - 1 == first or text.tokens[start - 2].text == "،" or beside in WORDS["phrase_end"]
        there = _is_somebody(text, start) or (sure and free and _can_listen(text, start))
        return (start, end) if there else None
    return None


def _in_frame(text: Text, first: int, at: int) -> bool:
    """Whether a frame that no comma has closed stands before a token: «با اشاره به نامه ما |»."""
    for k in range(at - 1, first, -1):
        if text.tokens[k].text in ("،", "؛") or text.finite[k]:
            return False
        frame = key(text.tokens[k].text) in WORDS["frame_noun"] and text.tokens[k - 1].text in ("با", "ضمن")
        if frame and text.tokens[k + 1].text == "به":
            return True
    return False


def that_follows(text: Text, cue: Cue) -> bool:
    """Whether a clause is opened right behind the cue."""
    return cue.last + 1 < len(text.tokens) and text.tokens[cue.last + 1].text in _OPENERS


def _tells(text: Text, cue: Cue) -> bool:
    """Whether the verb itself wants one who is told: «هشدار داد», «گفت»."""
    last = FORMS.get(key(text.tokens[cue.last].text))
    return key(text.tokens[cue.first].text) in WORDS["telling"] or bool(
        last and last.lemma == "گفتن" and cue.first == cue.last
    )


def _can_listen(text: Text, at: int) -> bool:
    """Whether a word that no table knows can be one who listens: «به غرب هشدار داد», but not «به صراحت گفت»."""
    word = key(text.tokens[at].text)
    return word.isalpha() and word not in WORDS["manner"] and word not in WORDS["demonstrative"] and len(word) > _SHORT


_SHORT = 2  # letters
_OPENERS = frozenset(("که", "تا"))


def _is_goal(text: Text, first: int, start: int) -> bool:
    """Whether «به X» says where to: «در سفر به چین گفت», a country in a phrase that a preposition opened."""
    known = find_known([key(token.text) for token in text.tokens[start : start + 5]], 0)
    if known is None or known[1].sort not in ("country", "place"):
        return False
    for at in range(start - 2, first - 1, -1):
        if text.tokens[at].text in ("،", "؛") or text.finite[at]:
            return False
        if key(text.tokens[at].text) in PREPOSITIONS:
            return True
    return False


_REPORTS = frozenset("گزارش نقل گفته نوشته".split())


def _met(text: Text, cue: Cue, first: int, subject: tuple[int, int] | None) -> tuple[int, int] | None:
    """«در گفت\u200cوگو با X»: the last such phrase that no verb parts from the cue's own clause."""
    start = subject[0] if subject else first
    for match in reversed([*_MET.finditer(text.folded, text.tokens[min(first, start)].start, cue.start)]):
        at = text.token_at(match.end())
        end = _phrase_end(text, at, cue.first)
        if not match[0].startswith(_ALWAYS) and not _is_occasion(text, text.token_at(match.start())):
            continue
        if subject is not None and subject[0] < text.token_at(match.start()) < subject[1]:
            continue  # «نماینده ما در مذاکرات با سازمان»: an office
        talk = match[0].startswith(("گفت", "مصاحبه")) and key(text.tokens[at].text) not in WORDS["frame_noun"]
        if end == at or not (talk or _is_somebody(text, at)):
            continue
        if subject is not None and at < subject[0] and any(text.finite[end : subject[0]]):
            return None
        return at, end
    return None


_ALWAYS = ("خطاب", "در ", "سخنرانی", "نامه", "پیام", "یادداشت", "توییت", "ایمیل")


def _talked(text: Text, cue: Cue, first: int) -> tuple[int, int] | None:
    """«وی که با خبرگزاری دریا گفت\u200cوگو می\u200cکرد، افزود»: the outlet that a clause before the cue names."""
    for match in reversed([*_SPOKE.finditer(text.folded, text.tokens[first].start, cue.start)]):
        start, end = text.token_at(match.end(1)), text.token_at(match.start(2))
        if 0 < end - start < _LONGEST and key(text.tokens[start].text) in WORDS["outlet_noun"] | WORDS["reporter"]:
            return start, end
    return None


_SPOKE = re.compile(rf"(?<!\w)(با )[^\n،.:«»]{{3,60}}? ((?:گفت{_H}و?{_H}گو|مصاحبه) (?:کرد|می|نمود|داشت))")


def _is_occasion(text: Text, at: int) -> bool:
    """Whether talk is told of as the occasion of the words: «در دیدار با او», but not «برای مذاکره با او»."""
    return any(text.tokens[k].text in _OCCASION for k in range(max(0, at - _BEFORE), at))


_OCCASION = frozenset("در طی ضمن حین هنگام پس پی".split())
_BEFORE = 4  # tokens


def _phrase_end(text: Text, at: int, stop: int) -> int:
    """Where the words for somebody end that open at a token."""
    end = at
    while end < min(stop, at + _LONGEST):
        word = text.tokens[end].text
        if word in '«»"' and text.tokens[end].end < text.tokens[stop].start:
            end += 1
            continue
        closed = not word[0].isalnum() or key(word) in PREPOSITIONS or key(word) in WORDS["phrase_end"]
        if text.finite[end] or (closed and end not in text.names):
            break
        end += 1
    return end


_THEIR = ("شان", "ش")  # «هوادارانش»


def _is_asking(text: Text, cue: Cue) -> bool:
    verb = FORMS.get(key(text.tokens[cue.first].text)) or FORMS.get(key(text.tokens[cue.last].text))
    return bool(verb and verb.lemma in _ASKING) or key(text.tokens[cue.first].text) in _ASKED


def _is_somebody(text: Text, at: int) -> bool:
    """Whether the phrase that opens at a token names somebody who can be spoken to."""
    while at < len(text.tokens) - 1 and text.tokens[at].text in '«"':
        at += 1
    words = [key(token.text) for token in text.tokens[at : at + 5]]
    person = at in text.names and bool(text.names[at].person)
    known = find_known(words, 0)
    named = (known is not None and known[1].sort != "place") or outlet_of(words[0]) is not None
    bare = next((words[0].removesuffix(end) for end in _THEIR if words[0].endswith(end)), "")
    return person or named or words[0] in _LISTENERS or any(group_noun(word) is not None for word in (words[0], bare))
