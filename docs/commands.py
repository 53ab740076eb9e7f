"""Write docs/commands.md from the command line's own help: python docs/commands.py [--check]."""

import os
import subprocess
import sys
from pathlib import Path

from ravi.cli import COMMANDS

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# The commands

(Written by `make docs` from the program's own help; a test compares the two.)

Input is plain text, HTML or JSON lines with `id`, `text` or `html`, and if known `title`, `published`, `publisher`,
`url`. `-` is standard input. Results go to stdout and nothing else does; an article that fails is one line on stderr,
`ravi: <id>: <step>: <what>`, and the others go on. Exit 0: all well; 1: some articles failed; 2: wrong usage.
`NO_COLOR` is honoured.
"""


REPAIR = """
What each rule does, the styles, the edits and the way back: [repair.md](repair.md).
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for command in ((), *((command.__name__,) for command in COMMANDS)):
        shown = " ".join(("ravi", *command, "--help"))
        parts.append(f"## {' '.join(('ravi', *command))}\n```\n$ {shown}\n{_help(command)}```\n")
        if command == ("repair",):
            parts[-1] += REPAIR
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
