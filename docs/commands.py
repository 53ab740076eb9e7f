"""Write docs/commands.md from the command line's own help: python docs/commands.py [--check]."""

import os
import subprocess
import sys
from pathlib import Path

from ravi.cli import COMMANDS
from ravi.steps.repair import RULES

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# The commands

(Written by `make docs` from the program's own help; a test compares the two.)

Input is plain text, HTML or JSON lines with `id`, `text` or `html`, and if known `title`, `published`, `publisher`,
`url`. `-` is standard input. Results go to stdout and nothing else does; an article that fails is one line on stderr,
`ravi: <id>: <step>: <what>`, and the others go on. Exit 0: all well; 1: some articles failed; 2: wrong usage.
`NO_COLOR` is honoured.
"""


REPAIR = """
It is a filter: text comes out line by line as it came in, every line end, zero and byte that is no text with it, as
UTF-8. Lines are repaired some at a time, 64 KB of them or what is there when nothing more comes for a moment, so that a
line typed into a pipe comes out at once and memory stays the same however long the text; rules that ask how a text is
typed look that far. A line of over 262,144 characters is taken in pieces. Of pages and JSON lines the text of each
article comes out. With `--edits` each edit is a line: `id` (the file, or the article of a JSON line), `line` and
`column` from 1, `start` and `end` in the whole text, `old`, `new`, `rule`.

The rules; the part before the dot names a group (`--only letters`):

| rule | what it does |
|---|---|
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for command in ((), *((command.__name__,) for command in COMMANDS)):
        shown = " ".join(("ravi", *command, "--help"))
        parts.append(f"## {' '.join(('ravi', *command))}\n```\n$ {shown}\n{_help(command)}```\n")
        if command == ("repair",):
            parts[-1] += REPAIR + "".join(
                f"| `{rule}` | {what.replace('&', '&amp;')} |\n" for rule, what in RULES.items()
            )
    return "\n".join(parts)


def _help(command: tuple[str, ...]) -> str:
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    run = [sys.executable, "-m", "ravi", *command, "--help"]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", env=environment, check=True)  # noqa: S603
    return "\n".join(line.rstrip() for line in done.stdout.strip().split("\n")).replace("python -m ravi", "ravi") + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
