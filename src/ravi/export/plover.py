"""PLOVER: the events as JSON lines with the field names of its manual, the CAMEO code beside."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ravi.export.forms import digest, iri, json_lines
from ravi.export.rights import licence_of
from ravi.record import Event, Record
from ravi.spans import Span

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?(?:T.*)?")


def write(records: Iterable[Record], *, words: bool = True) -> Iterator[bytes]:
    """A line an event that a voice reports as having happened, happening or due; in whose voice is told.

    `date` is the event's, else the article's (`ravi_date_of` says which); null where neither is known.
    """
    yield from json_lines(
        _event(record, n, event, words=words)
        for record in records
        for n, event in enumerate(record.events)
        if event.reported
    )


def _event(record: Record, n: int, event: Event, *, words: bool) -> dict[str, Any]:
    article = record.article
    told = record.dates[event.date].value if event.date is not None else None
    exact = _DAY.fullmatch(told) if told else None
    date = exact[1] if exact else article.published.isoformat() if article.published else None
    sentence = next((span for span in record.sentences if span.overlaps(event.span)), event.span)
    voice = "narrator" if event.voice is None else "quote"
    found: dict[str, Any] = {
        "id": f"{article.id}#event-{n}",
        "date": date,
        "enddate": exact[2] if exact else None,
        "actor": [_actor(record, one, words=words) for one in event.actors],
        "recipient": [_actor(record, one, words=words) for one in event.recipients],
        "event": [event.type],
        "link": f"{article.id}#cluster-{event.cluster}",
        "text_info": {"sequence": _place(record, sentence), "start": event.span.start, "end": event.span.end},
        "cite_info": _citation(record, words=words),
        "coder": f"Ravi {record.made_by.ravi}",
        "cameo": event.cameo,
        "ravi_date_of": "event" if exact else "article" if date else None,
        "ravi_voice": voice,
        "ravi_quote": event.voice,
        "ravi_modality": event.modality,
        "ravi_rule": event.rule,
        "ravi_confidence": event.confidence,
    }
    if words:
        found["event_text"] = [event.span.of(article.text)]
        found["text"] = sentence.of(article.text)
        found["event_loc"] = {"extracted_place": event.place.of(article.text)} if event.place else None
        if event.voice is not None:
            found["ravi_speaker"] = _speaker(record, event.voice)
    else:
        found["ravi_sha256"] = digest(article.text, event.span)
    return {name: value for name, value in found.items() if value is not None or name == "date"}


def _actor(record: Record, n: int, *, words: bool) -> dict[str, Any]:
    entity = record.entities[n]
    found: dict[str, Any] = {"ravi_entity": n, "ravi_type": entity.type}
    if words:
        found["entity_text"] = entity.name
        if entity.role:
            found["office"] = entity.role
    return found


def _citation(record: Record, *, words: bool) -> dict[str, Any]:
    article = record.article
    licence = licence_of(record)
    found = {
        "citation": article.id,
        "url": iri(article) if article.url else None,
        "title": article.title if words else None,
        "language": "fa",
        "publication": article.publisher,
        "license": licence and (licence.line if words else licence.terms),
        "coder": f"Ravi {record.made_by.ravi}",
        "codebook": "PLOVER",
    }
    return {name: value for name, value in found.items() if value is not None}


def _place(record: Record, sentence: Span) -> int | None:
    return record.sentences.index(sentence) if sentence in record.sentences else None


def _speaker(record: Record, quote: int) -> str | None:
    speaker = record.quotes[quote].speaker
    return record.entities[speaker.entity].name if speaker and speaker.entity is not None else None


without_text = partial(write, words=False)
