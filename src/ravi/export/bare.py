"""Records without the text: offsets, hashes, and what is known of the article from outside."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.forms import digest, json_lines
from ravi.export.plain import to_dict
from ravi.export.rights import licence_of
from ravi.record import Record
from ravi.spans import Span

_WORDS = {
    "entities": ("name", "role"),
    "dates": ("note",),
    "events": ("place",),
    "terms": ("term",),
    "roles": ("role",),
    "repairs": ("new",),
}
"""The fields that hold words of the text, layer by layer."""


def to_bare(record: Record) -> dict[str, Any]:
    """The record of `ravi/1` where every word of the text is null; the hashes of the text and of each layer's words.

    >>> from ravi import Reader
    >>> bare = to_bare(Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»"))
    >>> bare["text"], bare["quotes"][0]["start"], len(bare["quotes"][0]["sha256"])
    (None, 17, 64)
    """
    data = to_dict(record)
    text = record.article.text
    licence = licence_of(record)
    for layer, fields in _WORDS.items():
        for item in data[layer]:
            item.update(dict.fromkeys(fields))
    for layer in ("quotes", "dates", "marks", "events", "terms", "roles"):
        for item in data[layer]:
            item["sha256"] = digest(text, Span(item["start"], item["end"]))
    reuse = data["reuse"] and {**data["reuse"], "credit": None, "terms": licence and licence.terms}
    return {**data, "title": None, "text": None, "repaired": None, "reuse": reuse, "sha256": digest(text)}


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A line a record."""
    yield from json_lines(map(to_bare, records))
