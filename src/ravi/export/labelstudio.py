"""Label Studio: a task an article, with what Ravi read as predictions. It counts code points, as Ravi does."""

from collections.abc import Iterable, Iterator
from typing import Any

from ravi.export.annotations import LAYERS, annotations, relations
from ravi.export.forms import json_list
from ravi.export.rights import licence_of
from ravi.record import Record

CONFIGURATION = (
    '<View>\n  <Labels name="label" toName="text">\n'
    + "".join(f'    <Label value="{layer}"/>\n' for layer in LAYERS)
    + '  </Labels>\n  <Relations>\n    <Relation value="said by"/>\n  </Relations>\n'
    '  <Text name="text" value="$text" granularity="symbol"/>\n</View>\n'
)
"""The labelling interface of a project that shows it."""


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """A list of tasks.

    >>> import json
    >>> from ravi import Reader
    >>> [task] = json.loads(b"".join(write([Reader(rules_only=True).read("رضا نیکنام گفت: «کار تمام شد.»")])))
    >>> [one["value"]["text"] for one in task["predictions"][0]["result"] if "value" in one][1:3]
    ['کار تمام شد', 'گفت']
    """
    yield from json_list(map(_task, records))


def _task(record: Record) -> dict[str, Any]:
    article = record.article
    licence = licence_of(record)
    data: dict[str, Any] = {
        "text": article.text,
        "id": article.id,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "licence": licence.line if licence else None,
    }
    prediction = {"model_version": f"ravi {record.made_by.ravi}", "result": list(_results(record))}
    return {"data": {name: value for name, value in data.items() if value is not None}, "predictions": [prediction]}


def _results(record: Record) -> Iterator[dict[str, Any]]:
    text = record.article.text
    for one in annotations(record):
        before = None
        for n, span in enumerate(one.spans):
            key = one.key if n == 0 else f"{one.key}.{n}"
            value = {"start": span.start, "end": span.end, "text": span.of(text), "labels": [one.layer]}
            found: dict[str, Any] = {
                "id": key,
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": value,
            }
            found["origin"] = "prediction"
            found["meta"] = {"label": one.label, **one.names, **one.about}
            if isinstance(sure := one.about.get("confidence"), float):
                found["score"] = sure
            yield found
            if before:
                yield _relation(before, key, "continued")
            before = key
    for label, source, target in relations(record):
        yield _relation(source, target, label)


def _relation(source: str, target: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [label]}
