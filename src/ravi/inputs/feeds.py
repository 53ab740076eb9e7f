"""RSS and Atom files: an article an entry."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from ravi.errors import ExtraMissing
from ravi.inputs.documents import Document, Limits
from ravi.inputs.entries import document_of_entry
from ravi.record import Failure


def read_feed(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The entries of a feed: its fullest text, its title, day and address; the feed's title is the publisher."""
    try:
        import feedparser
    except ImportError:
        yield Failure(name, "decode", str(ExtraMissing("feeds", "feedparser")))
        return
    data = stream.read(limits.line + 1)
    if len(data) > limits.line:
        yield Failure(name, "decode", f"this feed is over {limits.line:,} bytes: split it")
        return
    feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        yield Failure(name, "decode", "this is no RSS or Atom feed, or one without an entry: check the file")
        return
    for number, entry in enumerate(feed.entries, 1):
        where = f"{name}:{number}"
        text = max((*(part.value for part in entry.get("content", ())), entry.get("summary", "")), key=len)
        if not text.strip():
            yield Failure(where, "decode", "the entry has a title alone: there is nothing to read")
            continue
        fields = {
            "id": entry.get("id") or entry.get("link"),
            "html": f"<article>{text}</article>",
            "title": entry.get("title"),
            "published": _day(entry),
            "publisher": feed.feed.get("title"),
            "url": entry.get("link"),
        }
        yield document_of_entry(where, fields, limits)


def _day(entry: Any) -> date | None:  # noqa: ANN401 - feedparser's own dictionary
    """The day as the feed writes it: where an hour after midnight is given in local time, not the day in London."""
    for name in ("published", "updated"):
        written, parsed = entry.get(name) or "", entry.get(f"{name}_parsed")
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            with suppress(ValueError, TypeError):
                return read(written.strip()).date()
        if parsed:
            with suppress(ValueError):
                return date(*parsed[:3])
    return None
