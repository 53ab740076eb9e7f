"""Whether spelling matters in a search: python evals/search.py [--store FILE] [--queries N] [--errors N].

Over the archive of Fars, read by rules alone: 200 queries of words, phrases and beginnings that its articles have, half
of them with half-spaces; each is asked again in every spelling (half-spaces as such, left out, as spaces; Arabic
letters; digits of both other scripts; marks on letters, kashida). All must find the same articles, the same words.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from ravi import Reader
from ravi.inputs import read_documents
from ravi.persian.letters import ZWNJ
from ravi.spans import Span
from ravi.store import Store, open_store
from ravi.store.adding import add
from ravi.store.filters import Asked
from ravi.store.folding import words
from ravi.store.search import Plan, search

SHARED = Path(os.environ.get("RAVI_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")
FARS = SHARED / "data" / "articles" / "fars.jsonl"
HALF_SPACES = (ZWNJ, "", " ")
LETTERS: tuple[dict[int, int], ...] = ({}, str.maketrans("یک", "يك"), str.maketrans("یک", "ىك"))
DIGITS: tuple[dict[int, int], ...] = (
    {},
    str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
)
MARKS = ("", "\u064e", "\u0651\u0650", "\u0640")


def queries(store: Store, count: int) -> list[str]:
    """Queries of words as the articles have them, half-spaces and all."""
    chance = random.Random(3)  # noqa: S311 - the same ones each time
    texts = [
        [text[word.start : word.end] for word in words(text)] for text in (one.repaired for one in store.records())
    ]
    half_spaced = [[at for at, word in enumerate(text) if ZWNJ in word] for text in texts]
    found: list[str] = []
    while len(found) < count:
        number = chance.randrange(len(texts))
        text, places = texts[number], half_spaced[number]
        if len(text) < 6 or not places:
            continue
        at = chance.choice(places) if len(found) % 2 else chance.randrange(len(text) - 3)
        query = {
            0: text[at],
            1: text[at],
            2: f"{text[at]} {chance.choice(text)}",
            3: f"{chance.choice(text)} {text[at]}",
            4: "«" + " ".join(text[at : at + 3]) + "»",
            5: "«" + " ".join(text[at - 1 : at + 2]) + "»" if at else text[at],
            6: f"{text[at]} -«{chance.choice(text)}»",
            7: f"{text[at]}*",
        }[chance.randrange(8)]
        if len(query.strip("«»*")) > 2:
            found.append(query)
    return found


def spellings(query: str) -> Iterator[str]:
    """The query in every spelling."""
    for half_space, letters, digits, mark in product(HALF_SPACES, LETTERS, DIGITS, MARKS):
        other = query.replace(ZWNJ, half_space).translate(letters).translate(digits)
        at = next((at for at, char in enumerate(other) if char.isalpha()), None)
        yield other if at is None else other[: at + 1] + mark + other[at + 1 :]


def hits(store: Store, query: str) -> tuple[list[int], dict[str, tuple[Span, ...]]]:
    """The keys of all hits in their order, and of the first ten the places of the words."""
    first = {hit.article.id: hit.spans for hit in islice(search(store, Asked(query)), 10)}
    return list(Plan(store, Asked(query)).candidates()), first


def differing(store: Store, query: str) -> list[str]:
    """The spellings of a query that find something else."""
    expected = hits(store, query)
    return [other for other in dict.fromkeys(spellings(query)) if hits(store, other) != expected]


def main() -> int:
    """Print how many queries find the same in every spelling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store that holds the archive")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--errors", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "fars.ravi"
        if not options.store:
            with open_store(path, "write") as store:
                documents = read_documents([str(FARS)], stdin=BytesIO())
                for _ in add(store, documents, Reader(rules_only=True)):
                    pass
        with open_store(path) as store:
            asked = queries(store, options.queries)
            wrong = {query: others for query in asked if (others := differing(store, query))}
            variants = sum(len(set(spellings(query))) for query in asked)
    for query, others in list(wrong.items())[: options.errors]:
        print(f"  {json.dumps(query, ensure_ascii=False)}: {len(others)} others, as {json.dumps(others[0])}")
    print(f"{len(asked) - len(wrong)} of {len(asked)} queries find the same in each of {variants:,} spellings")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
