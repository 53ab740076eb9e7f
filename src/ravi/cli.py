"""The command `ravi`: `read`, `repair`, `doctor`, each a thin shell over one call of the library.

Results go to stdout and nothing else does. An article that fails is one line on stderr, `ravi: <id>: <step>: <what>`,
and the others go on. Exit 0: all well; 1: some articles failed; 2: wrong usage; 130: interrupted.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import TextIOWrapper
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from ravi.errors import InputError
from ravi.export import to_dict, to_json_line
from ravi.record import Article, Failure, Record
from ravi.spans import Edit

if TYPE_CHECKING:
    from ravi.inputs import Chunk

app = typer.Typer(
    help="Read Persian news and keep every statement tied to who made it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100},
)

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH|-", help="Text, HTML or JSON lines; - is standard input.", show_default=False),
]


@app.command()
def read(
    paths: Paths = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")] = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When published: 2016-12-18, or Jalali 1395-09-28.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where it was published.")] = None,
    why: Annotated[bool, typer.Option("--why", help="Say for each quote what led to its speaker.")] = False,
) -> None:
    """Read articles: who said what, on whose word, when."""
    from ravi.pipeline import Reader  # not above: --help and usage errors need no tables

    show: Callable[[Record], None]
    if json:
        show = _write_record
    else:
        from ravi.terminal import View

        show = View(sys.stdout, why=why).show
    articles = _articles(paths, published=published, publisher=publisher, url=url)
    failed = False
    for result in _counted(Reader().read_many(articles), files=len(paths or [])):
        if isinstance(result, Failure):
            failed = True
            _complain(result)
        else:
            show(result)
    raise typer.Exit(1 if failed else 0)


@app.command()
def repair(
    paths: Paths = None,
    *,
    edits: Annotated[bool, typer.Option("--edits", help="The edits as JSON lines in place of the text.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Use this rule or group alone; may be repeated.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Leave this rule or group out; may be repeated.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(metavar="STYLE", help="Spell half-spaces as perdt, seraji or news does; else as the text itself."),
    ] = None,
) -> None:
    """Repair text: letters, half-spaces, quote marks. Lines stay lines."""
    from ravi.inputs import read_chunks
    from ravi.steps.repair import RULES, repair_text
    from ravi.steps.repair.choice import choose_rules, choose_style

    try:
        rules = choose_rules(RULES, only or None, without or ())
        choose_style(style)
    except InputError as error:
        raise typer.BadParameter(str(error)) from None
    failed = False
    for chunk in read_chunks(_named(paths), stdin=sys.stdin.buffer):
        if isinstance(chunk, Failure):
            failed = True
            _complain(chunk)
            continue
        repaired = repair_text(chunk.text, only=rules, style=style)
        if edits:
            _write_edits(chunk, repaired.edits)
        else:
            sys.stdout.buffer.write(repaired.text.encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
    raise typer.Exit(1 if failed else 0)


@app.command()
def doctor() -> None:
    """Say what is installed and whether it works."""
    from ravi.doctor import check

    healthy = True
    for name, well, what in check():
        healthy &= well
        sys.stdout.write(f"{'ok ' if well else 'BAD'}  {name:<20} {what}\n")
        sys.stdout.flush()
    raise typer.Exit(0 if healthy else 1)


@app.callback(invoke_without_command=True)
def version(
    *, version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False
) -> None:
    """Read Persian news and keep every statement tied to who made it."""
    if version:
        from ravi import __version__

        sys.stdout.write(f"ravi {__version__}\n")
        raise typer.Exit


def main() -> None:
    """Run the command line and exit with its code."""
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
    sys.exit(_run())


def _run() -> int:
    try:
        code: Any = app(standalone_mode=False)
        sys.stdout.flush()
    except (
        BrokenPipeError,
        SystemExit,
    ):  # the reader of our output has gone, as `head` does (typer exits on that itself)
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except TyperException as error:
        message = error.format_message() or "no command given; try: ravi --help"
        sys.stderr.write(f"ravi: {_one_line(message)}\n")
        return 2
    return code if isinstance(code, int) else 0


def _articles(
    paths: list[str] | None,
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Iterator[Article | Failure]:
    """The articles of the command line, each as soon as it can be had."""
    from ravi.inputs import read_inputs

    named = _named(paths)
    day = _published(published)
    return read_inputs(named, stdin=sys.stdin.buffer, published=day, publisher=publisher, url=url)


def _named(paths: list[str] | None) -> list[str]:
    """What is named on the command line; standard input where nothing is, unless a person sits at it."""
    if not paths and sys.stdin.isatty():
        raise typer.BadParameter("nothing to read: give a file, or - to read from standard input")
    return paths or ["-"]


def _published(text: str | None) -> date | None:
    from ravi.inputs import parse_published

    try:
        return parse_published(text) if text is not None else None
    except InputError as error:
        raise typer.BadParameter(f"--published: {error}") from None


def _write_record(record: Record) -> None:
    sys.stdout.write(to_json_line(to_dict(record)) + "\n")
    sys.stdout.flush()


def _write_edits(chunk: "Chunk", edits: Sequence[Edit]) -> None:
    """One JSON line an edit: where it is in the text, and in which line and column of it, both from 1."""
    line, begin, seen = chunk.line, 0, 0
    for start, end, new, rule, confidence in edits:
        line += chunk.text.count("\n", seen, start)
        begin = max(begin, chunk.text.rfind("\n", seen, start) + 1)
        seen = start
        place = {"line": line, "column": start - begin + 1, "start": chunk.start + start, "end": chunk.start + end}
        done = {
            "id": chunk.id,
            **place,
            "old": chunk.text[start:end],
            "new": new,
            "rule": rule,
            "confidence": confidence,
        }
        sys.stdout.write(to_json_line(done) + "\n")


def _complain(failure: Failure) -> None:
    sys.stderr.write(f"ravi: {_one_line(failure.id)}: {failure.step}: {_one_line(failure.message)}\n")
    sys.stderr.flush()


def _one_line(message: str) -> str:
    """The message with nothing in it that breaks the line or steers a terminal."""
    return "".join(char if char.isprintable() else " " for char in " ".join(message.split()))


def _counted(results: Iterator[Record | Failure], *, files: int) -> Iterator[Record | Failure]:
    """The same results; once they take more than a second, a count of them on stderr where a person watches it."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
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


if __name__ == "__main__":
    main()
