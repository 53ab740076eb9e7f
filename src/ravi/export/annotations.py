"""A record as annotations and relations of one shape: what the formats of annotation tools have in common."""

from collections.abc import Iterator
from typing import NamedTuple

from ravi.export.rights import licence_of
from ravi.record import Record, Reference
from ravi.spans import Span


class Annotation(NamedTuple):
    """Something that stands at `spans` of the text as published, of a `layer`, called `label`.

    `key` is unique in the article. `about` tells more, in words that are not of the text; `names` in words that are.
    """

    key: str
    layer: str
    spans: tuple[Span, ...]
    label: str
    about: dict[str, str | float]
    names: dict[str, str]

    @property
    def span(self) -> Span:
        """From the first character to the last."""
        return Span(self.spans[0].start, self.spans[-1].end)


class Relation(NamedTuple):
    """`label` leads from the annotation with the key `source` to that with the key `target`."""

    label: str
    source: str
    target: str


LAYERS = {
    "mention": "Words for a person, an organisation, a country, a place or a group",
    "quote": "What somebody is reported to have said",
    "cue": "The words that report it",
    "speaker": "The words beside it for who speaks",
    "date": "A time expression",
    "mark": "Words in quote marks that are no quotation",
    "source": "Words that name on whose word the article stands",
    "event": "Words that tell an event",
    "term": "A phrase by which a voice calls somebody",
    "role": "An office that somebody holds",
    "licence": "The licence line",
}


def annotations(record: Record) -> list[Annotation]:
    """All that is marked in an article. Nothing is empty: a source that has no words of its own is left out.

    >>> from ravi import Reader
    >>> text = "رضا نیکنام گفت: «کار تمام شد.»"
    >>> [(one.layer, one.label, one.span.of(text)) for one in annotations(Reader(rules_only=True).read(text))][1:4]
    [('quote', 'direct', 'کار تمام شد'), ('cue', 'cue', 'گفت'), ('speaker', 'speaker', 'رضا نیکنام')]
    """
    return [one for one in _all(record) if one.spans and all(span.start < span.end for span in one.spans)]


def _all(record: Record) -> Iterator[Annotation]:
    for n, entity in enumerate(record.entities):
        about = _sure(entity.rule, entity.confidence)
        names = {"name": entity.name, **({"role": entity.role} if entity.role else {})}
        for m, mention in enumerate(entity.mentions):
            more = {**about, "kind": mention.kind, "entity": n}
            yield Annotation(f"mention.{n}.{m}", "mention", (mention.span,), entity.type, more, names)
    yield from _dates(record)
    for n, quote in enumerate(record.quotes):
        name = _name(record, quote.speaker)
        about = _sure(quote.rule, quote.confidence)
        yield Annotation(
            f"quote.{n}", "quote", quote.parts, quote.form, about, {"speaker": name} if name is not None else {}
        )
        if quote.cue:
            yield Annotation(f"cue.{n}", "cue", (quote.cue,), "cue", {}, {})
        if quote.speaker and quote.speaker.span:
            names = {"name": name} if name is not None else {}
            yield Annotation(f"speaker.{n}", "speaker", (quote.speaker.span,), "speaker", {}, names)
    for n, mark in enumerate(record.marks):
        yield Annotation(f"mark.{n}", "mark", (mark.span,), mark.kind, _sure(mark.rule, mark.confidence), {})
    for n, source in enumerate(record.sources):
        spans = (source.who.span,) if source.who.span else ()
        name = _name(record, source.who)
        about = _sure(source.rule, source.confidence)
        yield Annotation(f"source.{n}", "source", spans, source.kind, about, {"name": name} if name is not None else {})
    yield from _told(record)
    licence = licence_of(record)
    if licence:
        yield Annotation("licence", "licence", (licence.span,), "licence", {"terms": licence.terms}, {})


def _dates(record: Record) -> Iterator[Annotation]:
    for n, date in enumerate(record.dates):
        about: dict[str, str | float] = {**_sure(date.rule, date.confidence), "calendar": date.calendar}
        for name, value in (("value", date.value), ("jalali", date.jalali), ("note", date.note)):
            if value is not None:
                about[name] = value
        yield Annotation(f"date.{n}", "date", (date.span,), date.type, about, {})


def _told(record: Record) -> Iterator[Annotation]:
    """What stands in a voice: events, terms, roles."""
    for n, event in enumerate(record.events):
        if event.reported:
            more = {"cameo": event.cameo, "modality": event.modality, "voice": _voice(event.voice)}
            about = {**_sure(event.rule, event.confidence), **more}
            names = {"place": event.place.of(record.article.text)} if event.place else {}
            yield Annotation(f"event.{n}", "event", (event.span,), event.type, about, names)
    for n, term in enumerate(record.terms):
        about = {**_sure(term.rule, term.confidence), "voice": _voice(term.voice)}
        yield Annotation(f"term.{n}", "term", (term.span,), "term", about, {"name": record.entities[term.entity].name})
    for n, role in enumerate(record.roles):
        about = {**_sure(role.rule, role.confidence), "voice": _voice(role.voice)}
        names = {"name": record.entities[role.entity].name}
        yield Annotation(f"role.{n}", "role", (role.span,), role.status, about, names)


def relations(record: Record) -> list[Relation]:
    """What belongs to what; an entity is meant by its first mention. Both ends of each are among the annotations."""
    keys = {one.key for one in annotations(record)}
    return list(dict.fromkeys(one for one in _relations(record) if one.source in keys and one.target in keys))


def _relations(record: Record) -> Iterator[Relation]:
    for n, quote in enumerate(record.quotes):
        me = f"quote.{n}"
        yield Relation("cue", me, f"cue.{n}")
        yield Relation("speaker", me, f"speaker.{n}")
        if quote.speaker and quote.speaker.entity is not None:
            yield Relation("said by", me, f"mention.{quote.speaker.entity}.0")
        if quote.addressee and quote.addressee.entity is not None:
            yield Relation("said to", me, f"mention.{quote.addressee.entity}.0")
        for via in quote.via:
            if via.entity is not None:
                yield Relation("through", me, f"mention.{via.entity}.0")
    for n, source in enumerate(record.sources):
        if source.who.entity is not None:
            yield Relation("is", f"source.{n}", f"mention.{source.who.entity}.0")
    for n, event in enumerate(record.events):
        me = f"event.{n}"
        for label, who in (("actor", event.actors), ("recipient", event.recipients)):
            yield from (Relation(label, me, f"mention.{one}.0") for one in who)
        if event.date is not None:
            yield Relation("date", me, f"date.{event.date}")
        if event.voice is not None:
            yield Relation("told in", me, f"quote.{event.voice}")
    for n, term in enumerate(record.terms):
        yield Relation("calls", f"term.{n}", f"mention.{term.entity}.0")
    for n, role in enumerate(record.roles):
        yield Relation("office of", f"role.{n}", f"mention.{role.entity}.0")


def _name(record: Record, who: Reference | None) -> str | None:
    return record.entities[who.entity].name if who and who.entity is not None else None


def _sure(rule: str, confidence: float) -> dict[str, str | float]:
    return {"rule": rule, "confidence": confidence}


def _voice(quote: int | None) -> str:
    return "narrator" if quote is None else f"quote.{quote}"
