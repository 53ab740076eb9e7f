"""Search for the pages and the API: what was asked in an address, and each hit with its words in context."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query
from pydantic import BaseModel, Field

from ravi.record import Form
from ravi.spans import Span
from ravi.store import Store
from ravi.store.days import parse_days
from ravi.store.filters import Asked
from ravi.store.search import Hit, search
from ravi.web.marking import Mark, Piece, pieces

AROUND = 70  # characters of context on each side
_SHOWN = 3  # places of one article
Word = Annotated[str, Field(max_length=200)]


class Question(BaseModel):
    """What a search asks, as an address holds it."""

    q: Annotated[str, Field(max_length=1000, description="words, «phrases», begin*, AND OR NOT, NEAR(…)")] = ""
    scope: Literal["all", "quotes", "narrator"] = "all"
    speaker: Word = ""
    office: Word = ""
    source: Word = ""
    outlet: Word = ""
    days: Annotated[str, Field(max_length=60, description="1395, 1395-09..1395-10, 2016-12-18..")] = ""
    form: Literal["", "direct", "indirect", "mixed"] = ""
    event: Annotated[str, Field(max_length=20, description="a type of PLOVER")] = ""
    sort: Literal["date", "rank"] = "date"
    page: Annotated[int, Field(ge=1, le=1000)] = 1

    @property
    def asked(self) -> Asked:
        """The same for the store. Raises `InputError`."""
        form: Form | None = self.form or None
        return Asked(
            self.q,
            self.scope,
            self.speaker or None,
            self.office or None,
            self.source or None,
            self.outlet or None,
            parse_days(self.days) if self.days.strip() else None,
            form,
            self.event or None,
            self.sort,
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(
            (self.q.strip(), self.speaker, self.office, self.source, self.outlet, self.days, self.form, self.event)
        )


Asks = Annotated[Question, Query()]


class Snippet(NamedTuple):
    """A place of an article in context: its pieces (hits are marked), and the quotation that it is, if any."""

    pieces: tuple[Piece, ...]
    start: int
    end: int
    quote: int | None
    speaker: str | None
    role: str | None


class Found(NamedTuple):
    """An article that was found, and its places."""

    hit: Hit
    snippets: tuple[Snippet, ...]


def find_hits(store: Store, question: Question, size: int) -> tuple[list[Found], bool]:
    """One page of hits, and whether there are more."""
    first = (question.page - 1) * size
    hits = list(islice(search(store, question.asked), first, first + size + 1))
    return [Found(hit, tuple(islice(_snippets(hit), _SHOWN))) for hit in hits[:size]], len(hits) > size


def _snippets(hit: Hit) -> Iterator[Snippet]:
    text = hit.article.text
    if hit.said:
        for said in hit.said:
            whole = Span(said.parts[0].start, said.parts[-1].end)
            marks = [Mark(span, "hit", 0) for span in hit.spans if whole.start <= span.start and span.end <= whole.end]
            yield _cut(text, whole, marks, said.n, said.speaker, said.role)
        return
    last = -1
    for span in hit.spans:
        if span.start > last:
            start = text.rfind(" ", 0, max(0, span.start - AROUND)) + 1
            end = text.find(" ", min(len(text), span.end + AROUND))
            around = Span(start, len(text) if end < 0 else end)
            last = around.end
            inside = [
                Mark(each, "hit", 0) for each in hit.spans if around.start <= each.start and each.end <= around.end
            ]
            yield _cut(text, around, inside, None, None, None)
    if not hit.spans:
        yield _cut(text, Span(0, min(len(text), 3 * AROUND)), [], None, None, None)


def _cut(text: str, span: Span, marks: list[Mark], quote: int | None, speaker: str | None, role: str | None) -> Snippet:
    moved = [mark._replace(span=Span(mark.span.start - span.start, mark.span.end - span.start)) for mark in marks]
    return Snippet(tuple(pieces(span.of(text), moved)), span.start, span.end, quote, speaker, role)


def as_plain(found: Found) -> dict[str, Any]:
    """A hit for programs; positions are code points of the text as published."""
    article = found.hit.article
    return {
        "id": article.id,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "title": article.title,
        "url": article.url,
        "hits": [list(span) for span in found.hit.spans],
        "quotes": [
            {"quote": said.n, "parts": [list(part) for part in said.parts], "form": said.form, "speaker": said.speaker}
            for said in found.hit.said
        ],
    }
