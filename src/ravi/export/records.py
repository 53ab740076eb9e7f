"""Records read back from the public JSON (docs/record.md)."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

from ravi.errors import InputError
from ravi.export.plain import SCHEMA
from ravi.record import (
    Article,
    Date,
    Entity,
    Event,
    Link,
    MadeBy,
    Mark,
    Mention,
    Quote,
    Record,
    Reference,
    Reuse,
    Role,
    Source,
    Term,
)
from ravi.spans import Edit, Span, apply

Data = dict[str, Any]
_AGAIN = "write it again with ravi read --json or ravi bulk --format jsonl"


def from_json_line(line: bytes | str) -> Record:
    """The record of a line of JSON, as `from_dict`. Raises `InputError`."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is no JSON ({error}): {_AGAIN}") from None
    return from_dict(data)


def from_dict(data: Any) -> Record:  # noqa: ANN401 - any JSON
    """The record of which `to_dict` made this, as far as it tells. Raises `InputError`.

    Of an addressee and of those on whose word a quotation is told only the entity comes back, not the words; of a
    place its words nearest to the event; and no event that `to_dict` left out.

    >>> from ravi.export import to_dict
    >>> from ravi.pipeline import Reader
    >>> record = Reader(rules_only=True).read("وزير آمد.")
    >>> from_dict(to_dict(record)) == record
    True
    """
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise InputError(f'this is no record of {SCHEMA}, its "schema" says something else: {_AGAIN}')
    try:
        return _Parsed(data).record()
    except KeyError as error:
        raise InputError(f"the record has no {error}: {_AGAIN}") from None
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(f"the record is not whole ({error}): {_AGAIN}") from None


class _Parsed:
    """One record on its way back: places are looked at against the text, references against their layers."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.text: str = _words(data["text"])
        self.size = len(self.text)

    def record(self) -> Record:
        data = self.data
        day = data["published"]
        article = Article(
            _words(data["id"]),
            self.text,
            title=_some_words(data["title"]),
            publisher=_some_words(data["publisher"]),
            published=date.fromisoformat(day) if day else None,
            url=_some_words(data["url"]),
            decoded=tuple(map(_words, data["decoded"])),
        )
        repairs = tuple(_new(Edit, (*self.span(one), _words(one["new"]), *_by(one))) for one in data["repairs"])
        if any(one.end > after.start for one, after in pairwise(repairs)):
            raise ValueError("repairs overlap")
        by = data["made_by"]
        return Record(
            article,
            apply(self.text, repairs),
            repairs,
            sentences=tuple(map(self.span, data["sentences"])),
            entities=tuple(map(self.entity, data["entities"])),
            dates=tuple(map(self.date, data["dates"])),
            quotes=tuple(map(self.quote, data["quotes"])),
            marks=tuple(Mark(self.span(one), one["kind"], *_by(one)) for one in data["marks"]),
            sources=tuple(map(self.source, data["sources"])),
            events=tuple(map(self.event, data["events"])),
            terms=tuple(map(self.term, data["terms"])),
            roles=tuple(map(self.role, data["roles"])),
            reuse=self.reuse(data["reuse"]) if data["reuse"] else None,
            made_by=MadeBy(_words(by["ravi"]), _some_words(by["model"]), {**by["steps"]}),
        )

    def span(self, one: Data) -> Span:
        start, end = one["start"], one["end"]
        if type(start) is type(end) is int and 0 <= start <= end <= self.size:  # as `between`; there are very many
            return _new(Span, (start, end))
        return self.between(start, end)

    def between(self, start: int, end: int) -> Span:
        if not 0 <= start <= end <= self.size or type(start) is not int or type(end) is not int:
            raise ValueError(f"there is no place from {start} to {end}")
        return Span(start, end)

    def some(self, one: Data | None) -> Span | None:
        return None if one is None else self.span(one)

    def at(self, layer: str, number: int | None) -> int | None:
        if number is not None and (type(number) is not int or not 0 <= number < len(self.data[layer])):
            raise ValueError(f"there is no {number} of {layer}")
        return number

    def who(self, number: int | None) -> int:
        if number is None:
            raise ValueError("an entity is missing")
        self.at("entities", number)
        return number

    def voice(self, one: Data) -> int | None:
        return None if one["voice"] == "narrator" else self.at("quotes", one["voice"]["quote"])

    def reference(self, one: Data) -> Reference:
        span = None if one["start"] is None else self.span(one)
        return Reference(span, self.at("entities", one["entity"]))

    def nearest(self, words: str | None, start: int) -> Span | None:
        """Where words stand that are told without their place: as near as may be to some place."""
        if not words:
            return None
        after, before = self.text.find(words, start), self.text.rfind(words, 0, start + len(words))
        found = [at for at in (before, after) if at >= 0]
        at = min(found, key=lambda at: abs(at - start), default=None)
        return None if at is None else Span(at, at + len(words))

    def entity(self, one: Data) -> Entity:
        mentions = tuple(Mention(self.span(place), place["kind"]) for place in one["mentions"])
        return Entity(_words(one["name"]), one["type"], _some_words(one["role"]), mentions, *_by(one))

    def date(self, one: Data) -> Date:
        value, kind, calendar, jalali = (one[name] for name in ("value", "type", "calendar", "jalali"))
        return Date(self.span(one), value, kind, calendar, jalali, *_by(one), one["note"])

    def term(self, one: Data) -> Term:
        retells = self.at("quotes", one["retells"])
        return Term(self.span(one), self.who(one["entity"]), self.voice(one), retells, *_by(one))

    def role(self, one: Data) -> Role:
        return Role(self.span(one), self.who(one["entity"]), one["status"], self.voice(one), *_by(one))

    def quote(self, one: Data) -> Quote:
        return Quote(
            tuple(self.between(*part) for part in one["parts"]),
            one["form"],
            self.some(one["cue"]),
            self.reference(one["speaker"]) if one["speaker"] else None,
            None if one["addressee"] is None else Reference(None, self.who(one["addressee"])),
            tuple(Reference(None, self.who(via)) for via in one["via"]),
            *_by(one),
            tuple(Link(_words(link["rule"]), self.span(link)) for link in one["chain"]),
        )

    def source(self, one: Data) -> Source:
        return Source(self.reference(one), self.some(one["cue"]), one["kind"], *_by(one))

    def event(self, one: Data) -> Event:
        span = self.span(one)
        return Event(
            span,
            one["type"],
            tuple(map(self.who, one["actors"])),
            tuple(map(self.who, one["recipients"])),
            self.nearest(one["place"], span.start),
            self.at("dates", one["date"]),
            self.voice(one),
            one["modality"],
            int(one["cluster"]),
            one["cameo"],
            *_by(one),
        )

    def reuse(self, one: Data) -> Reuse:
        span = self.span(one)
        return Reuse(span, self.nearest(one["credit"], span.start), *_by(one))


_new = tuple.__new__  # of a named tuple: sooner than by its name


def _by(one: Data) -> tuple[str, float]:
    return _words(one["rule"]), float(one["confidence"])


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{str(value)[:40]!r} is no text")
    return value


def _some_words(value: object) -> str | None:
    return None if value is None else _words(value)
