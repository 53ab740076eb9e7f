"""Learn to tell «گوش|های» from «گوشه|ای» where both are written «گوشهای»: python training/readings.py.

Writes `src/ravi/data/readings.tsv`: words of two readings, and how much each word beside them speaks for «ه» + «ای»
(a logistic regression over the words before and after, by AdaGrad; the word itself only through its counts).
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import exp, log, sqrt
from pathlib import Path

from ravi.persian.letters import ZWNJ, fold
from ravi.persian.readings import TOKEN, facts_of
from ravi.persian.words import lexicon
from words import MARKS, ROOT, WEIGHTS, write_table  # type: ignore[import-not-found]

LOOSE = frozenset("آادذرزژو")
SEEN = 5  # sightings of a fact that are asked for
LEAST = 0.15  # weights that are kept
PASSES, RATE, SHRINK = 6, 0.15, 1e-3
SHARE, MOST = 0.5, 2.0  # of a word's own counts: how much they say, and at most
STEMS = """
گوش حرف دست نام خان ریش چشم برگ نقش شاخ تخت لب قطع ضرب تیغ زبان پوست کرد برد در مرد بند دور رود مهر ماد کار منطق
شیر پر سر بست پل رشت هست مغز جوش ترک سوخت زخم دکان دیوار بازار آستان کران آوار پیمان پشت سایت خاک"""

Case = tuple[bool, str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    seen = list(cases(texts(shared, list(WEIGHTS))))
    held = list(cases(texts(shared, ["dev-perdt.txt", "dev-seraji.txt"], fars=False)))
    weights = learn(seen)
    right = sum((sum(weights.get(fact, 0.0) for fact in facts) > 0) == is_heh for is_heh, _, facts in held)
    print(f"{len(seen)} to learn from; right on dev without the word itself: {right / len(held):.3f} of {len(held)}")
    rows = [(f"={stem}های", weight) for stem, weight in stems(seen).items()]
    rows += [(fact, weight) for fact, weight in weights.items() if abs(weight) >= LEAST or not fact]
    write_table(
        "readings",
        "Words of two readings (=), and how much a word beside them speaks for «ه» + «ای» and against «های».",
        "fact\tweight",
        [f"{fact}\t{weight:.2f}" for fact, weight in sorted(rows)],
    )


def texts(shared: Path, names: list[str], *, fars: bool = True) -> Iterator[str]:
    data = shared / "data"
    for name in names:
        yield from (data / "zwnj" / name).read_text(encoding="utf-8").split("\n")
    if fars:
        for line in (data / "articles" / "fars.jsonl").read_text(encoding="utf-8").splitlines():
            yield from json.loads(line)["text"].split("\n")


def cases(lines: Iterator[str]) -> Iterator[Case]:
    """Each word that ends in «ه» + «ای», or in «های»: which it is, its stem, and what stands beside it."""
    for line in lines:
        words = TOKEN.findall(fold(line.translate(MARKS)))
        plain = [word.replace(ZWNJ, "") for word in words]
        for at, word in enumerate(words):
            stem, joined = plain[at][:-3], plain[at]
            if word.endswith(f"ه{ZWNJ}ای"):
                yield True, stem, facts_of(joined, plain[max(at - 2, 0) : at], plain[at + 1 : at + 3])
            elif word.endswith(f"{ZWNJ}های") or (word.endswith("های") and stem[-1:] in LOOSE and ZWNJ not in word):
                yield False, stem, facts_of(joined, plain[max(at - 2, 0) : at], plain[at + 1 : at + 3])


def learn(seen: list[Case]) -> dict[str, float]:
    """The weight of each fact; of the empty one, the weight of no fact at all."""
    counts = Counter(fact for _, _, facts in seen for fact in facts)
    rows = [(is_heh, ["", *(fact for fact in facts if counts[fact] >= SEEN)]) for is_heh, _, facts in seen]
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-3)
    chance = random.Random(0)  # noqa: S311
    for _ in range(PASSES):
        chance.shuffle(rows)
        for is_heh, facts in rows:
            odds = sum(weights[fact] for fact in facts)
            error = 1 / (1 + exp(-max(-30.0, min(30.0, odds)))) - is_heh
            for fact in facts:
                slope = error + SHRINK * weights[fact]
                squares[fact] += slope * slope
                weights[fact] -= RATE * slope / sqrt(squares[fact])
    return dict(weights)


def stems(seen: list[Case]) -> dict[str, float]:
    """Stems of both readings, with what their counts say for «ه» + «ای»."""
    heh = Counter(stem for is_heh, stem, _ in seen if is_heh)
    plural = Counter(stem for is_heh, stem, _ in seen if not is_heh)
    both = {stem for stem in heh.keys() & plural.keys() if stem in lexicon().words and len(stem) > 1}
    odds = {stem: SHARE * log((heh[stem] + 0.5) / (plural[stem] + 0.5)) for stem in both.union(STEMS.split())}
    return {stem: max(-MOST, min(MOST, one)) for stem, one in odds.items()}


if __name__ == "__main__":
    main()
