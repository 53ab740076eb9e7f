"""Fit the table of measured certainty: python training/confidence.py [--look]

Writes `src/ravi/data/confidence.tsv`. Quotes, entities and dates: a logistic regression over features that the steps
know at no cost, drawn towards none (L2). The other layers: the share that is right for each rule, drawn towards that of
the rule that it refines, and this towards that of its layer.

Quotes, dates, marks and sources are learnt from `gold/train`; events from `gold/dev`, as no other part has them; the
entities of the names' step from the NSURL articles that the model never saw, those that only a whole article gives
(speakers, groups, joined ones) from `gold/train`. `--look` writes nothing and prints what cross-validation by article
says: no article is weighed by what was learnt from it.
"""

import argparse
import json
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "encoder"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evals"))

import corpus

import confidence as evals
import entities as phrases
import gold
from ravi import Reader, Record
from ravi.certainty import BASE, Points, certainty
from ravi.export import to_dict
from ravi.pipeline import STEPS, Step
from ravi.record import Article, Draft, Name
from ravi.steps.confidence import Names, View, date_features, entity_features, quote_features, rule_features

TABLE = Path(__file__).resolve().parents[1] / "src" / "ravi" / "data" / "confidence.tsv"
PRIOR = 10.0  # annotations that the rule above counts for
FOLDS = 10
HEAD = """\
# How sure Ravi may be of an annotation: what each thing known of it adds to the log-odds that it is right.
# source: fitted by training/confidence.py on articles annotated by hand; docs/confidence.md says how well it holds
# licence: Apache-2.0
#
# value: of the feature; one without a row counts as the one that it refines («a.b» for «a.b.c»), else as nothing
# points: the sum of all, put through the logistic function, is the confidence
# seen, right: in how many annotations it was learnt from, and how many of them were right
layer\tfeature\tvalue\tpoints\tseen\tright
"""


class Sample(NamedTuple):
    """One annotation: the article that it is of, what is known of it, whether it is right."""

    article: str
    features: dict[str, str]
    right: bool


Fit = Callable[[Sequence[Sample]], Points]


def spied(steps: Iterable[Step], *, rules_only: bool) -> tuple[Reader, list[Draft]]:
    """A reader by these steps, and where it leaves its drafts."""
    drafts: list[Draft] = []

    def keep(draft: Draft) -> tuple[Name, ...]:
        drafts.append(draft)
        return draft.names

    return Reader([*steps, Step("keep", needs=("names",), gives=("names",), run=keep)], rules_only=rules_only), drafts


def gold_samples(part: str) -> dict[str, list[Sample]]:
    """The annotations of every layer in one part of the gold articles."""
    reader, drafts = spied((step for step in STEPS if step.name != "confidence"), rules_only=False)
    samples: dict[str, list[Sample]] = {}
    for each in gold.load_gold(part):
        record = reader.read(gold.article_of(each))
        draft, data = drafts.pop(), to_dict(record)
        names = Names(draft)
        view = View(draft, names)
        known: dict[str, list[dict[str, str]]] = {
            "quotes": [quote_features(view, at) for at in range(len(draft.quotes))],
            "dates": [date_features(one) for one in draft.dates],
            "marks": [rule_features(one) for one in draft.marks],
            "sources": [rule_features(one) for one in draft.sources],
            "events": [rule_features(one) for one in draft.events if one.reported],
        }
        for layer, rights in evals.judge(each, data).items():
            rows = zip(known[layer], rights, strict=True)
            samples.setdefault(layer, []).extend(Sample(each["id"], features, right) for features, right in rows)
        samples.setdefault("entities", []).extend(_of_whole_articles(each, record, names))
    return samples


def _of_whole_articles(each: dict[str, Any], record: Record, names: Names) -> Iterator[Sample]:
    """The entities that the names' step alone does not give, right where the gold article has one of that name."""
    same_name = gold.load(gold.SHARED / "tools" / "score.py").same_name
    for entity in record.entities:
        if entity.type == "GROUP" or not entity.rule.startswith("entities."):
            right = any(same_name(entity.name, other) for other in each["entities"])
            yield Sample(each["id"], entity_features(names, entity), right)


