"""What a rule says, in words for people: Persian, and English beside it (`data/reasons.tsv`)."""

from functools import cache
from typing import NamedTuple

from ravi.persian.tables import read_table


class Reason(NamedTuple):
    """The words for one rule."""

    persian: str
    english: str


@cache
def _reasons() -> dict[str, Reason]:
    return {rule: Reason(persian, english) for rule, persian, english in read_table("reasons", folded=False)}


def reason_of(rule: str) -> Reason:
    """The words for a rule; a rule without words of its own has those of the rule that it refines, else its name.

    >>> reason_of("coref.last_speaker").english
    'the last who spoke'
    >>> reason_of("quotes.colon.nested") == reason_of("quotes.colon")
    True
    """
    known, name = _reasons(), rule
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return known.get(name, Reason(rule, rule))
