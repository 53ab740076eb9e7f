"""W3C Web Annotation: what is marked in each article, by position and by words, as JSON-LD."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.annotations import Annotation, annotations, relations
from ravi.export.forms import digest, iri, json_document, urn
from ravi.record import Record
from ravi.spans import Span

_AROUND = 32  # characters of the text before and after, by which another copy of it is searched
HEAD = {
    "@context": ["http://www.w3.org/ns/anno.jsonld", {"ravi": "urn:ravi:"}],
    "id": "urn:ravi:annotations",
    "type": "AnnotationPage",
    "ravi:positions": "code points of the text as published",
}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """An AnnotationPage, an annotation a line.

    >>> from ravi import Reader
    >>> b'"exact": "\\xda\\xa9' in b"".join(write([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")]))
    True
    """
    yield from json_document(HEAD, "items", (one for record in records for one in _items(record, words=True)))


def without_text(records: Iterable[Record]) -> Iterator[bytes]:
    """The same by positions alone, with the hash of the words there."""
    yield from json_document(HEAD, "items", (one for record in records for one in _items(record, words=False)))


def _items(record: Record, *, words: bool) -> Iterator[dict[str, Any]]:
    article = record.article
    led: dict[str, list[dict[str, str]]] = {}
    for label, source, target in relations(record):
        led.setdefault(source, []).append({"ravi:as": label, "ravi:to": urn(article, target)})
    meta: dict[str, Any] = {"ravi:article": article.id, "ravi:publisher": article.publisher}
    meta["ravi:published"] = article.published.isoformat() if article.published else None
    generator = {"type": "Software", "name": f"Ravi {record.made_by.ravi}"}
    for one in annotations(record):
        found = {
            "id": urn(article, one.key),
            "type": "Annotation",
            "motivation": "classifying" if one.layer in ("quote", "cue", "event", "mark", "licence") else "identifying",
            "generator": generator,
            "body": list(_bodies(one, words=words)),
            "target": _targets(record, one, words=words),
            **{f"ravi:{name}": value for name, value in one.about.items() if words or name != "note"},
            **{name: value for name, value in meta.items() if value is not None},
        }
        if one.key in led:
            found["ravi:relations"] = led[one.key]
        yield found


def _bodies(one: Annotation, *, words: bool) -> Iterator[dict[str, str]]:
    yield {"type": "TextualBody", "purpose": "classifying", "value": f"{one.layer}: {one.label}"}
    if isinstance(value := one.about.get("value"), str):
        yield {"type": "TextualBody", "purpose": "identifying", "value": value}
    for name in one.names.values() if words else ():
        yield {"type": "TextualBody", "purpose": "identifying", "value": name, "language": "fa"}


def _targets(record: Record, one: Annotation, *, words: bool) -> dict[str, Any] | list[dict[str, Any]]:
    targets = [_target(record, span, words=words) for span in one.spans]
    return targets[0] if len(targets) == 1 else targets


def _target(record: Record, span: Span, *, words: bool) -> dict[str, Any]:
    text = record.article.text
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    if not words:
        return {"source": iri(record.article), "selector": position, "ravi:sha256": digest(text, span)}
    quote = {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - _AROUND) : span.start],
        "suffix": text[span.end : span.end + _AROUND],
    }
    return {"source": iri(record.article), "selector": [position, quote]}
