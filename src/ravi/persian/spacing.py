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
    one that is no word is in `strays`.
    """

    apart: dict[str, int]
    cut: frozenset[tuple[str, str]]
    strays: frozenset[str]


@cache
def spacing() -> Spacing:
    """The tables that ship with Ravi, read once.

    >>> spacing().apart["درخصوص"], ("خوا", "هند") in spacing().cut
    (2, True)
    """
    apart: dict[str, int] = {}
    run_together = iter(_cells("words_apart"))
    for second, firsts in zip(run_together, run_together, strict=True):
        apart.update([(first + second, len(first)) for first in firsts.split(" ")])
    cut = _cells("words_cut")
    return Spacing(apart, frozenset(zip(cut[::3], cut[1::3], strict=True)), frozenset(cut[2::3]))


def _cells(name: str) -> list[str]:
    """The cells of a table as they stand: the hamza of «مسئول» is not folded, for the text is not."""
    text = files("ravi").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = [row for row in text.split("\n") if row and row[0] != "#"]
    return "\t".join(rows[1:]).split("\t")
