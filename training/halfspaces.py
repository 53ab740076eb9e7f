"""Train the model that weighs the lexicon's doubts about half-spaces, from ../shared/data/zwnj: see training/README.md.

    python training/halfspaces.py prepare    gaps of every sentence, damaged, with the right answer (five folds)
    python training/halfspaces.py train      → training/work/halfspaces/net.pt, prose.int8
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
from ravi.persian.words import FACTS, HOUSES, Doubt, Inside, Lexicon  # noqa: E402
from ravi.steps.repair.network import BUCKETS, GRAMS, HOUSE_FACTS, KINDS, SHIFT, SINGLES, SPREAD, STEP  # noqa: E402
from ravi.steps.repair.runs import ALONE, FOLLOWS, LEADS, Run, Runs, Words  # noqa: E402
from ravi.steps.repair.survey import survey  # noqa: E402
from ravi.steps.repair.weigh import SIDE  # noqa: E402
from ravi.steps.repair.window import ROWS, letter_rows, windows  # noqa: E402
from words import NEWS_HOUSE, PERDT_HOUSE, SERAJI_HOUSE, count, sentences  # type: ignore[import-not-found]  # noqa: E402

PACK = ROOT / "src" / "ravi" / "data" / "model"
WORK = ROOT / "training" / "work" / "halfspaces"
TRAINED_ON = {
    "UD Persian Seraji and PerDT, train": "CC BY-SA 4.0",
    "NSURL-2019 task 7, the 600K part of train": "no licence stated, published for research; named here",
}
FOLDS, SEED = 5, 17
STRETCH, HELD_OUT = 50, 7  # of the prose: lines that stay together, and one stretch in so many is not learnt
EASY = 0.005  # odds below which only one gap in five is kept
WIDTH, HIDDEN = 64, 64
DROPPED, BLIND = 0.3, 0.3  # shares of what the network sees, and of gaps without their facts, in training
ODDS = HOUSE_FACTS - 2  # where the odds stand


class Everywhere(Lexicon):
    """Doubts every gap, so that the model learns what words look like, not only what the lexicon does not know."""

    def inside(self, word: str) -> Inside:
        places = range(1, len(word)) if 3 <= len(word) <= 30 else ()
        return Inside((), tuple(self._doubts(word, places, least=0)))

    def between(self, left: str, right: str) -> float:
        return self.odds_between(left, right)

    def may_bind(self, left: str, right: str) -> bool:
        return True


class EveryPair(Words):
    """Looks at every two words."""

    def _kind(self, run: str, look: Run) -> int:
        return super()._kind(run, look) | LEADS * ALONE | FOLLOWS * ALONE


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
    words, chance = EveryPair(lexicon, {}), random.Random(seed)  # noqa: S311
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
            taken: list[Doubt] = []
            for doubt in survey(Runs(text, words)).doubts():
                if kind == ("joined" if doubt.between else "spaced") or nth[doubt.at] >= len(right):
                    continue
                answer = right[nth[doubt.at]] == ZWNJ
                if answer or doubt.odds >= EASY or chance.random() < 0.2:
                    taken.append(doubt)
                    facts.append(lexicon.facts(doubt, lexicon.seen_by(doubt.left, doubt.right)))
                    answers.append(answer)
                    houses.append(house)
            if taken:
                around.append(windows(text, taken))
    return {
        "windows": np.concatenate(around),
        "facts": np.array(facts, np.float16),
        "answers": np.array(answers, np.bool_),
        "houses": np.array(houses, np.int8),
    }


def prepare(shared: Path) -> None:
    """Write the gaps of each fifth of the sentences, with facts that the other four give."""
    WORK.mkdir(parents=True, exist_ok=True)
    lines = [line for line in sentences(shared) if line[0].strip()]
    random.Random(SEED).shuffle(lines)  # noqa: S311
    for fold in range(FOLDS):
        start = time.time()
        counted = count(line for n, line in enumerate(lines) if n % FOLDS != fold)
        lexicon = Everywhere(counted.words, counted.halves, counted.right, counted.left, counted.houses)
        made = rows([line for n, line in enumerate(lines) if n % FOLDS == fold], lexicon, fold)
        np.savez(WORK / f"fold{fold}.npz", allow_pickle=False, **made)
        print(f"fold {fold}: {len(made['answers']):,} gaps, {time.time() - start:.0f} s", flush=True)


class Net(nn.Module):  # type: ignore[misc]
    """Characters, their rows, facts and the share of each house → the log-odds of a half-space."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(SINGLES + BUCKETS, WIDTH)
        nn.init.normal_(self.table.weight, 0, 0.02)
        known = FACTS + 3 + len(HOUSES)
        self.facts = nn.Linear(known, WIDTH)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.straight = nn.Linear(known, 1)
        self.drop = nn.Dropout(DROPPED)
        singles = torch.arange(2 * SIDE) * KINDS
        places = torch.cat([torch.arange(first, last - size + 1) * STEP + size for size, first, last in GRAMS])
        self.register_buffer("singles", singles, persistent=False)
        self.register_buffer("places", places * SHIFT, persistent=False)

    def forward(self, around: Tensor, facts: Tensor, house: Tensor) -> Tensor:
        """Weigh gaps: `[n, 2 * SIDE]` codes, `[n, FACTS]` facts, `[n, len(HOUSES)]` shares of the houses → `[n]`."""
        codes = around.long()
        row, rows = codes, []
        for size, first, last in GRAMS:
            row = row[:, :-1] * KINDS + codes[:, size - 1 :]
            rows.append(row[:, first : last - size + 1])
        hashed = (torch.cat(rows, 1) * SPREAD + self.places) % BUCKETS + SINGLES
        felt = self.table(torch.cat([codes + self.singles, hashed], 1))
        if self.training:  # all rows of a gap at once are left out: they are learnt by heart too well
            kept = (torch.rand(len(felt), 1, 1) >= DROPPED).float() / (1 - DROPPED)
            felt = torch.cat([felt[:, : 2 * SIDE], felt[:, 2 * SIDE :] * kept], 1)
        asked = (facts[:, HOUSE_FACTS:].reshape(-1, len(HOUSES), 3) * house.unsqueeze(2)).sum(1)
        known = torch.cat([facts, asked, house], 1)
        seen = self.drop(torch.relu(felt.sum(1) + self.facts(known)))
        weighed: Tensor = self.out(self.drop(torch.relu(self.hidden(seen)))) + self.straight(known)
        return weighed.squeeze(1)


