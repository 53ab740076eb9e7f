"""Count the words of persons' names: python training/names.py ../shared > src/ravi/data/names.tsv.

A word is kept where most of its occurrences in the NSURL training articles stand inside a person's name. `given` words
open names, `family` words do not.
"""

import json
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

from ravi.persian.letters import ZWNJ, fold


def main() -> None:
    """Print the table."""
    first, inner, other = Counter[str](), Counter[str](), Counter[str]()
    for line in (Path(sys.argv[1]) / "data/ner/train.jsonl").read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        for token, tag in chain.from_iterable(json.loads(line)["sentences"]):
            word = fold(token).replace(ZWNJ, "").replace(" ", "")
            (first if tag == "B-PER" else inner if tag == "I-PER" else other)[word] += 1
    print("# Words of persons' names, folded and without half-spaces, with the place where they stand in a name.")
    print("# source: counted by training/names.py from NSURL-2019 task 7, training part (data/README.md)")
    print("# licence: counts made for Ravi, Apache-2.0")
    print("word\tplace")
    for word in sorted(first.keys() | inner.keys()):
        named = first[word] + inner[word]
        if named >= 3 and named >= 2 * other[word] and word.isalpha() and len(word) > 2:
            print(f"{word}\t{'given' if first[word] >= inner[word] else 'family'}")


if __name__ == "__main__":
    main()
