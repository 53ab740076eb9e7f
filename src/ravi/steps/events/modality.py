"""Modality: whether a trigger tells what happened, happens or is firmly due, or not, and why not."""

from collections.abc import Sequence

from ravi.persian.predicates import EVENT_WORDS, Predicate
from ravi.persian.verbs import FORMS
from ravi.record import Modality
from ravi.steps.events.text import Text

_GOVERNED: tuple[Modality, ...] = ("hypothetical", "demanded", "feared", "denied")
_BEFORE = {word: modality for modality in _GOVERNED for word in EVENT_WORDS[modality]}
_IF = frozenset("اگر چنانچه صورتی صورت درصورتیکه شاید احتمالا ممکن امید".split())
_DUE = ("قرار", "تصمیم", "مقرر")  # «قرار است که … توزیع شود»
_URGED = frozenset("تاکید اصرار پافشاری".split())
_ALLEGED = (["متهم", "به"], ["به", "اتهام"], ["مظنون", "به"])  # «متهم به قتل»: of it nothing is said to have happened
_SENTENCE = 150  # words: no sentence is longer
_ASKED = 20  # words from «خواستار» to what is asked for
_WINDOW = 4  # words before a noun that can govern it
_TENSE: dict[str, Modality] = {"present": "happening", "future": "scheduled"}


def modality(text: Text, predicate: Predicate, clause: Sequence[int]) -> Modality:
    """The modality of a trigger; `clause` are the tokens of its clause before it."""
    words = text.words
    if predicate.shape != "verb" or predicate.verb is None:
        return _of_noun(text, predicate)
    if predicate.negative:
        return "denied"
    own = [words[at] for at in clause]
    whole = words[max(text.sentence(predicate.first)[0], predicate.first - _SENTENCE) : predicate.first]
    supposed = _IF.isdisjoint(own if predicate.verb.tense in ("past", "perfect") else whole)
    if not supposed:
        return "hypothetical"
    if "باید" in own:
        return "demanded"
    if predicate.verb.tense == "subjunctive":
        if any(word in _DUE for word in whole):
            return "scheduled"
        return "demanded" if "باید" in whole else "hypothetical"
    return _TENSE.get(predicate.verb.tense, "happened")


def _of_noun(text: Text, predicate: Predicate) -> Modality:
    words = text.words
    if predicate.first and words[predicate.first - 1] == "بر" and _is_urged(text, predicate.last):
        return "demanded"
    if words[max(0, predicate.first - 2) : predicate.first] in _ALLEGED:
        return "hypothetical"
    for at in range(predicate.first - 1, max(-1, predicate.first - 1 - _WINDOW), -1):
        word = words[at]
        if word in _BEFORE:
            return _BEFORE[word]
        if not word[0].isalpha() or word in ("که", "در", "را") or word in FORMS:
            break
    if _is_asked_for(words, predicate.first):
        return "demanded"
    return "denied" if predicate.negative else "happened"


def _is_asked_for(words: Sequence[str], at: int) -> bool:
    """Whether a noun is among what somebody asks for: «خواستار آزادی مردان و | محاکمه افسران شد»."""
    for here in range(at - 1, max(-1, at - _ASKED), -1):
        if words[here] in EVENT_WORDS["asking"]:
            return True
        if words[here] in FORMS or words[here] in (".", "؛", "که", "را", "ضمن", "با", "پس"):
            return False
    return False


def _is_urged(text: Text, at: int) -> bool:
    """«بر محاکمه او تاکید کرد», not «بر حمله به شهر تاکید نکرد»."""
    _, end = text.sentence(at)
    return any(text.words[here] in _URGED for here in range(at + 1, min(end, at + _SENTENCE)))
