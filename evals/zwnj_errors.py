"""A sample of what repair leaves wrong on the test sentences: python evals/zwnj_errors.py [--each 50] [--seed 1].

One line an error: its number, treebank and damage, the words as the treebank spells them and as they came back
(half-spaces written |), and what stands around. For sorting by hand: evals/ZWNJ_ERRORS.md says how it came out.
"""

import argparse
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

from ravi.steps.repair import repair_text
from zwnj import BANKS, SHARED, scorer

DAMAGE = ("joined", "spaced")
AROUND = 24  # letters on each side


class Wrong(NamedTuple):
    """A stretch between two spaces that both texts have, spelt in two ways."""

    gold: str
    got: str
    around: str


def wrong(bank: str, kind: str) -> list[Wrong]:
    """All errors of one treebank and damage, in order. Lines whose letters do not align are left out."""
    tool = scorer()
    path = SHARED / "data" / "zwnj" / f"test-{bank}.txt"
    gold = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    got = repair_text("\n".join(tool.make(kind, line) for line in gold)).text.split("\n")
    return [one for right, back in zip(gold, got, strict=True) for one in _of_line(tool, right, back)]


def _of_line(tool: Any, right: str, back: str) -> Iterator[Wrong]:  # noqa: ANN401 - a module from outside
    letters, want = tool.letters(right)
    other, have = tool.letters(back)
    if letters != other:
        return
    spaces = [at for at in range(1, len(letters)) if want[at] == have[at] == "S"]
    edges = [0, *spaces, len(letters)]
    for start, end in pairwise(edges):
        if want[start + 1 : end] != have[start + 1 : end]:
            before, after = max(0, start - AROUND), min(len(letters), end + AROUND)
            around = _spelt(letters, want, before, start) + " ⟪…⟫" + _spelt(letters, want, end - 1, after)[1:]
            yield Wrong(_spelt(letters, want, start, end), _spelt(letters, have, start, end), around)


def _spelt(letters: str, gaps: list[str], start: int, end: int) -> str:
    shown = {"Z": "|", "S": " ", "": ""}
    return "".join((shown[gaps[at]] if at > start else "") + letters[at] for at in range(start, end))


def main() -> None:
    """Print the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=50, help="how many of each treebank and damage")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    number = 0
    for bank in BANKS:
        for kind in DAMAGE:
            found = wrong(bank, kind)
            print(f"# {bank}, {kind}: {len(found)} in all")
            for one in Random(options.seed).sample(found, min(options.each, len(found))):  # noqa: S311
                number += 1
                print(f"{number}\t{one.gold}\t{one.got}\t{one.around}")


if __name__ == "__main__":
    main()
