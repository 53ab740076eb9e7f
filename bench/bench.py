"""How fast and how large: python bench/bench.py [--seconds S] [--repair | --reading] [--json].

Articles a second on one core, per step and in all, over the running example and over gold/train (or the bundled sample
where there is no shared data); the time of a cold `ravi read` of one article; peak memory of that process.

Reading with the model (`--reading`: nothing else), in processor time on one thread, in articles of 330 words: in
batches and one by one, over gold/train; and beside it, on the same articles, a tagger of names of Stanza's architecture
with random weights (`bilstm.py`), where .venv-train has torch (training/README.md).

Repair alone (`--repair`: nothing else), in processes pinned to one core: articles a second over the archive, each once,
beside hazm's Normalizer in the same rounds where `python evals/peers.py --install` was run; megabytes a second of one
text of 1 MB and of one of 10 MB, so that cost beyond the linear shows; and the memory that the 10 MB take.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "evals"))

import peers
from ravi import Article, Failure, Reader
from ravi.export import to_dict, to_json_line
from ravi.persian.letters import ZWNJ
from ravi.record import Draft

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
SAMPLE = ROOT / "src" / "ravi" / "data" / "sample.txt"
TORCH = ROOT / ".venv-train" / "bin" / "python"
ROUNDS = 3
WORDS = 330  # of the article by which readings are told


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


def reading() -> dict[str, float]:
    """Articles of 330 words a second of the whole reading with the model, and of the peer; empty without articles."""
    articles = corpora().get("gold/train", [])
    if not articles:
        return {}
    share = sum(len(article.text.split()) for article in articles) / WORDS
    reader = Reader()
    reader.read(articles[0])
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, together in (("in batches", 32), ("one by one", 1)):
            start = process_time()
            records = list(reader.read_many(articles, together=together))
            found[name] = max(found.get(name, 0.0), share / (process_time() - start))
            if any(isinstance(record, Failure) for record in records):
                raise RuntimeError("an article could not be read: the figures would mean nothing")
    found["one article, ms"] = 1000 / found["one by one"]
    found["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if TORCH.exists():
        texts = json.dumps([article.text for article in articles[::4]])
        part = sum(len(article.text.split()) for article in articles[::4]) / WORDS
        command = [str(TORCH), str(Path(__file__).with_name("bilstm.py"))]
        answer = json.loads(subprocess.run(command, input=texts, check=True, capture_output=True, text=True).stdout)  # noqa: S603
        found["peer of Stanza's architecture"] = part / answer["seconds"]
    return found


def repair_speeds() -> dict[str, float]:
    """Articles a second of Ravi's repair and, where it is installed, of hazm's Normalizer: the best of some rounds."""
    texts = peers.articles()
    rates: dict[str, float] = {}
    for _ in range(ROUNDS if texts else 0):
        for tool in peers.TOOLS:
            if tool.name in ("ravi", "hazm") and peers.python_of(tool).exists():
                rate, _ = peers.speed(tool, texts, peers.a_core())
                rates[tool.name] = max(rate, rates.get(tool.name, 0.0))
    return rates


def long_text() -> list[str]:
    """More than 10 MB of lines in one mixed order: articles as published, and sentences that lost their half-spaces."""
    folder = SHARED / "data" / "zwnj"
    lines = [line for text in peers.articles(10**6) for line in text.split("\n")]
    for path in sorted(folder.glob("train-*.txt")):
        lines += path.read_text(encoding="utf-8").replace(ZWNJ, "").rstrip("\n").split("\n")
    random.Random(1395).shuffle(lines)  # noqa: S311 - the same order every time is what is wanted
    return lines


def repair_sizes() -> dict[str, dict[str, float]]:
    """Megabytes a second and peak memory of repairing one text of 1 MB, and one of 10 MB."""
    lines = long_text()
    found: dict[str, dict[str, float]] = {}
    ravi = peers.TOOLS[0]
    for size in (1, 10) if lines else ():
        with TemporaryDirectory() as folder:
            path = Path(folder) / "long.txt"
            path.write_bytes("\n".join(lines).encode()[: size * 1_000_000].rpartition(b"\n")[0])
            answers = []
            for _ in range(ROUNDS):
                with peers.Worker(ravi, peers.a_core()) as worker:
                    answers.append(worker.repair_file(path))
        best = min(answer["seconds"] for answer in answers)
        memory = max(answer["peak_mb"] for answer in answers)
        found[f"{size} MB"] = {"megabytes_a_second": size / best, "peak_memory_mb": memory}
    return found


def measure(seconds: float) -> dict[str, Any]:
    """All figures; those of repair alone under `repair`."""
    cold, memory = cold_start()  # first: what the system counts as memory of children grows with each child
    return {
        "cold_start_seconds": round(cold, 3),
        "peak_memory_mb": round(memory, 1),
        "articles_a_second": {name: speeds(articles, seconds) for name, articles in corpora().items()},
        "reading": reading(),
        **measure_repair(),
    }


def measure_repair() -> dict[str, Any]:
    """The figures of repair alone, under `repair`."""
    return {"repair": {"articles_a_second": repair_speeds(), "one_text": repair_sizes()}}


def show(figures: dict[str, Any]) -> None:
    """Print the figures for people."""
    if "cold_start_seconds" in figures:
        cold, memory = figures["cold_start_seconds"], figures["peak_memory_mb"]
        print(f"cold `ravi read` of one article  {cold:.2f} s, {memory:.0f} MB")
    for name, steps in figures.get("articles_a_second", {}).items():
        print(f"articles a second, {name}")
        for step, rate in steps.items():
            print(f"  {step:<14} {rate:>12,.0f}")
    if figures.get("reading"):
        print(f"reading with the model, articles of {WORDS} words a second of one processor")
        for name, rate in figures["reading"].items():
            print(f"  {name:<30}{rate:>9.2f}")
        peer = figures["reading"].get("peer of Stanza's architecture")
        if peer:
            print(f"  Ravi reads {figures['reading']['in batches'] / peer:.1f} times as fast as the peer finds names")
    rates = figures.get("repair", {}).get("articles_a_second")
    if not rates:
        return
    print("repair alone")
    print(f"  articles a second {rates['ravi']:>9,.0f}")
    if "hazm" in rates:
        print(f"  hazm's Normalizer {rates['hazm']:>9,.0f}   Ravi is {rates['ravi'] / rates['hazm']:.2f} times as fast")
    for name, one in figures["repair"]["one_text"].items():
        print(f"  one text of {name:<6}{one['megabytes_a_second']:>8.2f} MB/s, {one['peak_memory_mb']:.0f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long to read each set of articles")
    parser.add_argument("--repair", action="store_true", help="measure repair alone")
    parser.add_argument("--reading", action="store_true", help="measure reading with the model alone")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.reading:
        figures: dict[str, Any] = {"reading": reading()}
    else:
        figures = measure_repair() if options.repair else measure(options.seconds)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        show(figures)


if __name__ == "__main__":
    main()
