"""`ravi bulk`."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.exceptions import TyperException

from ravi.cli.shell import RulesOnly, cores, named, one_line, published_on
from ravi.errors import RaviError

if TYPE_CHECKING:
    from ravi.bulk import Engine, Most, Progress


def bulk(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN…", help="Files, folders, URLs (s3://…) or - for standard input.", show_default=False
        ),
    ],
    *,
    out: Annotated[str, typer.Option(metavar="DIR", help="The folder or URL that is written to.", show_default=False)],
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Processes that read; else one a core.", show_default=False),
    ] = None,
    engine: Annotated[Literal["local", "ray"], typer.Option(help="This machine's processes, or Ray's.")] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The Ray cluster; else a Ray of our own, on this machine.")
    ] = None,
    format: Annotated[
        Literal["parquet", "jsonl"], typer.Option(help="A table a layer, or the JSON records.")
    ] = "parquet",
    rules_only: RulesOnly = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When published, of articles that do not say it.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published those that do not say.")] = None,
    shard: Annotated[
        int, typer.Option(metavar="N", min=1, help="Articles written together, about: what a stop can lose.")
    ] = 1000,
    longest: Annotated[
        int, typer.Option(metavar="N", min=1, help="Characters of an article; a longer one fails.")
    ] = 200_000,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0.1, help="Processor time for an article; one that takes more fails.")
    ] = 60.0,
    most_failures: Annotated[
        str, typer.Option(metavar="N|P%", help="Stop when more fail: a number, or a share of those read.")
    ] = "10%",
    progress: Annotated[
        Literal["auto", "json", "none"], typer.Option(help="A bar where a person watches, or JSON lines, on stderr.")
    ] = "auto",
) -> None:
    """Read millions of articles into tables; go on where a run stopped."""
    try:
        from ravi.bulk import Settings, TooManyFailures, run

        settings = Settings(
            form=format,
            rules_only=rules_only,
            published=published_on(published),
            publisher=publisher,
            shard=shard,
            longest=longest,
            seconds=seconds,
        )
        most = _most(most_failures)
        paths = named(inputs)
        hired = _engine(engine, workers, address)
        elsewhere = open(os.devnull, "w") if progress == "json" else contextlib.nullcontext(sys.stderr)  # noqa: PTH123, SIM115
        with _shown(progress) as seen, elsewhere as other, contextlib.redirect_stdout(other):  # what Ray prints
            try:
                run(paths, out, settings, hired, progress=seen, most=most)
            except TooManyFailures as error:
                seen.say(str(error))
            except KeyboardInterrupt:
                seen.say("stopped: the same command goes on from here")
                raise
    except RaviError as error:
        raise TyperException(one_line(str(error))) from None
    raise typer.Exit(1 if seen.failures else 0)


def _most(text: str) -> "Most":
    from ravi.bulk import Most

    number = text.removesuffix("%")
    try:
        most = Most(share=float(number) / 100) if text != number else Most(count=int(number))
    except ValueError:
        raise typer.BadParameter("--most-failures: a number like 1000, or a share like 10%") from None
    if (most.share or most.count or 0) < 0:
        raise typer.BadParameter("--most-failures: it cannot be below 0")
    return most


def _engine(name: str, workers: int | None, address: str | None) -> "Engine":
    from ravi.bulk import Engine

    if name == "ray":
        from ravi.bulk.rays import ray_engine

        return ray_engine(workers, address)
    if address is not None:
        raise typer.BadParameter("--address is the address of a Ray cluster: add --engine ray")
    return Engine(workers or cores())


@contextlib.contextmanager
def _shown(how: str) -> Iterator["Progress"]:
    """Something that shows on stderr how far the run is, which articles failed, and what came of it."""
    from ravi.bulk.progress import BarProgress, JsonProgress, TextProgress

    if how == "json":
        yield JsonProgress(sys.stderr)
    elif how == "auto" and sys.stderr.isatty():
        with _bar() as bar:
            yield BarProgress(bar, sys.stderr)
    else:
        yield TextProgress(sys.stderr)


def _bar() -> Any:  # noqa: ANN401 - rich is imported only where there is somebody to show it to
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=24), TaskProgressColumn(), TextColumn("{task.fields[what]}", markup=False))
    return Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
