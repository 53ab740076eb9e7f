"""Noun phrases: where the subject of a reporting verb stands, and how far it reaches.

Persian puts the subject first and the verb last, with adverbials between: «به گزارش فارس، [علی رضایی] امروز در تهران
گفت». So the subject is looked for from the start of the clause: adverbials are passed over, then words are taken until
one that cannot belong to a noun phrase.
"""

from collections.abc import Sequence

from ravi.persian.tables import WORDS
from ravi.persian.verbs import FORMS, key
from ravi.record import Token

PREPOSITIONS = WORDS["preposition"]
_STOP = WORDS["phrase_end"]
_LEADING = WORDS["adverb"]
TITLE_HEADS = WORDS["title"]
PRONOUNS = WORDS["pronoun"]
_NAME_IN = WORDS["place_of_office"]
_ARTICLE = WORDS["demonstrative"]
_VERB_LIKE = WORDS["verb"]


def dateline_end(tokens: Sequence[Token], first: int, end: int) -> int:
    """The token after a dateline («خبرگزاری فارس:», «تهران- ایرنا-») with which a line opens, else `first`."""
    for at in range(first + 1, min(first + 7, end)):
        if tokens[at].text in (":", "/", "؛"):
            return at + 1
        if tokens[at].text in ("،", ".") or key(tokens[at].text) in FORMS:
            break
    return first


def find_subject(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int] | None:
    """Tokens `[start, end)` of the subject of a verb that stands at token `end`, its clause beginning at `first`.

    >>> from ravi.steps.tokens import find_tokens
    >>> words = find_tokens("به گزارش فارس، علی رضایی، وزیر کشور امروز در تهران گفت")
    >>> start, end = find_subject(words, 0, len(words) - 1)
    >>> " ".join(word.text for word in words[start:end])
    'علی رضایی ، وزیر کشور'
    """
    chunks = _chunks(tokens, first, end)
    found: tuple[int, int] | None = None
    for start, stop in chunks:
        if found is None:
            phrase = _phrase(tokens, start, stop)
            if phrase is not None:
                found = phrase
                if phrase[1] < stop:
                    break
            continue
        word = key(tokens[start].text)
        phrase = _phrase(tokens, start, stop)
        if phrase is None or phrase[0] != start or start == stop:
            break
        title_first = key(tokens[found[0]].text) in TITLE_HEADS
        if word in TITLE_HEADS or (title_first and phrase[1] - phrase[0] <= 4 and not _has_verb(tokens, *phrase)):
            found = (found[0], phrase[1])
            if phrase[1] < stop or word not in TITLE_HEADS:
                break
            continue
        break
    return found


def _chunks(tokens: Sequence[Token], first: int, end: int) -> list[tuple[int, int]]:
    """The stretches between the commas and dashes of `[first, end)`."""
    chunks, start = [], first
    for at in range(first, end):
        if tokens[at].text in ("،", ",", "؛", "-", "–", "ـ", ":") and at >= start:
            if at > start:
                chunks.append((start, at))
            start = at + 1
    if start < end:
        chunks.append((start, end))
    return chunks


def _phrase(tokens: Sequence[Token], start: int, stop: int) -> tuple[int, int] | None:
    """The noun phrase at the head of a chunk, leading adverbs passed over; None for a prepositional phrase."""
    while start < stop and key(tokens[start].text) in _LEADING:
        start += 1
    while start < stop and key(tokens[start].text) in PREPOSITIONS:
        after = phrase_start(tokens, start, stop)
        if after is None:
            return None
        start = after
        while start < stop and key(tokens[start].text) in _LEADING:
            start += 1
    if start < stop and key(tokens[start].text) in PRONOUNS:
        return start, start + 1
    end = start
    while end < stop:
        word = key(tokens[end].text)
        if word in _STOP or (word in FORMS and word in _VERB_LIKE):
            break
        if word in PREPOSITIONS and not _inside_title(tokens, start, end, stop):
            break
        if word == "و" and end + 1 < stop and key(tokens[end + 1].text) in PREPOSITIONS:
            break
        end += 1
    while end > start and key(tokens[end - 1].text) in ("و", "،", "("):
        end -= 1
    if end < stop and tokens[end].text == "را":
        return _before_object(tokens, start, end)
    if end - start == 1 and key(tokens[start].text) in _ARTICLE:
        return None  # «این در حالی است که»
    return (start, end) if end > start else None


def _before_object(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """The subject in «سخنگوی شورا | این تصمیم را», where the object shows its beginning by «این»; else None."""
    for at in range(start + 1, end):
        if tokens[at].text in _ARTICLE and key(tokens[at - 1].text) not in TITLE_HEADS:
            return start, at
    return None


def phrase_start(tokens: Sequence[Token], start: int, stop: int) -> int | None:
    """Where «در این دیدار» ends and a subject may begin; None where the end of the phrase cannot be told."""
    at = start + 1
    if at < stop and key(tokens[at].text) in ("ادامه", "پایان", "پاسخ", "حاشیه") and key(tokens[start].text) == "در":
        at += 1
        if at < stop and key(tokens[at].text) in ("این", "همین"):
            at += 2
        elif at < stop and key(tokens[at].text) in ("سخنان", "سخنانش", "گزارش"):
            at += 2 if at + 1 < stop and tokens[at + 1].text == "خود" else 1
        return at if at < stop else None
    if at + 1 < stop and key(tokens[at].text) in _ARTICLE:
        at += 2
        if at < stop and key(tokens[at].text) in ("خبری", "مطبوعاتی", "رابطه", "خصوص", "باره"):
            at += 1
        return at if at < stop else None
    for at in range(start + 1, min(start + 14, stop)):
        word = key(tokens[at].text)
        if word in PRONOUNS or (word in TITLE_HEADS and at > start + 2):
            return at
    return None


def _inside_title(tokens: Sequence[Token], start: int, at: int, stop: int) -> bool:
    """Whether the preposition at `at` belongs to an office: «نماینده مردم قم در مجلس», «سفیر هند در ایران»."""
    head = key(tokens[start].text)
    after = key(tokens[at + 1].text) if at + 1 < stop else ""
    word = key(tokens[at].text)
    if word == "در":
        return after in _NAME_IN and any(
            key(tokens[k].text) in ("نماینده", "سفیر", "فرستاده", "عضو", "کاردار", "رایزن", "دفتر", "سخنگوی", "مقیم")
            for k in range(start, at)
        )
    if word == "از":
        return head in ("یکی", "برخی", "بسیاری", "تعدادی", "جمعی", "گروهی", "بعضی", "تنی", "شماری", "بخشی")
    return word in ("بر", "با") and at > start and key(tokens[at - 1].text) in ("ناظر", "ناظران", "مبارزه", "مقابله")


def _has_verb(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(key(tokens[at].text) in _VERB_LIKE for at in range(start, end))
