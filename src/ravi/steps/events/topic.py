"""Topic: whether an article is about what PLOVER's types are for: politics, conflict, diplomacy, justice, disaster aid.

A match, a festival or a market has meetings, requests and criticism too, and none of them is an event.
"""

from collections.abc import Sequence

from ravi.persian.predicates import EVENT_WORDS

PRIVATE = 0.15
"""The share of public life below which an article tells of something else."""
MIXED = 0.4
"""The share below which meetings, requests and opinions are events only of those who govern."""
HARD = frozenset("ASSAULT COERCE MOBILIZE SANCTION PROTEST RETREAT THREATEN CONCEDE".split())
"""The types of deeds that are of public life whoever does them."""
_SPORT = 0.04  # of an article's words: it tells of matches
_FEW = 4  # words that tell a topic: fewer do not tell it


def public_share(words: Sequence[str]) -> float:
    """How much of what an article tells is public life, from 0 to 1; 0 where it is sport, 1 where nothing tells.

    >>> public_share("ارتش به شهر حمله کرد و دو سرباز کشته شدند".split())
    1.0
    >>> public_share("تیم فوتبال در مسابقه دیدار کرد".split())
    0.0
    """
    if sum(word in EVENT_WORDS["sport"] for word in words) > _SPORT * len(words):
        return 0.0
    public = sum(word in EVENT_WORDS["public"] for word in words)
    told = public + sum(word in EVENT_WORDS["private"] for word in words)
    return public / told if told >= _FEW else 1.0
