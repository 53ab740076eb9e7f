"""The pages, rendered here and whole without script."""

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from ravi.errors import InputError
from ravi.persian.calendars import to_jalali
from ravi.record import Record
from ravi.store import Correction
from ravi.store.days import parse_days
from ravi.store.filters import EVENTS
from ravi.web.api import MOST_CHARACTERS, Change, Ids, Text, find, keep, read_text, tag_of
from ravi.web.article import shown
from ravi.web.charts import bars
from ravi.web.corpus import (
    Asking,
    Called,
    Happening,
    Month,
    Utterance,
    called,
    frequent_speakers,
    happenings,
    months,
    newest,
    overview,
    utterances,
)
from ravi.web.hits import Asks, Found, find_hits
from ravi.web.matrix import actors_of
from ravi.web.sheets import MOST_ROWS, quote_rows, sheet
from ravi.web.words import LANGUAGES, Language, Say

if TYPE_CHECKING:
    from ravi.web.app import Room

PER_PAGE = 50
PER_MONTH = 60
MOST_OF_STORY = 12
FIRST_GREGORIAN = 1700
HITS = 20
Name = Annotated[str, Query(max_length=200)]
Page = Annotated[int, Query(ge=1, le=100_000)]
EventType = Annotated[str, Query(pattern="^[A-Z]*$", max_length=20)]
DaysOf = Annotated[str, Query(max_length=60)]
Voice = Annotated[str, Query(pattern="^(narrator|quoted)?$")]
Calendar = Annotated[str, Query(pattern="^(jalali|gregorian)$")]
MonthOf = Annotated[str, Query(pattern="^([0-9]{4}-[0-9]{2})?$")]
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
        token: Annotated[str, Form(max_length=200)],
        field: Annotated[str, Form(max_length=20)],
        value: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        keep(room, Change(id=id, layer=layer, start=start, end=end, change={field: value.strip() or None}), token)
        return RedirectResponse(f"/articles/{quote(id, safe='/:')}", 303)

    @routes.post("/uncorrect")
    def uncorrect(
        id: Annotated[str, Form(max_length=500)],
        key: Annotated[int, Form(ge=0, lt=2**63)],
        token: Annotated[str, Form(max_length=200)],
    ) -> Response:
        with room.writing(token) as store:
            store.uncorrect(key)
        return RedirectResponse(f"/articles/{quote(id, safe='/:')}", 303)

    @routes.get("/compare")
    def compare(request: Request, ids: Ids) -> Response:
        return _beside(request, [find(room, id) for id in dict.fromkeys(ids)])

    @routes.get("/story/{id:path}")
    def story(request: Request, id: str) -> Response:
        return _beside(request, _story(id))

    def _story(id: str) -> list[Record]:
        from ravi.compare.linked import story_of

        record = find(room, id)
        with room.store() as store:
            ids = story_of(store, id)[:MOST_OF_STORY]
        return [record if each == id else find(room, each) for each in ids]

    @routes.get("/people")
    def people(request: Request, name: Name = "") -> Response:
        from ravi.web.people import profile

        found, frequent, message = None, None, None
        if len(name.strip()) > 1:
            try:
                found = room.counted.ask(("people", name), lambda store: profile(store, name))
            except InputError as error:
                message = str(error)
            if found is None and message is None:
                return _counting(request)
        else:
            frequent = room.counted.ask("speakers", frequent_speakers)
            if frequent is None:
                return _counting(request)
        return render(
            request,
            "people.html",
            400 if message else 200,
            name=name,
            profile=found,
            frequent=frequent,
            message=message,
        )

    @routes.get("/search")
    def search(request: Request, asked: Asks) -> Response:
        hits: tuple[list[Found], bool] | None = ([], False)
        message = None
        if not asked.empty:
            try:
                hits = room.counted.ask(
                    ("search", asked.model_dump_json()), lambda store: find_hits(store, asked, HITS)
                )
            except InputError as error:
                message = str(error)
        if hits is None:
            return _counting(request)
        return render(
            request,
            "search.html",
            400 if message else 200,
            asked=asked,
            found=hits[0],
            more=hits[1],
            message=message,
            start=(asked.page - 1) * HITS + 1,
        )

    @routes.get("/export/search.{form}")
    def export_search(asked: Asks, form: SheetForm) -> Response:
        with room.store() as store:
            rows = list(quote_rows(store, asked, MOST_ROWS))
        return sheet(rows, form)

    @routes.get("/chain/{id:path}")
    def chain(request: Request, id: str, only: Annotated[str, Query(pattern="^(article)?$")] = "") -> Response:
        from ravi.web.chains import chain_of

        records = [find(room, id)] if only else _story(id)
        drawn = chain_of(records, Say(language_of(request)))
        return render(request, "chain.html", chain=drawn, id=id, only=only)

    @routes.get("/timeline")
    def timeline(request: Request, name: Name = "", calendar: Calendar = "jalali", month: MonthOf = "") -> Response:
        found: list[Month] | None = []
        message = None
        try:
            found = room.counted.ask(("months", calendar, name), lambda store: months(store, calendar, name))
        except InputError as error:
            message = str(error)
        if found is None:
            return _counting(request)
        names = [each.month for each in found]
        shown_month = month if month in names else next((each.month for each in reversed(found) if each.quotes), None)
        shown_month = shown_month or (names[-1] if names else "")
        days = _days(shown_month, name) if shown_month else []
        rtl = language_of(request) == "fa"
        at = names.index(shown_month) if shown_month else 0
        charts = [("quotes", bars([(each.month, each.quotes) for each in found], rtl=rtl))]
        if not name:
            charts.append(("events", bars([(each.month, each.events) for each in found], rtl=rtl)))
        return render(
            request,
            "timeline.html",
            400 if message else 200,
            months=found,
            charts=charts if found else [],
            name=name,
            calendar=calendar,
            month=shown_month,
            other_month=_in_other_calendar(shown_month, Say(language_of(request))),
            before=names[at - 1] if at else None,
            after=names[at + 1] if at + 1 < len(names) else None,
            days=days,
            kept={"name": name, "calendar": calendar},
            message=message,
        )

    def _days(month: str, name: str) -> list[tuple[str | None, list[Happening], list[Utterance]]]:
        """Day by day what a month holds, as far as it has room on a page."""
        first, last = (str(day or "") for day in parse_days(month))
        with room.store() as store:
            said = utterances(store, first, last, name, PER_MONTH)
            told = [] if name else happenings(store, Asking(first=first, last=last, voice="narrator"), 1, PER_MONTH)
        days: dict[str, tuple[list[Happening], list[Utterance]]] = {}
        for event in told:
            days.setdefault(event.published or "", ([], []))[0].append(event)
        for one in said:
            days.setdefault(one.published or "", ([], []))[1].append(one)
        return [(day or None, *days[day]) for day in sorted(days)]

    @routes.get("/export/timeline.{form}")
    def export_timeline(form: SheetForm, name: Name = "", calendar: Calendar = "jalali") -> Response:
        with room.store() as store:
            rows = [each._asdict() for each in months(store, calendar, name)]
        return sheet(rows, form, Month._fields)

    @routes.get("/events")
    def events(
        request: Request,
        type: EventType = "",
        name: Name = "",
        outlet: Name = "",
        days: DaysOf = "",
        voice: Voice = "",
        page: Page = 1,
    ) -> Response:
        message: str | None = None
        found: list[Happening] | None = []
        asking = Asking(type, outlet, name, voice=voice)
        try:
            asking = _asking(type, outlet, name, days, voice)
            key = ("events", asking, page)
            found = room.counted.ask(key, lambda store: happenings(store, asking, page, PER_PAGE + 1))
        except InputError as error:
            message = str(error)
        if found is None:
            return _counting(request)
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

    @routes.get("/export/events.{form}")
    def export_events(
        form: SheetForm,
        type: EventType = "",
        name: Name = "",
        outlet: Name = "",
        days: DaysOf = "",
        voice: Voice = "",
    ) -> Response:
        with room.store() as store:
            found = happenings(store, _asking(type, outlet, name, days, voice), 1, MOST_ROWS)
        return sheet([each._asdict() for each in found], form, Happening._fields)

    @routes.get("/terms")
    def terms(request: Request, name: Name = "") -> Response:
        found = room.counted.ask(("terms", name), lambda store: called(store, name))
        if found is None:
            return _counting(request)
        actors = actors_of(found)
        most = max((sum(cell) for actor in actors for _, cells in actor.rows for cell in cells), default=1)
        return render(request, "terms.html", actors=actors, name=name, most=most)

    @routes.get("/export/terms.{form}")
    def export_terms(form: SheetForm, name: Name = "") -> Response:
        with room.store() as store:
            rows = [each._asdict() for each in called(store, name)]
        return sheet(rows, form, Called._fields)

    return routes


