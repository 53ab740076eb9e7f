"""Web archives: the pages in a WARC file, and in the WARC files of a WACZ file."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from ravi.inputs.documents import Document, Limits
from ravi.record import Failure

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_HEADERS = 100_000  # bytes: the most that the headers of a page take
_FETCHED = ("http:", "https:", "ftp:", "file:")  # else the crawler's own: «urn:text:…», «metadata:…», «dns:…»
_PACKED = (".warc", ".warc.gz")
_CUT = "this web archive is cut off here: fetch it again"


class _Whole:
    """The bytes of a stream up to where it breaks off: what stands before is read all the same."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._at = 0
        self.broken: EOFError | zlib.error | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none where there are no more or no more can be had."""
        data = b""
        try:
            data = self._read(size)
        except (EOFError, zlib.error) as error:
            self.broken = error
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How many were read."""
        return self._at


def read_warc(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The pages of a WARC file that were fetched well (status 200), in order; their address is that of the request.

    What a crawler writes of its own beside them (texts that it took from pages, logs, robots.txt) is no page.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    pages = WarcRecordType.response, WarcRecordType.resource
    whole = _Whole(stream)
    records = ArchiveIterator(
        cast(BinaryIO, whole), record_types=WarcRecordType.any_type, parse_http=False, fsspec_args=False
    )
    try:
        for record in records:
            if not (record.headers.get("Content-Length") or "").isdecimal():  # which each record has, as the last
                yield Failure(f"{name}:{number + 1}", "decode", _CUT)
                return
            if record.record_type not in pages:
                if record.reader.consume() < record.content_length:
                    yield Failure(f"{name}:{number + 1}", "decode", _CUT)
                    return
                continue
            number += 1
            where = f"{name}:{number}"
            address = record.headers.get("WARC-Target-URI") or ""
            block = record.reader.read(limits.page + _HEADERS)
            if len(block) < min(record.content_length, limits.page + _HEADERS):
                yield Failure(where, "decode", _CUT)
                return
            if not address.startswith(_FETCHED) or urlsplit(address).path == "/robots.txt":
                continue
            record.set_bytes_content(block)
            if record.is_http:
                record.parse_http(auto_decode="all")
            kind = (record.http_content_type or record.headers.get("Content-Type") or "").lower().partition(";")[0]
            if kind not in _PAGES or (record.is_http and record.http_headers.status_code != 200):
                continue
            data = record.reader.read(limits.page + 1)
            if len(data) > limits.page:
                yield Failure(where, "decode", f"this is over {limits.page:,} bytes, too much for one article")
            elif data.strip():
                yield Document(where, data, "page", url=address)
    except (OSError, ValueError, RuntimeError) as error:
        yield Failure(name, "decode", f"this web archive is not whole ({error}): fetch it again")
        return
    if whole.broken:
        raise whole.broken
    if not number:
        yield Failure(name, "decode", "this is no web archive, or it holds no page: check the file")


def read_wacz(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The pages of a WACZ file, archive by archive."""
    try:
        with zipfile.ZipFile(stream) as packed:
            members = sorted(member for member in packed.namelist() if member.lower().endswith(_PACKED))
            for member in members:
                with packed.open(member) as inner:
                    yield from read_warc(cast(BinaryIO, inner), f"{name}/{member}", limits)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        yield Failure(name, "decode", f"this is no whole WACZ file ({error}): fetch it again")
        return
    if not members:
        yield Failure(name, "decode", "this WACZ file holds no web archive: check the file")
