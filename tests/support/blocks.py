"""The blocks of code of a documentation page, run in order in one folder, and what they print held to what they say.

A block of `console` has lines `$ command`, each with what it prints below it; `…` stands for anything. Its commands are
`ravi`, `cat` and `printf`, with `|`, `<` and `>`. A block of `python` is a doctest where it has `>>>`, else it is run.
One that
says `pip install` is left out where that is not there. Each line of a block of `sh` is run, if NOT_RUN has no reason
against it.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

from typer.testing import CliRunner

from ravi.cli import app
from ravi.errors import ExtraMissing

_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


NOT_RUN: dict[str, Callable[[], str | None]] = {
    r"^pip install ": lambda: "it needs the network",
    r"^ravi serve ": lambda: "it ends only when it is told: test_site_the_reading_room_opens_where_the_page_says",
    r"--engine ray": lambda: None if find_spec("ray") else "Ray is not installed",
    r"\bjq\b": lambda: None if which("jq") else "jq is not installed",
}
"""Why a line of a shell is not run: what it looks like, and the reason where there is one."""


class Block(NamedTuple):
    """A block of code: its language, its text, and the line of the page on which it opens."""

    language: str
    text: str
    line: int


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page that are to be run."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        if found[1] in ("console", "python", "sh"):
            yield Block(found[1], found[2], text.count("\n", 0, found.start()) + 1)


def run_page(page: Path) -> list[str]:
    """Run the blocks of a page in the folder that we are in; for each that goes wrong, what it did."""
    wrong: list[str] = []
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks_of(page):
        where = f"{page.name}:{block.line}"
        if block.language == "console":
            wrong += [f"{where}: {one}" for one in _console(block.text)]
        elif block.language == "sh":
            wrong += [f"{where}: {one}" for one in _shell(block.text)]
        elif ">>>" in block.text:
            wrong += [f"{where}: {one}" for one in _doctest(block.text, names, where)]
        else:
            try:
                exec(compile(block.text, where, "exec"), names)  # noqa: S102 - a page of our own
            except (ExtraMissing, ImportError):
                if "pip install" not in block.text:
                    raise
    return wrong


def _shell(text: str) -> Iterator[str]:
    for line in text.splitlines():
        command = line.partition("  #")[0].strip()
        if any(re.search(looks, command) and reason() for looks, reason in NOT_RUN.items()):
            continue
        words = shlex.split(command)
        if words[0] == "ravi" and not set(words) & {"|", ">", "<"}:
            run_line(command)
            continue
        folder = Path(".bin").absolute()
        folder.mkdir(exist_ok=True)
        (folder / "ravi").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ravi "$@"\n', encoding="utf-8")
        (folder / "ravi").chmod(0o755)
        path = os.pathsep.join((str(folder), os.environ.get("PATH", os.defpath)))
        done = subprocess.run(
            ["/bin/sh", "-ec", command], env={**os.environ, "PATH": path}, capture_output=True, check=False
        )
        if done.returncode:
            yield f"{command}\nends with {done.returncode}:\n{done.stderr.decode()}"


def _doctest(text: str, names: dict[str, object], where: str) -> list[str]:
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(text, names, where, where, 0)
    doctest.DocTestRunner(optionflags=_FLAGS).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    return said


def _console(text: str) -> Iterator[str]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        got = run_line(command)
        if not doctest.OutputChecker().check_output(expected.replace("…", "..."), got, _FLAGS):
            yield f"$ {command}\nsays:\n{got}\nand not:\n{expected}"


def run_line(line: str) -> str:
    """What a line of a shell prints."""
    splitter = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    splitter.whitespace_split = True
    words = list(splitter)
    given = b""
    command: list[str] = []
    into = ""
    queue = iter(words)
    for word in queue:
        if word == "|":
            given, command = _one(command, given), []
        elif word == "<":
            given = Path(next(queue)).read_bytes()
        elif word == ">":
            into = next(queue)
        else:
            command.append(word)
    out = _one(command, given)
    if into:
        Path(into).write_bytes(out)
        return ""
    return out.decode("utf-8")


def _one(command: list[str], given: bytes) -> bytes:
    name, *arguments = command
    if name == "printf":
        return arguments[0].encode().decode("unicode_escape").encode("latin-1") if arguments else b""
    if name == "cat":
        return b"".join(Path(one).read_bytes() for one in arguments)
    assert name == "ravi", f"a page may run ravi, cat and printf, not {name}"
    settings = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    done = CliRunner(env=settings).invoke(app, arguments, input=given, prog_name="ravi")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout_bytes
