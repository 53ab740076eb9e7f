"""Count the tables of half-spaces out of text whose half-spaces can be trusted: python training/words.py.

Writes `src/ravi/data/words.tsv` (words that hold no half-space), `words_half.tsv` (what is written with a half-space,
how often so, joined, and with a space) and `words_parts.tsv` (how readily a part takes a half-space beside it).
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from ravi.persian.letters import FOLD, ZWNJ
from ravi.persian.words import HOUSES, Lexicon, Parts

ROOT = Path(__file__).resolve().parent.parent
MARKS = dict.fromkeys([*range(0x64B, 0x653), 0x654, 0x670, 0x640])
WORD = re.compile(rf"[\u0621-\u064a\u066e-\u06d3]+(?:{ZWNJ}[\u0621-\u064a\u066e-\u06d3]+)*")
TRAIN = ("train-ud.txt", "train-news.txt")
DEV = ("dev-perdt.txt", "dev-seraji.txt")  # data/README.md allows it; only once all is chosen
SERAJI = 4798  # the first lines of train-ud.txt are Seraji's, the others PerDT's
PERDT_HOUSE, SERAJI_HOUSE, NEWS_HOUSE = range(len(HOUSES))
LIKE_ONE = 0.1  # odds from which two words look enough like one that it is kept how they were written
WEIGHTS = (2, 2, 1)  # how often a line of each house counts: the treebanks were proof-read
SOURCE = """# {what}
# source: counted by training/words.py in UD Persian Seraji and PerDT and the 600K part of NSURL-2019 task 7
# licence: CC BY-SA 4.0 (the treebanks)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--without-dev", action="store_true", help="leave dev out, to choose thresholds on it")
    options = parser.parse_args()
    write(count(sentences(options.shared, TRAIN if options.without_dev else TRAIN + DEV)))


def sentences(shared: Path, names: Iterable[str] = TRAIN) -> list[tuple[str, int]]:
    """The lines of some files, folded, each with the number of its house."""
    return [
        (line.translate(MARKS).translate(FOLD), house_of(name, number))
        for name in names
        for number, line in enumerate((shared / "data" / "zwnj" / name).read_text(encoding="utf-8").split("\n"))
    ]


def house_of(name: str, number: int) -> int:
    """Whose spelling a line of a file has."""
    if "news" in name:
        return NEWS_HOUSE
    return SERAJI_HOUSE if "seraji" in name or ("ud" in name and number < SERAJI) else PERDT_HOUSE


def count(lines: Iterable[tuple[str, int]]) -> Lexicon:
    """The lexicon of some sentences, each given with its house."""
    words: Counter[str] = Counter()  # whole words, half-spaces kept
    touching: Counter[tuple[str, str]] = Counter()  # two parts with a half-space between them
    apart: Counter[tuple[str, str]] = Counter()  # two parts with one space between them
    by_house = [(Counter[str](), Counter[str](), Counter[str]()) for _ in HOUSES]  # the same three, as forms
    for text, house in lines:
        weight = WEIGHTS[house]
        half_here, joined_here, spaced_here = by_house[house]
        last, end = "", -1
        for match in WORD.finditer(text):
            words[match[0]] += weight
            parts = match[0].split(ZWNJ)
            for pair in pairwise(parts):
                touching[pair] += weight
                half_here[ZWNJ.join(pair)] += 1
            if len(parts) == 1:
                joined_here[match[0]] += 1
            if last and end + 1 == match.start() and text[end] == " ":
                apart[last, parts[0]] += weight
                spaced_here[f"{last}{ZWNJ}{parts[0]}"] += 1
            last, end = parts[-1], match.end()
    plain = {word: seen for word, seen in words.items() if ZWNJ not in word}
    half = {word: (seen, plain.get(word.replace(ZWNJ, ""), 0), 0) for word, seen in words.items() if ZWNJ in word}
    for (left, right), seen in touching.items():
        half[f"{left}{ZWNJ}{right}"] = seen, plain.get(left + right, 0), apart[left, right]
    known = set(plain) | {part for pair in touching for part in pair}
    rights, lefts = parts_of(touching, apart, plain, known)
    lexicon = Lexicon(plain, half, rights, lefts, {})
    for (left, right), seen in apart.items():  # pairs whose parts look like one word but that are two
        if seen >= 2 and (left, right) not in touching and lexicon.odds_between(left, right) >= LIKE_ONE:
            half[f"{left}{ZWNJ}{right}"] = 0, plain.get(left + right, 0), seen
    houses = {
        form: "\t".join(f"{z[form]},{j[form.replace(ZWNJ, '')]},{s[form]}" for z, j, s in by_house) for form in half
    }
    return Lexicon(plain, half, rights, lefts, houses)


def parts_of(
    touching: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]], plain: dict[str, int], known: set[str]
) -> tuple[dict[str, Parts], dict[str, Parts]]:
    """For each part, to the right and to the left of a gap: kinds of neighbours by half-space, joined, by space."""
    rights: dict[str, list[int]] = {}
    lefts: dict[str, list[int]] = {}
    for left, right in touching:
        for table, key in ((rights, right), (rights, left[-1] + "+" + right), (lefts, left)):
            table.setdefault(key, [0, 0, 0])[0] += 1
    rights = {key: row for key, row in rights.items() if row[0] >= 3}
    lefts = {key: row for key, row in lefts.items() if row[0] >= 3}
    for left, right in apart:
        for table, key in ((rights, right), (rights, left[-1] + "+" + right), (lefts, left)):
            if key in table:
                table[key][2] += 1
    for word in plain:
        for at in range(1, len(word)):
            left, right = word[:at], word[at:]
            if right in rights and left in known:
                rights[right][1] += 1
                if left[-1] + "+" + right in rights:
                    rights[left[-1] + "+" + right][1] += 1
            if left in lefts and right in known:
                lefts[left][1] += 1
    counted = ({key: (z, j, s) for key, (z, j, s) in table.items()} for table in (rights, lefts))
    return next(counted), next(counted)


def write(lexicon: Lexicon) -> None:
    """Write the three tables of a lexicon."""
    write_table(
        "words",
        "Words without a half-space.",
        "word\tcount",
        [f"{word}\t{seen}" for word, seen in sorted(lexicon.words.items(), key=lambda row: (-row[1], row[0]))],
    )
    write_table(
        "words_parts",
        "Parts of words at the right (>) and left (<) of a gap, or last letter+part: with how many different\n"
        "# neighbours they were written with a half-space, joined, and with a space.",
        "side\tpart\thalf\tjoined\tspaced",
        [
            f"{side}\t{part}\t{z}\t{j}\t{s}"
            for side, rows in ((">", lexicon.right), ("<", lexicon.left))
            for part, (z, j, s) in sorted(rows.items())
        ],
    )
    write_table(
        "words_half",
        "Words with half-spaces: how often they were written so, joined, and (where of two parts) with a space; the\n"
        "# treebanks count twice. Then the same three by house, each line once.",
        "\t".join(("word\thalf\tjoined\tspaced", *HOUSES)),
        [f"{word}\t{z}\t{j}\t{s}\t{lexicon.houses[word]}" for word, (z, j, s) in sorted(lexicon.halves.items())],
    )


def write_table(name: str, what: str, columns: str, rows: list[str]) -> None:
    path = ROOT / "src" / "ravi" / "data" / f"{name}.tsv"
    path.write_text("\n".join([SOURCE.format(what=what) + columns, *rows, ""]), encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
