"""Train the model that weighs the lexicon's doubts about half-spaces, from ../shared/data/zwnj: see training/README.md.

    python training/halfspaces.py prepare    gaps of every sentence, damaged, with the right answer (five folds)
    python training/halfspaces.py train      → training/work/halfspaces/net.pt
    python training/halfspaces.py export --date 2026-11-25 --score NAME=F1    → src/ravi/data/model (int8)

The facts of each gap come from a lexicon that did not count its sentence. A gap is described by the characters around
it (single, and hashed rows of two to four), by the facts, and by the house whose spelling is asked for.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "training")]

from ravi.persian.letters import ZWNJ  # noqa: E402
from ravi.persian.words import FACTS, Doubt, Inside, Lexicon, Parts  # noqa: E402
from ravi.steps.repair.weigh import STYLES as HOUSES  # noqa: E402
from ravi.steps.repair.window import SIDE, codes_of, windows  # noqa: E402
from ravi.steps.repair.words import Words  # noqa: E402
from words import WEIGHTS, count, sentences  # type: ignore[import-not-found]  # noqa: E402

PACK = ROOT / "src" / "ravi" / "data" / "model"
WORK = ROOT / "training" / "work" / "halfspaces"
TRAINED_ON = {
    "UD Persian Seraji and PerDT, train": "CC BY-SA 4.0",
    "NSURL-2019 task 7, the 600K part of train": "no licence stated, published for research; named here",
}
FOLDS, SEED = 5, 17
SERAJI = 4798  # the first lines of train-ud.txt are Seraji's, the others PerDT's
EASY = 0.005  # odds below which only one gap in five is kept
BUCKETS, WIDTH, HIDDEN = 4096, 64, 64
GRAMS = ((2, 12, 28), (3, 13, 27), (4, 14, 26))  # rows of so many characters, from which place to which


class Everywhere(Lexicon):
    """Doubts every gap, so that the model learns what words look like, not only what the lexicon does not know."""

    def inside(self, word: str) -> Inside:
        places = range(1, len(word)) if 3 <= len(word) <= 30 else ()
        return Inside((), tuple(self._doubt(word, at) for at in places))

    def between(self, left: str, right: str) -> Doubt:
        counts = self.halves.get(f"{left}{ZWNJ}{right}", Parts(0, 0, 0))
        odds = self._join_odds(left, right, counts)
        return Doubt(0, odds, self._facts(left, right, counts, Parts(0, 0, 0), between=True))


def damaged(line: str, kind: str, chance: random.Random) -> str:
    """A line whose half-spaces were lost: all joined, all spaced, or each in its own way."""
    if kind == "mixed":
        return "".join(chance.choice(["", "", " ", " ", ZWNJ]) if char == ZWNJ else char for char in line)
    return line.replace(ZWNJ, {"joined": "", "spaced": " "}[kind])


def boundaries(line: str) -> list[str]:
    """What stands before each letter of a line, by the count of letters."""
    out, gap = [], ""
    for char in line:
        if char in (ZWNJ, " "):
            gap += char
        else:
            out.append(gap)
            gap = ""
    return out


def rows(lines: list[tuple[str, int]], lexicon: Lexicon, seed: int) -> dict[str, np.ndarray]:
    """The gaps of some lines, each with what the model sees of it and the right answer."""
    words, chance = Words(lexicon), random.Random(seed)  # noqa: S311
    around: list[np.ndarray] = []
    facts, answers, houses = [], [], []
    for line, house in lines:
        right = boundaries(line)
        for kind in ("joined", "spaced", "mixed"):
            if kind == "mixed" and chance.random() < 0.5:
                continue
            text = damaged(line, kind, chance)
            nth, letters = [], 0
            for char in text:
                nth.append(letters)
                letters += char not in (ZWNJ, " ")
            taken = []
            for gap in words.survey(text).gaps:
                if kind == ("joined" if gap.between else "spaced") or nth[gap.at] >= len(right):
                    continue
                answer = right[nth[gap.at]] == ZWNJ
                if answer or gap.doubt.odds >= EASY or chance.random() < 0.2:
                    taken.append((gap.at, gap.between))
                    facts.append((*gap.doubt.facts, gap.doubt.odds))
                    answers.append(answer)
                    houses.append(house)
            if taken:
                around.append(windows(codes_of(text), taken))
    return {
        "windows": np.concatenate(around),
        "facts": np.array(facts, np.float16),
        "answers": np.array(answers, np.bool_),
        "houses": np.array(houses, np.int8),
    }


def prepare(shared: Path) -> None:
    """Write the gaps of each fifth of the sentences, with facts that the other four give."""
    WORK.mkdir(parents=True, exist_ok=True)
    ud = (shared / "data" / "zwnj" / "train-ud.txt").read_text(encoding="utf-8").count("\n") + 1
    lines = [
        (text, weight, HOUSES.index("seraji" if n < SERAJI else "perdt" if n < ud else "news"))
        for n, (text, weight) in enumerate(sentences(shared, WEIGHTS))
        if text.strip()
    ]
    random.Random(SEED).shuffle(lines)  # noqa: S311
    for fold in range(FOLDS):
        start = time.time()
        counted = count(line[:2] for n, line in enumerate(lines) if n % FOLDS != fold)
        lexicon = Everywhere(counted.words, counted.halves, counted.right, counted.left)
        made = rows([(line, house) for n, (line, _, house) in enumerate(lines) if n % FOLDS == fold], lexicon, fold)
        np.savez(WORK / f"fold{fold}.npz", allow_pickle=False, **made)
        print(f"fold {fold}: {len(made['answers']):,} gaps, {time.time() - start:.0f} s", flush=True)


class Net(nn.Module):  # type: ignore[misc]
    """Characters, their rows, facts and house → the log-odds of a half-space."""

    def __init__(self) -> None:
        super().__init__()
        self.single = nn.Embedding(2 * SIDE * 64, WIDTH)
        self.grams = nn.Embedding(BUCKETS, WIDTH)
        self.house = nn.Embedding(len(HOUSES) + 1, WIDTH)
        for table in (self.single, self.grams, self.house):
            nn.init.normal_(table.weight, 0, 0.02)
        self.facts = nn.Linear(FACTS + 2, WIDTH)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.straight = nn.Linear(FACTS + 2, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, around: Tensor, facts: Tensor, house: Tensor) -> Tensor:
        """Weigh gaps: `[n, 2 * SIDE]` codes, `[n, FACTS + 1]` facts with the odds last, `[n]` houses → `[n]`."""
        codes = around.long()
        hashed = []
        for size, first, last in GRAMS:
            mixed = torch.zeros_like(codes[:, : last - first - size + 1])
            for step in range(size):
                mixed = (mixed * 53 + codes[:, first + step : last - size + 1 + step]) % 1000003
            at = torch.arange(first, last - size + 1) * 7 + size
            hashed.append((mixed * 31 + at * 9973) % BUCKETS)
        odds = facts[:, -1:].clamp(0.001, 0.999)
        facts = torch.cat([facts, torch.log(odds / (1 - odds))], 1)
        total = self.single(codes + torch.arange(2 * SIDE) * 64).sum(1) + self.grams(torch.cat(hashed, 1)).sum(1)
        seen = self.drop(torch.relu(total + self.facts(facts) + self.house(house.long())))
        weighed: Tensor = self.out(self.drop(torch.relu(self.hidden(seen)))) + self.straight(facts)
        return weighed.squeeze(1)


def train(epochs: int = 3, batch: int = 1024, rate: float = 2e-3) -> None:
    """Train over all folds, a checkpoint after each epoch."""
    torch.manual_seed(SEED)
    folds = [np.load(WORK / f"fold{fold}.npz") for fold in range(FOLDS)]
    around, facts, answers, houses = (
        torch.from_numpy(np.concatenate([fold[name] for fold in folds]))
        for name in ("windows", "facts", "answers", "houses")
    )
    facts, answers, houses = facts.float(), answers.float(), houses.long()
    net = Net()
    steps = epochs * (len(answers) // batch + 1)
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.1)
    print(f"{sum(weights.numel() for weights in net.parameters()):,} weights, {len(answers):,} gaps", flush=True)
    start = time.time()
    for epoch in range(epochs):
        total = 0.0
        for some in torch.randperm(len(answers)).split(batch):
            known = facts[some].clone()
            blind = torch.rand(len(some)) < 0.3  # words that no lexicon holds must be weighed too
            known[blind, 1:-1] = 0
            known[blind, -1] = 0.5
            house = torch.where(torch.rand(len(some)) < 0.15, len(HOUSES), houses[some])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(around[some], known, house), answers[some])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(some)
        print(f"epoch {epoch}: loss {total / len(answers):.4f}, {time.time() - start:.0f} s", flush=True)
        torch.save(net.state_dict(), WORK / "net.pt")


def export(date: str, scores: dict[str, str]) -> None:
    """Put the network into the pack for ONNX Runtime, its tables as int8 with one scale a table."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net = Net()
    net.load_state_dict(torch.load(WORK / "net.pt"))
    net.eval()
    inputs = (torch.zeros(3, 2 * SIDE, dtype=torch.uint8), torch.zeros(3, FACTS + 1), torch.zeros(3, dtype=torch.int64))
    names = ["around", "facts", "house"]
    torch.onnx.export(
        net,
        inputs,
        str(WORK / "net.onnx"),
        input_names=names,
        output_names=["odds"],
        dynamic_axes={name: {0: "gaps"} for name in [*names, "odds"]},
        opset_version=17,
        dynamo=False,
    )
    path = PACK / "halfspaces.onnx"
    quantize_dynamic(WORK / "net.onnx", path, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    manifest = json.loads((PACK / "manifest.json").read_text(encoding="utf-8"))
    manifest["models"]["halfspaces"] = {
        "version": date,
        "base": "none: trained from nothing",
        "trained_on": TRAINED_ON,
        "scores": scores,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (PACK / "manifest.json").write_text(text, encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "train", "export"])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--date", help="the day of the training, to export")
    parser.add_argument("--score", action="append", default=[], metavar="NAME=F1")
    options = parser.parse_args()
    if options.what == "export" and not options.date:
        parser.error("export needs the --date of the training")
    if options.what == "prepare":
        prepare(options.shared)
    elif options.what == "train":
        train()
    else:
        export(options.date, dict(one.split("=") for one in options.score))


if __name__ == "__main__":
    main()