def name_samples(*, rules_only: bool) -> list[Sample]:
    """The entities of the NSURL articles held out: right where most of their mentions are phrases of that kind."""
    steps = [step for step in STEPS if step.name in ("repair", "lines", "tokens", "names", "entities")]
    reader, drafts = spied(steps, rules_only=rules_only)
    samples = []
    for line in (gold.SHARED / "data" / "ner" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if not corpus.Article(article["id"], {}).held_out:
            continue
        text, starts, ends, wanted = phrases.rebuild(article["sentences"])
        record = reader.read(Article(id=article["id"], text=text))
        names = Names(drafts.pop())
        for entity in record.entities:
            kind = phrases.KINDS.get(entity.type)
            if kind is None:
                continue
            spans = [mention.span for mention in entity.mentions if mention.kind == "name"]
            found = [(bisect_right(starts, one.start) - 1, bisect_left(ends, one.end), kind) in wanted for one in spans]
            samples.append(Sample(article["id"], entity_features(names, entity), 2 * sum(found) > len(found)))
    return samples


def fit_features(samples: Sequence[Sample], drawn: float = 6.0) -> Points:
    """Points of a logistic regression by Newton's method, in thousandths; `drawn` is how strongly towards none (L2)."""
    columns = sorted({item for sample in samples for item in sample.features.items()})
    place = {item: at for at, item in enumerate(columns, 1)}
    known = np.zeros((len(samples), len(columns) + 1))
    known[:, 0] = 1
    for row, sample in enumerate(samples):
        known[row, [place[item] for item in sample.features.items()]] = 1
    right = np.array([sample.right for sample in samples], float)
    pull = np.full(len(columns) + 1, drawn)
    pull[0] = 1e-6
    points = np.zeros(len(columns) + 1)
    for _ in range(50):
        sure = 1 / (1 + np.exp(-known @ points))
        slope = known.T @ (sure - right) + pull * points
        step = np.linalg.solve((known * (sure * (1 - sure))[:, None]).T @ known + np.diag(pull), slope)
        points -= step
        if np.abs(step).max() < 1e-10:
            break
    rounded = [round(float(one), 3) for one in points]
    return {BASE: rounded[0]} | {item: rounded[at] for item, at in place.items()}


def fit_rules(samples: Sequence[Sample]) -> Points:
    """Points by which each rule has its share of right ones, drawn towards that of the rule that it refines."""
    seen, right = Counter[str](), Counter[str]()
    for sample in samples:
        rule = sample.features["rule"]
        while rule:
            seen[rule] += 1
            right[rule] += sample.right
            rule = rule.rpartition(".")[0]
    top = min(seen, key=len)
    shares = {"": (right[top] + 1) / (seen[top] + 2)}
    for rule in sorted(seen, key=lambda one: one.count(".")):
        above = shares.get(rule.rpartition(".")[0], shares[""])
        shares[rule] = (right[rule] + PRIOR * above) / (seen[rule] + PRIOR)
    odds = {rule: log(share / (1 - share)) for rule, share in shares.items()}
    rules = {("rule", rule): round(odds[rule] - odds[""], 3) for rule in sorted(seen) if "." in rule}
    return {BASE: round(odds[""], 3)} | rules


FITS: Mapping[str, Fit] = {
    "quotes": fit_features, "entities": fit_features, "dates": partial(fit_features, drawn=3.0),
    "marks": fit_rules, "sources": fit_rules, "events": fit_rules,
}  # fmt: skip


def crossed(samples: Sequence[Sample], fit: Fit) -> list[evals.Judged]:
    """Each annotation with the confidence that it gets from the articles of the other folds."""
    fold = {article: at % FOLDS for at, article in enumerate(sorted({sample.article for sample in samples}))}
    judged = []
    for now in range(FOLDS):
        points = fit([sample for sample in samples if fold[sample.article] != now])
        for sample in samples:
            if fold[sample.article] == now:
                judged.append(evals.Judged(certainty(points, sample.features), sample.right))
    return judged


def rows(layer: str, samples: Sequence[Sample], points: Points) -> Iterator[str]:
    """The rows of a layer: the base, then each feature's values as they were seen."""
    for (feature, value), point in points.items():
        found = [
            sample.right
            for sample in samples
            if (feature, value) == BASE or f"{sample.features.get(feature, '')}.".startswith(f"{value}.")
        ]
        yield f"{layer}\t{feature}\t{value}\t{point:+.3f}\t{len(found)}\t{sum(found)}\n"


def main() -> None:
    """Fit, and write the table or look at it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look", action="store_true", help="write nothing, print what cross-validation says")
    options = parser.parse_args()
    samples = gold_samples("train")
    samples["events"] = gold_samples("dev")["events"]
    samples["entities"] += name_samples(rules_only=False) + name_samples(rules_only=True)
    for layer, fit in FITS.items():
        each = crossed(samples[layer], fit)
        share = sum(one.right for one in each) / len(each)
        print(
            f"{layer:8} {len(each):5} annotations, {share:.3f} right, brier {evals.brier(each):.4f}"
            f" (one number for all: {share * (1 - share):.4f}), ece {evals.calibration_error(each):.3f}"
        )
    if not options.look:
        lines = (line for layer, fit in FITS.items() for line in rows(layer, samples[layer], fit(samples[layer])))
        TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
