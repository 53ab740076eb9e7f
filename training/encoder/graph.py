"""Write the encoder with its heads as an ONNX graph, node by node.

Inputs: `pieces` (int32, windows × length) and `mask` (int32, the same shape, 1 where a piece stands); `kept` (int32,
windows × words, the places of the start and of each word's first piece) and `there` (int32, the same shape, 1 where one
stands). After some layers what is kept alone goes on. Output per head: its scores (float32, windows × words × labels).

Every product of the layers is one of whole numbers: weights of 7 bits with a scale for each output (no processor's
instructions overflow on them), and what they meet of 8 bits with one scale that is fixed beforehand (`quantise.py`), so
that no row depends on what else is in the batch. A norm is written as its parts, which run five times as fast as the
one node; what it adds at its end (beta) goes into the biases of what follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from base import Floats
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"


@dataclass(frozen=True)
class Site:
    """How the numbers at one place become whole: divided by `smooth` (by columns), then `low` … `high` in 8 bits."""

    low: float
    high: float
    smooth: Floats | None = None


@dataclass(frozen=True)
class Whole:
    """A weight of (outputs × inputs) as whole numbers, and the scale of each output."""

    numbers: NDArray[np.int8]
    scales: Floats


@dataclass(frozen=True)
class Format:
    """All products in whole numbers: sites («l3.y») and weights («l3.fi») by name."""

    sites: Mapping[str, Site]
    weights: Mapping[str, Whole]


SITES = {"q": "x", "k": "x", "v": "x", "ao": "a", "fi": "y", "fo": "h"}  # which numbers each product of a layer meets


class Graph:
    """A graph under construction. Without a format, products are of 32 bits, and what they meet is given too."""

    def __init__(self, form: Format | None) -> None:
        self.form = form
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self._names = 0

    def constant(self, values: NDArray[np.generic] | np.generic) -> str:
        """A weight; its name."""
        self._names += 1
        name = f"w{self._names}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values).reshape(np.shape(values)), name))
        return name

    def node(self, kind: str, inputs: list[str], domain: str = "", **attributes: object) -> str:
        """Append a node; the name of its output."""
        self._names += 1
        out = f"v{self._names}"
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=domain, **attributes))
        return out

    def give(self, x: str, name: str, columns: int) -> None:
        """Give a value to the outside: windows × pieces or words × columns."""
        self.nodes.append(helper.make_node("Identity", [x], [name]))
        shape = ["windows", None, columns]
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def site(self, x: str, name: str, columns: int) -> list[str]:
        """What the products at a place take: whole numbers with their scale and zero; as it is without a format."""
        if self.form is None:
            self.give(x, name, columns)
            return [x]
        site = self.form.sites[name]
        if site.smooth is not None:
            x = self.node("Mul", [x, self.constant((1 / site.smooth).astype(np.float32))])
        low, high = min(site.low, 0.0), max(site.high, 0.0)
        scale = self.constant(np.float32((high - low) / 255))
        zero = self.constant(np.uint8(round(-low / (high - low) * 255)))
        return [self.node("QuantizeLinear", [x, scale, zero]), scale, zero]

    def linear(self, x: list[str], weight: Floats, bias: Floats, name: str) -> str:
        """x · weightᵀ + bias, the weight of (outputs × inputs)."""
        if self.form is None:
            out = self.node("MatMul", [x[0], self.constant(weight.T)])
            return self.node("Add", [out, self.constant(bias.astype(np.float32))])
        whole = self.form.weights[name]
        numbers, scales = self.constant(whole.numbers.T), self.constant(whole.scales)
        zeros = self.constant(np.zeros(len(bias), np.int8))
        inputs = [x[0], numbers, x[1], scales, x[2], zeros, self.constant(bias.astype(np.float32))]
        return self.node("MatMulIntegerToFloat", inputs, MICROSOFT)

    def norm(self, x: str, gamma: Floats, epsilon: float) -> str:
        """A layer norm without what it adds at its end."""
        centred = self.node("Sub", [x, self.node("ReduceMean", [x, self.constant(np.array([-1]))])])
        return self.node("SimplifiedLayerNormalization", [centred, self.constant(gamma)], axis=-1, epsilon=epsilon)

    def kept(self, x: str) -> str:
        """What stands at the places to keep: windows × words × hidden."""
        places = self.node("Cast", ["kept"], to=TensorProto.INT64)
        return self.node("GatherND", [x, self.node("Unsqueeze", [places, self.constant(np.array([-1]))])], batch_dims=1)

    def rows(self, table: Floats, numbers: str) -> str:
        """Rows of a table, kept as whole numbers of 8 bits with a scale for each row."""
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        taken = self.node("Gather", [self.constant(np.round(table / scale).astype(np.int8)), numbers])
        taken = self.node("Cast", [taken], to=TensorProto.FLOAT)
        return self.node("Mul", [taken, self.node("Gather", [self.constant(scale), numbers])])


def build(
    tensors: Mapping[str, Floats],
    heads: Mapping[str, tuple[Floats, Floats]],
    layers: int,
    at_words: int,
    form: Format | None,
    *,
    head: int = 32,
    epsilon: float = 1e-12,
) -> onnx.ModelProto:
    """The whole model. `tensors` has the names of the base; a head is its weight and bias.

    After `at_words` layers what is kept alone goes on. Without a format, of 32 bits, and with what the products of each
    layer meet as further outputs («l3.y»).
    """
    graph, t = Graph(form), tensors
    hidden = len(t["emb.ln.w"])
    length = graph.node("Gather", [graph.node("Shape", ["pieces"]), graph.constant(np.array(1))], axis=0)
    zero, one = graph.constant(np.array(0)), graph.constant(np.array(1))
    place = graph.rows(t["emb.pos"], graph.node("Range", [zero, length, one]))
    x = graph.node("Add", [graph.rows(t["emb.word"], "pieces"), place])
    x, beta = graph.norm(x, t["emb.ln.w"], epsilon), t["emb.ln.b"]
    mask = "mask"
    for layer in range(layers):
        name = f"l{layer}."
        across, wide = len(t[f"{name}q.b"]), len(t[f"{name}fi.b"])
        if layer == at_words:
            x, mask = graph.kept(x), "there"
        taken = graph.site(x, f"{name}x", hidden)
        q, k, v = (
            graph.linear(
                taken, t[f"{name}{part}.w"], t[f"{name}{part}.b"] + t[f"{name}{part}.w"] @ beta, f"{name}{part}"
            )
            for part in "qkv"
        )
        seen = graph.node("MultiHeadAttention", [q, k, v, "", mask], MICROSOFT, num_heads=across // head)
        taken = graph.site(seen, f"{name}a", across)
        out = graph.linear(taken, t[f"{name}ao.w"], t[f"{name}ao.b"] + beta, f"{name}ao")
        x, beta = graph.norm(graph.node("Add", [out, x]), t[f"{name}aln.w"], epsilon), t[f"{name}aln.b"]
        taken = graph.site(x, f"{name}y", hidden)
        bias = t[f"{name}fi.b"] + t[f"{name}fi.w"] @ beta
        middle = graph.node("Gelu", [graph.linear(taken, t[f"{name}fi.w"], bias, f"{name}fi")], MICROSOFT)
        taken = graph.site(middle, f"{name}h", wide)
        out = graph.linear(taken, t[f"{name}fo.w"], t[f"{name}fo.b"] + beta, f"{name}fo")
        x, beta = graph.norm(graph.node("Add", [out, x]), t[f"{name}oln.w"], epsilon), t[f"{name}oln.b"]
    if at_words >= layers:
        x = graph.kept(x)
    for name, (weight, bias) in heads.items():
        scores = graph.node("MatMul", [x, graph.constant(weight.T)])
        scores = graph.node("Add", [scores, graph.constant((bias + weight @ beta).astype(np.float32))])
        graph.give(scores, name, len(bias))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["windows", length])
        for name, length in {"pieces": "length", "mask": "length", "kept": "words", "there": "words"}.items()
    ]
    return helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, graph.outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)],
        producer_name="ravi",
        ir_version=10,
    )
