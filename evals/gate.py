"""The gate: no score may fall below its floor in evals/floors.json.

python evals/gate.py                             measure, print, exit 1 where a score is below its floor
python evals/gate.py --update                    raise the floors to what was measured
python evals/gate.py --update --allow-regression …and lower them too: say why in the commit

A measure whose data is not on this machine is skipped. Floors hold for one set of inputs, whose hash is kept with them.
"""

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent))

import gold

FLOORS = Path(__file__).with_name("floors.json")
EPSILON = 0.0005  # scores are kept to three places

GOLD = ("gold/dev/*.json", "tools/score.py")
DAMAGES = ("joined", "wrapped", "run together")

# Each set of measures: its inputs below the shared folder, and what measures it. A module without data gives nothing.
SETS: dict[str, tuple[tuple[str, ...], Callable[[], dict[str, float]]]] = {
    "gold": (GOLD, gold.measure),
    **{f"gold_{damage.replace(' ', '_')}": (GOLD, partial(gold.measure, damage=damage)) for damage in DAMAGES},
    "zwnj": (("data/zwnj/test-*.txt", "tools/score_zwnj.py"), lambda: measured_by("zwnj")),
    "dates": (("data/dates/*.jsonl",), lambda: measured_by("dates")),
    "entities": (("gold/dev/*.json", "data/ner/test.jsonl", "tools/score.py"), lambda: measured_by("entities")),
}


def measured_by(module: str) -> dict[str, float]:
    """What `evals/<module>.py` measures, or nothing while there is no such module."""
    if not Path(__file__).with_name(f"{module}.py").exists():
        return {}
    return dict(import_module(module).measure())


def hash_of(patterns: tuple[str, ...]) -> str | None:
    """One hash over the files of the shared folder that match, or None where one pattern matches none."""
    digest = sha256()
    for pattern in patterns:
        paths = sorted(gold.SHARED.glob(pattern))
        if not paths:
            return None
        for path in paths:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def below(scores: dict[str, float], floors: dict[str, float]) -> list[str]:
    """The measures that are under their floor, or that are gone."""
    return [name for name, floor in floors.items() if scores.get(name, -1.0) < floor - EPSILON]


def raised(scores: dict[str, float], floors: dict[str, float], *, allow_regression: bool) -> dict[str, float]:
    """The new floors. Raises ValueError where one would fall and that is not allowed."""
    falling = below(scores, floors)
    if falling and not allow_regression:
        raise ValueError(f"would lower {', '.join(falling)}: give --allow-regression, and the reason in the commit")
    new = {name: round(score, 4) for name, score in scores.items() if score > 0}
    return new if allow_regression else {name: max(score, floors.get(name, 0.0)) for name, score in new.items()}


def main() -> int:
    """Measure all sets, print them with their floors, say whether the gate holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    wrong: list[str] = []
    for name, (patterns, measure) in SETS.items():
        inputs = hash_of(patterns)
        if inputs is None:
            print(f"{name}: skipped, no {patterns[0]} below {gold.SHARED}")
            continue
        start = perf_counter()
        scores = measure()
        if not scores and name not in kept:
            print(f"{name}: skipped, nothing measures it yet")
            continue
        floors = kept.get(name, {}).get("floors", {})
        if kept.get(name, {}).get("inputs", inputs) != inputs and not options.update:
            wrong.append(f"{name}: the inputs have changed since the floors were set; look, then --update")
        print(f"{name} (inputs {inputs}, {perf_counter() - start:.1f} s)")
        for measure_name in [*scores, *(gone for gone in floors if gone not in scores)]:
            score, floor = scores.get(measure_name, 0.0), floors.get(measure_name, 0.0)
            mark = "  BELOW" if measure_name in below(scores, floors) else ""
            print(f"  {measure_name:<28} {score:.3f}   floor {floor:.3f}   {score - floor:+.3f}{mark}")
        if options.update:
            try:
                new = raised(scores, floors, allow_regression=options.allow_regression)
            except ValueError as error:
                wrong.append(f"{name}: {error}")
            else:
                kept[name] = {"inputs": inputs, "floors": dict(sorted(new.items()))}
        else:
            wrong += [f"{name}: {one} is below its floor" for one in below(scores, floors)]
    if options.update and not wrong:
        FLOORS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"floors written to {FLOORS.name}")
    for line in wrong:
        print(f"evals: {line}")
    print("evals: the gate holds" if not wrong else "evals: FAILED")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
