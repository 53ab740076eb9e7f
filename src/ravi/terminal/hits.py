"""Hits of a search for people: of each article where it stands, and the words around what was found."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from rich.text import Text

from ravi.persian.writing import persian_number
from ravi.record import Article
from ravi.spans import Span
from ravi.store.counting import Row
from ravi.store.search import Hit, Said
from ravi.terminal.page import Page, visible
from ravi.terminal.record import FORMS, painted

_AROUND = 70  # characters of context before and after
_MOST = 3  # contexts of an article
_FOUND = "bold reverse"
_SAID = "color(64)"
_SHOWN = 160  # characters of a quotation in which no word was asked for
_BAR = 30  # columns


class HitView:
    """Writes hits to `stream`, on a terminal each line set from the right."""

    def __init__(self, stream: IO[str]) -> None:
        self._page = Page(stream)

    def show(self, number: int, hit: Hit) -> None:
        """Write one hit: its article, then its quotations, or the words around each place."""
        self._heading(number, hit.article)
        places = [hit.offsets.to_repaired(span) for span in hit.spans]
        if hit.said:
            for said in hit.said:
                self._said(said, hit, places)
            if self._page.plain or not places:
                return
        shown = {(part.start, part.end) for said in hit.said for part in map(hit.offsets.to_repaired, said.parts)}
        outside = [place for place in places if not any(start <= place.start < end for start, end in shown)]
        for window in _windows(outside, len(hit.repaired)):
            self._page.line(_context(hit.repaired, window, places), 3)

    def flush(self) -> None:
        """Let the reader have what was written."""
        self._page.flush()

    def counts(self, rows: Iterable[Row], *, of: str) -> None:
        """Write counts: how many of how many, the share, and a bar."""
        listed = list(rows)
        most = max((row.found / row.all for row in listed if row.all), default=0)
        for row in listed:
            share = row.found / row.all if row.all else 0
            bar = "█" * round(_BAR * share / most) if most else ""
            numbers = persian_number(f"{row.found:,}") + " از " + persian_number(f"{row.all:,}")
            name = self._page.latin(row.of) if row.of and row.of[:1].isascii() else visible(row.of or f"؟ ({of})")
            line = Text(name, style="bold").append(f" · {numbers} · {persian_number(f'{share:.1%}')} ", "not bold")
            self._page.line(line.append(bar, "color(64)"))

    def _heading(self, number: int, article: Article) -> None:
        published = self._page.latin(article.published.isoformat()) if article.published else None
        known = [self._page.latin(visible(article.id)), visible(article.publisher or ""), published]
        self._page.line(
            Text(persian_number(f"{number}. "), style="bold").append(
                " · ".join(part for part in known if part), "not bold dim"
            )
        )
        title = article.title or article.text.strip().split("\n", 1)[0]
        self._page.line(Text(_shortened(visible(title)), style="bold"), 3)

    def _said(self, said: Said, hit: Hit, places: Sequence[Span]) -> None:
        who = Text(visible(said.speaker or "؟ (گوینده روشن نیست · speaker unknown)"), style=f"bold {_SAID}")
        who.append(f" ({visible(said.role)})" if said.role else "", "not bold")
        who.append(f" · {FORMS[said.form]}:", "not bold dim")
        self._page.line(who, 3)
        words = Text()
        for part in map(hit.offsets.to_repaired, said.parts):
            inside = [place for place in places if part.start <= place.start < part.end]
            whole = Span(part.start, min(part.end, part.start + _SHOWN))
            for window in _windows(inside, part.end, start=part.start) or [whole]:
                words.append(" " if words else "").append_text(_context(hit.repaired, window, places, part))
        self._page.line(words, 5)


def _windows(places: Sequence[Span], end: int, start: int = 0) -> list[Span]:
    """Stretches around some places, those that touch as one."""
    windows: list[Span] = []
    for place in places:
        first, last = max(start, place.start - _AROUND), min(end, place.end + _AROUND)
        if windows and first <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, last)
        elif len(windows) < _MOST:
            windows.append(Span(first, last))
    return windows


def _context(text: str, window: Span, places: Sequence[Span], whole: Span | None = None) -> Text:
    """A stretch of the text between whole words, what was found in it lit."""
    whole = whole or Span(0, len(text))
    start, end = window
    if start > whole.start and (space := text.find(" ", start, window.end)) >= 0:
        start = min(space + 1, next((place.start for place in places if window.start <= place.start), space + 1))
    if end < whole.end and (space := text.rfind(" ", start, end)) > start:
        end = max(space, max((place.end for place in places if place.end <= window.end), default=space))
    inside = [
        (Span(place.start - start, place.end - start), _FOUND)
        for place in places
        if start <= place.start < place.end <= end
    ]
    line = Text("… " if start > whole.start else "").append_text(painted(" ".join(text[start:end].split("\n")), inside))
    return line.append(" …" if end < whole.end else "")


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def lines_of(hits: Iterable[Hit]) -> Iterator[dict[str, object]]:
    """Hits as plain data, positions in the text as published."""
    for hit in hits:
        article = hit.article
        text = article.text
        yield {
            "id": article.id,
            "url": article.url,
            "publisher": article.publisher,
            "published": article.published.isoformat() if article.published else None,
            "title": article.title,
            "spans": [list(span) for span in hit.spans],
            "context": [window.of(text) for window in _windows(hit.spans, len(text))],
            "quotes": [
                {
                    "quote": said.n,
                    "speaker": said.speaker,
                    "role": said.role,
                    "form": said.form,
                    "parts": [list(part) for part in said.parts],
                    "content": " … ".join(part.of(text) for part in said.parts),
                }
                for said in hit.said
            ],
        }
