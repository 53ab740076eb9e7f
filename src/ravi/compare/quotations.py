"""The same quotation in several articles: who had it first, who trimmed it, changed it or gave it to somebody else.

Needs the extra `ravi[compare]`.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from ravi.compare.speakers import Speaker, Verdict, compare_speakers
from ravi.compare.words import Difference, difference, spelt_words
from ravi.record import Record
from ravi.spans import Span

Relation = Literal["same", "trimmed", "extended", "changed", "contradicted"]
ENOUGH = 0.6  # of the shorter content's words, in order
_FEWEST = 5  # words that both contents have
_COMMON = 60  # quotes within the window: a run of words that more of them share tells nothing
_RUN = 3  # words
_LIKEST = 20  # quotes that a telling is aligned with
_SWEEP = 100_000  # runs of words, from which those of quotes let go are looked for
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
        words = [word for part in quote.parts for word in spelt_words(record, part)]
        speaker = quote.speaker
        entity = None if speaker is None or speaker.entity is None else record.entities[speaker.entity]
        who = Speaker.of(entity) if entity else None
        keys, spelt = tuple(key for key, _ in words), tuple(text for _, text in words)
        yield Said(article.id, number, quote.span, article.published, article.publisher, keys, spelt, who)


def find_quotations(told: Iterable[Said], *, days: int = 30) -> list[Quotation]:
    """Join the tellings of one quotation within `days` days; those of one article are not compared with each other.

    Tellings of articles without a date are compared with all.
    """
    ordered = sorted(told, key=lambda said: (said.published or date.min, said.article, said.quote))
    found = sorted(join_quotations(ordered, days=days), key=lambda pair: pair[0])
    return [quotation for _, quotation in found]


def join_quotations(ordered: Iterable[Said], *, days: int = 30) -> Iterator[tuple[int, Quotation]]:
    """As `find_quotations`, of tellings that come in order; no more than those of `days` days are held.

    Each is given as soon as it can grow no more, with the number of its first telling.
    """
    groups: dict[int, list[Said]] = {}
    group_of: dict[int, int] = {}
    last_of: dict[int, int] = {}
    window = _Window(timedelta(days=days))
    for number, said in enumerate(ordered):
        for gone in window.move(said):
            group = group_of.pop(gone)
            if last_of[group] == gone and groups[group][0].published:  # one without a day, held for ever, comes first
                if len(members := groups.pop(group)) > 1:
                    yield group, _quotation(members)
                del last_of[group]
        for older, other in window.like(number, said):
            group = group_of[older]
            if any(member.article == said.article for member in groups[group]) or not _is_same(other.words, said.words):
                continue
            groups[group].append(said)
            break
        else:
            group = number
            groups[group] = [said]
        group_of[number], last_of[group] = group, number
    for group, members in groups.items():
        if len(members) > 1:
            yield group, _quotation(members)


class _Window:
    """The tellings that a later one may be, by their runs of words: of the last days, and those without a day."""

    def __init__(self, size: timedelta) -> None:
        self.size = size
        self.held: dict[int, Said] = {}
        self.places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.dated: deque[int] = deque()
        self.swept = _SWEEP

    def move(self, said: Said) -> Iterator[int]:
        """Let go what is too old for a telling; the numbers of these."""
        while said.published and self.dated:
            day = self.held[self.dated[0]].published
            if day and said.published - day <= self.size:
                break
            gone = self.dated.popleft()
            del self.held[gone]
            yield gone
        if len(self.places) > self.swept:
            for run in [run for run, near in self.places.items() if not any(place in self.held for place in near)]:
                del self.places[run]
            self.swept = max(_SWEEP, 2 * len(self.places))

    def like(self, number: int, said: Said) -> list[tuple[int, Said]]:
        """The tellings that share a run of words with this one, the likest first; it is held from now on."""
        met: dict[int, int] = defaultdict(int)
        for run in {said.words[at : at + _RUN] for at in range(len(said.words) - _RUN + 1)}:
            near = [place for place in self.places[run] if place in self.held]
            if len(near) <= _COMMON:
                for older in near:
                    met[older] += 1
            self.places[run] = [*near, number]
        self.held[number] = said
        if said.published:
            self.dated.append(number)
        likest = sorted(met, key=lambda older: (-met[older], older))[:_LIKEST]
        return [(older, self.held[older]) for older in likest if self.held[older].article != said.article]


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
