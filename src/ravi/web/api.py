"""JSON over HTTP. Positions are code points of `text`, or UTF-16 units with `?offsets=utf16`."""

from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Header, HTTPException, Path, Query, Response
from pydantic import BaseModel, Field

from ravi.errors import InputError
from ravi.export import to_dict
from ravi.inputs import parse_published
from ravi.persian.calendars import to_jalali
from ravi.record import Record
from ravi.spans import Span
from ravi.store import Correction
from ravi.store.corrections import BY_HAND
from ravi.store.figures import in_all
from ravi.web.hits import Asks, as_plain, find_hits
from ravi.web.positions import in_utf16

if TYPE_CHECKING:
    from ravi.web.app import Room

MOST_CHARACTERS = 200_000
Offsets = Annotated[Literal["codepoints", "utf16"], Query(description="What positions count.")]
Ids = Annotated[list[str], Query(alias="id", min_length=2, max_length=12, description="Two articles or more.")]
Page = Annotated[int, Query(ge=1, le=100_000)]
Token = Annotated[str | None, Header(alias="X-Ravi-Token", description="What ravi serve printed at its start.")]
PersonId = Annotated[str, Field(max_length=600)]
_PERSONS = 10
_OFFICE = ("office", "first", "last", "articles")
_OUTLET = ("outlet", "articles", "quotes")
Size = Annotated[int, Query(ge=1, le=200)]


class Text(BaseModel):
    """A text to be read."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    published: str | None = Field(None, max_length=40, description="2016-12-18, or Jalali 1395-09-28")
    publisher: str | None = Field(None, max_length=200)
    url: str | None = Field(None, max_length=2000)


class Change(BaseModel):
    """A correction: at a place of the text as published, what the fields of a layer are to be."""

    id: str = Field(min_length=1, max_length=500)
    layer: Literal["quotes", "dates", "entities"]
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    change: dict[str, str | None] = Field(
        max_length=8,
        description="quotes: content, cue, speaker (words of the text, `31:گفت` where they stand twice), form, wrong; "
        "dates: value, type, calendar, jalali, wrong; entities: name, type, role",
    )


class Join(BaseModel):
    """Persons that are one."""

    people: list[PersonId] = Field(max_length=100, description="`person` of each, as GET /api/people gives it")


class Split(BaseModel):
    """Places of a person that are somebody else's."""

    person: PersonId = Field(description="`person`, as GET /api/people gives it")
    places: list[PersonId] = Field(max_length=1000, description="`id` and `entity` of each, a space between them")


