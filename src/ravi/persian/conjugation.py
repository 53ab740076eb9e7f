"""Which words can follow «می» and «نمی»: the finite forms and participles of the verbs of `data/words_verbs.tsv`."""

from functools import cache

from ravi.persian.tables import read_table

_PERSONS = ("م", "ی", "یم", "ید", "ند")
_OBJECTS = ("", "ش", "شان", "مان", "تان", "شون")  # «می\u200cخواندش»
_PERFECT = ("", "ام", "ای", "ایم", "اید", "اند")


@cache
def verb_forms() -> frozenset[str]:
    """Every form that takes «می», folded and without half-spaces, with and without an object ending.

    >>> {"شود", "رفتند", "گوید"} <= verb_forms(), "کتاب" in verb_forms()
    (True, False)
    """
    forms: set[str] = set()
    for past, present in read_table("words_verbs"):
        finite = {past, *(past + person for person in _PERSONS), present + "د"}
        finite.update(present + person for person in _PERSONS)
        forms.update(form + ending for form in finite for ending in _OBJECTS)
        forms.update(past + "ه" + person for person in _PERFECT)
    return frozenset(forms)


@cache
def glided_forms() -> frozenset[str]:
    """The forms that «ب» or «ن» joins by a «ی», of the verbs that open with «آ» or «ا».

    >>> {"بیاید", "نیامدند", "بیفتد"} <= glided_forms()
    True
    """
    forms: set[str] = set()
    for past, present in read_table("words_verbs"):
        if past[0] not in _VOWELS or present[0] not in _VOWELS:
            continue
        finite = {"ن" + form for form in (_glided(past), *(_glided(past) + person for person in _PERSONS))}
        for prefix in "بن":
            finite.update(prefix + _glided(present) + person for person in (*_PERSONS, "د"))
        forms.update(finite)
    return frozenset(forms)


_VOWELS = "آا"


def _glided(stem: str) -> str:
    return "یا" + stem[1:] if stem[0] == "آ" else "ی" + stem[1:]
