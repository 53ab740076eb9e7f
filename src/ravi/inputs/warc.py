"""Web archives: the pages in a WARC file, and in the WARC files of a WACZ file."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from ravi.inputs.documents import Document, Limits
from ravi.record import Failure

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_HEADERS = 100_000  # bytes: the most that the headers of a page take
_FETCHED = ("http:", "https:", "ftp:", "file:")  # else the crawler's own: «urn:text:…», «metadata:…», «dns:…»
_PACKED = (".warc", ".warc.gz")


def read_warc(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Document | Failure]:
    """The pages of a WARC file that were fetched well (status 200), in order; their address is that of the request.

    What a crawler writes of its own beside them (texts that it took from pages, logs, robots.txt) is no page.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    seen = False
    kinds = WarcRecordType.response | WarcRecordType.resource
    records = ArchiveIterator(stream, record_types=kinds, parse_http=False, fsspec_args=False)
    try:
        for number, record in enumerate(records, 1):
            seen = True
            where = f"{name}:{number}"
            address = record.headers.get("WARC-Target-URI") or ""
            if not address.startswith(_FETCHED) or urlsplit(address).path == "/robots.txt":
                continue
            block = record.reader.read(limits.page + _HEADERS)
            if len(block) < min(record.content_length, limits.page + _HEADERS):
                yield Failure(where, "decode", "this web archive is cut off here: fetch it again")
                return
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
    if not seen:
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
