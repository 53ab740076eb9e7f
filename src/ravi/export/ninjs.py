"""IPTC ninjs 3: each article as a news item, with its sources and its rights."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.forms import iri, json_lines, urn
from ravi.export.rights import licence_of
from ravi.record import Record

STANDARD = {"name": "ninjs", "version": "3.0", "schema": "https://iptc.org/std/ninjs/ninjs-schema_3.0.json"}
_ROLES = {
    "agency": "agency",
    "outlet": "publisher",
    "institution": "institution",
    "person": "person",
    "document": "document",
}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A line an article. The people who speak are `people` with the relation "speaker".

    >>> import json
    >>> from ravi import Reader
    >>> item = json.loads(b"".join(write([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])))
    >>> [(who["name"], who["rel"]) for who in item["people"]]
    [('رضا نیکنام', 'speaker')]
    """
    yield from json_lines(map(_item, records))


def _item(record: Record) -> dict[str, Any]:
    article = record.article
    licence = licence_of(record)
    named = _entities(record)
    item: dict[str, Any] = {
        "uri": iri(article),
        "type": "text",
        "standard": STANDARD,
        "representationType": "full",
        "language": "fa",
        "pubStatus": "usable",
        "contentCreated": f"{article.published.isoformat()}T00:00:00+03:30" if article.published else None,
        "title": article.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.title}] if article.title else None,
        "bodies": [
            {"role": "main", "contentType": "text/plain", "charCount": len(article.text), "value": article.text}
        ],
        "people": named["people"],
        "organisations": named["organisations"],
        "places": named["places"],
        "events": [
            {"id": f"{event.cameo}-{n}", "name": event.type, "rel": "reported"}
            for n, event in enumerate(record.events)
            if event.reported
        ],
        "infoSources": list(_sources(record)),
        "copyrightHolder": licence.credit if licence else None,
        "usageTerms": licence.line if licence else None,
        "altIds": [{"role": "ravi", "value": article.id}],
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


def _sources(record: Record) -> Iterator[dict[str, str]]:
    """The publisher first, then on whose word the article stands."""
    if record.article.publisher:
        yield {"name": record.article.publisher, "role": "publisher"}
    for source in record.sources:
        if source.who.entity is not None:
            yield {"name": record.entities[source.who.entity].name, "role": _ROLES[source.kind]}
        elif source.who.span:
            yield {"literal": source.who.span.of(record.article.text), "role": _ROLES[source.kind]}


def _entities(record: Record) -> dict[str, list[dict[str, str]]]:
    speakers = {quote.speaker.entity for quote in record.quotes if quote.speaker}
    found: dict[str, list[dict[str, str]]] = {"people": [], "organisations": [], "places": []}
    kinds = {"PER": "people", "ORG": "organisations", "GROUP": "organisations", "GPE": "places", "LOC": "places"}
    for n, entity in enumerate(record.entities):
        about = {"name": entity.name, "rel": "speaker" if n in speakers else "mention"}
        if entity.type == "PER":
            about["uri"] = urn(record.article, "entity", n)
            if entity.role:
                about["literal"] = entity.role
        found[kinds[entity.type]].append(about)
    return found
