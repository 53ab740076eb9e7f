"""Write what is known beforehand of the commonest runs between two spaces: python training/runs.py.

Writes `src/ravi/data/runs.tsv`: common runs, each with its kind (`ravi.steps.repair.runs`), so that a common word costs
one look-up even when it is seen for the first time. To be run last, whenever another table or `runs.py` has changed.
"""

import argparse
from collections import Counter
from pathlib import Path

from ravi.persian.letters import ZWNJ
from ravi.persian.words import lexicon
from ravi.steps.repair.runs import Runs, Words
from words import ROOT, TRAIN, write_table  # type: ignore[import-not-found]

SEEN = 3  # sightings of a run that is no word of the lexicon


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    folder = parser.parse_args().shared / "data" / "zwnj"
    words = Words(lexicon(), {})
    seen: Counter[str] = Counter()
    for name in TRAIN:
        text = (folder / name).read_text(encoding="utf-8")
        for spelt in (text, text.replace(ZWNJ, "")):
            seen.update(Runs(spelt, words).runs)
    common = [run for run, times in seen.most_common() if times >= SEEN]
    runs = dict.fromkeys([*common, *lexicon().words, *lexicon().forms])
    kinds: dict[int, list[str]] = {}
    for run in runs:
        if run.isprintable():
            kinds.setdefault(words[run], []).append(run)
    write_table(
        "runs",
        "Runs between two spaces by kind (see steps/repair/runs.py), a row a kind, in each the commonest first: what\n"
        "# is often looked up lies close together in memory.",
        "kind\truns",
        [f"{kind}\t{' '.join(members)}" for kind, members in kinds.items()],
    )


if __name__ == "__main__":
    main()
