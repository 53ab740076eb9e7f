"""The command `ravi`: each of its commands is a thin shell over one call of the library.

Results go to stdout and nothing else does. An article that fails is one line on stderr, `ravi: <id>: <step>: <what>`,
and the others go on. Exit 0: all well; 1: some articles failed; 2: wrong usage; 130: interrupted.
"""

import contextlib
import os
import sqlite3
import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from ravi.cli import bulk, comparing, corpus, exporting, health, reading, serving
from ravi.cli.shell import one_line
from ravi.errors import RaviError

app = typer.Typer(
    help="Read Persian news and keep every statement tied to who made it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100},
)

COMMANDS = (
    reading.read,
    reading.repair,
    corpus.add,
    corpus.stale,
    corpus.remove,
    corpus.search,
    corpus.vectors,
    corpus.quotes,
    corpus.show,
    corpus.stats,
    corpus.correct,
    comparing.link,
    comparing.compare,
    comparing.story,
    comparing.people,
    exporting.export,
    serving.serve,
    serving.mcp,
    bulk.bulk,
    health.doctor,
)
for command in COMMANDS:
    app.command()(command)


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


def _close_output() -> None:
    """Write no more: what is left in the buffer would fail again when the process ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run() -> int:
    try:
        code: Any = app(standalone_mode=False)
        sys.stdout.flush()
    except (
        BrokenPipeError,
        SystemExit,
    ):  # the reader of our output has gone, as `head` does (typer exits on that itself)
        _close_output()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except TyperException as error:
        message = error.format_message() or "no command given; try: ravi --help"
        sys.stderr.write(f"ravi: {one_line(message)}\n")
        return 2
    except RaviError as error:
        sys.stderr.write(f"ravi: {one_line(str(error))}\n")
        return 2
    except sqlite3.Error as error:
        from ravi.store.files import what_to_do

        sys.stderr.write(f"ravi: {one_line(what_to_do(error))}\n")
        return 2
    except OSError as error:
        _close_output()
        what = error.strerror or type(error).__name__
        sys.stderr.write(f"ravi: {one_line(f'this cannot be written or read ({what}): make room and try again')}\n")
        return 2
    return code if isinstance(code, int) else 0
