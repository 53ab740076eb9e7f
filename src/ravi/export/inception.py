"""INCEpTION: for each article a UIMA CAS as JSON (0.4), whose positions are UTF-16 units."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from ravi.export.annotations import annotations, relations
from ravi.export.forms import Member, file_names, to_json, zipped
from ravi.export.words import sentences_in, words_in
from ravi.record import Record
from ravi.spans import Span, Utf16

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
SPAN, RELATION = "webanno.custom.Ravi", "webanno.custom.RaviRelation"
TOKEN, SENTENCE = f"{_DKPRO}.segmentation.type.Token", f"{_DKPRO}.segmentation.type.Sentence"
ENTITY, ABOUT = f"{_DKPRO}.ner.type.NamedEntity", f"{_DKPRO}.metadata.type.DocumentMetaData"
_ANNOTATION, _STRING = "uima.tcas.Annotation", "uima.cas.String"
_TOLD = ("layer", "label", "name", "value", "rule", "confidence")
_VIEW = "_InitialView"


def _type(name: str, above: str, /, **features: str) -> dict[str, Any]:
    ranges = {feature: {"%NAME": feature, "%RANGE": kind} for feature, kind in features.items()}
    return {"%NAME": name, "%SUPER_TYPE": above, **ranges}


_TYPES = {
    TOKEN: _type(TOKEN, _ANNOTATION),
    SENTENCE: _type(SENTENCE, _ANNOTATION),
    ENTITY: _type(ENTITY, _ANNOTATION, value=_STRING, identifier=_STRING),
    ABOUT: _type(ABOUT, "uima.tcas.DocumentAnnotation", **dict.fromkeys(("documentTitle", "documentId"), _STRING)),
    SPAN: _type(SPAN, _ANNOTATION, **dict.fromkeys(_TOLD, _STRING)),
    RELATION: _type(RELATION, _ANNOTATION, label=_STRING, Governor=SPAN, Dependent=SPAN),
}


def members(records: Iterable[Record]) -> Iterator[Member]:
    """A file an article."""
    name = file_names()
    for record in records:
        yield f"{name(record.article.id)}.json", to_json(to_cas(record))


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """The files in a zip."""
    yield from zipped(members(records))


def to_cas(record: Record) -> dict[str, Any]:
    """One article as a CAS: tokens, sentences, named entities, and a layer of all that Ravi marks with its relations.

    >>> from ravi import Reader
    >>> cas = to_cas(Reader(rules_only=True).read("😀 رضا نیکنام آمد."))
    >>> [(one["begin"], one["end"]) for one in cas["%FEATURE_STRUCTURES"] if one["%TYPE"] == ENTITY]
    [(3, 13)]
    """
    article = record.article
    units = Utf16(article.text)
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": _VIEW, "mimeType": "text/plain"}
    structures: list[dict[str, Any]] = [{**sofa, "sofaString": article.text}]

    def add(kind: str, span: Span, /, **features: Any) -> int:  # noqa: ANN401 - strings and references
        number = len(structures) + 1
        place = {"@sofa": 1, "begin": units.unit(span.start), "end": units.unit(span.end)}
        given = {name: value for name, value in features.items() if value is not None}
        structures.append({"%ID": number, "%TYPE": kind, **place, **given})
        return number

    whole = Span(0, len(article.text))
    add(ABOUT, whole, language="fa", documentTitle=article.title or article.id, documentId=article.id)
    words = words_in(record)
    for sentence in sentences_in(record, words):
        add(SENTENCE, Span(sentence[0].span.start, sentence[-1].span.end))
    for word in words:
        add(TOKEN, word.span)
    numbers: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for one in annotations(record):
        if one.layer == "mention":
            add(ENTITY, one.span, value=one.label, identifier=f"e{one.about['entity']}")
        name = next(iter(one.names.values()), None)
        value = one.about.get("value") or one.about.get("cameo") or one.about.get("terms")
        about = {"name": name, "value": value, "rule": one.about.get("rule")}
        sure = one.about.get("confidence")
        pieces = [
            add(SPAN, span, layer=one.layer, label=one.label, confidence=None if sure is None else str(sure), **about)
            for span in one.spans
        ]
        numbers[one.key], spans[one.key] = pieces[0], one.spans[0]
        for (before, after), span in zip(pairwise(pieces), one.spans[1:], strict=True):
            add(RELATION, span, label="continued", **{"@Governor": before, "@Dependent": after})
    for label, source, target in relations(record):
        ends = {"@Governor": numbers[source], "@Dependent": numbers[target]}
        add(RELATION, spans[target], label=label, **ends)
    view = {"%SOFA": 1, "%MEMBERS": list(range(2, len(structures) + 1))}
    return {"%TYPES": _TYPES, "%FEATURE_STRUCTURES": structures, "%VIEWS": {_VIEW: view}}
