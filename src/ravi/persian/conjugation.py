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
