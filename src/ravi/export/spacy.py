"""A record as a spaCy `Doc`: its words, its entities, and every other layer as a group of spans."""

from typing import Any, NamedTuple

from ravi.errors import ExtraMissing
from ravi.export.annotations import Annotation, annotations
from ravi.export.words import Word, sentences_in, words_in
from ravi.record import Record
from ravi.spans import Span

_EXTENSIONS = ("record", "losses")
_OF_SPANS = ("key", "label", "about", "names")


class Loss(NamedTuple):
    """An annotation that spaCy cannot hold as it is: its key, its layer, and what became of it."""

    key: str
    layer: str
    what: str


def to_spacy(record: Record, vocab: Any = None) -> Any:  # noqa: ANN401 - spacy's Vocab and Doc
    """A Doc of the text as published. Raises `ExtraMissing`.

    `doc.ents` are the mentions, `doc.spans["quote"]`, `["event"]` … the other layers, `doc._.record` the record. A span
    is of whole tokens: one that ends inside a token is widened to it (as spaCy's `alignment_mode="expand"`), a mention
    inside another stays out of `ents` but not of `spans["mention"]`; `doc._.losses` names them. On a span `_.ravi_key`,
    `_.ravi_label`, `_.ravi_about` and `_.ravi_names` are those of `ravi.export.annotations`.
    """
    try:
        from spacy.tokens import Doc
        from spacy.tokens import Span as DocSpan
        from spacy.util import filter_spans
        from spacy.vocab import Vocab
    except ImportError:
        raise ExtraMissing("spacy", "spacy") from None
    for name in _EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in _OF_SPANS:
        if not DocSpan.has_extension(f"ravi_{name}"):
            DocSpan.set_extension(f"ravi_{name}", default=None)
    text = record.article.text
    words = words_in(record)
    tokens = _tokens(text, words)
    starts = {sentence[0].span.start for sentence in sentences_in(record, words)}
    pieces = [span.of(text) for span, _ in tokens]
    begins = [span.start in starts for span, _ in tokens]
    doc = Doc(vocab if vocab is not None else Vocab(), pieces, [space for _, space in tokens], sent_starts=begins)
    losses: list[Loss] = []
    groups: dict[str, list[Any]] = {}
    for one in annotations(record):
        for part in one.spans:
            span = doc.char_span(part.start, part.end, label=one.label, alignment_mode="expand")
            if span is None:
                losses.append(Loss(one.key, one.layer, "left out: it has no token"))
                continue
            if (span.start_char, span.end_char) != part:
                losses.append(Loss(one.key, one.layer, f"widened to {span.start_char}-{span.end_char}"))
            _describe(span, one)
            groups.setdefault(one.layer, []).append(span)
    for layer, spans in groups.items():
        doc.spans[layer] = spans
    mentions = groups.get("mention", [])
    doc.ents = filter_spans(mentions)
    kept = {(one.start, one.end) for one in doc.ents}
    inside = [one for one in mentions if (one.start, one.end) not in kept]
    losses += [Loss(one._.ravi_key, "mention", "not in ents: inside another") for one in inside]
    doc._.record, doc._.losses = record, tuple(losses)
    return doc


def _describe(span: Any, one: Annotation) -> None:  # noqa: ANN401 - a spacy Span
    span._.ravi_key, span._.ravi_label = one.key, one.label
    span._.ravi_about, span._.ravi_names = one.about, one.names


def _tokens(text: str, words: list[Word]) -> list[tuple[Span, bool]]:
    """The words and what stands between them, as tokens that make the text again; each with whether a space follows."""
    tokens: list[tuple[Span, bool]] = []
    at = 0
    for word in [*(word.span for word in words), Span(len(text), len(text))]:
        between = Span(at, word.start)
        if tokens and between.of(text).startswith(" "):
            tokens[-1] = (tokens[-1][0], True)
            between = Span(at + 1, word.start)
        tokens += [(span, False) for span in (between, word) if span.start < span.end]
        at = word.end
    return tokens
