"""Count what opens and continues the names of organisations and places, and which single words name a person.

python training/entities.py ../shared organisations|places|surnames|ordinary > src/ravi/data/TABLE.tsv

Counts come from the NSURL training articles. A word or phrase is kept where most of its occurrences are of its kind.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ravi.persian.letters import ZWNJ, fold

Sentence = list[tuple[str, str]]


def read(shared: Path) -> Iterator[Sentence]:
    """The tagged sentences, one word without half-space each, words that a token holds several of parted."""
    for line in (shared / "data/ner/train.jsonl").read_text(encoding="utf-8").splitlines():
        for sentence in json.loads(line)["sentences"]:
            words: Sentence = []
            for token, tag in sentence:
                word = fold(token).replace(ZWNJ, "").replace(" ", "")
                if word:
                    words.append((word, tag))
            yield words


def organisations(sentences: list[Sentence]) -> Iterator[str]:
    """word; in per cent: how often it opens a name, is one where it opens none longer, continues one before it."""
    all_, opens, after, goes = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    alone = Counter(phrase[0] for words in sentences for phrase in spans(words, "ORG") if len(phrase) == 1)
    pairs, joined = Counter[str](), Counter[str]()
    for words in sentences:
        for at, (word, tag) in enumerate(words):
            all_[word] += 1
            opens[word] += tag == "B-ORG"
            if at and words[at - 1][1].endswith("ORG"):
                after[word] += 1
                goes[word] += tag == "I-ORG"
            if word in ("و", "،") and 0 < at < len(words) - 1 and words[at - 1][1].endswith("ORG"):
                pair = f"{words[at - 1][0]} {words[at + 1][0]}"
                pairs[pair] += 1
                joined[pair] += tag == "I-ORG"
    yield "word\topens\talone\tcontinues"
    for word in sorted(all_):
        if not word[0].isalpha():
            continue
        start = round(100 * opens[word] / all_[word]) if opens[word] >= 3 else 0
        more = round(100 * goes[word] / after[word]) if after[word] >= 3 else -1
        if start >= 25 or (more >= 0 and (more >= 50 or after[word] >= 8)):
            single = round(100 * alone[word] / max(1, all_[word] - opens[word] + alone[word]))
            yield f"{word}\t{start}\t{single if start else 0}\t{more}"
    for pair in sorted(pairs):
        if joined[pair] >= 2 and joined[pair] >= 0.7 * pairs[pair]:
            yield f"{pair}\t0\t0\t100"


def places(sentences: list[Sentence]) -> Iterator[str]:
    """Names of places of up to four words that are nearly always places."""
    named, seen, right = Counter[tuple[str, ...]](), Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for words in sentences:
        for phrase in spans(words, "LOC"):
            if len(phrase) <= 4:
                named[phrase] += 1
    for phrase, count in named.items():
        if count >= 2 and all(word.isalpha() for word in phrase):
            phrases[phrase[0]].add(phrase)
    for words in sentences:
        plain = tuple(word for word, _ in words)
        for at, word in enumerate(plain):
            for phrase in phrases.get(word, ()):
                if plain[at : at + len(phrase)] == phrase and not words[at][1].endswith("ORG"):
                    seen[phrase] += 1
                    right[phrase] += words[at][1].endswith("LOC")
    yield "name"
    for phrase in sorted(seen):
        if right[phrase] >= 0.75 * seen[phrase] and len(phrase[0]) > 1:
            yield " ".join(phrase)


def surnames(sentences: list[Sentence]) -> Iterator[str]:
    """Words that alone name a person, wherever they stand."""
    alone, plain = Counter[str](), Counter[str]()
    for words in sentences:
        plain.update(word for word, tag in words if not tag.endswith("PER"))
        alone.update(phrase[0] for phrase in spans(words, "PER") if len(phrase) == 1)
    person = Counter(word for words in sentences for word, tag in words if tag.endswith("PER"))
    outside = Counter(word for words in sentences for word, tag in words if tag == "O")
    yield "name"
    for word in sorted(alone):
        sure = person[word] >= 5 * outside[word] and person[word] >= plain[word]
        if alone[word] >= 3 and sure and word.isalpha() and len(word) > 2:
            yield word


def ordinary(sentences: list[Sentence]) -> Iterator[str]:
    """Words seen often, and hardly ever in a person's name."""
    person, all_ = Counter[str](), Counter[str]()
    for words in sentences:
        all_.update(word for word, _ in words)
        person.update(word for word, tag in words if tag.endswith("PER"))
    yield "word"
    for word in sorted(all_):
        if all_[word] >= 8 and person[word] <= 0.03 * all_[word] and word.isalpha() and len(word) > 1:
            yield word


def spans(words: Sentence, kind: str) -> Iterator[tuple[str, ...]]:
    """The phrases of one kind in a tagged sentence."""
    at = 0
    while at < len(words):
        end = at + 1
        if words[at][1] == f"B-{kind}":
            while end < len(words) and words[end][1] == f"I-{kind}":
                end += 1
            yield tuple(word for word, _ in words[at:end])
        at = end


ABOUT = {
    "organisations": "Words that open, and words that continue, the name of an organisation (shares in per cent; two"
    " words: may be joined by «و» or a comma inside it; -1: too rarely seen).",
    "places": "Names of places.",
    "surnames": "Words that alone name a person nearly wherever they stand.",
    "ordinary": "Words that are hardly ever part of a person's name.",
}
TABLES = {"organisations": organisations, "places": places, "surnames": surnames, "ordinary": ordinary}


def main() -> None:
    """Print one table."""
    shared, table = Path(sys.argv[1]), sys.argv[2]
    print(f"# {ABOUT[table]}")
    print("# source: counted by training/entities.py from NSURL-2019 task 7, training part (data/README.md); folded")
    print("# licence: counts made for Ravi, Apache-2.0")
    for line in TABLES[table](list(read(shared))):
        print(line)


if __name__ == "__main__":
    main()
