"""Which words can follow «می» and «نمی»: the finite forms and participles of the verbs of `data/words_verbs.tsv`."""

from collections.abc import Iterator
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
    return frozenset(form for past, present in read_table("words_verbs") for form in _forms(past, present))


@cache
def forms_after_mi() -> frozenset[str]:
    """The same with verbs too rare to be told from nouns elsewhere, and what makes somebody do each («چشاند»).

    >>> {"شود", "چشانند", "روبیدند"} <= forms_after_mi(), "چشانند" in verb_forms()
    (True, False)
    """
    rare = [*read_table("words_verbs_rare")]
    verbs = [*rare, *read_table("words_verbs")]
    made = [(f"{present}ان{past}", f"{present}ان") for _, present in verbs for past in ("د", "ید")]
    return verb_forms().union(form for past, present in rare + made for form in _forms(past, present, objects=("",)))


def _forms(past: str, present: str, objects: tuple[str, ...] = _OBJECTS) -> Iterator[str]:
    finite = {past, *(past + person for person in _PERSONS), present + "د"}
    finite.update(present + person for person in _PERSONS)
    yield from (form + ending for form in finite for ending in objects)
    yield from (past + "ه" + person for person in _PERFECT)


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