def router(room: "Room") -> APIRouter:
    """The routes under /api."""
    routes = APIRouter(prefix="/api")

    @routes.post("/read")
    def read(given: Text, offsets: Offsets = "codepoints") -> dict[str, Any]:
        """Read a text: its record. Nothing is kept."""
        return _plain(read_text(room, given), offsets)

    @routes.get("/articles")
    def articles(page: Page = 1, size: Size = 50) -> dict[str, Any]:
        """The articles of the store, the newest first."""
        with room.store() as store:
            rows = store.connection.execute(
                "SELECT id, publisher, published, title FROM ("
                "SELECT article, place FROM places ORDER BY place DESC LIMIT ? OFFSET ?) "
                "CROSS JOIN articles ON articles.key = article ORDER BY place DESC",
                (size, (page - 1) * size),
            ).fetchall()
            total, _ = in_all(store.connection)
        names = ("id", "publisher", "published", "title")
        return {"total": total, "page": page, "items": [dict(zip(names, row, strict=True)) for row in rows]}

    @routes.get("/articles/{id:path}")
    def article(
        id: str,
        answer: Response,
        offsets: Offsets = "codepoints",
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Any:  # noqa: ANN401 - a record, or an empty answer
        """The record of an article."""
        record = find(room, id)
        tag = tag_of(record)
        if if_none_match == tag:
            return Response(status_code=304)
        answer.headers["ETag"] = tag
        return _plain(record, offsets)

    @routes.get("/search")
    def search(asked: Asks) -> dict[str, Any]:
        """Search articles and quotations; positions are code points."""
        with room.store() as store:
            found, more = find_hits(store, asked, 50)
        return {"page": asked.page, "more": more, "items": [as_plain(each) for each in found]}

    @routes.get("/compare")
    def compare(ids: Ids) -> dict[str, Any]:
        """Articles beside each other: reprints, retold quotations, sources, terms."""
        from ravi.compare.beside import compare, to_dict

        return to_dict(compare([find(room, id) for id in dict.fromkeys(ids)]))

    @routes.get("/stories/{id:path}")
    def story(id: str) -> dict[str, Any]:
        """The articles of an article's story, the earliest first."""
        from ravi.compare.linked import story_of

        find(room, id)
        with room.store() as store:
            return {"id": id, "articles": story_of(store, id)}

    @routes.get("/people")
    def people(
        name: Annotated[str, Query(min_length=2, max_length=200)], page: Page = 1, size: Size = 10
    ) -> dict[str, Any]:
        """Who is meant by a name, in which articles, and why they are held to be one person.

        `seen` are the articles of each on this page, in the order of their days; `places` is the number of all.
        """
        from ravi.compare.linked import places_of
        from ravi.store.persons import persons_of

        with room.store() as store:
            found = [
                {
                    **each._asdict(),
                    "offices": [dict(zip(_OFFICE, row, strict=True)) for row in each.offices],
                    "outlets": [dict(zip(_OUTLET, row, strict=True)) for row in each.outlets],
                    "seen": [seen._asdict() for seen in places_of(store, each.person, (page - 1) * size, size)],
                }
                for each in persons_of(store.connection, name, _PERSONS)
            ]
        return {"page": page, "people": found}

    @routes.post("/people/join")
    def join(given: Join, token: Token = None) -> dict[str, bool]:
        """Say that persons are one; whether that holds already, or from the next ravi link on."""
        from ravi.compare.hands import join_persons

        with room.writing(token) as store:
            holds = join_persons(store, given.people)
        room.counted.forget("people")
        return {"holds": holds}

    @routes.post("/people/split")
    def split(given: Split, token: Token = None) -> dict[str, bool]:
        """Say that some places of a person speak of somebody else; whether that holds already."""
        from ravi.compare.hands import split_person

        with room.writing(token) as store:
            holds = split_person(store, given.person, given.places)
        room.counted.forget("people")
        return {"holds": holds}

    @routes.get("/corrections")
    def corrections(id: Annotated[str, Query(max_length=500)]) -> dict[str, Any]:
        """What was corrected in an article."""
        find(room, id)
        with room.store() as store:
            return {"items": [{"key": key, **asdict(said)} for key, said in store.corrections(id).items()]}

    @routes.post("/corrections", status_code=201)
    def correct(given: Change, token: Token = None) -> dict[str, int]:
        """Correct a quotation, a date or an entity, for good: every later reading keeps it."""
        return {"key": keep(room, given, token)}

    @routes.delete("/corrections/{key}", status_code=204)
    def uncorrect(key: Annotated[int, Path(ge=0, lt=2**63)], token: Token = None) -> None:
        """Take a correction back."""
        with room.writing(token) as store:
            if not store.uncorrect(key):
                raise HTTPException(404, f"there is no correction {key}")

    return routes


def keep(room: "Room", given: Change, token: str | None) -> int:
    """Keep a correction; its key. Raises 403 without the token, `InputError` where it cannot be made."""
    record = find(room, given.id)
    if given.start >= given.end or given.end > len(record.article.text):
        raise InputError("the place is empty or outside the text: select the words again")
    span = Span(given.start, given.end)
    change = {name: value or None for name, value in given.change.items()}
    if given.layer == "dates" and change.get("value"):
        change = {**_day_of(change["value"] or ""), **{name: said for name, said in change.items() if name != "value"}}
    with room.writing(token) as store:
        return store.correct(given.id, Correction(given.layer, span, span.of(record.article.text), change))


def _day_of(value: str) -> dict[str, str | None]:
    """A day that a person gives in either calendar, in both; other values (`P3D`, `XXXX-04-27`) as they are."""
    try:
        day = parse_published(value)
        return {"value": day.isoformat(), "jalali": "{:04}-{:02}-{:02}".format(*to_jalali(day))}
    except (InputError, ValueError):
        return {"value": value}


def read_text(room: "Room", given: Text) -> Record:
    """The record of a text that somebody sent. Raises `InputError`."""
    from ravi.steps.decode import decode_text

    article = decode_text(given.text, kind=None)
    published = parse_published(given.published) if given.published else None
    return room.reader.read(article, published=published, publisher=given.publisher or None, url=given.url or None)


def find(room: "Room", id: str) -> Record:
    """The record of an article, or 404."""
    with room.store() as store:
        record = store.get(id)
    if record is None:
        raise HTTPException(404, f"there is no article {id}")
    return record


def tag_of(record: Record) -> str:
    """What an answer about a record is known by: it changes when the article, what made it or a correction does."""
    made_by = record.made_by
    layers = (record.quotes, record.dates, record.entities)
    by_hand = [repr(one) for layer in layers for one in layer if one.rule == BY_HAND]
    said = (record.article, made_by.ravi, made_by.model, sorted(made_by.steps.items()), by_hand)
    return f'"{sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'


def _plain(record: Record, offsets: str) -> dict[str, Any]:
    data = to_dict(record, unreal=True)
    return in_utf16(data) if offsets == "utf16" else data
