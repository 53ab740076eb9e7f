"""Ravi's repair of half-spaces beside its peers, all in one run.

python evals/peers.py --install   make an environment for each peer in .venv-peers (needs the package index)
python evals/peers.py             measure and print a Markdown table [--json] [--tool NAME …] [--rounds N]

Half-spaces by tools/score_zwnj.py on both treebanks' test sentences: joined, spaced and undamaged. Speed: the first 400
articles of the archive, each once, in a new process that is pinned to one core, by the processor's time; each round
goes through all tools in turn, so that other load hits all alike, and the best counts. Ravi gets a treebank as one
text, as `ravi repair` does, and sees from the whole how it is typed; in a second row it gets line by line, as the peers
do. A tool whose environment is missing is a row that says so.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

sys.path.insert(0, str(Path(__file__).resolve().parent))

import gold
from zwnj import BANKS, KINDS

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".venv-peers"
WORKER = Path(__file__).with_name("peer_worker.py")
ARTICLES = 400
PACKAGES: dict[str, tuple[str, ...]] = {
    "hazm": ("hazm==0.10.0",),  # 0.12 needs Python 3.12
    "negar": ("python-negar==1.4.3",),
    "shekar": ("shekar==1.7.0",),
    "parsivar": ("parsivar==0.2.3.1", "nltk==3.8.1", "setuptools<80"),  # it knows no later nltk
}
"""What each peer's environment holds."""


class Tool(NamedTuple):
    """A row of the table: a name of the worker's `LOADERS`, its environment (None: Ravi's own), and its title."""

    name: str
    environment: str | None
    title: str


TOOLS = (
    Tool("ravi", None, "**Ravi**"),
    Tool("ravi-lines", None, "Ravi, each line alone"),
    Tool("hazm", "hazm", "hazm, Normalizer"),
    Tool("hazm-informal", "hazm", "hazm, InformalNormalizer"),
    Tool("hazm-both", "hazm", "hazm, both in turn"),
    Tool("negar", "negar", "python-negar"),
    Tool("shekar", "shekar", "shekar"),
    Tool("parsivar", "parsivar", "parsivar, rules"),
    Tool("parsivar-statistical", "parsivar", "parsivar, statistical"),
)


class ToolError(Exception):
    """A tool that is not there or does not answer; the message says which."""


