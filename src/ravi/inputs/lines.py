"""JSON lines: an object a line, `{"id": "1", "text": "…"}`, with `html` for `text`, and what is known about it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from ravi.errors import InputError
from ravi.inputs.documents import Document, Limits
from ravi.record import Article, Failure
from ravi.steps.decode import decode_text, parse_published

_BLOCK = 1 << 16  # bytes
_UTF8_MARK = b"\xef\xbb\xbf"
_NEEDED = 'a line is a JSON object like {"id": "1", "text": "…"}'


def read_lines(
    stream: BinaryIO, name: str, limits: Limits, first: bytes = b"", number: int = 0
) -> Iterator[Document | Failure]:
    """The lines of a stream, one at a time. `first` is a line that was read before, after `number` blank ones."""
    seen = False
    line = first or stream.readline(limits.line + 1)
    while line:
        number += 1
        where = f"{name}:{number}"
        if len(line) > limits.line and not line.endswith(b"\n"):
            while (rest := stream.readline(_BLOCK)) and not rest.endswith(b"\n"):
                pass
            seen = True
            yield Failure(
                where, "decode", f"the line is over {limits.line:,} bytes, too much for one article: split it"
            )
        elif line := line.removeprefix(_UTF8_MARK if number == 1 else b"").strip():
            seen = True
            yield Document(where, line, "line")
        line = stream.readline(limits.line + 1)
    if not seen:
        yield Failure(name, "decode", "the file is empty: there is nothing to read")


def article_of_line(line: bytes, where: str) -> Article | Failure:
    """The article of one line. `where` is its id in a message, and where the line has none of its own."""
    key = where
    try:
        entry = _parse_entry(line)
        if "id" in entry:
            key = _id_of(entry["id"])
        return _article_of(entry, key if "id" in entry else None)
    except InputError as error:
        return Failure(key, "decode", str(error))


def _parse_entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"the line is not UTF-8 at its byte {error.start:,}: JSON lines must be UTF-8") from None
    except json.JSONDecodeError as error:
        raise InputError(f"the line is no JSON at character {error.pos + 1:,} ({error.msg}): {_NEEDED}") from None
    except RecursionError:
        raise InputError(f"the line is nested too deep: {_NEEDED}") from None
    except ValueError:
        raise InputError(f"the line holds a number that is too long: {_NEEDED}") from None
    if not isinstance(entry, dict):
        raise InputError(f"the line is JSON but no object: {_NEEDED}")
    return entry


def _id_of(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError('the "id" of the line is no string: put it in quote marks, or leave it out')
    return _sound(value, "id")


def _article_of(entry: dict[str, Any], key: str | None) -> Article:
    """The article of one line; what the line says goes before what its page says."""
    kind = "text" if entry.get("text") is not None else "html"
    content = entry.get(kind)
    if content is None:
        raise InputError(f'the line has neither "text" nor "html": {_NEEDED}')
    if not isinstance(content, str):
        raise InputError(f'the "{kind}" of the line is no string: {_NEEDED}')
    title, publisher, url = (_field(entry, name) for name in ("title", "publisher", "url"))
    published = _published_of(entry)
    article = decode_text(content, kind="text" if kind == "text" else "html")
    return replace(
        article,
        id=article.id if key is None else key,
        decoded=("utf-8", "json", *article.decoded),
        published=published or article.published,
        title=title or article.title,
        publisher=publisher or article.publisher,
        url=url or article.url,
    )


def _field(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f'the "{name}" of the line is no string: put it in quote marks, or leave it out')
    return _sound(value, name)


def _published_of(entry: dict[str, Any]) -> date | None:
    value = _field(entry, "published")
    if not value:
        return None
    calendar = entry.get("calendar")
    if calendar not in (None, "jalali", "gregorian"):
        raise InputError('the "calendar" of the line is neither "jalali" nor "gregorian": correct it, or leave it out')
    return parse_published(value, jalali=None if calendar is None else calendar == "jalali")


def _sound(value: str, name: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            f'the "{name}" of the line holds half a character (a lone surrogate): write it again'
        ) from None
    return value


def is_object(start: bytes) -> bool:
    """Whether the first line of standard input is JSON lines: an object, or a broken one with a field of ours."""
    start = start.removeprefix(_UTF8_MARK).strip()
    if not start.startswith(b"{"):
        return False
    return b'"text"' in start or b'"html"' in start or _parses(start)


def _parses(start: bytes) -> bool:
    try:
        _parse_entry(start)
    except InputError:
        return False
    return True
