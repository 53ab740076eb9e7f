"""What a page says of its article: JSON-LD, else OpenGraph and other meta tags, `<time>`, the text near the title."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any, cast

from resiliparse.parse.html import HTMLTree

from ravi.errors import InputError
from ravi.steps.decode.published import find_jalali, parse_published

MAX_FIELD = 1_000  # characters of a title, a name or an address
MAX_NODES = 5_000  # of JSON-LD that are looked at

_ARTICLE = frozenset(
    {"NewsArticle", "Article", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle", "OpinionNewsArticle"}
)
_META = {  # field → the names of the meta tags that give it, best first
    "title": ("og:title", "twitter:title", "dc.title", "title"),
    "publisher": ("og:site_name", "article:publisher", "dc.publisher", "publisher", "application-name"),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "pubdate",
        "publishdate",
        "date",
    ),
    "url": ("og:url",),
}
_BROKEN = {  # the fields of JSON-LD that is no JSON
    "title": re.compile(r'"headline"\s{0,9}:\s{0,9}"([^"\n]{1,500})"'),
    "published": re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"\n]{1,60})"'),
}
_TELLING = re.compile(r"<(meta|time|link)\s([^<>]{0,5000})>", re.I)
_ATTRIBUTE = re.compile(r"([\w:.-]{1,40})\s{0,9}=\s{0,9}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_SUFFIX = re.compile(r"\s+(?:[-–—|:]|::|»)\s+[^-–—|»]{2,60}$")


@dataclass(frozen=True, slots=True)
class Facts:
    """Title, publisher, day and address of an article, the body that JSON-LD gives, and where each came from."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    body: str | None = None
    done: tuple[str, ...] = ()

    def with_(self, source: str, **found: str | date | None) -> "Facts":
        """The same with the fields that are not known yet."""
        new = {name: value for name, value in found.items() if value and getattr(self, name) is None}
        marks = tuple(f"{name}:{source}" for name in new if name != "body")
        return replace(self, **cast(dict[str, Any], new), done=self.done + marks)

    def dated(self, near: str) -> "Facts":
        """The same with the Jalali date that stands in the words near the title, if there is one."""
        return self.with_("jalali-text", published=find_jalali(near))


def find_facts(tree: HTMLTree | None, source: str, linked: Sequence[str]) -> Facts:
    """What a page says of itself: `linked` are its JSON-LD texts, `tree` is None where it was not parsed."""
    facts = Facts()
    for text in linked:
        facts = _from_linked_data(facts, text)
    head, title = _headings(tree) if tree else (None, None)
    meta: dict[str, str] = {}
    days: list[str] = []
    for tag, attributes in _tags(source):
        if tag == "meta" and (content := attributes.get("content")):
            for key in ("property", "name", "itemprop"):
                if name := attributes.get(key):
                    meta.setdefault(name.lower(), content)
        elif tag == "time" and (day := attributes.get("datetime")):
            days.append(day)
        elif tag == "link" and attributes.get("rel", "").lower() == "canonical":
            facts = replace(facts, url=_clean(attributes.get("href")) or facts.url)
    for field, names in _META.items():
        for name in names:
            value = meta.get(name)
            if field == "title" and value and head and head in value:
                value = head  # the tag adds the name of the site
            facts = facts.with_("meta", **{field: _day(value) if field == "published" else _clean(value)})
    facts = facts.with_("h1", title=head).with_("title-element", title=title)
    for day in days[:5]:
        facts = facts.with_("time-element", published=_day(day))
    return facts


def _headings(tree: HTMLTree) -> tuple[str | None, str | None]:
    """The page's one heading, and its title without the name of the site."""
    heads = tree.document.query_selector_all("h1") if tree.document else []
    title = _clean(tree.title)
    return _clean(heads[0].text) if len(heads) == 1 else None, _SUFFIX.sub("", title) if title else None


def _tags(source: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The tags that tell of the page, with their attributes.

    From the source: asking resiliparse for an attribute costs as much as the page is long.
    """
    for found in _TELLING.finditer(source):
        pairs = _ATTRIBUTE.findall(found[2])
        yield found[1].lower(), {key.lower(): value.strip("\"'") for key, value in reversed(pairs)}


def _from_linked_data(facts: Facts, text: str) -> Facts:
    try:
        top = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = {field: pattern.search(text) for field, pattern in _BROKEN.items()}
        title, published = (match[1] if match else None for match in found.values())
        return facts.with_("broken-json-ld", title=_clean(title), published=_day(published))
    for node in _nodes(top):
        kinds = node.get("@type")
        if not _ARTICLE.intersection(
            kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
        ):
            continue
        publisher = node.get("publisher")
        if isinstance(publisher, list) and publisher:
            publisher = publisher[0]
        body = node.get("articleBody")
        facts = facts.with_(
            "json-ld",
            title=_clean(node.get("headline")) or _clean(node.get("name")),
            publisher=_clean(publisher.get("name") if isinstance(publisher, dict) else publisher),
            published=_day(node.get("datePublished")) or _day(node.get("dateCreated")),
            url=_clean(node.get("url")),
            body=_valid(unescape(body)) if isinstance(body, str) else None,
        )
    return facts


def _nodes(top: object) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD in the order of the page: lists and `@graph` opened, never by recursion."""
    waiting = [top]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("mainEntity", "@graph") if key in node]


def _day(value: object) -> date | None:
    try:
        return parse_published(value) if isinstance(value, str) else None
    except InputError:
        return None


def _clean(value: object) -> str | None:
    """One line of text, or None."""
    if not isinstance(value, str):
        return None
    return _valid(" ".join(unescape(value[: 2 * MAX_FIELD]).split())[:MAX_FIELD]) or None


def _valid(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
