"""`ravi export`."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ravi.cli.asking import Narrowing, narrowing
from ravi.cli.shell import Paths, RulesOnly, articles_of, complain, counted, more_at_hand, one_line
from ravi.errors import InputError, StoreError
from ravi.record import Failure, Record

if TYPE_CHECKING:
    from ravi.store import Store
    from ravi.store.filters import Asked

_PART = ".part"


@narrowing("inside")
def export(
    paths: Paths = None,
    *,
    kind: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="ravi, csv, xlsx, parquet, webannotation, schemaorg, ninjs, tei …: see docs/export.md.",
            show_default=False,
        ),
    ],
    store: Annotated[
        str | None,
        typer.Option(metavar="FILE", envvar="RAVI_STORE", help="Of this store, in place of PATHs.", show_default=False),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where to; FOLDER/ for a format of many files.", show_default=False),
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Offsets and hashes only: no word of a text that may not be passed on.")
    ] = False,
    ids: Annotated[list[str] | None, typer.Option("--id", metavar="ID", help="This article; may be repeated.")] = None,
    about: Annotated[str, typer.Option(metavar="WORDS", help="Articles with these words; see docs/store.md.")] = "",
    narrowed: Narrowing,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Of PATHs: when published: 2016-12-18, or 1395-09-28.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Of PATHs: who published.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Of PATHs: where it was published.")] = None,
    rules_only: RulesOnly = False,
) -> None:
    """Give articles to other tools: of a store, all or those that are found; or read from files."""
    from ravi.export.formats import FORMATS, members
    from ravi.export.formats import export as export_all

    if kind in FORMATS and FORMATS[kind].binary and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"{kind} is no text: give --out FILE.{FORMATS[kind].extension}")
    asked = narrowed.asked(about) if about.strip() or narrowed else None
    if paths and store and "RAVI_STORE" not in os.environ:
        raise typer.BadParameter("give PATHs, or --store FILE, not both")
    if (paths or not store) and (asked or ids):
        raise typer.BadParameter("--id and what narrows a search go with --store FILE")
    failed = _Failed()
    records: Iterable[Record]
    with ExitStack() as stack:
        if paths or not store:
            from ravi.pipeline import Reader

            articles = articles_of(paths, published=published, publisher=publisher, url=url)
            records = failed.without(Reader(rules_only=rules_only).read_many(articles, more=more_at_hand(paths)))
        else:
            from ravi.store import open_store

            opened = stack.enter_context(open_store(store))
            records = _of_store(opened, ids, asked)
        told = _warned(counted(iter(records), files=len(paths or [])), text=not no_text)
        if out is not None and (out.endswith(os.sep) or Path(out).is_dir()):
            _write_folder(members(told, kind, text=not no_text), Path(out))
        else:
            _write(export_all(told, kind, text=not no_text), out)
    raise typer.Exit(1 if failed.number else 0)


class _Failed:
    """Takes the failures out of what was read, and counts them."""

    def __init__(self) -> None:
        self.number = 0

    def without(self, results: Iterable[Record | Failure]) -> Iterator[Record]:
        for result in results:
            if isinstance(result, Failure):
                self.number += 1
                complain(result)
            else:
                yield result


def _of_store(store: "Store", ids: list[str] | None, asked: "Asked | None") -> Iterator[Record]:
    """The records that are asked for. Raises `StoreError` at once where an id is not there."""
    for id in ids or ():
        if id not in store:
            raise StoreError(f"{store.path}: there is no article {id}: see ravi search")
    return _found(store, ids, asked)


def _found(store: "Store", ids: list[str] | None, asked: "Asked | None") -> Iterator[Record]:
    from ravi.export.narrowing import with_quotes
    from ravi.store.search import search

    if asked is not None:
        for hit in search(store, asked):
            if ids and hit.article.id not in ids:
                continue
            whole = store.record(hit.key)
            yield with_quotes(whole, [said.n for said in hit.said]) if asked.of_quotes else whole
    elif ids:
        for id in dict.fromkeys(ids):
            record = store.get(id)
            if record is not None:  # else it was removed in the meantime
                yield record
    else:
        yield from store.records()


def _warned(records: Iterable[Record], *, text: bool) -> Iterator[Record]:
    """The same records; at the end a line on stderr for those whose licence line does not let them be passed on."""
    from ravi.export.rights import licence_of

    first, number = "", 0
    for record in records:
        licence = licence_of(record)
        if text and licence and licence.forbids:
            first = first or f"{record.article.id}: «{licence.line}»"
            number += 1
        yield record
    if number:
        many = f"{number:,} articles say that they may" if number > 1 else "an article says that it may"
        sys.stderr.write(f"ravi: {many} not be passed on ({one_line(first)}): ask first, or use --no-text\n")


def _write(pieces: Iterator[bytes], out: str | None) -> None:
    """Write to a file, which is there whole or not at all, or to standard output as the pieces come."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        return
    part = Path(out + _PART)
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        part.replace(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error}): give another --out") from None
    finally:
        part.unlink(missing_ok=True)


def _write_folder(files: Iterator[tuple[str, bytes]], folder: Path) -> None:
    """Write the files of a format into a folder, which is made where there is none."""
    try:
        for name, data in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error}): give another --out") from None
