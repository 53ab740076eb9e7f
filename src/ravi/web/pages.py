"""The pages, rendered here and whole without script."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from ravi.errors import InputError
from ravi.record import Record
from ravi.store.days import parse_days
from ravi.store.filters import EVENTS
from ravi.web.api import MOST_CHARACTERS, Change, Ids, Text, find, keep, read_text, tag_of
from ravi.web.article import chain_of, shown
from ravi.web.charts import bars
from ravi.web.corpus import Asking, called, happenings, months, overview
from ravi.web.hits import Asks, Found, find_hits
from ravi.web.sheets import MOST_ROWS, quote_rows, sheet
from ravi.web.words import LANGUAGES, Language, Say

if TYPE_CHECKING:
    from ravi.web.app import Room

PER_PAGE = 50
HITS = 20
Name = Annotated[str, Query(max_length=200)]
Page = Annotated[int, Query(ge=1, le=100_000)]


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
    return made


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page in the language that the address or the cookie asks for, Persian where neither does."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    language: Language = asked if asked in LANGUAGES else "fa"
    other = "en" if language == "fa" else "fa"
    parts = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    body = (
        _templates()
        .get_template(template)
        .render(
            say=Say(language),
            here=request.url.path,
            query=dict(request.query_params),
            other_language=f"{request.url.path}?{urlencode([*parts, ('lang', other)])}",
            **values,
        )
    )
    answer = HTMLResponse(body, status)
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie("lang", language, max_age=31_536_000, httponly=True, samesite="strict")
    return answer


def error_page(request: Request, status: int, message: str) -> Response:
    """A page that says what went wrong."""
    from ravi.web.app import HEADERS

    answer = render(request, "error.html", status, message=message)
    answer.headers.update(HEADERS)
    return answer


def router(room: "Room") -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/")
    def start(request: Request) -> Response:
        with room.store() as store:
            return render(request, "start.html", corpus=overview(store), most=MOST_CHARACTERS)

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
        return _article(request, read_text(room, given), kept=False)

    @routes.get("/articles/{id:path}")
    def article(request: Request, id: str) -> Response:
        record = find(room, id)
        tag = tag_of(record)
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304)
        answer = _article(request, record, kept=True)
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
        token: Annotated[str, Form(max_length=200)],
        field: Annotated[str, Form(max_length=20)],
        value: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        keep(room, Change(id=id, layer=layer, start=start, end=end, change={field: value.strip() or None}), token)
        return RedirectResponse(f"/articles/{quote(id, safe='/:')}", 303)

    @routes.get("/compare")
    def compare(request: Request, ids: Ids) -> Response:
        from ravi.compare.beside import compare as put_beside

        return render(request, "compare.html", found=put_beside([find(room, id) for id in dict.fromkeys(ids)]))

    @routes.get("/story/{id:path}")
    def story(request: Request, id: str) -> Response:
        from ravi.compare.beside import compare as put_beside
        from ravi.compare.linked import story_of

        find(room, id)
        with room.store() as store:
            ids = story_of(store, id)
        return render(request, "compare.html", found=put_beside([find(room, each) for each in ids[:12]]))

    @routes.get("/people")
    def people(request: Request, name: Annotated[str, Query(max_length=200)] = "") -> Response:
        from ravi.compare.linked import find_people
        from ravi.web.corpus import frequent_speakers

        with room.store() as store:
            found = list(find_people(store, name)) if len(name) > 1 else []
            frequent = frequent_speakers(store) if not found else []
        return render(request, "people.html", name=name, found=found, frequent=frequent)

    @routes.get("/search")
    def search(request: Request, asked: Asks) -> Response:
        found: list[Found] = []
        more, message = False, None
        if not asked.empty:
            try:
                with room.store() as store:
                    found, more = find_hits(store, asked, HITS)
            except InputError as error:
                message = str(error)
        return render(
            request, "search.html", 400 if message else 200, asked=asked, found=found, more=more, message=message
        )

    @routes.get("/export/search.{form}")
    def export(asked: Asks, form: Annotated[str, Path(pattern="^(csv|xlsx|jsonl)$")]) -> Response:
        with room.store() as store:
            rows = list(quote_rows(store, asked, MOST_ROWS))
        return sheet(rows, form)

    @routes.get("/chain/{id:path}")
    def chain(request: Request, id: str) -> Response:
        from ravi.compare.linked import story_of

        find(room, id)
        with room.store() as store:
            ids = story_of(store, id)
        rtl = (request.query_params.get("lang") or request.cookies.get("lang")) != "en"
        return render(request, "chain.html", chains=[chain_of(find(room, each), rtl=rtl) for each in ids[:12]])

    @routes.get("/timeline")
    def timeline(
        request: Request,
        name: Name = "",
        calendar: Annotated[str, Query(pattern="^(jalali|gregorian)$")] = "jalali",
    ) -> Response:
        with room.store() as store:
            found = months(store, calendar, name)
        rtl = (request.query_params.get("lang") or request.cookies.get("lang")) != "en"
        charts = [
            ("quotes", *bars([(each.month, each.quotes) for each in found], rtl=rtl)),
            ("events", *bars([(each.month, each.events) for each in found], rtl=rtl)),
        ]
        return render(request, "timeline.html", months=found, charts=charts, name=name, calendar=calendar)

    @routes.get("/events")
    def events(
        request: Request,
        type: Annotated[str, Query(pattern="^[A-Z]*$", max_length=20)] = "",
        name: Name = "",
        outlet: Name = "",
        days: Annotated[str, Query(max_length=60)] = "",
        voice: Annotated[str, Query(pattern="^(narrator|quoted)?$")] = "",
        page: Page = 1,
    ) -> Response:
        message, found = None, []
        asking = Asking(type, outlet, name, voice=voice)
        try:
            if days.strip():
                first, last = parse_days(days)
                asking = asking._replace(first=str(first or ""), last=str(last or ""))
            with room.store() as store:
                found = happenings(store, asking, page, PER_PAGE + 1)
        except InputError as error:
            message = str(error)
        return render(
            request,
            "events.html",
            400 if message else 200,
            found=found[:PER_PAGE],
            more=len(found) > PER_PAGE,
            asking=asking,
            types=EVENTS,
            days=days,
            page=page,
            message=message,
        )

    @routes.get("/terms")
    def terms(request: Request, name: Name = "") -> Response:
        with room.store() as store:
            found = called(store, name)
        most = max((max(each.narrator, each.quoted) for each in found), default=1)
        return render(request, "terms.html", found=found, name=name, most=most)

    return routes


def _article(request: Request, record: Record, *, kept: bool) -> Response:
    repaired = request.query_params.get("text") == "repaired"
    return render(request, "article.html", shown=shown(record, repaired=repaired), kept=kept)
