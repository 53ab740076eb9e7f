"""Score the repair of half-spaces with tools/score_zwnj.py: python evals/zwnj.py [--part dev|test].

The shipped tables hold dev: to choose on it, count them anew with `python training/words.py --without-dev`.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from ravi.steps.repair import repair_text

SHARED = Path(os.environ.get("RAVI_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
BANKS = ("perdt", "seraji")
KINDS = {"joined": "joined", "spaced": "spaced", "undamaged": "gold"}


def measure(part: str = "test") -> dict[str, float]:
    """F1 of half-spaces and the share of right words left whole; empty where the shared data is absent.

    Keys: `zwnj.joined.perdt` (F1) and `zwnj.joined.perdt.whole` (1 minus the share of right words broken).
    """
    if not (SHARED / "data" / "zwnj").is_dir():
        print(f"skipped: no half-space data at {SHARED}", file=sys.stderr)
        return {}
    tool = scorer()
    figures: dict[str, float] = {}
    for bank in BANKS:
        path = SHARED / "data" / "zwnj" / f"{part}-{bank}.txt"
        gold = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        for name, kind in KINDS.items():
            damaged = "\n".join(tool.make(kind, line) for line in gold)
            result = tool.score(gold, repair_text(damaged).text.split("\n"))
            figures[f"zwnj.{name}.{bank}"] = result["f1"]
            figures[f"zwnj.{name}.{bank}.whole"] = 1 - result["broken"]
    return figures


def scorer() -> Any:  # noqa: ANN401 - a module from outside the repository
    spec = importlib.util.spec_from_file_location("score_zwnj", SHARED / "tools" / "score_zwnj.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="test", choices=["dev", "test"])
    for name, value in measure(parser.parse_args().part).items():
        print(f"{name:32} {value:.4f}")


if __name__ == "__main__":
    main()
