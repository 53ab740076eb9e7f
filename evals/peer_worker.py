"""One tool that repairs Persian text, in a process of its own: python evals/peer_worker.py TOOL [CORE].

Needs the standard library and the tool, nothing of Ravi, so that it runs in the tool's own environment. It speaks JSON
lines: first {"version": str}, or {"error": str} where the tool does not load; then an answer to each request:

{"texts": [str, …]}  → {"seconds": float, "peak_mb": float, "failed": int, "texts": [str, …]}
{"path": str}        → the same without the texts, for the whole file as one text

`seconds` is the processor's time within the tool; `peak_mb` the most memory the process ever held; a text on which the
tool raises comes back unchanged and is counted in `failed`.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any

Repair = Callable[[str], str]


def load_ravi() -> Repair:
    """Ravi's repair with all rules."""
    repair_text = import_module("ravi.steps.repair").repair_text
    repair_text("سیاستهای او می شود")  # reads its tables and its model, as the constructors of the others do
    return lambda text: str(repair_text(text).text)


def load_ravi_lines() -> Repair:
    """Ravi's repair of each line alone, with nothing known of the text around it."""
    repair = load_ravi()
    return lambda text: "\n".join(repair(line) for line in text.split("\n"))


def load_hazm() -> Repair:
    """hazm's Normalizer as it comes."""
    return _texts(import_module("hazm").Normalizer().normalize)


def load_hazm_informal() -> Repair:
    """hazm's InformalNormalizer as it comes, the first reading of each word."""
    normalize = import_module("hazm").InformalNormalizer().normalize

    def repair(line: str) -> str:
        return " ".join(readings[0] for sentence in normalize(line) for readings in sentence)

    return lambda text: "\n".join(repair(line) for line in text.split("\n"))


def load_hazm_both() -> Repair:
    """hazm's InformalNormalizer, then its Normalizer: better on the whole than either, and than the other order."""
    first, second = load_hazm_informal(), load_hazm()
    return lambda text: second(first(text))


def load_negar() -> Repair:
    """python-negar's PersianEditor as it comes: each option of it that was tried off restores fewer in joined words."""
    editor = import_module("negar.virastar").PersianEditor
    return lambda text: str(editor(text))


def load_shekar() -> Repair:
    """shekar's Normalizer as it comes."""
    return _texts(import_module("shekar").Normalizer().normalize)


def load_parsivar() -> Repair:
    """parsivar's Normalizer as it comes: rules and word lists."""
    return _texts(import_module("parsivar").Normalizer().normalize)


def load_parsivar_statistical() -> Repair:
    """parsivar's Normalizer with its statistical model of spaces."""
    return _texts(import_module("parsivar").Normalizer(statistical_space_correction=True).normalize)


LOADERS: dict[str, tuple[str, Callable[[], Repair]]] = {
    "ravi": ("ravi", load_ravi),
    "ravi-lines": ("ravi", load_ravi_lines),
    "hazm": ("hazm", load_hazm),
    "hazm-informal": ("hazm", load_hazm_informal),
    "hazm-both": ("hazm", load_hazm_both),
    "negar": ("python-negar", load_negar),
    "shekar": ("shekar", load_shekar),
    "parsivar": ("parsivar", load_parsivar),
    "parsivar-statistical": ("parsivar", load_parsivar_statistical),
}
"""Each tool with the package that it comes in."""


def _texts(repair: Callable[[str], Any]) -> Repair:
    return lambda text: str(repair(text))


def peak_memory() -> float:
    """The most memory that this process ever held, in MB.

    What the system counts for a child starts at the size of its parent, so the process's own mark is read where it is.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def repaired(repair: Repair, texts: list[str]) -> tuple[list[str], int, float]:
    """Each text repaired, or as it was where the tool fails; how many failed; the seconds that it took."""
    failed = 0
    done: list[str] = []
    start = process_time()
    for text in texts:
        try:
            done.append(repair(text))
        except Exception:  # what a stranger's tool may raise is not known, and is counted
            failed += 1
            done.append(text)
    return done, failed, process_time() - start


def main() -> None:
    """Load the tool, say so, and answer line by line until there are no more."""
    name, *core = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a tool that prints does not spoil the answers
    if core and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core[0])})
    package, load = LOADERS[name]
    try:
        repair = load()
    except Exception as error:  # whatever a tool lacks here is for the one who asked
        _say(answers, {"error": f"{type(error).__name__}: {error}"})
        return
    _say(answers, {"version": version(package)})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        texts = request["texts"] if "texts" in request else [Path(request["path"]).read_text(encoding="utf-8")]
        done, failed, seconds = repaired(repair, texts)
        answer = {"seconds": seconds, "peak_mb": peak_memory(), "failed": failed}
        _say(answers, {**answer, "texts": done} if "texts" in request else answer)


def _say(answers: Any, answer: dict[str, Any]) -> None:  # noqa: ANN401 - a text stream
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
