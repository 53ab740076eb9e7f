"""Confidence: how likely each annotation is right, as measured on articles annotated by hand (`ravi.certainty`).

That of a quote is that its extent and its speaker are both right, by all that is known of it when the rest is done
(`quote_features`). A term and a role have that of the entity that they speak of. docs/confidence.md: what it is worth.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from ravi.certainty import certainty, measured
from ravi.record import Date, Draft, Entity, Event, Mark, Name, Quote, Role, Source, Term
from ravi.spans import Span

_AROUND = 4  # quotes: how many on each side are looked at for ones that overlap
_LONG = 1_000  # letters: a part as long has more words than any band tells apart
_SURE = 0.9  # of a name: the model was sure of it
_KINDS = {"PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}  # of entities, as the model calls them


class _Ruled(Protocol):
    @property
    def rule(self) -> str: ...


R = TypeVar("R", Event, Mark, Source)
Given = tuple[
    tuple[Entity, ...], tuple[Date, ...], tuple[Quote, ...], tuple[Mark, ...], tuple[Source, ...], tuple[Event, ...],
    tuple[Term, ...], tuple[Role, ...],
]  # fmt: skip


def confidence(draft: Draft) -> Given:
    """Give every layer with its confidence."""
    points = measured()
    names = Names(draft)
    sure: dict[tuple[str, ...], float] = {}
    entities = []
    for entity in draft.entities:
        known = entity_features(names, entity)
        values = tuple(known.values())
        if values not in sure:
            sure[values] = certainty(points["entities"], known)
        entities.append(Entity(entity.name, entity.type, entity.role, entity.mentions, entity.rule, sure[values]))
    view = View(draft, names)
    quotes = tuple(
        replace(quote, confidence=certainty(points["quotes"], quote_features(view, at)))
        for at, quote in enumerate(draft.quotes)
    )
    return (
        tuple(entities),
        tuple(replace(date, confidence=certainty(points["dates"], date_features(date))) for date in draft.dates),
        quotes,
        _by_rule("marks", draft.marks),
        _by_rule("sources", draft.sources),
        _by_rule("events", draft.events),
        tuple(
            Term(one.span, one.entity, one.voice, one.retells, one.rule, entities[one.entity].confidence)
            for one in draft.terms
        ),
        tuple(replace(role, confidence=entities[role.entity].confidence) for role in draft.roles),
    )


def rule_features(found: _Ruled) -> dict[str, str]:
    """What is known of a mark, a source or an event."""
    return {"rule": found.rule}


def _by_rule(layer: str, found: Sequence[R]) -> tuple[R, ...]:
    points = measured()[layer]
    return tuple(replace(one, confidence=certainty(points, rule_features(one))) for one in found)


def date_features(date: Date) -> dict[str, str]:
    """What is known of a date: the family of its rule, and how much of a value it has."""
    value = date.value
    return {
        "rule": ".".join(date.rule.split(".")[:2]),
        "value": "none" if value is None else "vague" if "REF" in value else "partial" if "X" in value else "full",
        "open": "yes" if value and ".." in value else "no",
        "calendar": date.calendar,
        "type": date.type,
    }


class Names:
    """The names that the model found, to ask whether it found one where an entity is named."""

    def __init__(self, draft: Draft) -> None:
        self.there = bool(draft.names)
        self._names: dict[tuple[int, str], Name] = {(name.span.start, name.kind): name for name in draft.names}

    def seen(self, entity: Entity) -> str:
        """Whether the model saw the entity under one of its names: `sure`, `unsure` or `no`.

        `alone` where there is no model, `none` for a kind that it does not look for.
        """
        kind = _KINDS.get(entity.type)
        if kind is None:
            return "none"
        if not self.there:
            return "alone"
        found = [self._names.get((mention.span.start, kind)) for mention in entity.mentions if mention.kind == "name"]
        best = max((name.confidence for name in found if name), default=None)
        return "no" if best is None else "sure" if best >= _SURE else "unsure"


def entity_features(names: Names, entity: Entity) -> dict[str, str]:
    """What is known of an entity."""
    return {"rule": f"{entity.rule}.{entity.type}", "seen": names.seen(entity)}


class View:
    """What the features of quotes are looked up in, sorted once."""

    def __init__(self, draft: Draft, names: Names) -> None:
        self.draft, self.names = draft, names
        self.sentences = [sentence.start for sentence in draft.sentences]
        lost = sum("half_space" in edit.rule or edit.rule.startswith("likely") for edit in draft.edits)
        self.damage = band(
            lost * 1000 // max(1, len(draft.repaired)), (1, 10)
        )  # half-spaces lost in a thousand letters
        self.cues = sorted(quote.cue.start for quote in draft.quotes if quote.cue)
        self.persons = sorted(entity.mentions[0].span.start for entity in draft.entities if entity.type == "PER")

    def sentence_of(self, position: int) -> Span:
        """The sentence around a position."""
        return self.draft.sentences[max(0, bisect_right(self.sentences, position) - 1)]


def quote_features(view: View, at: int) -> dict[str, str]:
    """What is known of a quote, each as the name of a feature and its value."""
    draft, quote = view.draft, view.draft.quotes[at]
    place = (quote.cue or quote.span).start
    sentence = view.sentence_of(place)
    who = quote.speaker.entity if quote.speaker else None
    entity = draft.entities[who] if who is not None else None
    route = [link.rule for link in quote.chain if link.rule.startswith("coref.")]
    around = draft.quotes[max(0, at - _AROUND) : at] + draft.quotes[at + 1 : at + 1 + _AROUND]
    words = sum(_words(draft.folded, part) for part in quote.parts)
    cues = bisect_left(view.cues, sentence.end) - bisect_left(view.cues, sentence.start)
    return {
        "rule": quote.rule.removesuffix(".nested"),
        "nested": "yes" if quote.rule.endswith(".nested") else "no",
        "form": quote.form,
        "words": quote.chain[0].rule if quote.chain else "none",
        "route": route[0] if route else "own",
        "speaker": entity.type if entity else "none",
        "found": entity.rule if entity else "none",
        "seen": view.names.seen(entity) if entity else "none",
        "mentions": band(len(entity.mentions) if entity else 0, (0, 1, 2, 4, 8)),
        "persons": band(bisect_left(view.persons, place), (0, 1, 2, 4)),
        "length": band(words, (5, 12, 80)),
        "sentence": band(_words(draft.folded, sentence), (10, 30, 50)),
        "cues": band(cues, (1, 2)),
        "overlaps": band(sum(other.span.overlaps(quote.span) for other in around), (0,)),
        "marks": _marks(draft.folded, quote.span),
        "damage": view.damage,
    }


def _words(folded: str, span: Span) -> int:
    """How many words a span has, of a very long one those at its beginning."""
    return len(folded[span.start : min(span.end, span.start + _LONG)].split())


def band(number: int, edges: Sequence[int]) -> str:
    """The band that a number falls in, each edge the last of its own.

    >>> band(1, (0, 2)), band(3, (0, 2))
    ('1-2', '3+')
    """
    at = bisect_left(edges, number)
    low = edges[at - 1] + 1 if at else 0
    if at == len(edges):
        return f"{low}+"
    return str(low) if low == edges[at] else f"{low}-{edges[at]}"


def _marks(folded: str, span: Span) -> str:
    """Whether the content stands in quote marks, and whether they close."""
    if folded[span.start - 1 : span.start] not in ("«", '"'):
        return "none"
    return "closed" if folded[span.end : span.end + 2].strip(" .،؛!؟\n")[:1] in ("»", '"') else "open"
