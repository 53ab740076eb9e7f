"""Count what is read out of words run together, and of words cut in two: python training/spacing.py.

Writes `src/ravi/data/words_apart.tsv`: two words that stand side by side in trustworthy text and that, run together,
make no word («در» + «خصوص»); and `words_cut.tsv`: pieces of a frequent word, one of which at least is no word
(«خوا» + «هند»).
To be run after `training/words.py`, whose tables say what is a word.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ravi.persian.conjugation import verb_forms
from ravi.persian.letters import ALEF_MAKSURA, KAF, KAF_ARABIC, YEH, YEH_ARABIC, ZWNJ, fold
from ravi.persian.tables import read_table
from ravi.persian.words import lexicon
from words import DEV, MARKS, ROOT, WEIGHTS, write_table  # type: ignore[import-not-found]

MI = re.compile("^ن?می")
WORD = re.compile(rf"[\u0621-\u063f\u0641-\u064a\u066e-\u06d3{ZWNJ}]+")
PERSIAN = str.maketrans({YEH_ARABIC: YEH, ALEF_MAKSURA: YEH, KAF_ARABIC: KAF})
NAMES = ("names", "surnames", "people", "places", "organisations", "countries", "outlets")
LOOSE = frozenset("آأإؤادذرزژوةۀ")  # letters that join nothing to their left: a lost space hardly shows
SEEN = {3: 100, 4: 30, 5: 10}  # sightings side by side that are asked for, by letters in all; from six letters on, 5
SEEN_JOINED = {3: 1000, 4: 1000, 5: 100}  # the same where the first word's last letter would join; from six on, 30
NAME_PARTS = frozenset("سید محمد میر امیر ملا عبد غلام شیخ حاج شاه علی بندر پور زاده ابو".split())
WORDS = frozenset("مارا واو واز هرآینه رامیان شهرقدس تاکی دوتا دوسه زیرلب بابی رابی اوبه".split())  # words all the same
FREQUENT = 40  # sightings of a word whose pieces are put together
KNOWN = 20  # sightings of a word that «و» may stand before without having been seen there
RARE = 0.02  # half-spaces between the two, by sightings with a space, up to which a space is what belongs there
STRAY = 2  # sightings up to which a piece is no word
CLITICS = frozenset("مشتیو")  # single letters that stand by themselves, or belong to what is before them
FIRST = frozenset("در به از با بر این آن که بند هر".split())  # words too frequent before another to be a piece
ENDINGS = ("های", "هایی", "هایش", "ترین")
CUT_ENDINGS = (("ها", "ی", "ی"), ("ا", "ند", "ا"), ("ه", "ا", "ه"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    pairs = side_by_side(texts(shared))
    for second, seen in lexicon().words.items():
        if seen >= KNOWN and len(second) > 3:
            pairs["و", second] = max(pairs["و", second], 5)
    apart: dict[str, list[str]] = {}
    for (first, second), seen in pairs.items():
        if runs_together(first, second, seen):
            apart.setdefault(second, []).append(first)
    write_table(
        "words_apart",
        "A word, and words that, run together with it, make no word and stand before it (seen so also in Fars News).",
        "second\tfirsts",
        [f"{second}\t{' '.join(sorted(firsts))}" for second, firsts in sorted(apart.items())],
    )
    write_table(
        "words_cut",
        "Pieces of a frequent word, and the one of them that is no word.",
        "first\tsecond\tstray",
        ["\t".join(row) for row in sorted(cuts())],
    )


def texts(shared: Path) -> Iterator[str]:
    data = shared / "data"
    for name in WEIGHTS | DEV:
        yield from (data / "zwnj" / name).read_text(encoding="utf-8").split("\n")
    for line in (data / "articles" / "fars.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]


def side_by_side(lines: Iterator[str]) -> Counter[tuple[str, str]]:
    """How often two words stand with one space between them; of a word with half-spaces also its part that is near."""
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        text = line.translate(MARKS).translate(PERSIAN)
        last, end = "", -1
        for match in WORD.finditer(text):
            if last and end + 1 == match.start() and text[end] == " ":
                lefts = {last.replace(ZWNJ, ""), last.rpartition(ZWNJ)[2]}
                rights = {match[0].replace(ZWNJ, ""), match[0].partition(ZWNJ)[0]}
                pairs.update((left, right) for left in lefts for right in rights)
            last, end = match[0], match.end()
    return pairs


def runs_together(first: str, second: str, seen: int) -> bool:
    """Whether a lost space between two words can be told: what they make is no word in any way of writing."""
    whole = fold(first + second)
    if second in ("می", "نمی") or second.startswith("الله"):
        return False
    if len(second) < 2:
        if second != "و" or len(first) < 4 or MI.sub("", fold(first)) not in verb_forms():
            return False
    elif len(first) < 2 and first != "و":
        return False
    enough = SEEN.get(len(whole), 5) if first[-1:] in LOOSE else SEEN_JOINED.get(len(whole), 30)
    if seen < enough or first in NAME_PARTS or whole in WORDS or is_word(whole):
        return False
    if whole[0] == "ا" and is_word("آ" + whole[1:]):
        return False
    counts = lexicon()
    half = counts.halves.get(f"{fold(first)}{ZWNJ}{fold(second)}")
    found = counts.inside(whole)
    if found.cuts or max(half[0] if half else 0, parts()[whole]) > RARE * seen:
        return False
    return all(doubt.at == len(first) for doubt in found.doubts)


def is_word(whole: str) -> bool:
    return lexicon().known(whole) or whole in verb_forms() or whole in names()


@cache
def parts() -> Counter[str]:
    """How often each part of a word with half-spaces was seen."""
    counts: Counter[str] = Counter()
    for form, seen in lexicon().halves.items():
        for part in form.split(ZWNJ) if seen[0] else ():
            counts[part] += seen[0]
    return counts


@cache
def names() -> frozenset[str]:
    rows = (row for table in NAMES for row in read_table(table))
    return frozenset(word for row in rows for cell in row for word in WORD.findall(fold(cell)))


def cuts() -> Iterator[tuple[str, str, str]]:
    """Each pair of pieces of each frequent word that can be told from two words, and the piece that tells."""
    counts = lexicon()
    known = {*parts(), *counts.right, *counts.left, *verb_forms(), *names()}
    known |= {word for word, seen in counts.words.items() if seen > STRAY}
    known = {word for word in known if len(word) > 1 or word == "و"}
    frequent = {word for word, seen in counts.words.items() if seen >= FREQUENT and len(word) > 2}
    for word in frequent.union(ENDINGS):
        for at in range(1, len(word)):
            first, second = word[:at], word[at:]
            if first not in FIRST and _can_be_told(first, second, known):
                yield first, second, min((first, second), key=lambda piece: (piece in known, -len(piece)))
    yield from CUT_ENDINGS


def _can_be_told(first: str, second: str, known: set[str]) -> bool:
    if len(first) == 1:
        return len(second) > 1 and second not in known and first not in "آب"
    if len(second) == 1:
        return second != "و" and (first not in known or (first[-1] in LOOSE and second not in CLITICS))
    return first not in known or second not in known


if __name__ == "__main__":
    main()
