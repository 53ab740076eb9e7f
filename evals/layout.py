"""Damage to the lines of an article, as pages and archives do it: wrapped, parted, run together, without full stops.

Each kind takes the text of an article and gives it back with as many characters, so that spans stay where they are.
"""

import re
from collections.abc import Callable
from random import Random

SEED = 1
_WIDTHS = (60, 100)  # characters of a wrapped line: between these, one width an article
_HEADING = re.compile(r"(?<![.؟!؛:،/»\"\n])\n+(?=\S)")  # the end of a line without a stop
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.؟!]) (?=\S)")
_STOP = re.compile(r"\.(?=[ \t]*(?:\n|\Z))")


def wrapped(text: str) -> str:
    """Every line broken at a space before a fixed width, as mail and old pages do."""
    return wrapped_at(text, Random(f"{SEED}{text[:40]}").randint(*_WIDTHS))  # noqa: S311


def wrapped_at(text: str, width: int) -> str:
    """Every line broken at a space before a width."""
    return "\n".join(_wrap(line, width) for line in text.split("\n"))


def _wrap(line: str, width: int) -> str:
    out, start = list(line), 0
    while len(line) - start > width:
        at = line.rfind(" ", start + 1, start + width + 1)
        if at < 0:
            break
        out[at], start = "\n", at + 1
    return "".join(out)


def parted(text: str) -> str:
    """Each sentence on a line of its own, as corpora do."""
    return _SENTENCE.sub("\n", text)


def run_together(text: str) -> str:
    """A heading without a full stop run into its paragraph, as extraction from pages does."""
    return _HEADING.sub(lambda match: " " * len(match[0]), text)


def unstopped(text: str) -> str:
    """The full stop at each line's end lost."""
    return _STOP.sub(" ", text)


LAYOUTS: dict[str, Callable[[str], str]] = {
    "wrapped": wrapped,
    "parted": parted,
    "run together": run_together,
    "unstopped": unstopped,
}
