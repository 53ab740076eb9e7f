"""Outlets: who takes the news from whom, by the sources that each article names; and who calls whom what."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ravi.persian.actors import NameKey, name_key, same_key
from ravi.persian.gazetteer import find_known, outlet_of
from ravi.persian.letters import fold
from ravi.persian.verbs import key
from ravi.record import Record


class Borrowing(NamedTuple):
    """`outlet` names `source` as the one from whom it has what it reports, in so many `articles`."""

    outlet: str
    source: str
    kind: str
    articles: int


class Usage(NamedTuple):
    """An outlet's voice, or a speaker's in it, calls an actor by a term, so many `times`."""

    outlet: str
    voice: str
    actor: str
    term: str
    times: int


NARRATOR = "narrator"
_UNKNOWN = ""


def find_borrowings(records: Iterable[Record]) -> list[Borrowing]:
    """Who names whom, the most frequent first. An outlet's mention of itself is none.

    >>> from ravi.pipeline import Reader
    >>> from ravi.record import Article
    >>> text = "به گزارش خبرگزاری ایسنا، وزیر نفت گفت: «تولید افزایش یافت.»"
    >>> [borrowed.source for borrowed in find_borrowings([Reader().read(Article("1", text, publisher="فارس"))])]
    ['خبرگزاری ایسنا']
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        outlet = outlet_name(record.article.publisher or _UNKNOWN)
        named = {
            (outlet_name(record.entities[source.who.entity].name), source.kind)
            for source in record.sources
            if source.who.entity is not None
        }
        counted.update((outlet, name, kind) for name, kind in named if name != outlet)
    return [
        Borrowing(*borrowed, times) for borrowed, times in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def find_usage(records: Iterable[Record]) -> list[Usage]:
    """Which words each voice in each outlet uses for each actor, the most frequent first.

    An actor has the fullest of the names that the records give him, where only one name can be his.
    """
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for record in records:
        outlet = outlet_name(record.article.publisher or _UNKNOWN)
        for term in record.terms:
            voice = NARRATOR if term.voice is None else _speaker(record, term.voice)
            words = " ".join(record.offsets.to_repaired(term.span).of(record.repaired).split())
            counted[(outlet, voice, record.entities[term.entity].name, words)] += 1
    fullest = _fullest({actor for _, _, actor, _ in counted} | {voice for _, voice, _, _ in counted})
    merged: Counter[tuple[str, str, str, str]] = Counter()
    for (outlet, voice, actor, words), times in counted.items():
        merged[(outlet, fullest[voice], fullest[actor], words)] += times
    return [Usage(*usage, times) for usage, times in sorted(merged.items(), key=lambda item: (-item[1], item[0]))]


def _fullest(names: Iterable[str]) -> dict[str, str]:
    """For each name the fullest name that can be its bearer's, or the name itself where there are several."""
    keys = {name: name_key(fold(name)) for name in names}
    having: defaultdict[str, list[str]] = defaultdict(list)  # names that can be the same have one of these in common
    for name, its in keys.items():
        for part in _parts(its):
            having[part].append(name)
    fullest = {}
    for name, mine in keys.items():
        like = {other for part in _parts(mine) for other in having[part] if same_key(mine, keys[other])}
        longest = max(like, key=lambda other: (len(other), other), default=name)
        fullest[name] = longest if all(same_key(keys[longest], keys[other]) for other in like) else name
    return fullest


def _parts(name: NameKey) -> set[str]:
    return {name.letters[-3:], *name.words, *name.pieces}


def outlet_name(name: str) -> str:
    """One name for an outlet, as the table of outlets has it, else as written.

    >>> outlet_name("خبرگزاري فارس"), outlet_name("فارس"), outlet_name("پیک روز")
    ('خبرگزاری فارس', 'خبرگزاری فارس', 'پیک روز')
    """
    words = [key(word) for word in fold(name).split()]
    found = find_known(words, 0) if words else None
    if found and found[0] == len(words) and found[1].sort in ("agency", "outlet"):
        return found[1].name
    known = outlet_of(words[-1]) if words else None
    return known.name if known else name


def _speaker(record: Record, quote: int) -> str:
    speaker = record.quotes[quote].speaker
    return _UNKNOWN if speaker is None or speaker.entity is None else record.entities[speaker.entity].name
