"""The same quotation in several articles: who had it first, who trimmed it, changed it or gave it to somebody else.

Needs the extra `ravi[compare]`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Literal, NamedTuple

from ravi.compare.speakers import Speaker, Verdict, compare_speakers
from ravi.compare.words import Difference, difference, words_of
from ravi.record import Record
from ravi.spans import Span

Relation = Literal["same", "trimmed", "extended", "changed", "contradicted"]
ENOUGH = 0.6  # of the shorter content's words, in order
_FEWEST = 5  # words that both contents have
_COMMON = 60  # quotes within the window: a run of words that more of them share tells nothing
_RUN = 3  # words
_LOOSE = 3  # a trim may add a word for so many that it drops


class Said(NamedTuple):
    """One quotation of one article: where it stands, its words as compared and as spelt, and who is its speaker."""

    article: str
    quote: int
    span: Span
    published: date | None
    publisher: str | None
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    speaker: Speaker | None


class Retelling(NamedTuple):
    """A later telling of a quotation against the earliest: what was done to its words, and to its speaker."""

    said: Said
    relation: Relation
    difference: Difference
    speaker: Verdict


class Quotation(NamedTuple):
    """What was said once and told at least twice, the earliest telling first."""

    first: Said
    retellings: tuple[Retelling, ...]

    @property
    def disputed(self) -> tuple[Retelling, ...]:
        """The retellings that give it to another speaker, or turn it into its opposite."""
        return tuple(each for each in self.retellings if each.speaker == "other" or each.relation == "contradicted")


def said_in(record: Record) -> Iterator[Said]:
    """The quotations of one article."""
    article = record.article
    for number, quote in enumerate(record.quotes):
        words = [word for part in quote.parts for word in words_of(record, part)]
        speaker = quote.speaker
        entity = None if speaker is None or speaker.entity is None else record.entities[speaker.entity]
        who = Speaker.of(entity) if entity else None
        keys, spelt = tuple(word.key for word in words), tuple(word.text for word in words)
        yield Said(article.id, number, quote.span, article.published, article.publisher, keys, spelt, who)


def find_quotations(told: Iterable[Said], *, days: int = 30) -> list[Quotation]:
    """Join the tellings of one quotation within `days` days; those of one article are not compared with each other.

    Tellings of articles without a date are compared with all.
    """
    ordered = sorted(told, key=lambda said: (said.published or date.min, said.article, said.quote))
    groups: list[list[Said]] = []
    group_of: dict[tuple[str, int], list[Said]] = {}
    for said, older in _candidates(ordered, timedelta(days=days)):
        for other in older:
            group = group_of[(other.article, other.quote)]
            if any(member.article == said.article for member in group) or not _is_same(other.words, said.words):
                continue
            group.append(said)
            group_of[(said.article, said.quote)] = group
            break
        else:
            group_of[(said.article, said.quote)] = [said]
            groups.append(group_of[(said.article, said.quote)])
    return [_quotation(group) for group in groups if len(group) > 1]


def _candidates(ordered: Sequence[Said], window: timedelta) -> Iterator[tuple[Said, list[Said]]]:
    """Each telling with the earlier ones of the window that share a run of words with it, the likest first."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, said in enumerate(ordered):
        runs = {said.words[at : at + _RUN] for at in range(len(said.words) - _RUN + 1)}
        met: dict[int, int] = defaultdict(int)
        for run in runs:
            near = places[run]
            if said.published:
                while near and (day := ordered[near[0]].published) and said.published - day > window:
                    near.pop(0)
            if len(near) <= _COMMON:
                for older in near:
                    met[older] += 1
            near.append(number)
        likest = sorted(met, key=lambda older: (-met[older], older))
        yield said, [ordered[older] for older in islice(likest, 20) if ordered[older].article != said.article]


def _is_same(old: Sequence[str], new: Sequence[str]) -> bool:
    found = difference(old, new)
    return found.same >= _FEWEST and found.shared >= ENOUGH


def _quotation(group: Sequence[Said]) -> Quotation:
    first = group[0]
    return Quotation(first, tuple(_retelling(first, said) for said in group[1:]))


def _retelling(first: Said, said: Said) -> Retelling:
    found = difference(first.words, said.words)
    return Retelling(said, relation_of(found), found, compare_speakers(first.speaker, said.speaker))


def relation_of(found: Difference) -> Relation:
    """What a retelling does to the words.

    >>> relation_of(difference("ما این طرح را اجرا کردیم".split(), "این طرح را اجرا نکردیم".split()))
    'contradicted'
    """
    if found.negated:
        return "contradicted"
    if not found.dropped and not found.added:
        return "same"
    if found.figures:
        return "changed"
    if found.added * _LOOSE <= found.dropped:
        return "trimmed"
    return "extended" if found.dropped * _LOOSE <= found.added else "changed"
