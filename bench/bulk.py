"""Bulk runs, measured: python bench/bulk.py {speed,beside,same,kills,memory} … (each has --help).

speed   articles a second of one worker, of two, and of Ray with two, in turns over parts of the archive
beside  the same, all at once, on a machine that is busy with other things
same    one worker, two, and Ray with two over the whole archive: the same bytes?
kills   runs that are killed with -9 at random moments, the worker or the whole, then go on: the same bytes?
memory  many short articles through two workers, rules only: memory of all processes, and the rate from first to last

The archive is ../shared/data/articles/fars.jsonl. Output goes to a folder that is removed.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, NamedTuple

from ravi.bulk import Engine, Progress, Settings, run
from ravi.bulk.rays import ray_engine

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("RAVI_SHARED") or ROOT.parent / "shared")
ARCHIVE = SHARED / "data" / "articles" / "fars.jsonl"
ENGINES = {"one worker": 1, "two workers": 2, "Ray, two workers": 2}


def engine_of(name: str) -> Engine:
    """An engine by its name in `ENGINES`."""
    return ray_engine(ENGINES[name]) if name.startswith("Ray") else Engine(ENGINES[name])


def files_of(out: Path) -> dict[str, bytes]:
    """What a run wrote, but its lock."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Articles a second of each engine, over the same articles in turns, the time to start apart.

    Of the clock, which a busy machine spoils, and of the processor: of what the readers spend alone (`readers`), and of
    all that the run spends (`all`: the leader, Ray's own processes).
    """
    lines = ARCHIVE.read_bytes().splitlines(keepends=True)[: options.articles]
    settings = Settings(rules_only=options.rules_only)
    seen: dict[str, list[Warm]] = {name: [] for name in ENGINES}
    with TemporaryDirectory() as folder:
        for turn in range(options.turns):
            part = Path(folder, f"{turn}.jsonl")
            part.write_bytes(b"".join(lines[turn :: options.turns]))
            for name in sorted(ENGINES, reverse=bool(turn % 2)):
                warm = Warm()
                run([str(part)], f"{folder}/{turn}-{name}", settings, engine_of(name), progress=warm)
                seen[name].append(warm)
    figures = {name: {how: _rate(each, how) for how in ("clock", "readers", "all")} for name, each in seen.items()}
    clock = {name: each["clock"] for name, each in figures.items()}
    return {
        "articles a second": figures,
        "two over one": clock["two workers"] / clock["one worker"],
        "Ray over two": clock["Ray, two workers"] / clock["two workers"],
        "leader's milliseconds an article": 1000 * sum(one.spent["leader"] for one in seen["two workers"]) / len(lines),
    }


def _rate(runs: list["Warm"], how: str) -> float:
    return round(sum(one.done for one in runs) / sum(one.spent[how] for one in runs), 3)


def beside(options: argparse.Namespace) -> dict[str, Any]:
    """Run the engines side by side over the archive, on a machine however busy, and count what each reads meanwhile.

    A fair system gives each process that has work the same time: what two workers read more than one, and Ray's more
    or less than processes, shows what is lost between them.
    """
    read: dict[str, int] = {}
    with TemporaryDirectory() as folder:
        news = Path(folder, "news.jsonl")
        news.write_bytes(ARCHIVE.read_bytes() * options.times)
        runs: dict[str, subprocess.Popen[str]] = {}
        for name, workers in ENGINES.items():
            command = [
                sys.executable,
                "-m",
                "ravi",
                "bulk",
                str(news),
                "--out",
                f"{folder}/{name}",
                "--progress",
                "json",
            ]
            command += ["--workers", str(workers), "--engine", "ray" if name.startswith("Ray") else "local"]
            command += ["--rules-only"] if options.rules_only else []
            runs[name] = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
        counts = {name: Count(run) for name, run in runs.items()}
        while not all(count.articles for count in counts.values()):
            time.sleep(0.1)
        first = {name: count.articles for name, count in counts.items()}
        time.sleep(options.seconds)
        read = {name: count.articles - first[name] for name, count in counts.items()}
        whole = [name for name, run in runs.items() if run.poll() is not None]
        for run in runs.values():
            run.kill()
            run.wait()
    return {
        "seconds": options.seconds,
        "articles": read,
        "two over one": round(read["two workers"] / read["one worker"], 3),
        "Ray over two": round(read["Ray, two workers"] / read["two workers"], 3),
        "came to the end, and so count too little": whole,
    }


class Count(Thread):
    """How many articles a run says it has read."""

    def __init__(self, run: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.articles = 0
        self._run = run
        self.start()

    def run(self) -> None:
        """Listen to the end."""
        for line in self._run.stderr or ():
            with suppress(ValueError):
                self.articles = json.loads(line).get("articles", self.articles)


class Warm(Progress):
    """Measures from the first batch that came back to the last, so that starting is not counted.

    `done`: articles; `spent`: seconds of the clock, of the readers' processor, of the leader's, and of all.
    """

    every = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._first: tuple[int, dict[str, float]] | None = None
        self.done = 0
        self.spent: dict[str, float] = {}

    def read(self, articles: int, failures: int, taken: int) -> None:
        """See what was spent when this came."""
        super().read(articles, failures, taken)
        now = {"clock": time.monotonic(), "readers": 0.0, "leader": 0.0, "all": 0.0}
        for pid, _ in family(os.getpid()):
            spent, _ = held(pid)
            now["all"] += spent
            now["leader"] += spent if pid == os.getpid() else 0
            now["readers"] += spent if is_reader(pid) else 0
        self._first = self._first or (self.articles, now)
        self.done = self.articles - self._first[0]
        self.spent = {name: value - self._first[1][name] for name, value in now.items()}


def same(options: argparse.Namespace) -> dict[str, Any]:
    """Whether each engine writes the same files, byte for byte."""
    settings = Settings(rules_only=options.rules_only, shard=200)
    wrote: dict[str, dict[str, bytes]] = {}
    took: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        part = Path(folder, "part.jsonl")
        part.write_bytes(b"".join(ARCHIVE.read_bytes().splitlines(keepends=True)[: options.articles or None]))
        for name in ENGINES:
            done = run([str(part)], f"{folder}/{name}", settings, engine_of(name))
            wrote[name], took[name] = files_of(Path(folder, name)), round(done.seconds, 1)
            print(f"{name}: {done.articles} articles, {done.failures} failures, {took[name]} s", flush=True)
    first = next(iter(wrote.values()))
    return {"files": len(first), "the same": all(each == first for each in wrote.values()), "seconds": took}


def kills(options: argparse.Namespace) -> dict[str, Any]:
    """Kill runs at random moments and let them go on; compare with a run that nothing disturbed."""
    pick = random.Random(options.seed)  # noqa: S311
    found: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        part = Path(folder, "part.jsonl")
        part.write_bytes(b"".join(ARCHIVE.read_bytes().splitlines(keepends=True)[: options.articles]))
        settings = Settings(rules_only=True, shard=30)
        run([str(part)], f"{folder}/undisturbed", settings, Engine(1))
        want = files_of(Path(folder, "undisturbed"))
        for engine in options.engines.split(","):
            out = Path(folder, engine)
            command = [
                *(sys.executable, "-m", "ravi", "bulk", str(part), "--out", str(out), "--engine", engine),
                *("--rules-only", "--shard", "30", "--workers", "2"),
            ]
            count = {"leader": 0, "worker": 0}
            while sum(count.values()) < options.kills:
                one = _killed(command, pick, 0 if count["leader"] <= count["worker"] else 3, options.seconds)
                for which in count:
                    count[which] += one[which]
                if is_whole(out):
                    lose_some(out)  # so that there is something left to do
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603
            found[engine] = {**count, "the same": files_of(out) == want, "files": len(want)}
            print(engine, found[engine], flush=True)
    return found


def _killed(command: list[str], pick: random.Random, workers: int, seconds: float) -> dict[str, int]:
    """Start a run; kill so many of its workers, each at a random moment, then the whole; how many were killed."""
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    killed = 0
    while killed < workers and running.poll() is None:
        victims = [pid for pid, _ in family(running.pid) if is_worker(pid)]
        if victims:
            time.sleep(pick.uniform(0, seconds / 3))
            with suppress(ProcessLookupError):
                os.kill(pick.choice(victims), signal.SIGKILL)
                killed += 1
        time.sleep(0.05)
    time.sleep(pick.uniform(0.1, seconds))
    leader = running.poll() is None
    running.kill()
    running.wait()
    return {"leader": int(leader), "worker": killed}


def is_whole(out: Path) -> bool:
    """Whether the output of a run is finished."""
    manifest = out / "manifest.json"
    return manifest.exists() and json.loads(manifest.read_text())["state"] == "finished"


def lose_some(out: Path) -> None:
    """Remove every other shard's note, so that a run has something to do."""
    for note in sorted((out / "shards").iterdir())[::2]:
        note.unlink()


def is_reader(pid: int) -> bool:
    """Whether a process reads for a run."""
    try:
        return b"ravi.bulk.child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def is_worker(pid: int) -> bool:
    """Whether a process reads for a run, or is Ray's actor around one that does."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"ravi.bulk.child" in command or command.startswith(b"ray::Worker")


def family(root: int) -> list[tuple[int, int]]:
    """A process and all below it: their ids, and those of their parents."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [(root, parents.get(root, 0))]
    for pid, _ in found:
        found += [(child, parent) for child, parent in parents.items() if parent == pid]
    return found


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Many short articles, rules only, two workers: memory of all processes (PSS), and the rate from first to last.

    In a `--folder` that is kept, what was stopped goes on where it was, and the figures are of all its parts.
    """
    with TemporaryDirectory() as temporary:
        folder = Path(options.folder or temporary)
        news = folder / "short.jsonl"
        if not news.exists():
            folder.mkdir(parents=True, exist_ok=True)
            write_short(folder / "short.new", options.articles, options.sentences, options.longest)
            (folder / "short.new").replace(news)
        watch = Watch(folder / "seen.jsonl")
        settings = replace(Settings(rules_only=True), shard=options.shard)
        done = run([str(news)], f"{folder}/out", settings, Engine(2), progress=watch)
        watch.stop()
        size = news.stat().st_size
        written = sum(path.stat().st_size for path in (folder / "out").rglob("*.parquet"))
        parts, seen = read_seen(folder / "seen.jsonl")
    tenths = [next(one for one in seen if one.articles >= seen[-1].articles * tenth / 10) for tenth in range(11)]
    rates = [
        {how: round((b.articles - a.articles) / (getattr(b, how) - getattr(a, how)), 1) for how in ("clock", "spent")}
        for a, b in pairwise(tenths)
    ]
    return {
        "articles": done.articles,
        "failures": done.failures,
        "parts": parts,
        "bytes an article": round(size / done.articles),
        "seconds": {how: round(getattr(seen[-1], how)) for how in ("clock", "spent")},
        "peak MB": round(max(one.held for one in seen)),
        "MB at each tenth": [round(one.held) for one in tenths],
        "articles a second, each tenth": rates,
        "last tenth over first": {how: round(rates[-1][how] / rates[0][how], 3) for how in ("clock", "spent")},
        "Parquet MB": round(written / 1e6),
    }


def write_short(path: Path, count: int, sentences_each: int, longest: int) -> None:
    """So many articles of some sentences, cut from the archive and shuffled."""
    pick = random.Random(1395)  # noqa: S311 - the same articles every time
    sentences = [
        sentence.strip() + "."
        for line in ARCHIVE.read_text("utf-8").splitlines()
        for sentence in json.loads(line)["text"].replace("\n", ". ").split(". ")
        if 40 < len(sentence) < longest
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(pick.sample(sentences, sentences_each))
            file.write(json.dumps({"id": f"s{number:08}", "text": text}, ensure_ascii=False) + "\n")


class Seen(NamedTuple):
    """How far a run was: articles that were read, seconds of the clock and of the processor, MB that are held."""

    articles: int
    clock: float
    spent: float
    held: float


class Watch(Progress):
    """Sees every few seconds what all processes of the run hold and have spent, and adds it to a log."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        last = 0.0
        while not self._over.wait(2):
            read = self.articles - self.passed_over
            parts = [held(pid) for pid, _ in family(os.getpid())]
            spent, pss = (sum(column) for column in zip(*parts, strict=True))
            if read and spent >= last:  # at the end the readers are gone, with what they spent
                last = spent
                with self._log.open("a") as file:
                    file.write(json.dumps([os.getpid(), read, time.monotonic(), spent, pss]) + "\n")


def read_seen(log: Path) -> tuple[int, list[Seen]]:
    """In how many parts a run went on, and how far it was at each look, the parts put together."""
    parts, before, seen = 0, [0], [Seen(0, 0, 0, 0)]
    for line in log.read_text().splitlines():
        at = json.loads(line)
        if at[0] != before[0]:
            parts += 1
        else:
            articles, clock, spent = (now - then for now, then in zip(at[1:4], before[1:4], strict=True))
            then = seen[-1]
            seen.append(Seen(then.articles + articles, then.clock + clock, then.spent + spent, at[4]))
        before = at
    return parts, seen[1:]


def held(pid: int) -> tuple[float, float]:
    """The processor seconds that a process has spent, and the MB that it holds (its share of what is shared)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0, 0.0
    pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), pss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for measure, arguments in _ARGUMENTS:
        command = commands.add_parser(measure.__name__, help=measure.__doc__)
        command.set_defaults(measure=measure)
        for name, default in arguments.items():
            if isinstance(default, bool):
                command.add_argument(f"--{name}", action="store_true")
            else:
                command.add_argument(f"--{name}", type=type(default) if default is not None else str, default=default)
    options = parser.parse_args()
    print(json.dumps(options.measure(options), ensure_ascii=False, indent=1))


_ARGUMENTS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (speed, {"articles": 240, "turns": 2, "rules-only": False}),
    (beside, {"seconds": 60.0, "times": 20, "rules-only": False}),
    (same, {"rules-only": False, "articles": 0}),
    (kills, {"articles": 200, "kills": 20, "seconds": 6.0, "seed": 8, "engines": "local,ray"}),
    (memory, {"articles": 100_000, "sentences": 3, "longest": 300, "shard": 1000, "folder": None}),
)


if __name__ == "__main__":
    main()