def shares(houses: Tensor) -> Tensor:
    """How a text may show its houses: as they are, or, of the treebanks, only that it is one of both, or nothing."""
    certain = torch.eye(len(HOUSES))[houses]
    part = torch.rand(len(houses))
    mixed = torch.stack([part, 1 - part, torch.zeros_like(part)], 1)
    banks = torch.where(houses[:, None] == NEWS_HOUSE, certain, mixed)
    none = torch.full_like(certain, 1 / len(HOUSES))
    chance = torch.rand(len(houses), 1)
    return torch.where(chance < 0.4, certain, torch.where(chance < 0.9, banks, none))


def train(epochs: int, batch: int = 1024, rate: float = 2e-3) -> None:
    """Train over all folds, a checkpoint after each epoch."""
    torch.manual_seed(SEED)
    folds = [np.load(WORK / f"fold{fold}.npz") for fold in range(FOLDS)]
    around, facts, answers, houses = (
        torch.from_numpy(np.concatenate([fold[name] for fold in folds]))
        for name in ("windows", "facts", "answers", "houses")
    )
    answers, houses = answers.float(), houses.long()
    net = Net()
    steps = epochs * (len(answers) // batch + 1)
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1, pct_start=0.1)
    print(f"{sum(weights.numel() for weights in net.parameters()):,} weights, {len(answers):,} gaps", flush=True)
    start = time.time()
    for epoch in range(epochs):
        total = 0.0
        for some in torch.randperm(len(answers)).split(batch):
            known = facts[some].float()
            blind = torch.rand(len(some)) < BLIND  # words that no lexicon holds must be weighed too
            known[blind, 1:] = 0
            known[blind, ODDS] = 0.5
            weighed = net(around[some], known, shares(houses[some]))
            weight = 1 + (houses[some] == SERAJI_HOUSE).float()  # it is small
            loss = torch.nn.functional.binary_cross_entropy_with_logits(weighed, answers[some], weight=weight)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(some)
        print(f"epoch {epoch}: loss {total / len(answers):.4f}, {time.time() - start:.0f} s", flush=True)
        torch.save(net.state_dict(), WORK / "net.pt")


