"""The pages, rendered here and whole without script."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import quote, quote_plus, urlencode

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from ravi.compare.beside import compare as put_beside
from ravi.compare.hands import join_persons, split_person, take_back
from ravi.compare.linked import story_of
from ravi.compare.linking import is_linked
from ravi.compare.words import difference
from ravi.errors import ExtraMissing, InputError
from ravi.record import Record
from ravi.store import Correction
from ravi.store.days import Days
from ravi.store.figures import Held
from ravi.store.filters import EVENTS
from ravi.web.api import MOST_CHARACTERS, Change, Ids, Text, find, keep, read_text, tag_of
from ravi.web.article import classes, shown
from ravi.web.beside import beside
from ravi.web.chains import chain_of
from ravi.web.corpus import (
    Called,
    EventsAsks,
    Frequent,
    Happening,
    Told,
    called,
    frequent_speakers,
    happenings,
    newest,
    overview,
)
from ravi.web.hits import Asks, Found, find_hits
from ravi.web.marking import verbatim
from ravi.web.matrix import ACTORS, Actor, actors_of
from ravi.web.people import PLACES, Profile, of_person, profile
from ravi.web.sheets import MOST_ROWS, quote_rows, sheet
from ravi.web.timeline import per_day, periods
from ravi.web.timeline_page import OTHER, TimelineAsks
from ravi.web.timeline_page import timeline as timeline_of
from ravi.web.words import LANGUAGES, Language, Say

if TYPE_CHECKING:
    from ravi.web.app import Room

T = TypeVar("T")
PER_PAGE = 50
MOST_OF_STORY = 8  # on a page: the article and others
HITS = 20
Name = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Token = Annotated[str, Form(max_length=200)]
Back = Annotated[str, Form(max_length=200)]  # the name that the page is of
Who = Annotated[str, Form(max_length=600)]
Person = Annotated[str, Query(max_length=600)]
Chosen = Annotated[list[str], Form(max_length=1000)]
_NO_QUERY = re.compile(r"[\x00-\x20\x7f-\x9f%&+#;\"'<>\\]")  # what is written as its bytes in an address
SheetForm = Annotated[str, Path(pattern="^(csv|xlsx|jsonl)$")]


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("ravi.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["path"] = lambda value: quote(str(value), safe="/:")
    made.filters["iri"] = lambda value: _NO_QUERY.sub(lambda found: quote_plus(found[0]), str(value))
    made.filters["classes"] = classes
    made.filters["verbatim"] = verbatim
    for name in made.list_templates():  # at the start, so that no reader waits for it
        made.get_template(name)
    return made


def language_of(request: Request) -> Language:
    """The language that the address or the cookie asks for, Persian where neither does."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    return asked if asked in LANGUAGES else "fa"


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page in the language of the request."""
    language = language_of(request)
    other = "en" if language == "fa" else "fa"
    parts = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    body = (
        _templates()
        .get_template(template)
        .render(
            say=Say(language),
            persian=Say("fa"),
            here=request.url.path,
            query={name: value for name, value in request.query_params.items() if name != "lang"},
            other_language=f"{quote(request.url.path, safe='/:')}?{urlencode([*parts, ('lang', other)])}",
            **values,
        )
    )
    answer = HTMLResponse(body.encode("utf-8", "replace"), status)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", language, max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def _counting(request: Request) -> Response:
    """A page that says that the figures are being counted, and is asked for again by the browser."""
    again = f"?{urlencode(request.query_params.multi_items())}"
    answer = render(request, "counting.html", 202, again=again)
    answer.headers["Refresh"] = "2"
    return answer


def error_page(request: Request, status: int, message: str) -> Response:
    """A page that says what went wrong."""
    from ravi.web.app import HEADERS

    answer = render(request, "error.html", status, message=message)
    answer.headers.update(HEADERS)
    return answer


def router(room: "Room") -> APIRouter:
    """The routes of the pages."""
    _templates()
    with suppress(ExtraMissing):  # what comparing loads is loaded now, too
        difference(("نرخ", "کاهش", "یافت"), ("نرخ", "کاهش", "نیافت"))
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/")
    def start(request: Request) -> Response:
        corpus = room.counted.ask("overview", overview)
        with room.store() as store:
            lines = newest(store)
        return render(request, "start.html", corpus=corpus, newest=lines, most=MOST_CHARACTERS)

    @routes.get("/keys")
    def keys(request: Request) -> Response:
        return render(request, "keys.html")

    @routes.post("/read")
    def read(
        request: Request,
        text: Annotated[str, Form(max_length=2 * MOST_CHARACTERS)],
        published: Annotated[str, Form(max_length=40)] = "",
        publisher: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        given = Text(
            text=text.replace("\r\n", "\n"), published=published or None, publisher=publisher or None, url=None
        )
        return _article(request, read_text(room, given))

    @routes.get("/articles/{id:path}")
    def article(request: Request, id: str) -> Response:
        record = find(room, id)
        tag = tag_of(record)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304)
        with room.store() as store:
            answer = _article(request, record, corrections=store.corrections(id))
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Vary"] = "Cookie"
        return answer

    @routes.post("/correct")
    def correct(
        id: Annotated[str, Form(max_length=500)],
        layer: Annotated[Literal["quotes", "dates", "entities"], Form()],
        start: Annotated[int, Form(ge=0)],
        end: Annotated[int, Form(ge=0)],
        token: Token,
        field: Annotated[str, Form(max_length=20)],
        value: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        keep(room, Change(id=id, layer=layer, start=start, end=end, change={field: value.strip() or None}), token)
        return RedirectResponse(f"/articles/{quote(id, safe='/:')}", 303)

    @routes.post("/uncorrect")
    def uncorrect(
        id: Annotated[str, Form(max_length=500)],
        key: Annotated[int, Form(ge=0, lt=2**63)],
        token: Token,
    ) -> Response:
        with room.writing(token) as store:
            store.uncorrect(key)
        return RedirectResponse(f"/articles/{quote(id, safe='/:')}", 303)

    @routes.get("/compare")
    def compare(request: Request, ids: Ids) -> Response:
        return _beside(request, [find(room, id) for id in dict.fromkeys(ids)])

    @routes.get("/story/{id:path}")
    def story(request: Request, id: str, page: PageNumber = 1) -> Response:
        records, more = _story(id, page)
        return _beside(request, records, page=page, more=more, outdated=outdated())

    def _story(id: str, page: int = 1) -> tuple[list[Record], bool]:
        """The article and others of its story, in the order of their days; and whether there are still more."""
        record = find(room, id)
        first, last = (page - 1) * (MOST_OF_STORY - 1), page * (MOST_OF_STORY - 1)
        with room.store() as store:
            ids = story_of(store, id)
            others = [each for each in ids if each != id]
            shown = {id, *others[first:last]}
            found = [record if each == id else store.get(each) for each in ids if each in shown]
        return [each for each in found if each], len(others) > last

    def outdated() -> bool:
        """Whether the store is known to have changed since `ravi link`: who asks first need not wait for that."""
        return room.counted.ask("linked", lambda store: (is_linked(store),), waits=0) == (False,)

    def figures(
        request: Request,
        template: str,
        ask: Callable[[], T | None],
        show: Callable[[T], dict[str, Any]],
        none: Any,  # noqa: ANN401 - of what is asked for, an empty one
    ) -> Response:
        """The page of what is asked for; one that says that it is being counted, or what is wrong with the question."""
        found, message = none, None
        try:
            found = ask()
        except InputError as error:
            message = str(error)
        if found is None:
            return _counting(request)
        return render(request, template, 400 if message else 200, message=message, **show(found))

    @routes.get("/people")
    def people(
        request: Request, name: Name = "", also: Name = "", person: Person = "", page: PageNumber = 1
    ) -> Response:
        def ask() -> Profile | None:
            if not person:
                return room.counted.ask(("people", name, also), lambda store: profile(store, name, also))
            found = room.counted.ask(("people", person, page), lambda store: (of_person(store, person, page),))
            if found and found[0] is None:
                raise HTTPException(404, f"there is no person {person}: look the name up again")
            return found and found[0]

        def show(found: Profile | None, frequent: list[Frequent] | None = None) -> dict[str, Any]:
            shown = {"name": name, "also": also, "one": person, "page": page, "per_page": PLACES}
            shown["outdated"] = outdated()
            return {**shown, "profile": found, "frequent": frequent}

        def ask_frequent() -> list[Frequent] | None:
            return room.counted.ask("speakers", frequent_speakers)

        if person or len(name.strip()) > 1:
            return figures(request, "people.html", ask, show, Profile((), (), (), ()))
        return figures(request, "people.html", ask_frequent, lambda found: show(None, found), [])

    def judged(name: str, also: str) -> Response:
        room.counted.forget("people")
        return RedirectResponse(f"/people?{urlencode({'name': name, 'also': also} if also else {'name': name})}", 303)

    @routes.post("/people/join")
    def join(token: Token, name: Back, also: Back = "", person: Chosen = []) -> Response:  # noqa: B006 - not changed
        with room.writing(token) as store:
            join_persons(store, person)
        return judged(name, also)

    @routes.post("/people/split")
    def split(token: Token, name: Back, person: Who, also: Back = "", place: Chosen = []) -> Response:  # noqa: B006
        with room.writing(token) as store:
            split_person(store, person, place)
        return judged(name, also)

    @routes.post("/people/undo")
    def undo(
        token: Token, name: Back, id: Who, who: Who, together: Annotated[bool, Form()], also: Back = ""
    ) -> Response:
        with room.writing(token) as store:
            take_back(store, id, who, together=together)
        return judged(name, also)

    @routes.get("/search")
    def search(request: Request, asked: Asks) -> Response:
        def ask() -> tuple[list[Found], bool] | None:
            if asked.empty:
                return [], False
            return room.counted.ask(("search", asked.model_dump_json()), lambda store: find_hits(store, asked, HITS))

        def show(found: tuple[list[Found], bool]) -> dict[str, Any]:
            return {"asked": asked, "found": found[0], "more": found[1], "start": (asked.page - 1) * HITS + 1}

        return figures(request, "search.html", ask, show, ([], False))

    @routes.get("/export/search.{form}")
    def export_search(asked: Asks, form: SheetForm) -> Response:
        with room.store() as store:
            rows = list(quote_rows(store, asked, MOST_ROWS))
        return sheet(rows, form)

    @routes.get("/chain/{id:path}")
    def chain(
        request: Request, id: str, only: Annotated[str, Query(pattern="^(article)?$")] = "", page: PageNumber = 1
    ) -> Response:
        records, more = ([find(room, id)], False) if only else _story(id, page)
        drawn = chain_of(records, Say(language_of(request)))
        pager = {"page": page, "more": more, "outdated": outdated() and not only}
        return render(request, "chain.html", chain=drawn, id=id, only=only, **pager)

    @routes.get("/timeline")
    def timeline(request: Request, asked: TimelineAsks) -> Response:
        def ask() -> tuple[list[Held], Days | None] | None:
            days = asked.stretch
            held = room.counted.ask(("days", asked.name), lambda store: per_day(store, asked.name), waits=0.5)
            return None if held is None else (held, days)

        def show(found: tuple[list[Held], Days | None]) -> dict[str, Any]:
            rtl = language_of(request) == "fa"
            with room.store() as store:
                shown = timeline_of(store, *found, asked.name, asked.calendar, rtl=rtl)
            return {"asked": asked, "shown": shown, "other": OTHER[asked.calendar]}

        return figures(request, "timeline.html", ask, show, ([], None))

    @routes.get("/export/timeline.{form}")
    def export_timeline(form: SheetForm, asked: TimelineAsks) -> Response:
        with room.store() as store:
            held = periods(per_day(store, asked.name), asked.calendar)
        columns = ("month", *Held._fields[1:])
        return sheet([dict(zip(columns, each, strict=True)) for each in held], form, columns)

    @routes.get("/events")
    def events(request: Request, asked: EventsAsks) -> Response:
        def ask() -> Told | None:
            asking = asked.asking
            key = ("events", asking, asked.page)
            return room.counted.ask(key, lambda store: happenings(store, asking, asked.page, PER_PAGE + 1))

        def show(found: Told) -> dict[str, Any]:
            shown, more = found.events[:PER_PAGE], len(found.events) > PER_PAGE
            return {"asked": asked, "found": shown, "more": more, "cut": found.cut, "types": EVENTS}

        return figures(request, "events.html", ask, show, Told([], False))

    @routes.get("/export/events.{form}")
    def export_events(form: SheetForm, asked: EventsAsks) -> Response:
        with room.store() as store:
            found = happenings(store, asked.asking, 1, MOST_ROWS)
        return sheet([each._asdict() for each in found.events], form, Happening._fields)

    @routes.get("/terms")
    def terms(request: Request, name: Name = "", page: PageNumber = 1) -> Response:
        def ask() -> list[Actor] | None:
            first = (page - 1) * ACTORS
            return room.counted.ask(
                ("terms", name, page), lambda store: actors_of(called(store, name, first, ACTORS + 1))
            )

        def show(found: list[Actor]) -> dict[str, Any]:
            actors = found[:ACTORS]
            most = max((sum(cell) for actor in actors for _, cells in actor.rows for cell in cells), default=1)
            return {"actors": actors, "name": name, "most": most, "page": page, "more": len(found) > ACTORS} | {
                "outdated": outdated()
            }

        return figures(request, "terms.html", ask, show, [])

    @routes.get("/export/terms.{form}")
    def export_terms(form: SheetForm, name: Name = "") -> Response:
        with room.store() as store:
            rows = [each._asdict() for each in called(store, name)]
        return sheet(rows, form, Called._fields)

    return routes


def _beside(
    request: Request, records: list[Record], *, page: int = 1, more: bool = False, outdated: bool = False
) -> Response:
    """Articles beside each other."""
    found = put_beside(records)
    number_of = {record.article.id: number for number, record in enumerate(found.records)}
    shown: dict[str, Any] = {"found": found, "side": beside(found), "number_of": number_of}
    return render(request, "compare.html", page=page, more=more, outdated=outdated, **shown)


def _article(request: Request, record: Record, *, corrections: dict[int, Correction] | None = None) -> Response:
    """The page of an article; `corrections` are what was said against its reading, None of a text that is not kept."""
    repaired = request.query_params.get("text") == "repaired"
    return render(
        request,
        "article.html",
        shown=shown(record, repaired=repaired),
        kept=corrections is not None,
        correct=request.query_params.get("correct", ""),
        why=request.query_params.get("why", ""),
        corrections=corrections,
    )
