"""Fit what says that a line goes on in the next one: python training/lines.py [--look]

Writes `src/ravi/data/lines.tsv`. The lines of raw articles (`data/articles`, `data/ner`, none of gold) are known, so
they are damaged as pages and archives do it and the truth stays known: wrapped at a width, broken in a few places,
without their full stops. A logistic regression, drawn towards none (L2), over half of them by a hash of the id; the
other half is for measuring. `--look` prints how many ends of lines are joined for each damage at four thresholds, and
those that are where there is none, which mostly are what the archive itself had broken.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evals"))

import gold
import layout
from ravi.persian.letters import fold
from ravi.steps.lines import End, look

TABLE = Path(__file__).resolve().parents[1] / "src" / "ravi" / "data" / "lines.tsv"
WIDTHS = (40, 120)
SEED = 7
HEAD = """\
# How likely a line goes on in the next one: what each thing seen at its end adds to the log-odds.
# source: fitted by training/lines.py on raw articles that were wrapped and parted by it
# licence: Apache-2.0
#
# feature: what is seen (ravi.steps.lines), with its value; points: what it adds; «base» is always seen
feature\tpoints
"""
BEFORE = ".،؛:؟!)»]…,"


def spaced(tokens: Sequence[str]) -> str:
    """The text of tokens, marks set as they are written."""
    out, inside = "", False
    for one in filter(None, map(str.strip, tokens)):
        if one in BEFORE:
            out = f"{out.rstrip(' ')}{one} "
        elif one in "«([":
            out += one
        elif one in '"“”':
            out, inside = (f'{out.rstrip(" ")}" ' if inside else f'{out}"'), not inside
        else:
            out += f"{one} "
    return out.strip()


def texts() -> Iterator[tuple[str, str]]:
    """The raw articles that are not in gold, by id."""
    taken = {path.stem for path in (gold.SHARED / "gold").glob("*/*.json")}
    for line in (gold.SHARED / "data" / "articles" / "fars.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if article["id"] not in taken:
            yield article["id"], article["text"]
    for line in (gold.SHARED / "data" / "ner" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        name = article["id"].rpartition("/")[2].removesuffix(".txt")
        if not any(name in one for one in taken):
            yield article["id"], "\n".join(spaced([token for token, _ in one]) for one in article["sentences"])


def is_learnt_from(name: str) -> bool:
    """Whether an article is of the half that is learnt from."""
    return zlib.crc32(name.encode()) % 2 == 0


def damaged(name: str, text: str) -> Iterator[tuple[str, str, set[int]]]:
    """An article as it is and with damage: the kind, the text, and the ends of lines that are none."""
    chance = Random(f"{SEED}{name}")  # noqa: S311
    yield "as it is", text, set()
    made = layout.wrapped_at(text, chance.randint(*WIDTHS))
    if chance.random() < 1 / 3:
        made = layout.unstopped(made)
    yield "wrapped", made, _changed(text, made)
    spaces = [at for at, char in enumerate(text) if char == " " and text[at - 1] not in ".؟!:"]
    few = {at for at in spaces if chance.random() < 1 / 60}
    yield "broken", "".join("\n" if at in few else char for at, char in enumerate(text)), few
    yield "unstopped", layout.unstopped(text), set()


def _changed(text: str, made: str) -> set[int]:
    return {at for at, (one, other) in enumerate(zip(text, made, strict=True)) if one == " " and other == "\n"}


def samples(*, learnt: bool) -> Iterator[tuple[str, str, End, bool]]:
    """Each end of a line: the kind of damage, the text, the end, whether the line goes on."""
    for name, text in texts():
        if is_learnt_from(name) == learnt:
            for kind, made, ends in damaged(name, text):
                for end in look(fold(made)):
                    yield kind, made, end, end.at in ends


def fit(rows: Sequence[tuple[list[str], bool]], drawn: float = 3.0) -> dict[str, float]:
    """Points by Newton's method; `drawn` is how strongly they are drawn towards none."""
    names = sorted({feature for features, _ in rows for feature in features})
    place = {name: at for at, name in enumerate(names)}
    known = np.zeros((len(rows), len(names)), np.float32)
    for row, (features, _) in enumerate(rows):
        known[row, [place[one] for one in features]] = 1
    right = np.array([one for _, one in rows], np.float32)
    pull = np.full(len(names), drawn, np.float32)
    points = np.zeros(len(names), np.float32)
    for _ in range(12):
        sure = 1 / (1 + np.exp(-known @ points))
        slope = known.T @ (sure - right) + pull * points
        points -= np.linalg.solve((known * (sure * (1 - sure))[:, None]).T @ known + np.diag(pull), slope)
    return {name: round(float(points[at]), 2) for name, at in place.items()}


def main() -> None:
    """Fit, and write the table, or say what the half that was not learnt from shows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look", action="store_true", help="write nothing; for each damage what is joined right")
    options = parser.parse_args()
    points = fit([(end.seen, right) for *_, end, right in samples(learnt=True)])
    if not options.look:
        rows = (f"{name}\t{value:+.2f}\n" for name, value in points.items() if abs(value) >= 0.05)
        TABLE.write_text(HEAD + "".join(rows), encoding="utf-8")
    tally: dict[str, list[int]] = {}
    for kind, text, (at, seen, asked), right in samples(learnt=False):
        odds = sum(points.get(one, 0.0) for one in seen) - asked
        cells = tally.setdefault(kind, [0] * 10)
        cells[5 * right] += 1
        for level in range(4):
            cells[5 * right + 1 + level] += odds > level
        if options.look and odds > 0 and kind == "as it is":
            print(round(odds, 1), repr(text[max(0, at - 70) : at]), "|", repr(text[at + 1 : at + 50]))
    for kind, cells in tally.items():
        print(f"{kind:10} right ends {cells[0]}, joined {cells[1:5]}; broken ones {cells[5]}, joined {cells[6:]}")


if __name__ == "__main__":
    main()
