"""A page → the text of its article, and what the page says about it.

resiliparse parses and finds the main content; it keeps every half-space. Its cost grows faster than the page in three
corners (deep nesting, formatting tags never closed, thousands of attributes or options), so `_tamed` takes the sting
out of the source first, and a page that is still out of bounds gives its text by taking the tags out.
"""

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from ravi.steps.decode.metadata import Facts, find_facts

MAX_DEPTH = 500  # open tags at once; browsers stop at 512
MAX_TAG = 10_000  # characters from «<» to «>»
MAX_OPTIONS = 2_000
MIN_MAIN = 80  # characters: a main content shorter than this was not found
NEAR_TITLE = 400  # characters around the title where a date of publication stands
HEAD_LINES = 10  # lines among which the title stands
SHORT_LINE = 80  # characters: a line before the title that is longer belongs to the article

_LOOKS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I
)
_TAGS = re.compile(
    r"</?(?:p|div|a|br|span|h[1-6]|li|ul|td|tr|table|article|section|b|strong|img|meta|title)\b[^<>]{0,500}>", re.I
)
_RAW = re.compile(r"<!--|<(script|style|noscript|template|svg|math|textarea|iframe)(?=[\s/>])", re.I)
_RAW_END = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.I)
    for name in ("script", "style", "noscript", "template", "svg", "math", "textarea", "iframe")
}
_LINKED_DATA = re.compile(r"<script[^>]{0,300}application/ld\+json[^>]{0,300}>", re.I)
_DATA_URI = re.compile(r"data:[^\"'\s<>]{200,}", re.I)
_QUOTED = re.compile(r"=\s{0,9}(?:\"[^\"]*\"|'[^']*')")
_FORMATTING = re.compile(r"(</?)(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ANY_TAG = re.compile(r"<[/!?]?[a-zA-Z][^<>]*>")
_UNCOUNTED = frozenset(  # of HTML: those that hold nothing, and those that the next of their kind closes
    "area base br col embed hr img input link meta param source track wbr "
    "p li dd dt option optgroup tr td th thead tbody tfoot html head body caption colgroup".split()
)


class Page(NamedTuple):
    """What a page gave: the text, the facts, and what was done, in order."""

    text: str
    facts: Facts
    done: tuple[str, ...]


def looks_like_html(text: str) -> bool:
    """Whether a text is a page: by its first tag, or by how many tags its start holds.

    >>> looks_like_html("<!DOCTYPE html><p>سلام"), looks_like_html("۲ < ۳ و ۵ > ۴")
    (True, False)
    """
    head = text[:20_000]
    if _LOOKS.match(head):
        return True
    tags = len(_TAGS.findall(head))
    return tags >= 2 and (head.lstrip().startswith("<") or tags * 150 > len(head))


def read_page(source: str) -> Page:
    """The article of a page: its title, then a line for each paragraph.

    >>> read_page("<html><body><h1>تیتر</h1><p>متن «خبر» را می&zwnj;خوانید.</p>").text.split("\\n")[0]
    'تیتر'
    """
    linked, source = _without_raw(source)
    source = _tamed(source)
    if reason := _out_of_bounds(source):
        text = _untagged(source)
        return Page(text, find_facts(None, source, linked), (f"html:tags-removed:{reason}",))
    tree = HTMLTree.parse(source)
    facts = find_facts(tree, source, linked)
    body = _lines(extract_plain_text(tree, main_content=False, alt_texts=False, list_bullets=False))
    lines, how = _main(tree), "html:resiliparse"
    if sum(map(len, lines)) < min(MIN_MAIN, sum(map(len, body))):
        if facts.body and len(facts.body) >= MIN_MAIN:
            lines, how = _lines(facts.body), "html:json-ld-body"
        else:
            lines, how = body, "html:whole-body"
    if facts.published is None:
        facts = facts.dated(_around(facts.title, body))
    return Page("\n".join(_titled(lines, facts.title)), facts, (how, *facts.done))


def _main(tree: HTMLTree) -> list[str]:
    return _lines(
        extract_plain_text(
            tree, main_content=True, comments=False, links=False, alt_texts=False, list_bullets=False, post_meta=False
        )
    )


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.split("\n")) if line]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _titled(lines: list[str], title: str | None) -> list[str]:
    """The title first, once; the short lines before it (the day, the section, the number of the item) are left out."""
    if not title:
        return lines
    for at, line in enumerate(lines[:HEAD_LINES]):
        if _same(line, title):
            return [title, *(early for early in lines[:at] if len(early) > SHORT_LINE), *lines[at + 1 :]]
    return [title, *lines]


def _around(title: str | None, body: list[str]) -> str:
    """The words of the page near its title."""
    at = next((at for at, line in enumerate(body) if title and _same(line, title)), 0)
    before, after = "\n".join(body[max(0, at - HEAD_LINES) : at]), "\n".join(body[at + 1 : at + HEAD_LINES])
    return f"{after[:NEAR_TITLE]}\n{before[-NEAR_TITLE:]}"


def _without_raw(source: str) -> tuple[list[str], str]:
    """The page's JSON-LD texts, and the page without comments, scripts, styles, drawings and the like."""
    linked: list[str] = []
    kept: list[str] = []
    at = 0
    while found := _RAW.search(source, at):
        kept.append(source[at : found.start()])
        if found[1] is None:
            end = source.find("-->", found.end())
            at = end + 3 if end >= 0 else len(source)
            continue
        close = _RAW_END[found[1].lower()].search(source, found.end())
        if (opened := _LINKED_DATA.match(source, found.start())) and close:
            linked.append(source[opened.end() : close.start()])
        at = close.end() if close else len(source)
    kept.append(source[at:])
    return linked, "".join(kept)


def _tamed(source: str) -> str:
    source = _DATA_URI.sub("data:", source)
    source = _QUOTED.sub(lambda found: found[0].replace("<", "&lt;").replace(">", "&gt;"), source)
    return _FORMATTING.sub(r"\1span", source)


def _out_of_bounds(source: str) -> str | None:
    """Why the parser's cost would not be in step with the page's length, or None."""
    for piece in source.split(">"):
        if len(piece) > MAX_TAG and (found := _TAG.search(piece)) and len(piece) - found.start() > MAX_TAG:
            return "long-tag"
    opened: Counter[str] = Counter()
    depth = options = 0
    for close, name in _TAG.findall(source):
        name = name.lower()
        if name in _UNCOUNTED:
            options += name in ("option", "optgroup")
        elif not close:
            opened[name] += 1
            depth += 1
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            return "too-deep"
    return "options" if options > MAX_OPTIONS else None


def _untagged(source: str) -> str:
    return "\n".join(_lines(unescape(_ANY_TAG.sub("\n", source))))
