"""Measure what confidence is worth: of the annotations given with .9, are nine in ten right?

python evals/confidence.py [--part dev|train] [--only TEXT] [--damage joined] [--rules-only] [--json]

A quote is right as in `quotes.attributed` of the shared scorer (extent and speaker), a date where its value is, an
event where its trigger and type are, a source where it is one of the article's, a mark where its extent and kind are.
`brier` is the mean square of confidence less 1 or 0, `ece` the expected calibration error over ten bins of equal width.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gold import SHARED, article_of, load, load_gold
from ravi import Failure, Reader
from ravi.export import to_dict

BINS = 10
THRESHOLDS = (0.5, 0.7, 0.9)
EXTENT, LOOSE, TOUCH = 0.8, 0.5, 0.01  # Jaccard over words, as in the shared scorer
Json = dict[str, Any]


class Judged(NamedTuple):
    """The confidence of one annotation, and whether it is right."""

    confidence: float
    right: bool


def judge(gold: Json, record: Json) -> dict[str, list[bool]]:
    """For each layer of a record which of its annotations are right; a layer without answers in the article stays out.

    Only dev has events. Without a date of publication, dates have no answers that could be told apart from gaps.
    """
    scorer = load(SHARED / "tools" / "score.py")
    words = scorer.words(gold["text"])
    known = {entity["id"]: entity for entity in gold["entities"]}

    def named(at: int | None) -> str | None:
        return record["entities"][at]["name"] if at is not None else None

    def extents(spans: Iterable[Any]) -> list[frozenset[int]]:
        return [scorer.inside(words, [span]) for span in spans]

    def pairs(mine: Sequence[Any], theirs: Sequence[Any], least: float) -> dict[int, int]:
        found: dict[int, int] = scorer.match(theirs, mine, scorer.jaccard, least)
        return {given: wanted for wanted, given in found.items()}

    def spoken(quote: Json, wanted: Json) -> bool:
        name = named((quote["speaker"] or {}).get("entity"))
        return bool(scorer.same_name(name, known[wanted["speaker_id"]]) if wanted["speaker_id"] else not name)

    def layer(name: str, wanted: Sequence[Json], span: str, least: float, same: Any) -> list[bool]:  # noqa: ANN401
        given = record[name]
        found = pairs(extents([one["start"], one["end"]] for one in given), extents(w[span] for w in wanted), least)
        return [at in found and bool(same(one, wanted[found[at]])) for at, one in enumerate(given)]

    wanted = gold["quotes"]
    parts = [scorer.inside(words, [part for part in (one["content"], one["content2"]) if part]) for one in wanted]
    found = pairs([scorer.inside(words, one["parts"]) for one in record["quotes"]], parts, EXTENT)
    sources = [known[one["id"]] for one in gold["sources"]]
    judged = {
        "quotes": [at in found and spoken(one, wanted[found[at]]) for at, one in enumerate(record["quotes"])],
        "marks": layer("marks", gold["marks"], "span", LOOSE, lambda one, mark: one["kind"] == mark["kind"]),
        "sources": [any(scorer.same_name(named(one["entity"]), each) for each in sources) for one in record["sources"]],
    }
    if gold["published"]:
        same_value = lambda one, date: scorer.interval(one["value"]) == scorer.interval(date["value"])  # noqa: E731
        judged["dates"] = layer("dates", gold["dates"], "span", LOOSE, same_value)
    if gold["events"]:
        types = lambda one, event: one["type"] == event["type"]  # noqa: E731
        judged["events"] = layer("events", gold["events"], "trigger", TOUCH, types)
    return judged


def read(
    part: str = "dev", *, only: str = "", damage: str | None = None, rules_only: bool = False
) -> dict[str, list[Judged]]:
    """Every annotation of the gold articles of one part whose id holds `only`, by layer; empty without shared data."""
    golds = load_gold(part, only=only, damage=damage)
    judged: dict[str, list[Judged]] = {}
    records = Reader(rules_only=rules_only).read_many(article_of(gold) for gold in golds)
    for gold, record in zip(golds, records, strict=True):
        if isinstance(record, Failure):
            continue
        data = to_dict(record)
        for layer, rights in judge(gold, data).items():
            rows = zip(data[layer], rights, strict=True)
            judged.setdefault(layer, []).extend(Judged(one["confidence"], right) for one, right in rows)
    return judged


def brier(judged: Sequence[Judged]) -> float:
    """The mean square of what confidence was wrong by: 0 is best."""
    return sum((one.confidence - one.right) ** 2 for one in judged) / len(judged)


def bins(judged: Sequence[Judged], count: int = BINS) -> list[tuple[float, float, int]]:
    """Of each bin of equal width that is not empty: mean confidence, share that is right, how many."""
    filled: dict[int, list[Judged]] = {}
    for one in judged:
        filled.setdefault(min(count - 1, int(one.confidence * count)), []).append(one)
    return [
        (sum(one.confidence for one in each) / len(each), sum(one.right for one in each) / len(each), len(each))
        for _, each in sorted(filled.items())
    ]


def calibration_error(judged: Sequence[Judged]) -> float:
    """The expected calibration error: how far confidence and share lie apart, bins weighed by their size."""
    return sum(abs(sure - share) * size for sure, share, size in bins(judged)) / len(judged)


def kept(judged: Sequence[Judged], least: float) -> tuple[float, float, int]:
    """Those given with at least so much confidence: the share that is right, the share of all right ones, how many."""
    above = [one for one in judged if one.confidence >= least]
    right, all_ = sum(one.right for one in above), sum(one.right for one in judged)
    return right / max(1, len(above)), right / max(1, all_), len(above)


def measure(part: str = "dev") -> dict[str, float]:
    """One less what is measured, so that more is better: quotes and dates."""
    judged = read(part)
    return {
        f"{layer}.{name}": 1 - worth(judged[layer])
        for layer in ("quotes", "dates")
        if judged.get(layer)
        for name, worth in (("calibrated", calibration_error), ("brier", brier))
    }


def main() -> None:
    """Print the figures of every layer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--only", default="", metavar="TEXT", help="articles whose id holds TEXT")
    parser.add_argument("--damage", choices=["joined"])
    parser.add_argument("--rules-only", action="store_true")
    parser.add_argument(
        "--json", action="store_true", help="print every annotation's confidence and whether it is right"
    )
    options = parser.parse_args()
    judged = read(options.part, only=options.only, damage=options.damage, rules_only=options.rules_only)
    if options.json:
        print(json.dumps(judged))
        return
    for layer, each in judged.items():
        share = sum(one.right for one in each) / len(each)
        print(
            f"{layer:8} {len(each):4} given, {share:.3f} right   brier {brier(each):.4f} (one number for all:"
            f" {share * (1 - share):.4f})   ece {calibration_error(each):.3f}"
        )
        for least in THRESHOLDS:
            precision, recall, size = kept(each, least)
            print(f"   at {least:.1f}  {size:4} kept, {precision:.3f} right, {recall:.3f} of the right ones")
    for sure, right, size in bins(judged.get("quotes", [])):
        print(f"quotes given with {sure:.2f}: {right:.2f} right of {size}")


if __name__ == "__main__":
    main()