def train_prose(shared: Path, epochs: int = 2, batch: int = 64, rate: float = 5e-3) -> None:
    """Train what tells plain prose (PerDT) from the press by letters alone: a weight for each row of four letters."""
    torch.manual_seed(SEED)
    read = [(torch.from_numpy(letter_rows(line).astype(np.int64)), house) for line, house in sentences(shared)]
    lines = [(rows, house, n // STRETCH % HELD_OUT == 0) for n, (rows, house) in enumerate(read) if len(rows)]
    learnt = [(rows, house) for rows, house, held_out in lines if not held_out]
    net = nn.EmbeddingBag(ROWS, 1, mode="sum")
    nn.init.zeros_(net.weight)
    bias = nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.AdamW([*net.parameters(), bias], rate, weight_decay=0.1)
    for _ in range(epochs):
        for some in torch.randperm(len(learnt)).split(batch):
            rows, houses = zip(*(learnt[n] for n in some), strict=True)
            starts = torch.tensor([0, *(len(row) for row in rows[:-1])]).cumsum(0)
            every = torch.cat(rows)
            seen = (torch.rand(len(every)) < 0.3).float() / 3
            told = net(every, starts, per_sample_weights=seen)[:, 0] + bias
            right = torch.tensor([float(house == PERDT_HOUSE) for house in houses])
            weight = torch.tensor([2.5 if house == SERAJI_HOUSE else 1.0 for house in houses])  # it is small
            loss = torch.nn.functional.binary_cross_entropy_with_logits(told, right, weight=weight)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    weights = net.weight.detach()[:, 0] / 10
    step = float(weights.abs().max()) / 127
    means = []
    for prose in (False, True):
        rows = torch.cat([rows for rows, house, held_out in lines if held_out and (house == PERDT_HOUSE) == prose])
        means.append(float(weights[rows].mean()))
    print(f"a row is {means[0]:.4f} in the press, {means[1]:.4f} in prose")
    (WORK / "prose.json").write_text(json.dumps({"step": step, "middle": sum(means) / 2 / step}), encoding="utf-8")
    (WORK / "prose.int8").write_bytes((weights / step).round().to(torch.int8).numpy().tobytes())


def export(date: str, scores: dict[str, str]) -> None:
    """Put the network into the pack for ONNX Runtime, its tables as int8 with one scale a table."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net = Net()
    net.load_state_dict(torch.load(WORK / "net.pt"))
    net.eval()
    inputs = (torch.zeros(3, 2 * SIDE, dtype=torch.uint8), torch.zeros(3, FACTS), torch.zeros(3, len(HOUSES)))
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
    path, prose = PACK / "halfspaces.onnx", PACK / "halfspaces.prose"
    prose.write_bytes((WORK / "prose.int8").read_bytes())
    quantize_dynamic(WORK / "net.onnx", path, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    manifest = json.loads((PACK / "manifest.json").read_text(encoding="utf-8"))
    manifest["models"]["halfspaces"] = {
        "version": date,
        "base": "none: trained from nothing",
        "trained_on": TRAINED_ON,
        "scores": scores,
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, prose)},
        "prose": json.loads((WORK / "prose.json").read_text(encoding="utf-8")),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (PACK / "manifest.json").write_text(text, encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["prepare", "train", "export"])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--date", help="the day of the training, to export")
    parser.add_argument("--score", action="append", default=[], metavar="NAME=F1")
    options = parser.parse_args()
    if options.what == "export" and not options.date:
        parser.error("export needs the --date of the training")
    if options.what == "prepare":
        prepare(options.shared)
    elif options.what == "train":
        train(options.epochs)
        train_prose(options.shared)
    else:
        export(options.date, dict(one.split("=") for one in options.score))


if __name__ == "__main__":
    main()
