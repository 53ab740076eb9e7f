"""FollowTheMoney: articles, and the people and organisations in them with what they say, as entities for Aleph."""

from collections.abc import Iterable, Iterator
from hashlib import sha1
from typing import Any

from ravi.export.forms import json_lines
from ravi.export.rights import licence_of
from ravi.record import Record

_SCHEMATA = {"PER": "Person", "ORG": "Organization", "GROUP": "Organization"}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A line an entity: an Article, then who is in it, each tied to it by a Documentation.

    >>> import json
    >>> from ravi import Reader
    >>> lines = b"".join(write([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])).splitlines()
    >>> [json.loads(line)["schema"] for line in lines]
    ['Article', 'Person', 'Documentation']
    """
    for record in records:
        yield from json_lines(_entities(record))


def _entities(record: Record) -> Iterator[dict[str, Any]]:
    article = record.article
    licence = licence_of(record)
    me = _id(article.id)
    day = [article.published.isoformat()] if article.published else []
    places = [one.name for one in record.entities if one.type in ("GPE", "LOC")]
    yield _entity(
        me,
        "Article",
        title=_some(article.title),
        publisher=_some(article.publisher),
        publishedAt=day,
        sourceUrl=_some(article.url),
        bodyText=[article.text],
        language=["fas"],
        notes=_some(licence.line if licence else None),
        locationMentioned=places,
    )
    for n, one in enumerate(record.entities):
        schema = _SCHEMATA.get(one.type)
        if schema is None:
            continue
        who = _id(article.id, n)
        role = {"position": _some(one.role)} if schema == "Person" else {}
        yield _entity(who, schema, name=[one.name], proof=[me], **role)
        said = [
            " … ".join(part.of(article.text) for part in quote.parts)
            for quote in record.quotes
            if quote.speaker and quote.speaker.entity == n
        ]
        yield _entity(
            _id(article.id, n, "in"),
            "Documentation",
            document=[me],
            entity=[who],
            role=["speaker" if said else "mentioned"],
            summary=said,
            date=day,
        )


def _entity(id: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": id, "schema": schema, "properties": {name: held for name, held in properties.items() if held}}


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _id(*parts: object) -> str:
    """As FollowTheMoney makes ids: the SHA-1 of what tells an entity from others."""
    words = "\n".join(map(str, ("ravi", *parts)))
    return sha1(words.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
