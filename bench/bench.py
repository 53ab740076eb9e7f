"""How fast and how large: python bench/bench.py [--seconds S] [--json].

Articles a second on one core, per step and in all, over the running example and over gold/train (or the bundled sample
where there is no shared data); the time of a cold `ravi read` of one article; peak memory of that process.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from ravi import Article, Reader
from ravi.export import to_dict, to_json_line
from ravi.record import Draft

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
SAMPLE = ROOT / "src" / "ravi" / "data" / "sample.txt"


def corpora() -> dict[str, list[Article]]:
    """The sets of articles that are read, by name."""
    day = date(2016, 12, 18)
    sets = {"sample": [Article("sample", SAMPLE.read_text(encoding="utf-8"), published=day)]}
    example = SHARED / "articles" / "presstv-aleppo.txt"
    if example.exists():
        sets = {"running example": [Article("example", example.read_text(encoding="utf-8"), published=day)]}
    paths = sorted((SHARED / "gold" / "train").glob("*.json"))
    if paths:
        texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in paths]
        sets["gold/train"] = [Article(str(at), text, published=day) for at, text in enumerate(texts)]
    return sets


def speeds(articles: list[Article], seconds: float) -> dict[str, float]:
    """Articles a second for each step alone, for all steps, and for all with the JSON line written."""
    reader = Reader()
    spent = dict.fromkeys([step.name for step in reader.steps], 0.0)
    whole = exported = 0.0
    rounds = 0
    while rounds == 0 or whole + exported + sum(spent.values()) < seconds:
        rounds += 1
        for article in articles:
            draft = Draft(article)
            for step in reader.steps:
                start = perf_counter()
                made = step.run(draft)
                spent[step.name] += perf_counter() - start
                for layer, value in zip(step.gives, made if len(step.gives) > 1 else (made,), strict=True):
                    setattr(draft, layer, value)
            start = perf_counter()
            record = reader.read(article)
            middle = perf_counter()
            to_json_line(to_dict(record))
            whole += middle - start
            exported += perf_counter() - start
    done = rounds * len(articles)
    return {
        **{name: done / took for name, took in spent.items()},
        "read": done / whole,
        "read to JSON": done / exported,
    }


def cold_start(runs: int = 5) -> tuple[float, float]:
    """Seconds of `ravi read` of the sample in a new process (median), and the largest memory of any in MB."""
    took = []
    for _ in range(runs):
        start = perf_counter()
        subprocess.run([sys.executable, "-m", "ravi", "read", str(SAMPLE)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        took.append(perf_counter() - start)
    return median(took), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Measure all and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long to read each set of articles")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cold, memory = cold_start()
    rates = {name: speeds(articles, options.seconds) for name, articles in corpora().items()}
    figures = {"cold_start_seconds": round(cold, 3), "peak_memory_mb": round(memory, 1), "articles_a_second": rates}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    print(f"cold `ravi read` of one article  {cold:.2f} s, {memory:.0f} MB")
    for name, steps in rates.items():
        print(f"articles a second, {name}")
        for step, rate in steps.items():
            print(f"  {step:<14} {rate:>12,.0f}")


if __name__ == "__main__":
    main()
