"""The record: what Ravi understood of one article, as plain frozen data.

Inside the pipeline an article is a `Draft`, whose positions are those of the *repaired* text, the only text that steps
look at. `pipeline` turns a finished draft into a `Record`, whose positions are those of the text *as published*; that
is the only form that leaves. The layers are the same classes in both.

A reference is an index into a layer of the same record.
"""

from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any, Literal, NamedTuple

from ravi.errors import LayerMissing
from ravi.spans import Edit, OffsetMap, Span

EntityType = Literal["PER", "ORG", "GPE", "LOC", "GROUP"]
MentionKind = Literal["name", "title", "pronoun"]
DateType = Literal["DATE", "TIME", "PERIOD", "DURATION", "SET"]
Calendar = Literal["jalali", "gregorian", "hijri", "relative"]
Form = Literal["direct", "indirect", "mixed"]
MarkKind = Literal["title", "name", "scare", "term"]
RoleStatus = Literal["current", "former", "elect"]
SourceKind = Literal["agency", "outlet", "institution", "person", "document"]
_FRAMES = "ravi.export.frames"  # above this module, and called by its name: only where somebody asks for a table
Modality = Literal["happened", "happening", "scheduled", "denied", "demanded", "feared", "hypothetical"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was handed in, decoded but not altered.

    `text` is the text as published (for HTML, the text of the page's article). `decoded` says how the text was won from
    the bytes: the encoding, then each thing that was done (`"html"`, `"mojibake.cp1256"` …), in order.
    """

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    decoded: tuple[str, ...] = ()


class Token(NamedTuple):
    """A word or a punctuation mark. `text` is folded (`persian.letters.fold`), for look-up."""

    start: int
    end: int
    text: str


class Name(NamedTuple):
    """A phrase that the model found: its kind (PER ORG LOC DAT TIM MON PCT), and how sure the model is, from 0 to 1."""

    span: Span
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the article speaks of an entity."""

    span: Span
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, country, place or group, with every place that speaks of it.

    In a `Record`, `name` and `role` are spelt as published, like every text outside `repaired`.
    """

    name: str
    type: EntityType
    role: str | None
    mentions: tuple[Mention, ...]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Date:
    """A time expression and its value (ANNOTATION.md; Gregorian ISO 8601).

    `jalali` is the same point in the Jalali calendar, `XXXX-04-27` where the year is not known. `note` says in words
    why a value is partial or missing.
    """

    span: Span
    value: str | None
    type: DateType
    calendar: Calendar
    jalali: str | None
    rule: str
    confidence: float
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that stand for an actor (`span`, None where the sentence leaves them out) and who it is (`entity`).

    `entity` is None until `coref` has run, and after it where the text does not tell.
    """

    span: Span | None
    entity: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the way to a speaker: from the words before it, `rule` led to the words at `span`."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quote:
    """Content that somebody is reported to have said, written, believed, asked or demanded.

    `parts` are the stretches of the content, in order. `chain` is the way from the words that speak to the name of the
    speaker: first the words beside the cue, or the cue where the sentence leaves them out.
    """

    parts: tuple[Span, ...]
    form: Form
    cue: Span | None
    speaker: Reference | None
    addressee: Reference | None
    via: tuple[Reference, ...]
    rule: str
    confidence: float
    chain: tuple[Link, ...] = ()

    @property
    def span(self) -> Span:
        """From the first character of the content to the last."""
        return Span(self.parts[0].start, self.parts[-1].end)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in quote marks that are no quotation."""

    span: Span
    kind: MarkKind
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Source:
    """On whose word the article, or a part of it that is not one quote, stands."""

    who: Reference
    cue: Span | None
    kind: SourceKind
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a voice reports, its trigger at `span`, and whether that voice says that it happened (`modality`).

    `type` is PLOVER's, `cameo` the code of CAMEO nearest to it. `actors` and `recipients` index entities, `date` dates,
    `voice` quotes (None: the narrator). Mentions of one event in an article have one `cluster`.
    """

    span: Span
    type: str
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    place: Span | None
    date: int | None
    voice: int | None
    modality: Modality
    cluster: int
    cameo: str
    rule: str
    confidence: float

    @property
    def reported(self) -> bool:
        """Whether it is told as having happened, happening or firmly due."""
        return self.modality in ("happened", "happening", "scheduled")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase by which a voice calls an entity. `voice` as in `Event`.

    `retells` is the quote before whose cue the narrator sums up what its speaker spoke of («با اشاره به …»): the words
    are the narrator's, but may be the speaker's as well.
    """

    span: Span
    entity: int
    voice: int | None
    retells: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Role:
    """An office that a person holds, held or is to hold, as a voice tells it. `voice` as in `Event`."""

    span: Span
    entity: int
    status: RoleStatus
    voice: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """The licence line, and the words for whom it asks to be named."""

    span: Span
    credit: Span | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class MadeBy:
    """The versions that made a record: how a store finds records that are out of date."""

    ravi: str
    model: str | None
    steps: dict[str, int]


@dataclass(slots=True)
class Draft:
    """An article on its way through the steps. All positions are in `repaired`.

    Reading a layer that no step has filled raises `LayerMissing`.
    """

    article: Article
    repaired: str = field(init=False)
    edits: tuple[Edit, ...] = field(init=False)
    folded: str = field(init=False)
    lines: tuple[Span, ...] = field(init=False)
    sentences: tuple[Span, ...] = field(init=False)
    tokens: tuple[Token, ...] = field(init=False)
    names: tuple[Name, ...] = field(init=False, default=())
    entities: tuple[Entity, ...] = field(init=False)
    dates: tuple[Date, ...] = field(init=False)
    quotes: tuple[Quote, ...] = field(init=False)
    marks: tuple[Mark, ...] = field(init=False)
    sources: tuple[Source, ...] = field(init=False)
    events: tuple[Event, ...] = field(init=False)
    terms: tuple[Term, ...] = field(init=False)
    roles: tuple[Role, ...] = field(init=False)
    reuse: Reuse | None = field(init=False)

    def __getattr__(self, name: str) -> object:
        raise LayerMissing(f"the layer {name!r} is not filled yet: a step that gives it must run before")


class _Mapped:
    """What a record works out once, when it is first asked for."""

    __slots__ = ("_offsets",)
    _offsets: OffsetMap


@dataclass(frozen=True, slots=True)
class Record(_Mapped):
    """What Ravi understood of one article. All positions are in `article.text`, as published."""

    article: Article
    repaired: str
    repairs: tuple[Edit, ...]
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    dates: tuple[Date, ...]
    quotes: tuple[Quote, ...]
    marks: tuple[Mark, ...]
    sources: tuple[Source, ...]
    events: tuple[Event, ...]
    terms: tuple[Term, ...]
    roles: tuple[Role, ...]
    reuse: Reuse | None
    made_by: MadeBy

    @property
    def offsets(self) -> OffsetMap:
        """The map between the text as published and `repaired`."""
        try:
            return self._offsets
        except AttributeError:
            object.__setattr__(self, "_offsets", OffsetMap(self.repairs))
            return self._offsets

    def to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame
        """The quotations as a pandas.DataFrame. Raises `ExtraMissing`."""
        return import_module(_FRAMES).Table([self]).to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The quotations as libraries of Arrow take them: `polars.DataFrame(record)`. Raises `ExtraMissing`."""
        return import_module(_FRAMES).Table([self]).__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        return str(import_module("ravi.export.notebook").record_html(self))


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read: which, at which step, and why, in one line."""

    id: str
    step: str
    message: str
