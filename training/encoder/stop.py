"""Let words stop in an encoder that is packed already, without training it further.

python training/encoder/stop.py --stops 4:2 6:2 [--recall 0.99] [--pack src/ravi/data/model] --out training/work/stopped

The graph of the pack is cut after some layers. There a probe says which words surely have no name in them, or beside
them; they stop (`graph.py`, `ravi.model`), but not those up to so many words beside one that goes on («4:2»: after four
layers, two words). The probes are fitted to what the packed network holds in training articles, where it is sure at its
end; what a word must pass to go on, by the articles held out: `--recall` of the words of names do. All other numbers
stay as they are. Prints the phrase F1 on the articles held out, before and after.
"""

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from base import UNKNOWN, Floats
from corpus import LABELS, Window, read_articles, windows
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import Extractor
from onnxruntime import InferenceSession
from pack import PACK, SPELLINGS, WINDOW, f1
from staged import Stages
from stopping import SURE, fit

from ravi.decoding import Chain
from ravi.model import Stop
from ravi.persian.pieces import Pieces

ROOT = Path(__file__).resolve().parents[2]


def cut(model: onnx.ModelProto, after: Sequence[int]) -> list[onnx.ModelProto]:
    """The graph in stages, which end after these layers."""
    norms = [node for node in model.graph.node if node.op_type == "SimplifiedLayerNormalization"]
    ends = [norms[2 * layer].output[0] for layer in after]
    hidden = next(len(one.dims) and one.dims[0] for one in model.graph.initializer if one.name == norms[0].input[1])
    for name in ends:
        model.graph.value_info.append(
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", "rows", hidden])
        )
    taken = Extractor(model)
    made = []
    for first, last in zip([None, *ends], [*ends, None], strict=True):
        one = taken.extract_model([first or "pieces", "mask"], [last or "labels"])
        names = {first: "held", last: "given"} if first else {last: "given"}
        for node in one.graph.node:
            node.input[:] = [names.get(name, name) for name in node.input]
            node.output[:] = [names.get(name, name) for name in node.output]
        for value in (*one.graph.input, *one.graph.output):
            value.name = names.get(value.name, value.name)
        made.append(one)
    return made


def add_probe(stage: onnx.ModelProto, weight: Floats, bias: float) -> None:
    """Let a stage say of each row how likely it is to go on."""
    graph = stage.graph
    constants = {"weight": weight, "axis": np.array([-1]), "bias": np.float32(bias)}
    graph.initializer.extend(
        numpy_helper.from_array(np.asarray(one), f"probe.{name}") for name, one in constants.items()
    )
    graph.node.append(helper.make_node("Mul", ["given", "probe.weight"], ["probe.product"]))
    graph.node.append(helper.make_node("ReduceSum", ["probe.product", "probe.axis"], ["probe.sum"], keepdims=0))
    graph.node.append(helper.make_node("Add", ["probe.sum", "probe.bias"], ["odds"]))
    graph.output.append(helper.make_tensor_value_info("odds", TensorProto.FLOAT, ["windows", None]))


def hold(stages: Sequence[InferenceSession], found: Sequence[Window]) -> tuple[list[Floats], list[Floats]]:
    """What each stage but the last holds at the words of all windows, where all go on; the scores of each window."""
    held: list[list[Floats]] = [[] for _ in stages[:-1]]
    scores = []
    for one in found:
        x: Any = np.array([one.pieces], np.int32)
        mask = np.ones_like(x)
        for number, stage in enumerate(stages):
            (x, *_) = stage.run(None, {stage.get_inputs()[0].name: x, "mask": mask})
            if number < len(held):
                held[number].append(x[0, one.firsts])
        scores.append(x[0, one.firsts])
    return [np.concatenate(values) for values in held], scores