class Worker:
    """A tool in a process of its own; `version` is its package's.

    Raises `ToolError` where its environment is missing or the process ends.
    """

    def __init__(self, tool: Tool, core: int | None = None) -> None:
        python = python_of(tool)
        if not python.exists():
            raise ToolError("not installed: python evals/peers.py --install")
        self._process = subprocess.Popen(  # noqa: S603 - our own worker
            [str(python), str(WORKER), tool.name, *([] if core is None else [str(core)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")},
        )
        self.version: str = self._answer()["version"]

    def repair(self, texts: list[str]) -> dict[str, Any]:
        """The worker's answer: `texts`, `seconds`, `peak_mb`, `failed`."""
        return self._ask({"texts": texts})

    def repair_file(self, path: Path) -> dict[str, Any]:
        """The worker's answer on one file as one text: `seconds`, `peak_mb`, `failed`."""
        return self._ask({"path": str(path)})

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process.stdin:
            with suppress(BrokenPipeError):  # then there is no answer either
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        answer = dict(json.loads(line)) if line else {"error": "the process ended"}
        if "error" in answer:
            self.close()
            raise ToolError(f"failed: {answer['error']}")
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def python_of(tool: Tool) -> Path:
    """The interpreter that a tool runs in."""
    return ENVIRONMENTS / tool.environment / "bin" / "python" if tool.environment else Path(sys.executable)


def install(names: list[str]) -> None:
    """Make the environments of `.venv-peers` with the packages of `PACKAGES`."""
    for name in names:
        folder = ENVIRONMENTS / name
        print(f"{folder.relative_to(ROOT)}: {' '.join(PACKAGES[name])}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES[name]], check=True)  # noqa: S603


def sentences(bank: str) -> list[str]:
    """The test sentences of a treebank; none where there is no shared data."""
    path = gold.SHARED / "data" / "zwnj" / f"test-{bank}.txt"
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n") if path.exists() else []


def articles(count: int = ARTICLES) -> list[str]:
    """The first articles of the archive; none where there is no shared data."""
    path = gold.SHARED / "data" / "articles" / "fars.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(count), lines, strict=False)]


def scores(tool: Tool, worker: Worker) -> dict[str, dict[str, Any]]:
    """What tools/score_zwnj.py says of each kind of damage of each treebank, by `joined.perdt` and so on."""
    scorer = gold.load(gold.SHARED / "tools" / "score_zwnj.py")
    found: dict[str, dict[str, Any]] = {}
    for bank in BANKS:
        want = sentences(bank)
        for name, kind in KINDS.items():
            damaged = [scorer.make(kind, line) for line in want]
            if tool.name == "ravi":
                answer = worker.repair(["\n".join(damaged)])
                got = answer["texts"][0].split("\n")
            else:
                answer = worker.repair(damaged)
                got = [" ".join(text.splitlines()) for text in answer["texts"]]
            found[f"{name}.{bank}"] = {**scorer.score(want, got), "failed": answer["failed"]}
    return found


def speed(tool: Tool, texts: list[str], core: int | None) -> tuple[float, float]:
    """Articles a second and peak memory in MB of one new process, each article once."""
    with Worker(tool, core) as worker:
        answer = worker.repair(texts)
    return len(texts) / answer["seconds"], answer["peak_mb"]


def a_core() -> int | None:
    """The last of the cores that this process may use, where the system tells."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def measure(tools: list[Tool], rounds: int) -> dict[str, dict[str, Any]]:
    """By name: `version`, `scores`, `articles_a_second` and `peak_mb` (a list, a figure a round), or `missing`."""
    rows: dict[str, dict[str, Any]] = {}
    for tool in tools:
        try:
            with Worker(tool, a_core()) as worker:
                rows[tool.name] = {"version": worker.version, "scores": scores(tool, worker)}
        except ToolError as error:
            rows[tool.name] = {"missing": str(error)}
        print(f"{tool.name}: half-spaces done", file=sys.stderr)
    texts = articles()
    for _ in range(rounds if texts else 0):
        for tool in tools:
            row = rows[tool.name]
            if "missing" in row:
                continue
            try:
                rate, memory = speed(tool, texts, a_core())
            except ToolError as error:
                rows[tool.name] = {"missing": str(error)}
                continue
            row.setdefault("articles_a_second", []).append(rate)
            row.setdefault("peak_mb", []).append(memory)
    return rows


HEAD = (
    "| tool | joined, F1 | right words broken | spaced, F1 | right words broken "
    "| undamaged, kept | right words broken | articles/s | memory |",
    "|---|---|---|---|---|---|---|---|---|",
)


def table(rows: dict[str, dict[str, Any]]) -> list[str]:
    """The lines of the Markdown table; two figures in a cell are PerDT / Seraji."""
    lines = list(HEAD)
    for tool in TOOLS:
        row = rows.get(tool.name)
        if row is None:
            continue
        if "missing" in row:
            lines.append(f"| {tool.title} | {row['missing']} |" + " |" * (HEAD[0].count("|") - 3))
            continue
        title = tool.title if tool.environment is None else f"{tool.title} ({row['version']})"
        lines.append(f"| {' | '.join([title, *_cells(row)])} |")
    return lines


def _cells(row: dict[str, Any]) -> list[str]:
    cells = []
    for name, figure in (("joined", "f1"), ("spaced", "f1"), ("undamaged", "r")):
        found = [row["scores"][f"{name}.{bank}"] for bank in BANKS]
        cells.append(" / ".join(f"{one[figure]:.3f}" for one in found))
        cells.append(" / ".join(f"{100 * one['broken']:.2f}" for one in found) + " %")
    if "articles_a_second" in row:
        cells += f"{max(row['articles_a_second']):,.0f}", f"{max(row['peak_mb']):.0f} MB"
    else:
        cells += "", ""
    return cells


def main() -> None:
    """Install, or measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="make the environments of the peers and stop")
    parser.add_argument("--tool", action="append", choices=[tool.name for tool in TOOLS], help="only this; repeatable")
    parser.add_argument("--rounds", type=int, default=3, help="how often the speed of each is taken")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tools = [tool for tool in TOOLS if not options.tool or tool.name in options.tool]
    if options.install:
        install(sorted({tool.environment for tool in tools if tool.environment}))
        return
    if not sentences(BANKS[0]):
        print(f"skipped: no half-space data at {gold.SHARED}", file=sys.stderr)
        return
    rows = measure(tools, options.rounds)
    print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else "\n".join(table(rows)))


if __name__ == "__main__":
    main()
