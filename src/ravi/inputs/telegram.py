"""JSON files: what Telegram Desktop exports, `result.json` of one channel or of all; else one article.

An export may be larger than memory: it is read message by message.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from ravi.inputs.documents import Document, Limits
from ravi.inputs.entries import document_of_entry
from ravi.record import Failure

_BLOCK = 1 << 18  # bytes
_NEXT = re.compile(r'"(name|id|messages)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+|null|\[)')
_DAY = 10  # characters of an ISO day


def read_json(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The messages of an export that have a text, in order; of another file the one article, as a JSON line holds it.

    The channel is the publisher of a message, its id is `telegram/channel/message`.
    """
    head = stream.read(_BLOCK)
    if b'"messages"' in head:
        yield from _read_export(_Text(head, stream, limits.line), name, limits)
        return
    data = head + stream.read(max(limits.line + 1 - len(head), 0))
    if len(data) > limits.line:
        yield Failure(name, "decode", f"this is over {limits.line:,} bytes, too much for one article: split it")
    else:
        yield Document(name, data.removeprefix(codecs.BOM_UTF8), "line")


def _read_export(text: "_Text", name: str, limits: Limits) -> Iterator[Document | Failure]:
    channel: dict[str, Any] = {}
    try:
        while found := text.search(_NEXT):
            field, value = found
            if value != "[":
                channel[field] = json.loads(value)
                continue
            for message in text.items():
                yield from _document(message, channel, name, limits)
            channel = {}
    except UnicodeDecodeError as error:
        yield Failure(name, "decode", f"the file is not UTF-8 ({error.reason}): export it again")
    except (ValueError, EOFError):
        yield Failure(name, "decode", "the file is cut off or broken JSON: export it again")


def _document(message: object, channel: dict[str, Any], name: str, limits: Limits) -> Iterator[Document | Failure]:
    if not isinstance(message, dict) or message.get("type") != "message":
        return
    words = _words(message.get("text"))
    if not words.strip():
        return
    number = message.get("id")
    owner = channel.get("id") or channel.get("name") or name
    day = message.get("date")
    fields = {
        "id": f"telegram/{owner}/{number}",
        "text": words,
        "published": day[:_DAY] if isinstance(day, str) else None,
        "publisher": channel.get("name") or message.get("from"),
    }
    yield document_of_entry(f"{name}:{number}", fields, limits)


def _words(text: object) -> str:
    """The text of a message: a string, or a list of strings and of objects with one."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    parts = (part.get("text") if isinstance(part, dict) else part for part in text)
    return "".join(part for part in parts if isinstance(part, str))


class _Text:
    """A stream of JSON, of which no more is held than one item."""

    def __init__(self, head: bytes, stream: BinaryIO, limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.head = head
        self.held = ""
        self.json = json.JSONDecoder()

    def more(self) -> bool:
        block, self.head = self.head or self.stream.read(_BLOCK), b""
        self.held += self.decoder.decode(block, final=not block)
        return bool(block)

    def search(self, pattern: re.Pattern[str]) -> tuple[str, str] | None:
        """The next place of a pattern, and what is before it gone."""
        while not (found := pattern.search(self.held)) or found.end() == len(self.held):
            if not self.more():
                if found:
                    break
                return None
            if not found:
                self.held = self.held[-_BLOCK:]
        self.held = self.held[found.end() :]
        return found[1], found[2]

    def items(self) -> Iterator[object]:
        """The items of the list that has begun."""
        while True:
            self.held = self.held.lstrip(" \t\r\n,")
            if not self.held:
                if not self.more():
                    raise EOFError
                continue
            if self.held[0] == "]":
                self.held = self.held[1:]
                return
            try:
                item, end = self.json.raw_decode(self.held)
            except ValueError:
                if len(self.held) > self.limit or not self.more():
                    raise
                continue
            self.held = self.held[end:]
            yield item
