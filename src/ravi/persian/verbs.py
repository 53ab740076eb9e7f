"""Verb forms: from two stems to every finite form, and back from the words of a text to the verb.

Keys are folded and have no half-space, so that «می\u200cگوید», «می گوید» and «میگوید» are one.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from ravi.persian.letters import ZWNJ
from ravi.persian.tables import read_table
from ravi.record import Token

Tense = Literal["past", "present", "perfect", "future", "subjunctive", "participle"]


class Form(NamedTuple):
    """What one written word can be: a form of `lemma`."""

    lemma: str
    tense: Tense
    person: int
    plural: bool
    negative: bool


class Verb(NamedTuple):
    """A verb in a text: tokens `first` to `last`, both included."""

    first: int
    last: int
    lemma: str
    tense: Tense
    person: int
    plural: bool
    negative: bool
    passive: bool


_PERSONS = (("م", 1, False), ("ی", 2, False), ("یم", 1, True), ("ید", 2, True), ("ند", 3, True))
_PERFECT = (("ام", 1, False), ("ای", 2, False), ("ایم", 1, True), ("اید", 2, True), ("اند", 3, True))
_COPULA = {
    "است": (3, False),
    "نیست": (3, False),
    "هست": (3, False),
    "هستند": (3, True),
    "نیستند": (3, True),
    "اند": (3, True),
    "هستم": (1, False),
    "هستیم": (1, True),
    "نیستم": (1, False),
    "نیستیم": (1, True),
    "ام": (1, False),
    "ایم": (1, True),
    "بود": (3, False),
    "نبود": (3, False),
    "بودند": (3, True),
    "نبودند": (3, True),
    "بودم": (1, False),
    "بودیم": (1, True),
    "باشد": (3, False),
    "باشند": (3, True),
    "بوده": (3, False),
    "بودهاند": (3, True),
}
_BECOME = {
    form: plural
    for plural, forms in (
        (False, "شد شده میشود نمیشود میشد خواهد نشد نشده"),
        (True, "شدند شدهاند میشوند میشدند خواهند نشدند"),
    )
    for form in forms.split()
}


def forms_of(lemma: str, past: str, present: str) -> dict[str, Form]:
    """Every written form of one verb that can stand as a finite verb.

    >>> forms_of("کشتن", "کشت", "کش")["کشتهاند"]
    Form(lemma='کشتن', tense='perfect', person=3, plural=True, negative=False)
    """
    made: dict[str, Form] = {}
    for negative, no in ((False, ""), (True, "ن")):
        made[no + past] = Form(lemma, "past", 3, False, negative)
        made[f"{no}می{past}"] = Form(lemma, "past", 3, False, negative)
        made[f"{no}می{present}د"] = Form(lemma, "present", 3, False, negative)
        made[f"{no or 'ب'}{present}د"] = Form(lemma, "subjunctive", 3, False, negative)
        made[f"{no}{past}ه"] = Form(lemma, "participle", 3, False, negative)
        for ending, person, plural in _PERSONS:
            made[f"{no}{past}{ending}"] = Form(lemma, "past", person, plural, negative)
            made[f"{no}می{past}{ending}"] = Form(lemma, "past", person, plural, negative)
            made[f"{no}می{present}{ending}"] = Form(lemma, "present", person, plural, negative)
            made[f"{no or 'ب'}{present}{ending}"] = Form(lemma, "subjunctive", person, plural, negative)
        for ending, person, plural in _PERFECT:
            made[f"{no}{past}ه{ending}"] = Form(lemma, "perfect", person, plural, negative)
    bare: Tense = "present" if lemma == "داشتن" else "subjunctive"
    made.setdefault(f"{present}د", Form(lemma, bare, 3, False, False))
    for ending, person, plural in _PERSONS:
        made.setdefault(f"{present}{ending}", Form(lemma, bare, person, plural, False))
    return made


def _all_forms() -> dict[str, Form]:
    made: dict[str, Form] = {}
    for lemma, past, present in read_table("verbs"):
        for key, form in forms_of(lemma, past, present).items():
            made.setdefault(key, form)
    for key, (person, plural) in _COPULA.items():
        made[key] = Form("بودن", "past" if "بود" in key else "present", person, plural, key.startswith("ن"))
    return made


FORMS = _all_forms()


def key(word: str) -> str:
    """A folded word without its half-spaces.

    >>> key("می\u200cگوید")
    'میگوید'
    """
    return word.replace(ZWNJ, "") if ZWNJ in word else word


def verb_at(tokens: Sequence[Token], at: int, forms: Mapping[str, Form] = FORMS) -> Verb | None:
    """The verb that starts at token `at`, its auxiliaries included, or None. `forms` are those that count as verbs.

    >>> from ravi.steps.tokens import find_tokens
    >>> verb_at(find_tokens("گفته شده است"), 0)
    Verb(first=0, last=2, lemma='گفتن', tense='perfect', person=3, plural=False, negative=False, passive=True)
    """
    word = key(tokens[at].text)
    last = at
    end = len(tokens)
    if word in ("می", "نمی") and at + 1 < end:
        last += 1
        word += key(tokens[last].text)
    elif word in ("خواهد", "خواهند", "نخواهد", "نخواهند") and at + 1 < end:
        main = forms.get(key(tokens[at + 1].text))
        if main and main.tense == "past":
            plural = word.endswith("ند")
            return Verb(at, at + 1, main.lemma, "future", 3, plural, word[0] == "ن", main.lemma == "شدن")
    form = forms.get(word)
    if form is None:
        return None
    lemma, tense, person, plural, negative = form
    passive = False
    if tense == "participle" and last + 1 < end:
        after = key(tokens[last + 1].text)
        if after in _BECOME and lemma != "شدن":
            passive, tense, plural = True, "perfect", _BECOME[after]
            last += 1
            after = key(tokens[last + 1].text) if last + 1 < end else ""
            if (after in _COPULA and tokens[last].text.endswith("ه")) or after == "شد":
                last += 1
        elif after in _COPULA:
            tense = "perfect"
            person, plural = _COPULA[after]
            last += 1
    return Verb(at, last, lemma, tense, person, plural, negative, passive)
