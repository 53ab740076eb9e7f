"""The input, cut into shards and these into batches, the same however many workers there are.

A shard is some hundred articles whose output is written together. Its key is the hash of all that decides what is
written: the documents with their names, the settings and the versions. Where a shard ends is decided by the articles
around, so that one article more or less changes the shard it falls into and no other. A batch is what one worker reads
at a time.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

import pyarrow as pa

from ravi.bulk.places import File, files_of
from ravi.bulk.process import to_batch
from ravi.errors import RaviError
from ravi.inputs import Document, read_documents
from ravi.inputs.documents import STDIN, Limits
from ravi.inputs.files import FORMATS, UNREADABLE, why
from ravi.inputs.pages import read_page
from ravi.record import Failure

BATCH_BYTES = 64_000
BATCH_ARTICLES = 128
SHARD_BYTES = 32_000_000
_HASH = 16  # bytes


class Found(NamedTuple):
    """A document, or why there is none, and how many bytes of the input it took, packed if they are packed."""

    document: Document | Failure
    taken: int


@dataclass(slots=True)
class Shard:
    """Documents whose output is written together, in batches."""

    key: str
    batches: list[pa.RecordBatch] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)  # bytes of the input, of each batch

    @property
    def articles(self) -> int:
        """How many documents it has."""
        return sum(batch.num_rows for batch in self.batches)


def find(paths: Sequence[str], stdin: BinaryIO) -> Iterator[Found]:
    """The documents of all that is named, in order."""
    for path in paths:
        if path == STDIN:
            for one in read_documents([STDIN], stdin=stdin):
                yield Found(one, len(one.data) if isinstance(one, Document) else 0)
            continue
        for file in files_of(path):
            if isinstance(file, Failure):
                yield Found(file, 0)
            else:
                yield from _read(file)


def size_of(paths: Sequence[str]) -> int | None:
    """The bytes of all that is named; None where that cannot be told, as of standard input."""
    if STDIN in paths:
        return None
    return sum(file.size for path in paths for file in files_of(path) if isinstance(file, File))


def cut(found: Iterable[Found], *, about: int, choices: dict[str, object]) -> Iterator[Shard]:
    """Shards of about so many articles; `choices` are the settings and versions that decide what is written.

    >>> lines = [Document(f"a:{n}", f'{{"text": "خبر {n}"}}'.encode(), "line") for n in range(100)]
    >>> [shard.articles for shard in cut([Found(line, 9) for line in lines], about=40, choices={})]
    [33, 56, 11]
    """
    base = blake2b(json.dumps(choices, sort_keys=True).encode(), digest_size=_HASH).digest()
    half = max(1, about // 2)
    shard = _Open(base)
    for one in found:
        number = shard.add(one)
        if (shard.count >= half and number % half == 0) or shard.count >= 2 * about or shard.bytes >= SHARD_BYTES:
            yield shard.closed()
            shard = _Open(base)
    if shard.count:
        yield shard.closed()


class _Open:
    """A shard that is being filled."""

    def __init__(self, base: bytes) -> None:
        self.count = self.bytes = 0
        self._hash = blake2b(base, digest_size=_HASH)
        self._shard = Shard("")
        self._documents: list[Document | Failure] = []
        self._bytes = self._taken = 0

    def add(self, one: Found) -> int:
        """Add a document; the number that its content gives it."""
        document = one.document
        size = len(document.data) if isinstance(document, Document) else 0
        if self._documents and (self._bytes + size > BATCH_BYTES or len(self._documents) >= BATCH_ARTICLES):
            self._close_batch()
        self._documents.append(document)
        self._bytes += size
        self._taken += one.taken
        self.bytes += size
        self.count += 1
        if isinstance(document, Document):
            content = blake2b(document.data, digest_size=_HASH).digest()
            around = [document.name, document.kind, str(document.published), document.publisher, document.url]
        else:
            content = bytes(_HASH)
            around = ["", document.id, document.step, document.message]
        self._hash.update(content + json.dumps(around).encode())
        return int.from_bytes(content[:8], "big")

    def closed(self) -> Shard:
        """The shard as it is."""
        self._close_batch()
        self._shard.key = self._hash.hexdigest()
        return self._shard

    def _close_batch(self) -> None:
        self._shard.batches.append(to_batch(self._documents))
        self._shard.taken.append(self._taken)
        self._documents, self._bytes, self._taken = [], 0, 0


def _read(file: File) -> Iterator[Found]:
    at = 0
    try:
        with file.opened() as (stream, raw):
            for document in FORMATS.get(file.ending, read_page)(stream, file.name, Limits()):
                now = min(max(at, raw.tell()), file.size)
                yield Found(document, now - at)
                at = now
    except RaviError as error:
        yield Found(Failure(file.name, "decode", str(error)), file.size - at)
    except UNREADABLE as error:
        yield Found(Failure(file.name, "decode", why(error)), file.size - at)


def with_defaults(found: Iterable[Found], **given: object) -> Iterator[Found]:
    """The same with `published`, `publisher` and `url` for what an article does not say itself."""
    known = {name: value for name, value in given.items() if value is not None}
    for one in found:
        document = one.document
        if known and isinstance(document, Document):
            missing = {name: value for name, value in known.items() if getattr(document, name) is None}
            one = Found(replace(document, **missing), one.taken)  # type: ignore[arg-type]
        yield one
