"""Whether search by meaning helps: python evals/meaning.py [--articles N].

Articles of Fars are asked for by their titles; what is searched is the article without the title and the first
paragraph, which says the title again. Told is how often the article itself is found first, and among the first ten: by
words (BM25 over folded words), by meaning, and by both (reciprocal rank, `ravi.store.meaning`). Needs `ravi[meaning]`.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy

from ravi.persian.letters import fold
from ravi.store import meaning
from ravi.store.folding import parts

SHARED = Path(os.environ.get("RAVI_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")
FARS = SHARED / "data" / "articles" / "fars.jsonl"
LETTERS = 700
FEW, LONG = 1.2, 0.75  # of BM25


def pairs(most: int) -> list[tuple[str, str]]:
    """Titles, and what stands below the first paragraph."""
    found = []
    for line in FARS.read_text(encoding="utf-8").splitlines():
        pieces = json.loads(line)["text"].split("\n", 2)
        if len(pieces) == 3 and pieces[2].strip():
            found.append((pieces[0], pieces[2]))
    return found[:most]


def by_words(titles: Sequence[str], bodies: Sequence[str]) -> list[list[int]]:
    """For each title the numbers of the bodies, the best first."""
    texts = [Counter(part.text for part in parts(body)) for body in bodies]
    spread = Counter(word for text in texts for word in text)
    sizes = [sum(text.values()) for text in texts]
    usual = sum(sizes) / len(sizes)
    ordered = []
    for title in titles:
        scores = [0.0] * len(texts)
        for word in {part.text for part in parts(title)}:
            rare = log(1 + (len(texts) - spread[word] + 0.5) / (spread[word] + 0.5))
            for at, text in enumerate(texts):
                if times := text[word]:
                    length = 1 - LONG + LONG * sizes[at] / usual
                    scores[at] += rare * times * (FEW + 1) / (times + FEW * length)
        ordered.append(sorted(range(len(texts)), key=lambda at: -scores[at]))
    return ordered


def by_meaning(titles: Sequence[str], bodies: Sequence[str]) -> list[list[int]]:
    """The same by the whole numbers that a store keeps."""
    encoder = meaning.encoder()
    kept = numpy.stack([meaning.whole(encoder.passage([fold(body[:LETTERS])])[0]) for body in bodies])
    asked = numpy.stack([encoder.query(fold(title)) for title in titles])
    return [list(map(int, row)) for row in numpy.argsort(-(asked @ kept.astype(numpy.float32).T), axis=1)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    found = pairs(parser.parse_args().articles)
    titles, bodies = [title for title, _ in found], [body for _, body in found]
    words, meant = by_words(titles, bodies), by_meaning(titles, bodies)
    both = [meaning.fused(one[:100], other[:100]) for one, other in zip(words, meant, strict=True)]
    for name, ranked in (("words", words), ("meaning", meant), ("both", both)):
        first = sum(row[0] == at for at, row in enumerate(ranked)) / len(found)
        ten = sum(at in row[:10] for at, row in enumerate(ranked)) / len(found)
        print(f"{name:8} first {first:.3f}  among ten {ten:.3f}")


if __name__ == "__main__":
    main()
