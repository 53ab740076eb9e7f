"""Decode: bytes as they were found → an `Article`: its text untouched, and what is known about it.

What was done is in `Article.decoded`, in order: the encoding, wrong decodings undone, then how a page was read and
where each fact about it came from.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Literal

from ravi.errors import InputError
from ravi.persian.letters import BOM
from ravi.record import Article
from ravi.steps.decode.encodings import decode_bytes, decode_stream, fix_mojibake, has_persian
from ravi.steps.decode.html import looks_like_html, read_page
from ravi.steps.decode.published import parse_published

__all__ = ["MAX_CHARS", "decode", "decode_stream", "decode_text", "looks_like_html", "parse_published"]

Kind = Literal["text", "html"]
MAX_CHARS = 5_000_000  # of one article, tags included: a thousand times a long report
_HTML_NAMES = (".html", ".htm", ".xhtml")


def decode(data: bytes, *, name: str = "", kind: Kind | None = None) -> Article:
    """The article in some bytes: plain text or a page, in any of the encodings of Persian text.

    `name` is the name of the file, whose ending tells a page where its content does not. The id is the start of the
    SHA-256 of the bytes. Raises `InputError`, in one line, where there is no Persian text to read.

    >>> decode("وزير گفت".encode("cp1256")).decoded
    ('windows-1256',)
    """
    text, done = decode_bytes(data)
    if kind is None and name.lower().removesuffix(".gz").endswith(_HTML_NAMES):
        kind = "html"
    return _article(text, done, kind, sha256(data).hexdigest()[:16])


def decode_text(text: str, *, kind: Kind | None = "text") -> Article:
    """The article in a text that was decoded before, as a JSON line holds it. Raises `InputError`.

    >>> decode_text("<p>وزیر گفت</p>", kind="html").text
    'وزیر گفت'
    """
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"the text holds half a character (a lone surrogate) at {error.start:,}: write it again from its source"
        ) from None
    if not text.strip():
        raise InputError("the text is empty: there is nothing to read")
    if (zero := text.find("\x00")) >= 0:
        raise InputError(f"the text holds a zero character at {zero:,}: it is no text from there on")
    fixed, rule = fix_mojibake(text)
    return _article(fixed, (rule,) if rule else (), kind, sha256(raw).hexdigest()[:16])


def _article(text: str, done: tuple[str, ...], kind: Kind | None, key: str) -> Article:
    if len(text) > MAX_CHARS:
        raise InputError(f"an article of {len(text):,} characters is too long, {MAX_CHARS:,} is the most: split it")
    if text.startswith(BOM):
        text, done = text[1:], (*done, "bom")
    article = Article(key, text, decoded=done)
    if kind == "html" or (kind is None and looks_like_html(text)):
        page = read_page(text)
        facts = page.facts
        article = replace(
            article,
            text=page.text,
            title=facts.title,
            publisher=facts.publisher,
            published=facts.published,
            url=facts.url,
            decoded=(*done, *page.done),
        )
    if not has_persian(article.text):
        raise InputError("there is no Persian in this text: Ravi reads Persian; check the file and its encoding")
    return article
