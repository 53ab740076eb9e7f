"""Who speaks and who is told, as words of the sentence; who they are, `coref` says."""

import re

from ravi.persian.cues import Cue
from ravi.persian.letters import ZWNJ
from ravi.persian.phrases import PREPOSITIONS, dateline_end, find_subject
from ravi.persian.tables import WORDS
from ravi.persian.verbs import key
from ravi.record import Reference
from ravi.spans import Span
from ravi.steps.quotes.text import REACH, Text


def addressee_of(text: Text, cue: Cue, subject: tuple[int, int] | None) -> Reference | None:
    """«به خبرنگاران گفت», «در گفت\u200cوگو با خبرگزاری دریا گفت»: who was told, between subject and cue."""
    start = text.tokens[subject[1] - 1].end if subject else text.tokens[max(0, cue.first - 25)].start
    match = None
    for match in _TOLD.finditer(text.folded, start, cue.start):  # noqa: B007 - the last one counts
        pass
    if match is None:
        return None
    first = last = text.token_at(match.end())
    while last < cue.first and _in_phrase(text.tokens[last].text):
        last += 1
    if first == last:
        return None
    head = key(text.tokens[first].text)
    to = match[0].strip() == "به"
    if to and (last != cue.first or head not in _LISTENERS):
        return None
    return Reference(text.trim(text.tokens[first].start, text.tokens[last - 1].end))


_TOLD = re.compile(rf"(?<!\w)(?:خطاب به|گفت[ {ZWNJ}]?و?[ {ZWNJ}]?گو(?:ی[^ ]*)?(?: \w+)? با|مصاحبه با|دیدار با|به) ")
_LISTENERS = WORDS["title"] | WORDS["organisation"] | WORDS["people"] | {"خبرنگاران", "خبرنگار", "رسانه", "رسانهها"}


def _in_phrase(word: str) -> bool:
    return word[0].isalnum() and key(word) not in PREPOSITIONS and key(word) not in WORDS["phrase_end"]


def subject_of(text: Text, cue: Cue, sentence: Span) -> tuple[int, int] | None:
    """The tokens of the cue's subject: after the last long quotation before it, else from the sentence's head."""
    head = max(sentence.start, text.line_of(cue.start).start)
    first = max(dateline_end(text.tokens, text.token_at(head), cue.first), cue.first - REACH)
    for mark in text.marked_before(cue.start):
        if mark.end <= sentence.start:
            break
        if mark.closed and mark.inner.end - mark.inner.start > 40:
            first = max(first, text.token_at(mark.end))
            break
    while first < cue.first and text.tokens[first].text in '،,.:؛»”"':
        first += 1
    return find_subject(text.tokens, first, cue.first)
