"""Words run together («درخصوص», «وگفت») and words cut in two («خوا هند»), each as tables name them.

Both tables were counted by training/spacing.py: what stands in them run together or cut is no word in any spelling, so
that the letters alone tell where the space belongs. Words hold no half-space here; a half-space ends one.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Spacing(NamedTuple):
    """Where a space was lost, or put by mistake.

    `apart` gives for two words run together how many letters the first has. `cut` holds pairs of pieces; of each the
    one that is no word is in `firsts` or in `seconds`.
    """

    apart: dict[str, int]
    cut: frozenset[tuple[str, str]]
    firsts: frozenset[str]
    seconds: frozenset[str]


@cache
def spacing() -> Spacing:
    """The tables that ship with Ravi, read once.

    >>> spacing().apart["درخصوص"], ("خوا", "هند") in spacing().cut
    (2, True)
    """
    cut = [(first, second, stray == first) for first, second, stray in _rows("words_cut")]
    return Spacing(
        {f"{first}{second}": len(first) for second, firsts in _rows("words_apart") for first in firsts.split(" ")},
        frozenset((first, second) for first, second, _ in cut),
        frozenset(first for first, _, is_first in cut if is_first),
        frozenset(second for _, second, is_first in cut if not is_first),
    )


def _rows(name: str) -> list[list[str]]:
    """The rows of a table as they stand: the hamza of «مسئول» is not folded, for the text is not."""
    text = files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and line[0] != "#"]
    return rows[1:]
