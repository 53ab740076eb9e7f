"""Read the gold articles with `Reader` and score the records: python evals/gold.py [--part dev|train] [--errors N]."""

import argparse
import importlib.util
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from ravi import Article, Reader
from ravi.export import to_dict

SHARED = Path(os.environ.get("RAVI_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
ZWNJ = "\u200c"


def load(path: Path) -> Any:  # noqa: ANN401 - a module from outside the repository
    """The module in a file of the shared tools."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None  # noqa: S101 - a path to a .py file always has both
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(part: str) -> list[dict[str, Any]]:
    """The records of one part of the gold standard, read without its answers."""
    reader, out = Reader(), []
    for path in sorted((SHARED / "gold" / part).glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        article = Article(
            id=gold["id"],
            text=gold["text"],
            url=gold["url"],
            publisher=gold["publisher"],
            published=date.fromisoformat(gold["published"]) if gold["published"] else None,
        )
        out.append(to_dict(reader.read(article)))
    return out


def measure(part: str = "dev") -> dict[str, float]:
    """Every measure of tools/score.py over one part; empty where the shared data is absent."""
    if not (SHARED / "gold" / part).is_dir():
        return {}
    result, _, _ = load(SHARED / "tools" / "score.py").score(SHARED / "gold" / part, records(part))
    return {name: value["value"] for name, value in result.items()}


def main() -> None:
    """Print the table, and errors if asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--layer")
    parser.add_argument("--only", default="", help="articles whose id starts so")
    options = parser.parse_args()
    if not (SHARED / "gold" / options.part).is_dir():
        sys.exit(f"skipped: no gold articles at {SHARED}")
    score = load(SHARED / "tools" / "score.py")
    tally, errors = score.Tally(), []
    by_id = {record["id"]: record for record in records(options.part)}
    for path in sorted((SHARED / "gold" / options.part).glob(f"{options.only}*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        score.score_article(gold, by_id[gold["id"]], tally, errors)
    for name, value in tally.result().items():
        print(f"{name:20} {value['value']:.3f}  " + "  ".join(f"{k} {v}" for k, v in value.items() if k != "value"))
    for article, _, what in [error for error in errors if options.layer in (None, error[1])][: options.errors]:
        print(f"{article}  {what}")


if __name__ == "__main__":
    main()
