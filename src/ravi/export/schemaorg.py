"""schema.org as JSON-LD: a NewsArticle with its quotations and claims, each with who said it and on whose word."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.forms import iri, json_document, urn
from ravi.export.rights import licence_of
from ravi.record import Entity, Quote, Record

HEAD = {"@context": "https://schema.org"}
_TYPES = {"PER": "Person", "ORG": "Organization", "GPE": "AdministrativeArea", "LOC": "Place", "GROUP": "Organization"}
_SOURCES = {"agency": "NewsMediaOrganization", "outlet": "NewsMediaOrganization", "document": "CreativeWork"}
_SPEAKING = {
    **_TYPES,
    "GPE": "GovernmentOrganization",
    "LOC": "Organization",
}  # who says can be a person or a body only


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A graph, an article a line.

    >>> import json
    >>> from ravi import Reader
    >>> [article] = json.loads(b"".join(write([Reader(rules_only=True).read("وزیر گفت: «کار تمام شد.»")])))["@graph"]
    >>> [(part["@type"], part["text"]) for part in article["hasPart"]]
    [('Quotation', 'کار تمام شد')]
    """
    yield from json_document(HEAD, "@graph", map(_article, records))


def _article(record: Record) -> dict[str, Any]:
    article = record.article
    licence = licence_of(record)
    publisher = {"@type": "NewsMediaOrganization", "name": article.publisher} if article.publisher else None
    notice = {"@type": "CreativeWork", "text": licence.line, "abstract": licence.terms} if licence else None
    return _without_none(
        {
            "@type": "NewsArticle",
            "@id": iri(article),
            "identifier": article.id,
            "url": article.url,
            "headline": article.title,
            "datePublished": article.published.isoformat() if article.published else None,
            "publisher": publisher,
            "inLanguage": "fa",
            "articleBody": article.text,
            "usageInfo": notice,
            "creditText": licence.credit if licence else None,
            "isBasedOn": [_source(record, n) for n in range(len(record.sources))] or None,
            "mentions": [_entity(record, n) for n in range(len(record.entities))] or None,
            "hasPart": [_said(record, n, quote) for n, quote in enumerate(record.quotes)] or None,
        }
    )


def _said(record: Record, n: int, quote: Quote) -> dict[str, Any]:
    """A quotation where the words are the speaker's own, a claim where they are the article's."""
    text = record.article.text
    words = " … ".join(part.of(text) for part in quote.parts)
    speaker = quote.speaker.entity if quote.speaker else None
    who = _speaking(record, speaker) if speaker is not None else None
    via = [_speaking(record, one.entity) for one in quote.via if one.entity is not None] or None
    head = {"@id": urn(record.article, "quote", n), "text": words, "inLanguage": "fa"}
    about = {"position": n}
    if quote.form == "indirect":
        appearance = {"@id": iri(record.article)}
        return _without_none(
            {"@type": "Claim", **head, **about, "creator": who, "appearance": appearance, "contributor": via}
        )
    part_of = {"@id": iri(record.article)}
    return _without_none(
        {"@type": "Quotation", **head, **about, "spokenByCharacter": who, "isPartOf": part_of, "contributor": via}
    )


def _source(record: Record, n: int) -> dict[str, Any]:
    source = record.sources[n]
    span = source.who.span
    name = record.entities[source.who.entity].name if source.who.entity is not None else None
    name = name or (span.of(record.article.text) if span else None)
    if source.kind == "document":
        return _without_none({"@type": "CreativeWork", "name": name})
    kind = _SOURCES.get(source.kind, "Person" if source.kind == "person" else "Organization")
    work = {"@type": "CreativeWork", "@id": urn(record.article, "source", n)}
    return work if name is None else {**work, "provider": {"@type": kind, "name": name}}


def _entity(record: Record, n: int) -> dict[str, Any]:
    return _named(record, n, _TYPES)


def _speaking(record: Record, n: int) -> dict[str, Any]:
    return _named(record, n, _SPEAKING)


def _named(record: Record, n: int, types: dict[str, str]) -> dict[str, Any]:
    entity: Entity = record.entities[n]
    kind = types[entity.type]
    role = entity.role if kind == "Person" else None
    return _without_none(
        {"@type": kind, "@id": urn(record.article, "entity", n), "name": entity.name, "jobTitle": role}
    )


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
