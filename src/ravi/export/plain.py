"""The public JSON record of `ravi/1` (docs/record.md)."""

import json
from typing import Any

from ravi.reasons import reason_of
from ravi.record import Link, Record, Reference
from ravi.spans import Span

SCHEMA = "ravi/1"
_LINE_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"}


def to_dict(record: Record, *, unreal: bool = False) -> dict[str, Any]:
    """The record as plain data. Positions are code points of `text`; a reference is an index into a layer.

    Events that are denied, demanded, feared or supposed stay out unless `unreal`.

    >>> from ravi.pipeline import Reader
    >>> to_dict(Reader().read("وزير آمد."))["repairs"]
    [{'start': 2, 'end': 3, 'new': 'ی', 'rule': 'letters.yeh', 'confidence': 1.0}]
    """
    article = record.article
    return {
        "schema": SCHEMA,
        "id": article.id,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "decoded": list(article.decoded),
        "text": article.text,
        "repaired": record.repaired,
        "repairs": [edit._asdict() for edit in record.repairs],
        "sentences": [span._asdict() for span in record.sentences],
        "entities": [
            {
                "name": entity.name,
                "type": entity.type,
                "role": entity.role,
                "mentions": [{**mention.span._asdict(), "kind": mention.kind} for mention in entity.mentions],
                "rule": entity.rule,
                "confidence": entity.confidence,
            }
            for entity in record.entities
        ],
        "dates": [
            {
                **date.span._asdict(),
                "value": date.value,
                "type": date.type,
                "calendar": date.calendar,
                "jalali": date.jalali,
                "rule": date.rule,
                "confidence": date.confidence,
                "note": date.note,
            }
            for date in record.dates
        ],
        "quotes": [
            {
                **quote.span._asdict(),
                "parts": [list(part) for part in quote.parts],
                "form": quote.form,
                "cue": _span(quote.cue),
                "speaker": _reference(quote.speaker),
                "addressee": quote.addressee.entity if quote.addressee else None,
                "via": [via.entity for via in quote.via if via.entity is not None],
                "rule": quote.rule,
                "confidence": quote.confidence,
                "chain": [_link(link) for link in quote.chain],
                "why": [reason_of(link.rule).english for link in quote.chain],
            }
            for quote in record.quotes
        ],
        "marks": [
            {**mark.span._asdict(), "kind": mark.kind, "rule": mark.rule, "confidence": mark.confidence}
            for mark in record.marks
        ],
        "sources": [
            {
                "entity": source.who.entity,
                "start": source.who.span.start if source.who.span else None,
                "end": source.who.span.end if source.who.span else None,
                "cue": _span(source.cue),
                "kind": source.kind,
                "rule": source.rule,
                "confidence": source.confidence,
            }
            for source in record.sources
        ],
        "events": [
            {
                **event.span._asdict(),
                "type": event.type,
                "actors": list(event.actors),
                "recipients": list(event.recipients),
                "place": event.place.of(article.text) if event.place else None,
                "date": event.date,
                "voice": _voice(event.voice),
                "modality": event.modality,
                "cluster": event.cluster,
                "cameo": event.cameo,
                "rule": event.rule,
                "confidence": event.confidence,
            }
            for event in record.events
            if unreal or event.reported
        ],
        "terms": [
            {
                "entity": term.entity,
                **term.span._asdict(),
                "term": term.span.of(article.text),
                "voice": _voice(term.voice),
                "retells": term.retells,
                "rule": term.rule,
                "confidence": term.confidence,
            }
            for term in record.terms
        ],
        "roles": [
            {
                "entity": role.entity,
                **role.span._asdict(),
                "role": role.span.of(article.text),
                "status": role.status,
                "voice": _voice(role.voice),
                "rule": role.rule,
                "confidence": role.confidence,
            }
            for role in record.roles
        ],
        "reuse": record.reuse
        and {
            **record.reuse.span._asdict(),
            "credit": record.reuse.credit.of(article.text) if record.reuse.credit else None,
            "rule": record.reuse.rule,
            "confidence": record.reuse.confidence,
        },
        "made_by": {
            "ravi": record.made_by.ravi,
            "model": record.made_by.model,
            "steps": dict(record.made_by.steps),
        },
    }


def to_json_line(data: dict[str, Any]) -> str:
    """One line of JSON without its newline; it holds no character that any reader takes for a line's end."""
    line = json.dumps(data, ensure_ascii=False, separators=(", ", ": "))
    for char, escape in _LINE_BREAKS.items():
        line = line.replace(char, escape)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def _span(span: Span | None) -> dict[str, int] | None:
    return span._asdict() if span else None


def _reference(reference: Reference | None) -> dict[str, int | None] | None:
    if reference is None or (reference.span is None and reference.entity is None):
        return None
    start, end = reference.span or (None, None)
    return {"start": start, "end": end, "entity": reference.entity}


def _link(link: Link) -> dict[str, str | int]:
    return {"rule": link.rule, **link.span._asdict()}


def _voice(quote: int | None) -> str | dict[str, int]:
    return "narrator" if quote is None else {"quote": quote}
