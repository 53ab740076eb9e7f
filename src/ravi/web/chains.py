"""The way of the news, for its page: from those who speak over agencies to the outlets that print it."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from ravi.compare.outlets import outlet_name
from ravi.record import Record
from ravi.web.article import name_of, words_of
from ravi.web.charts import Drawn, Point, downwards, flow
from ravi.web.words import Say

_SPEAKERS = 5  # that are drawn of one article


class Link(NamedTuple):
    """One article and one of its sources: its kind and the words that name it."""

    id: str
    outlet: str
    source: str
    kind: str
    words: str


class Chain(NamedTuple):
    """The articles of a story in the order of their days, whom each names as a source, and the pictures."""

    records: tuple[Record, ...]
    links: tuple[Link, ...]
    drawn: Drawn
    narrow: Drawn


def chain_of(records: Sequence[Record], say: Say) -> Chain:
    """The chain of a story, or of one article with those whom it quotes, drawn in the direction of the page."""
    outlets = {outlet_name(record.article.publisher): _key(record) for record in records if record.article.publisher}
    links: list[Link] = []
    points: dict[str, Point] = {}
    for record in records:
        takes: dict[str, str] = {}
        for source in record.sources:
            name = name_of(record, source.who)
            if name is None or outlet_name(name) == outlet_name(record.article.publisher or ""):
                continue
            known = outlet_name(name)
            kind = "outlet" if known in outlets and source.kind != "agency" else source.kind
            words = words_of(record, source.cue) if source.cue else ""
            links.append(Link(record.article.id, record.article.publisher or "؟", name, kind, words))
            key = outlets.get(known, known)
            takes.setdefault(key, words)
            points.setdefault(key, Point(key, name, say(f"kind_{kind}"), kind, None, ()))
        if len(records) == 1:
            for name, times in _speakers(record):
                key = f"voice {name}"
                points[key] = Point(key, name, f"{say.number(times)} {say('n_quotes')}", "speaker", None, ())
                takes.setdefault(key, "")
        href = f"/articles/{quote(record.article.id, safe='/:')}"
        day = say.short(record.article.published)
        points[_key(record)] = Point(
            _key(record), record.article.publisher or "؟", day, "outlet", href, tuple(takes.items())
        )
    rtl = say.direction == "rtl"
    drawn = [draw(list(points.values()), rtl=rtl) for draw in (flow, downwards)]
    return Chain(tuple(records), tuple(links), *drawn)


def _key(record: Record) -> str:
    return f"article {record.article.id}"


def _speakers(record: Record) -> list[tuple[str, int]]:
    named = (name for quote in record.quotes if (name := name_of(record, quote.speaker)))
    return Counter(named).most_common(_SPEAKERS)