def outside(entry: Mapping[str, Any], scores: Floats) -> Floats:
    """The probability of each word that it is in no name, by sums over all rows of labels."""
    start, follow = (np.exp(np.array(entry[name], np.float64)) for name in ("start", "follow"))
    words = np.exp(scores - scores.max(1, keepdims=True)).astype(np.float64)
    before, after = words * start, np.ones_like(words)
    for at in range(1, len(words)):
        before[at] = before[at - 1] / before[at - 1].sum() @ follow * words[at]
    for at in range(len(words) - 2, -1, -1):
        after[at] = follow @ (after[at + 1] * words[at + 1])
        after[at] /= after[at].sum()
    odds = before * after
    found: Floats = (odds[:, 0] / odds.sum(1)).astype(np.float32)
    return found


def main() -> None:
    """Write the pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stops", nargs="+", required=True, metavar="LAYER:NEAR")
    parser.add_argument("--recall", type=float, default=0.99, help="of the words of names, at each stop")
    parser.add_argument("--by", type=int, default=1200, help="windows by which the probes are fitted")
    parser.add_argument("--look", type=int, default=2, help="every n-th window held out is looked at")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    manifest = json.loads((options.pack / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["models"]["entities"]
    if "stages" in entry:
        parser.error(f"{options.pack}: words stop in it already")
    lines = (options.pack / "entities.pieces").read_text(encoding="utf-8").split("\n")[:-1]
    rows = [line.split("\t") for line in lines]
    pieces = Pieces([piece for piece, _ in rows], [float(score) for _, score in rows], UNKNOWN)
    plan = dict(sorted((int(after), int(near)) for after, near in (one.split(":") for one in options.stops)))

    def read(held_out: bool) -> list[Window]:
        found = read_articles(options.shared / "data/ner/train.jsonl", held_out=held_out)
        return [
            one for article in found for how in SPELLINGS for one in windows(article.spellings[how], pieces, WINDOW)
        ]

    models = cut(onnx.load(options.pack / "entities.onnx"), list(plan))
    trained, looked = read(False), read(True)[:: options.look]
    sessions = Stages.of(models, [], np.zeros(0, np.float32)).sessions
    held, scores = hold(sessions, trained[:: max(1, len(trained) // options.by)])
    sure = np.concatenate([outside(entry, one) for one in scores]) > SURE
    stopped = np.concatenate(scores)[sure].mean(0)
    unseen, whole = hold(sessions, looked)
    chain = Chain(LABELS, entry["start"], entry["follow"])
    named = np.concatenate([outside(entry, one) for one in whole]) < 1 / 2
    stops = []
    for model, x, y, near in zip(models, held, unseen, plan.values(), strict=False):
        probe = torch.nn.Linear(x.shape[1], 1)
        fit(probe, torch.from_numpy(x), torch.from_numpy(~sure))
        weight, bias = probe.weight[0].detach().numpy(), float(probe.bias.detach()[0])
        add_probe(model, weight, bias)
        stops.append(
            Stop(round(float(np.quantile((y * weight).sum(1)[named] + bias, 1 - options.recall)), 4), near, False)
        )
    made = Stages.of(models, stops, stopped).scores(looked)
    print(f"held out, as it was: {f1(chain, whole, looked):.4f}; where words stop: {f1(chain, made, looked):.4f}")
    names = ["entities.onnx", *(f"entities-{after}.onnx" for after in plan)]
    options.out.mkdir(parents=True, exist_ok=True)
    for name in set(manifest["models"]) - {"entities"}:
        for file in manifest["models"][name]["files"]:
            shutil.copy(options.pack / file, options.out / file)
    shutil.copy(options.pack / "entities.pieces", options.out / "entities.pieces")
    for name, model in zip(names, models, strict=True):
        data = model.SerializeToString()
        (options.out / name).write_bytes(data)
        entry["files"][name] = sha256(data).hexdigest()
    entry["stages"] = [
        *({"file": name, **stop._asdict()} for name, stop in zip(names, stops, strict=False)),
        {"file": names[-1]},
    ]
    entry["stopped"] = [round(float(one), 4) for one in stopped]
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (options.out / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
