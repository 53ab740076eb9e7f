"""Score the entities: phrases on the NSURL test articles, names on the gold articles.

python evals/entities.py [--part dev|train] [--ner test|train] [--errors N] [--damage joined]

The NSURL articles are rebuilt as running text and read up to the entities; a phrase is right where its first and last
token and its kind are (GPE and LOC are one kind there). With `--damage joined` the tokens lose what stands inside them
for a half-space (a half-space or a space). `gold.*` is the share of the gold entities of that type for
which the record has one of that name, by the shared scorer's comparison.
"""

import argparse
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any

from gold import SHARED, article_of, load, load_gold
from ravi import Failure, Reader, Record
from ravi.persian.letters import ZWNJ
from ravi.pipeline import STEPS, Step
from ravi.record import Article, Draft, Name

AMOUNTS = ("DAT", "TIM", "MON", "PCT")  # as the model finds them: the record has other layers for them, or none
KINDS = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC"}
Phrase = tuple[int, int, str]
JOIN = re.compile(f"[ {ZWNJ}]")


def rebuild(sentences: list[list[list[str]]]) -> tuple[str, list[int], list[int], set[Phrase]]:
    """The text of a tagged article, where its tokens start and end, and its phrases by token."""
    text, starts, ends, phrases = "", [], [], set[Phrase]()
    for sentence in sentences:
        first = 0
        for at, (token, tag) in enumerate(sentence):
            starts.append(len(text))
            text += token
            ends.append(len(text))
            text += " " if at + 1 < len(sentence) else "\n"
            number = len(starts) - 1
            if tag.startswith("B-"):
                first = number
            following = sentence[at + 1][1] if at + 1 < len(sentence) else "O"
            if tag[2:] in (*KINDS, *AMOUNTS) and following != f"I-{tag[2:]}":
                phrases.add((first, number, tag[2:]))
    return text, starts, ends, phrases


def damaged(sentences: list[list[list[str]]], damage: str | None) -> list[list[list[str]]]:
    """The tokens, with `joined` without what stands inside them for a half-space."""
    if damage is None:
        return sentences
    return [[[JOIN.sub("", token), tag] for token, tag in sentence] for sentence in sentences]


def phrases_of(record: Record, names: Sequence[Name], starts: list[int], ends: list[int]) -> set[Phrase]:
    """The named phrases of a record by token, the longer one where two overlap; and the amounts among `names`."""
    found = sorted(
        (mention.span.start - mention.span.end, mention.span, KINDS[entity.type])
        for entity in record.entities
        if entity.type in KINDS
        for mention in entity.mentions
        if mention.kind == "name"
    )
    offsets = record.offsets
    amounts = [(0, offsets.to_original(name.span), name.kind) for name in names if name.kind in AMOUNTS]
    taken, phrases = set[int](), set[Phrase]()
    for rank, span, kind in [*found, *amounts]:
        first, last = bisect_right(starts, span.start) - 1, bisect_left(ends, span.end)
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1) if rank else ())
            phrases.add((first, last, kind))
    return phrases


def measure_phrases(part: str = "test", errors: int = 0, damage: str | None = None) -> dict[str, float]:
    """Phrase F1 by kind, and for the parts of the test apart (A, B); empty where the articles are absent."""
    path = SHARED / "data" / "ner" / f"{part}.jsonl"
    if not path.exists():
        return {}
    right, got, gold = Counter[str](), Counter[str](), Counter[str]()
    missed: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, Sequence[Name]] = {}  # as the model finds them: the record has no amounts

    def keep(draft: Draft) -> Sequence[Name]:
        return names.setdefault(draft.article.id, draft.names)

    steps = [step for step in STEPS if step.name in ("repair", "lines", "tokens", "names", "entities")]
    reader = Reader([*steps, Step("keep", needs=("article", "names"), gives=("names",), run=keep)])
    tagged = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    built = [rebuild(damaged(article["sentences"], damage)) for article in tagged]
    articles = [Article(id=one["id"], text=text) for one, (text, *_) in zip(tagged, built, strict=True)]
    for record, (text, starts, ends, wanted) in zip(reader.read_many(articles), built, strict=True):
        if isinstance(record, Failure):
            raise RuntimeError(f"{record.id}: {record.message}")
        name = record.article.id
        found = phrases_of(record, names[name], starts, ends)
        for counter, phrases in ((right, wanted & found), (got, found), (gold, wanted)):
            for _, _, kind in phrases:
                counter.update((kind, "all", name[0]))
        for sign, phrases in (("-", wanted - found), ("+", found - wanted)):
            missed.update((sign, kind, text[starts[a] : ends[b]]) for a, b, kind in phrases)
    for (sign, kind, what), count in missed.most_common(errors):
        print(f"{sign} {kind} {count:4} {what}")
    return {f"phrases.{kind}": 2 * right[kind] / max(1, got[kind] + gold[kind]) for kind in sorted(gold)}


def measure_names(part: str = "dev", errors: int = 0) -> dict[str, float]:
    """The share of gold entities that the record names, by type; empty where the gold articles are absent."""
    golds = load_gold(part)
    if not golds:
        return {}
    same_name = load(SHARED / "tools" / "score.py").same_name
    right, all_ = Counter[str](), Counter[str]()
    missed: list[str] = []
    for gold, record in zip(golds, Reader().read_many(article_of(gold) for gold in golds), strict=True):
        names: list[Any] = [] if isinstance(record, Failure) else [entity.name for entity in record.entities]
        for entity in gold["entities"]:
            found = any(same_name(name, entity) for name in names)
            all_[entity["type"]] += 1
            right[entity["type"]] += found
            if not found:
                missed.append(f"{gold['id']} {entity['type']} {entity['name']}")
    for line in missed[:errors]:
        print(line)
    return {f"gold.{kind}": right[kind] / all_[kind] for kind in sorted(all_)}


def measure() -> dict[str, float]:
    """Every measure, from 0 to 1; empty where the shared data is absent."""
    return {**measure_phrases(), **measure_names()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--ner", default="test", choices=["test", "train"])
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print N errors of each measure")
    parser.add_argument("--damage", choices=["joined"], help="lose every half-space of the NSURL articles first")
    options = parser.parse_args()
    result = {
        **measure_phrases(options.ner, options.errors, options.damage),
        **measure_names(options.part, options.errors),
    }
    if not result:
        print(f"evals/entities.py: skipped, no data at {SHARED}")
    for name, value in result.items():
        print(f"{name:14} {value:.3f}")


if __name__ == "__main__":
    main()
