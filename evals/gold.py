"""Score Ravi on the hand-made gold articles with the shared scorer.

python evals/gold.py [--part dev|train] [--errors N] [--layer LAYER] [--damage KIND] [--only TEXT] [--json]

Every article of `../shared/gold/PART` is read in this process from its text, date, publisher and URL, never from its
answers. `../shared` is looked for beside the repository, or at `$RAVI_SHARED`.
"""

import argparse
import importlib.util
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from layout import LAYOUTS
from ravi import Article, Failure, Reader
from ravi.export import to_dict
from ravi.persian.letters import ZWNJ

SHARED = Path(os.environ.get("RAVI_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")


def load(path: Path) -> Any:  # noqa: ANN401 - a module from outside the repository
    """The module in a file of the shared tools."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_gold(part: str, *, only: str = "", damage: str | None = None) -> list[dict[str, Any]]:
    """The gold articles of one part whose id holds `only`, sorted by file name; none where there is no shared data."""
    paths = sorted((SHARED / "gold" / part).glob("*.json"))
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return [_damaged(gold, damage) if damage else gold for gold in golds if only in gold["id"]]


def _damaged(gold: dict[str, Any], damage: str) -> dict[str, Any]:
    return joined(gold) if damage == JOINED else {**gold, "text": LAYOUTS[damage](gold["text"])}


JOINED = "joined"


def joined(gold: dict[str, Any]) -> dict[str, Any]:
    """The same gold article with every half-space lost, as many pages of the web hand it over; spans follow."""
    before = [0]
    for char in gold["text"]:
        before.append(before[-1] + (char == ZWNJ))

    def move(value: Any) -> Any:  # noqa: ANN401 - a walk over plain JSON
        if isinstance(value, dict):
            return {key: move(one) for key, one in value.items()}
        if isinstance(value, list):
            if len(value) == 2 and all(type(one) is int for one in value):
                return [one - before[one] for one in value]
            return [move(one) for one in value]
        return value

    moved = {key: move(value) for key, value in gold.items() if key != "text"}
    return {**moved, "text": gold["text"].replace(ZWNJ, "")}


def article_of(gold: dict[str, Any]) -> Article:
    """What a reader is given of a gold article: never its answers."""
    return Article(
        id=gold["id"],
        text=gold["text"],
        url=gold["url"],
        publisher=gold["publisher"],
        published=date.fromisoformat(gold["published"]) if gold["published"] else None,
    )


def score(golds: list[dict[str, Any]]) -> tuple[dict[str, dict[str, float]], list[tuple[str, str, str]]]:
    """Read the articles and compare: every measure with its counts, and every error as (article, layer, what)."""
    scorer = load(SHARED / "tools" / "score.py")
    errors: list[tuple[str, str, str]] = []
    tally = scorer.Tally()
    records = Reader().read_many(article_of(gold) for gold in golds)
    for gold, record in zip(golds, records, strict=True):
        if isinstance(record, Failure):
            errors.append((record.id, "failure", f"{record.step}: {record.message}"))
        scorer.score_article(gold, {} if isinstance(record, Failure) else to_dict(record), tally, errors)
    return tally.result(), errors


def measure(part: str = "dev", *, damage: str | None = None) -> dict[str, float]:
    """Every measure of tools/score.py over one part, from 0 to 1; empty where the shared data is absent."""
    golds = load_gold(part, damage=damage)
    return {name: row["value"] for name, row in score(golds)[0].items()} if golds else {}


def main() -> None:
    """Print the table, and as many errors as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N errors")
    parser.add_argument("--layer", help="errors of this layer only: quotes, dates, sources, events, failure")
    parser.add_argument("--damage", choices=[JOINED, *LAYOUTS], help="damage the articles first: half-spaces, lines")
    parser.add_argument("--only", default="", metavar="TEXT", help="articles whose id holds TEXT")
    parser.add_argument("--json", action="store_true", help="print the measures as JSON")
    options = parser.parse_args()
    golds = load_gold(options.part, only=options.only, damage=options.damage)
    if not golds:
        print(f"evals/gold.py: skipped, no gold articles at {SHARED}")
        return
    result, errors = score(golds)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    print(f"{options.part}, {len(golds)} articles")
    for name, row in result.items():
        print(f"{name:20} {row['value']:.3f}  " + "  ".join(f"{k} {v:.4g}" for k, v in row.items() if k != "value"))
    failed = sum(layer == "failure" for _, layer, _ in errors)
    if failed:
        print(f"{failed} articles could not be read (--layer failure --errors {failed})")
    for article, layer, what in [error for error in errors if options.layer in (None, error[1])][: options.errors]:
        print(f"{article}  {layer}  {what}")


if __name__ == "__main__":
    main()
