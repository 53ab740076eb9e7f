"""Write the encoder with its heads as ONNX graphs, node by node: one for each stage, which ends where words stop.

Inputs: of the first `pieces` (int32, windows × length), of the others `held` (float32, windows × rows × hidden); and
`mask` (int32, 1 where one stands). Outputs: of the last the scores of each head (float32, windows × rows × labels), of
the others `given`, what they hold then, and, where a probe says which words go on, `odds` (windows × rows).

Every product of the layers is one of whole numbers: weights of 7 bits with a scale for each output (no processor's
instructions overflow on them), and what they meet of 8 bits with one scale that is fixed beforehand (`quantise.py`), so
that no row depends on what else is in the batch. A norm is written as its parts, which run five times as fast as the
one node; what it adds at its end (beta) goes into the biases of what follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

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

    def give(self, x: str, name: str, *columns: int) -> None:
        """Give a value to the outside: windows × rows, perhaps × columns."""
        self.nodes.append(helper.make_node("Identity", [x], [name]))
        shape = ["windows", None, *columns]
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

    def embedded(self, t: Mapping[str, Floats], epsilon: float) -> str:
        """The pieces with their places, after the norm."""
        length = self.node("Gather", [self.node("Shape", ["pieces"]), self.constant(np.array(1))], axis=0)
        zero, one = self.constant(np.array(0)), self.constant(np.array(1))
        place = self.rows(t["emb.pos"], self.node("Range", [zero, length, one]))
        return self.norm(self.node("Add", [self.rows(t["emb.word"], "pieces"), place]), t["emb.ln.w"], epsilon)

    def layer(
        self, x: str, beta: Floats, t: Mapping[str, Floats], name: str, head: int, epsilon: float
    ) -> tuple[str, Floats]:
        """A layer: what it gives, and what its last norm would add."""
        across, wide = len(t["q.b"]), len(t["fi.b"])
        taken = self.site(x, f"{name}x", len(beta))
        q, k, v = (
            self.linear(taken, t[f"{part}.w"], t[f"{part}.b"] + t[f"{part}.w"] @ beta, f"{name}{part}")
            for part in "qkv"
        )
        seen = self.node("MultiHeadAttention", [q, k, v, "", "mask"], MICROSOFT, num_heads=across // head)
        out = self.linear(self.site(seen, f"{name}a", across), t["ao.w"], t["ao.b"] + beta, f"{name}ao")
        x, beta = self.norm(self.node("Add", [out, x]), t["aln.w"], epsilon), t["aln.b"]
        taken = self.site(x, f"{name}y", len(beta))
        middle = self.node(
            "Gelu", [self.linear(taken, t["fi.w"], t["fi.b"] + t["fi.w"] @ beta, f"{name}fi")], MICROSOFT
        )
        out = self.linear(self.site(middle, f"{name}h", wide), t["fo.w"], t["fo.b"] + beta, f"{name}fo")
        return self.norm(self.node("Add", [out, x]), t["oln.w"], epsilon), t["oln.b"]

    def model(self, hidden: int, first: bool) -> onnx.ModelProto:
        """The graph as a file holds it; the first stage takes pieces."""
        given = (
            helper.make_tensor_value_info("pieces", TensorProto.INT32, ["windows", "rows"])
            if first
            else helper.make_tensor_value_info("held", TensorProto.FLOAT, ["windows", "rows", hidden])
        )
        mask = helper.make_tensor_value_info("mask", TensorProto.INT32, ["windows", "rows"])
        return helper.make_model(
            helper.make_graph(self.nodes, "encoder", [given, mask], self.outputs, self.weights),
            opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(MICROSOFT, 1)],
            producer_name="ravi",
            ir_version=10,
        )

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
    probes: Mapping[int, tuple[Floats, float]],
    form: Format | None,
    *,
    head: int = 32,
    epsilon: float = 1e-12,
) -> list[onnx.ModelProto]:
    """The whole model, in stages. `tensors` has the names of the base; a head is its weight and bias.

    After the layers of `probes`, words stop. Without a format, of 32 bits, and with what the products of each layer
    meet as further outputs («l3.y»).
    """
    made, beta = [], tensors["emb.ln.b"]
    hidden = len(beta)
    for first, end in pairwise([0, *sorted(probes), layers]):
        graph = Graph(form)
        x = graph.embedded(tensors, epsilon) if first == 0 else "held"
        for layer in range(first, end):
            x, beta = graph.layer(
                x,
                beta,
                {n.split(".", 1)[1]: t for n, t in tensors.items() if n.startswith(f"l{layer}.")},
                f"l{layer}.",
                head,
                epsilon,
            )
        if end in probes:
            graph.give(x, "given", hidden)
            probe, base = probes[end]
            product = graph.node("Mul", [x, graph.constant(probe)])
            odds = graph.node("ReduceSum", [product, graph.constant(np.array([-1]))], keepdims=0)  # a row by itself
            graph.give(graph.node("Add", [odds, graph.constant(np.float32(base + probe @ beta))]), "odds")
        else:
            for name, (weight, bias) in heads.items():
                scores = graph.node("MatMul", [x, graph.constant(weight.T)])
                scores = graph.node("Add", [scores, graph.constant((bias + weight @ beta).astype(np.float32))])
                graph.give(scores, name, len(bias))
        made.append(graph.model(hidden, first == 0))
    return made
