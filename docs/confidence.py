"""Draw docs/confidence.png, and write the figures of docs/confidence.md: python docs/confidence.py

Needs matplotlib (`pip install matplotlib`), which nothing else of Ravi needs, and the gold articles.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "evals"))

import confidence as evals

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "confidence.md"
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->\n")
READINGS = (
    ("dev, as published", {}),
    ("the same, the eight of other outlets alone (`--only ntrex-`)", {"only": "ntrex-"}),
    ("dev, every half-space lost", {"damage": "joined"}),
    ("dev, without the model", {"rules_only": True}),
)


def draw(judged: list[evals.Judged]) -> None:
    """The reliability plot: what share was right, of the quotes given with each confidence; below, how many."""
    bins = evals.bins(judged)
    figure, (upper, lower) = pyplot.subplots(
        2, 1, figsize=(5.4, 6.4), sharex=True, height_ratios=(3, 1), layout="constrained"
    )
    upper.plot((0, 1), (0, 1), color="0.6", linewidth=1, linestyle="--", label="as sure as right")
    for sure, right, size in bins:
        error = (right * (1 - right) / size) ** 0.5 if 0 < right < 1 else 1 / (size + 2)
        upper.plot((sure, sure), (max(0, right - error), min(1, right + error)), color="#1f5f8b", linewidth=1)
    upper.plot([bin_[0] for bin_ in bins], [bin_[1] for bin_ in bins], "o-", color="#1f5f8b", label="quotes of dev")
    upper.set(ylabel="share that is right (extent and speaker)", xlim=(0, 1), ylim=(0, 1.02))
    upper.legend(loc="upper left", frameon=False)
    upper.set_title(
        f"{len(judged)} quotes, expected calibration error {evals.calibration_error(judged):.3f}", fontsize=11
    )
    lower.bar(
        [(min(9, int(sure * 10)) + 0.5) / 10 for sure, _, _ in bins], [size for *_, size in bins],
        width=0.09, color="#9db8c9",
    )  # fmt: skip
    for sure, _, size in bins:
        lower.annotate(str(size), ((min(9, int(sure * 10)) + 0.5) / 10, size), ha="center", va="bottom", fontsize=8)
    lower.set(xlabel="confidence", ylabel="quotes", ylim=(0, max(size for *_, size in bins) * 1.15))
    for axes in (upper, lower):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(ROOT / "docs" / "confidence.png", dpi=110, metadata={"Software": None})


def figures(readings: dict[str, dict[str, list[evals.Judged]]]) -> str:
    """The tables of the page."""
    lines = ["| quotes of | given | right | Brier | one number for all | ECE |", "|---|---|---|---|---|---|"]
    for name, judged in readings.items():
        lines.append(f"| {name} | {_row(judged['quotes'])} |")
    lines += ["", "| kept from | quotes | of these right | of all right ones kept |", "|---|---|---|---|"]
    first = next(iter(readings.values()))
    for least in (0.0, *evals.THRESHOLDS):
        precision, recall, size = evals.kept(first["quotes"], least)
        lines.append(f"| {least:.1f} | {size} | {precision:.3f} | {recall:.3f} |")
    lines += ["", "| layer (dev) | given | right | Brier | one number for all | ECE |", "|---|---|---|---|---|---|"]
    lines += [f"| {layer} | {_row(judged)} |" for layer, judged in first.items() if layer != "quotes"]
    return "\n".join(lines) + "\n"


def _row(judged: list[evals.Judged]) -> str:
    share = sum(one.right for one in judged) / len(judged)
    return (
        f"{len(judged)} | {share:.3f} | {evals.brier(judged):.4f} | {share * (1 - share):.4f}"
        f" | {evals.calibration_error(judged):.3f}"
    )


def main() -> None:
    """Measure, draw, and put the figures between the marks of the page."""
    readings = {name: evals.read("dev", **how) for name, how in READINGS}
    draw(next(iter(readings.values()))["quotes"])
    head, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    tail = rest.split(MARKS[1])[1]
    PAGE.write_text(head + MARKS[0] + figures(readings) + MARKS[1] + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
