"""Records in the form of hand-made annotation: what was corrected by hand can be learnt from, and measured by."""

from collections.abc import Iterable
from typing import Any

from ravi.record import Entity, Quote, Record
from ravi.spans import Span


def to_gold(record: Record) -> dict[str, Any]:
    """A record as hand-made annotation has it: entities by `e1` …, spans as `[start, end]`.

    The form is that of the gold articles: `content2` is the smaller stretch of a quotation that its cue parts.
    """
    article = record.article

    def name(entity: int | None) -> str | None:
        return None if entity is None else f"e{entity + 1}"

    def names(entities: Iterable[int | None]) -> list[str]:
        return [f"e{entity + 1}" for entity in entities if entity is not None]

    def voice(quote: int | None) -> str | dict[str, int]:
        return "narrator" if quote is None else {"quote": quote}

    return {
        "id": article.id,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "text": article.text,
        "entities": [
            {"id": name(number), "type": one.type, "name": one.name, "aliases": _aliases(record, one), "role": one.role}
            for number, one in enumerate(record.entities)
        ],
        "quotes": [
            {
                **_contents(one),
                "cue": _list(one.cue),
                "speaker": _list(one.speaker.span) if one.speaker else None,
                "speaker_id": name(one.speaker.entity) if one.speaker else None,
                "addressee_id": name(one.addressee.entity) if one.addressee else None,
                "form": one.form,
                "via": names(via.entity for via in one.via),
            }
            for one in record.quotes
        ],
        "marks": [{"span": _list(one.span), "kind": one.kind} for one in record.marks],
        "sources": [
            {"id": name(one.who.entity), "span": _list(one.who.span), "cue": _list(one.cue), "kind": one.kind}
            for one in record.sources
        ],
        "dates": [
            {"span": _list(one.span), "value": one.value, "type": one.type, "calendar": one.calendar}
            for one in record.dates
        ],
        "events": [
            {
                "trigger": _list(one.span),
                "type": one.type,
                "actor_ids": names(one.actors),
                "recipient_ids": names(one.recipients),
                "place": one.place.of(article.text) if one.place else None,
                "date": one.date,
                "voice": voice(one.voice),
            }
            for one in record.events
            if one.reported
        ],
        "reuse": _list(record.reuse.span) if record.reuse else None,
    }


def _contents(quote: Quote) -> dict[str, list[int] | None]:
    """The longest stretch, and the next where the cue stands between."""
    longest, *others = sorted(quote.parts, key=lambda part: (part.start - part.end, part.start))
    return {"content": list(longest), "content2": list(others[0]) if others else None}


def _aliases(record: Record, entity: Entity) -> list[str]:
    called = (mention.span.of(record.article.text) for mention in entity.mentions if mention.kind != "pronoun")
    return [words for words in dict.fromkeys(called) if words != entity.name]


def _list(span: Span | None) -> list[int] | None:
    return list(span) if span else None
