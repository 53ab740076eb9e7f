"""What the commands share: articles from the command line, failures to stderr, a count where a person watches."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from select import select
from time import monotonic
from typing import Annotated, Any, TypeVar

import typer

from ravi.errors import InputError
from ravi.record import Article, Failure

T = TypeVar("T")

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH|-", help="Text, HTML or JSON lines; - is standard input.", show_default=False),
]

StorePath = Annotated[
    str, typer.Option("--store", metavar="FILE", envvar="RAVI_STORE", help="The store.", show_default=False)
]

RulesOnly = Annotated[
    bool, typer.Option("--rules-only", help="By rules and tables alone: far faster, but fewer names are found.")
]


def articles_of(
    paths: list[str] | None,
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Iterator[Article | Failure]:
    """The articles of the command line, each as soon as it can be had."""
    from ravi.inputs import read_inputs

    day = published_on(published)
    return read_inputs(named(paths), stdin=sys.stdin.buffer, published=day, publisher=publisher, url=url)


def named(paths: list[str] | None) -> list[str]:
    """What is named on the command line; standard input where nothing is, unless a person sits at it."""
    if not paths and sys.stdin.isatty():
        raise typer.BadParameter("nothing to read: give a file, or - to read from standard input")
    return paths or ["-"]


def more_at_hand(paths: list[str] | None) -> Callable[[], bool]:
    """What tells whether another article can be had at once: always, but from a pipe to which nothing was written."""
    if paths and "-" not in paths:
        return lambda: True

    def ready() -> bool:
        try:
            return bool(select([sys.stdin.buffer], [], [], 0)[0])
        except (OSError, ValueError):  # no select on this kind of input: do not wait
            return False

    return ready


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def published_on(text: str | None) -> date | None:
    """The day that `--published` names."""
    from ravi.inputs import parse_published

    try:
        return parse_published(text) if text is not None else None
    except InputError as error:
        raise typer.BadParameter(f"--published: {error}") from None


def complain(failure: Failure) -> None:
    """Name on stderr an article that failed, and why."""
    sys.stderr.write(f"ravi: {one_line(failure.id)}: {failure.step}: {one_line(failure.message)}\n")
    sys.stderr.flush()


def one_line(message: str) -> str:
    """The message with nothing in it that breaks the line or steers a terminal."""
    return "".join(char if char.isprintable() else " " for char in " ".join(message.split()))


def counted(results: Iterator[T], *, files: int, alone: bool = False) -> Iterator[T]:
    """The same results; once they take more than a second, a count of them on stderr where a person watches it.

    With `alone`, nothing else is written to the screen.
    """
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not alone):
        yield from results
        return
    start = monotonic()
    with contextlib.ExitStack() as stack:
        progress: Any = None
        for done, result in enumerate(results, 1):
            yield result
            if progress is None and monotonic() - start > 1:
                progress = stack.enter_context(_progress())
                task = progress.add_task("ravi", total=files if files > 1 else None)
            if progress is not None:
                progress.update(task, completed=done, total=max(done, files) if files > 1 else None)


def _progress() -> Any:  # noqa: ANN401 - a rich Progress, which is imported only where there is one to show
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
