"""What a person has said against a reading: a pure change of a record, found again by its words when the text moves.

    corrected(record, [Correction("quotes", Span(10, 24), "سد تازه آب ندارد", {"speaker": "رضا نیکنام"})])

Words that are to be the content, the cue or the speaker are given as they stand in the text; where they stand more than
once, with the place of their first character before them: `{"cue": "31:گفت"}`. Without it the nearest are meant.

What a person has said is of the rule `by_hand` and sure. A quotation or a date that no reading finds any more is put
back where its words stand; where they stand nowhere, the correction waits.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args

from ravi.errors import InputError
from ravi.record import Calendar, Date, DateType, Entity, EntityType, Form, Mention, Quote, Record, Reference
from ravi.spans import Span
from ravi.store.folding import key_of

Layer = Literal["quotes", "dates", "entities"]
T = TypeVar("T", Quote, Date, Entity)
BY_HAND = "by_hand"
_PLACED = re.compile(r"(\d{1,9}):(.+)", re.DOTALL)
_HALF = 0.5  # of the characters of both must be shared by a place and what stands there
_FIELDS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "quotes": {"speaker": None, "form": get_args(Form), "content": None, "cue": None, "wrong": None},
    "dates": {"value": None, "type": get_args(DateType), "calendar": get_args(Calendar), "jalali": None, "wrong": None},
    "entities": {"name": None, "type": get_args(EntityType), "role": None},
}
"""What of each layer can be corrected, and the values that may be given, where they are few."""


@dataclass(frozen=True, slots=True)
class Correction:
    """At `span` of the text as published, whose words are `words`, the layer has `change`: fields and their values.

    A value of None says that there is none; "wrong" with any value says that nothing of the layer stands there.
    """

    layer: Layer
    span: Span
    words: str
    change: dict[str, str | None]


def check(correction: Correction) -> None:
    """Raise `InputError`, in one line, where a correction cannot be made."""
    fields = _FIELDS.get(correction.layer)
    if fields is None:
        raise InputError(f"«{correction.layer}» cannot be corrected: give {', '.join(_FIELDS)}")
    if not correction.change:
        raise InputError(f"say what is to be changed: {', '.join(fields)}")
    for field, value in correction.change.items():
        if field not in fields:
            raise InputError(f"{correction.layer} have no «{field}» to correct: give {', '.join(fields)}")
        allowed = fields[field]
        if allowed and value not in allowed:
            raise InputError(f"«{value}» is no {field}: give one of {', '.join(allowed)}")
    if correction.layer == "entities" and "name" in correction.change and not correction.change["name"]:
        raise InputError("an entity needs a name: give name=…")
    if correction.layer == "quotes" and "content" in correction.change and not correction.change["content"]:
        raise InputError("a quotation has content: give its words, or wrong where it is none")
    if not correction.words.strip():
        raise InputError("the place is empty: give the words that stand there")


def check_words(correction: Correction, text: str) -> None:
    """Raise `InputError` where the words that are to be the content or the cue do not stand in the text."""
    for field in _WORDS:
        words = correction.change.get(field) if correction.layer == "quotes" else None
        if words and words_at(words, correction.span.start, text) is None:
            raise InputError(f"«{words}» does not stand in the text: give the {field} as it is published")


_WORDS = ("content", "cue")


def corrected(record: Record, corrections: Iterable[Correction]) -> Record:
    """The record with what was said against it, in the order in which it was said."""
    for correction in corrections:
        span = place_of(correction, record.article.text)
        if span is not None:
            record = _APPLY[correction.layer](record, span, correction.change)
    return record


def place_of(correction: Correction, text: str) -> Span | None:
    """Where the words of a correction stand now: the nearest to where they stood; None where they are gone."""
    return _nearest(correction.words, correction.span.start, text)


def words_at(given: str, near: int, text: str) -> Span | None:
    """Where words of a change stand: «31:گفت» as near to 31 as it is found, «گفت» as near to what is corrected."""
    placed = _PLACED.fullmatch(given)
    found = _nearest(placed[2], int(placed[1]), text) if placed else None
    return found or _nearest(given, near, text)


def _nearest(words: str, start: int, text: str) -> Span | None:
    if text.startswith(words, start):
        return Span(start, start + len(words))
    before, after = text.rfind(words, 0, max(start, 0)), text.find(words, max(start, 0))
    places = [at for at in (before, after) if at >= 0]
    if not places:
        return None
    at = min(places, key=lambda place: abs(place - start))
    return Span(at, at + len(words))


def _quotes(record: Record, span: Span, change: dict[str, str | None]) -> Record:
    text, spans = record.article.text, [quote.span for quote in record.quotes]
    content, cue = (words_at(words, span.start, text) if (words := change.get(field)) else None for field in _WORDS)
    at = _at(span, spans)
    if at is None and content:
        at = _at(content, spans)
    if "wrong" in change:
        return record if at is None else _without_quote(record, at)
    quote = Quote((span,), "direct", None, None, None, (), BY_HAND, 1.0) if at is None else record.quotes[at]
    quote = replace(quote, rule=BY_HAND, confidence=1.0)
    if "form" in change:
        quote = replace(quote, form=change["form"])  # type: ignore[arg-type]
    if content:
        quote = replace(quote, parts=(content,))
    if cue or change.get("cue", "") is None:
        quote = replace(quote, cue=cue)
    if "speaker" in change:
        record, speaker = _speaker(record, change["speaker"], quote)
        quote = replace(quote, speaker=speaker, chain=())
    return replace(record, quotes=_put(record.quotes, at, quote))


def _speaker(record: Record, name: str | None, quote: Quote) -> tuple[Record, Reference | None]:
    """The entity of that name, which is added where the article has none; the words beside the cue are kept."""
    if name is None:
        return record, None
    place = words_at(name, quote.span.start, record.article.text) if _PLACED.fullmatch(name) else None
    if place:
        return _speaker_at(record, place)
    number = _entity_of(record, name)
    if number is None:
        number = len(record.entities)
        record = replace(record, entities=(*record.entities, Entity(name, "PER", None, (), BY_HAND, 1.0)))
    words = quote.speaker.span if quote.speaker and quote.speaker.entity == number else None
    return record, Reference(words, number)


def _speaker_at(record: Record, place: Span) -> tuple[Record, Reference]:
    """Who is meant by words of the text: the entity that they speak of («وی»), else one of that name."""
    spans = [(mention.span, number) for number, one in enumerate(record.entities) for mention in one.mentions]
    at = _at(place, [span for span, _ in spans])
    number = spans[at][1] if at is not None else _entity_of(record, place.of(record.article.text))
    if number is None:
        named = Entity(
            " ".join(place.of(record.article.text).split()), "PER", None, (Mention(place, "name"),), BY_HAND, 1.0
        )
        return replace(record, entities=(*record.entities, named)), Reference(place, len(record.entities))
    return record, Reference(place, number)


def _entity_of(record: Record, name: str) -> int | None:
    wanted = key_of(name)
    for number, entity in enumerate(record.entities):
        if key_of(entity.name) == wanted:
            return number
    for number, entity in enumerate(record.entities):
        named = (mention.span.of(record.article.text) for mention in entity.mentions if mention.kind != "pronoun")
        if any(key_of(words) == wanted for words in named):
            return number
    return None


def _without_quote(record: Record, gone: int) -> Record:
    def moved(quote: int | None) -> int | None:
        return None if quote is None or quote == gone else quote - (quote > gone)

    return replace(
        record,
        quotes=(*record.quotes[:gone], *record.quotes[gone + 1 :]),
        events=tuple(replace(one, voice=moved(one.voice)) for one in record.events),
        terms=tuple(replace(one, voice=moved(one.voice), retells=moved(one.retells)) for one in record.terms),
        roles=tuple(replace(one, voice=moved(one.voice)) for one in record.roles),
    )


def _dates(record: Record, span: Span, change: dict[str, str | None]) -> Record:
    at = _at(span, [date.span for date in record.dates])
    if "wrong" in change:
        return record if at is None else _without_date(record, at)
    date = Date(span, None, "DATE", "jalali", None, BY_HAND, 1.0) if at is None else record.dates[at]
    fields: dict[str, Any] = {"jalali": None, "note": None, **change} if "value" in change else dict(change)
    date = replace(date, rule=BY_HAND, confidence=1.0, **fields)
    return replace(record, dates=_put(record.dates, at, date))


def _without_date(record: Record, gone: int) -> Record:
    def moved(date: int | None) -> int | None:
        return None if date is None or date == gone else date - (date > gone)

    return replace(
        record,
        dates=(*record.dates[:gone], *record.dates[gone + 1 :]),
        events=tuple(replace(one, date=moved(one.date)) for one in record.events),
    )


def _entities(record: Record, span: Span, change: dict[str, str | None]) -> Record:
    spans = [(mention.span, number) for number, one in enumerate(record.entities) for mention in one.mentions]
    found = _at(span, [place for place, _ in spans])
    at = spans[found][1] if found is not None else _entity_of(record, span.of(record.article.text))
    if at is None:
        entity = Entity(span.of(record.article.text), "PER", None, (Mention(span, "name"),), BY_HAND, 1.0)
    else:
        entity = replace(record.entities[at], rule=BY_HAND, confidence=1.0)
    return replace(record, entities=_put(record.entities, at, replace(entity, **change)))  # type: ignore[arg-type]


_APPLY: dict[str, Callable[[Record, Span, dict[str, str | None]], Record]] = {
    "quotes": _quotes,
    "dates": _dates,
    "entities": _entities,
}


def _at(span: Span, spans: Sequence[Span]) -> int | None:
    """Which of some spans is the one at a place: that which shares most with it, and at least half."""
    best, most = None, _HALF
    for number, other in enumerate(spans):
        shared = min(span.end, other.end) - max(span.start, other.start)
        whole = max(span.end, other.end) - min(span.start, other.start)
        if shared > 0 and shared / whole >= most and (best is None or shared / whole > most):
            best, most = number, shared / whole
    return best


def _put(items: tuple[T, ...], at: int | None, item: T) -> tuple[T, ...]:
    put = list(items)
    if at is None:
        put.append(item)
    else:
        put[at] = item
    return tuple(put)