def _asking(type: str, outlet: str, name: str, days: str, voice: str) -> Asking:
    """What the list of events is narrowed to. Raises `InputError`."""
    first, last = parse_days(days) if days.strip() else (None, None)
    return Asking(type, outlet.strip(), name.strip(), str(first or ""), str(last or ""), voice)


def _in_other_calendar(month: str, say: Say) -> str:
    """The months of the other calendar that a month lies in: «آذر ۱۳۹۵» in «نوامبر ۲۰۱۶ – دسامبر ۲۰۱۶»."""
    if not month:
        return ""
    ends = [day for day in parse_days(month) if day]
    if int(month[:4]) >= FIRST_GREGORIAN:
        others = ["{:04}-{:02}".format(*to_jalali(day)) for day in ends]
    else:
        others = [day.isoformat()[:7] for day in ends]
    return f" {say('up_to')} ".join(say.month(each) for each in dict.fromkeys(others))


def _beside(request: Request, records: list[Record]) -> Response:
    """Articles beside each other."""
    from ravi.compare.beside import compare
    from ravi.web.beside import beside

    found = compare(records)
    number_of = {record.article.id: number for number, record in enumerate(found.records)}
    return render(request, "compare.html", found=found, side=beside(found), number_of=number_of)


def _article(request: Request, record: Record, *, corrections: dict[int, Correction] | None = None) -> Response:
    """The page of an article; `corrections` are what was said against its reading, None of a text that is not kept."""
    repaired = request.query_params.get("text") == "repaired"
    return render(
        request,
        "article.html",
        shown=shown(record, repaired=repaired),
        kept=corrections is not None,
        corrections=corrections,
    )
