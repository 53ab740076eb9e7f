"""Write the encoder with its heads as an ONNX graph, node by node.

Inputs: `pieces` (int32, windows × length) and `mask` (int32, the same shape, 1 where a piece stands). Output per head:
its scores (float32, windows × length × labels). Weights are whole numbers of 8 or 4 bits with one scale for each block
of `BLOCK`; so are the rows of the products that they meet, so that no row depends on what else is in the batch.
"""

from collections.abc import Mapping

import numpy as np
import onnx
from base import Floats
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

BLOCK = 64


class Graph:
    """A graph under construction."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._names = 0

    def constant(self, values: NDArray[np.generic]) -> str:
        """A weight; its name."""
        self._names += 1
        name = f"w{self._names}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind: str, inputs: list[str], domain: str = "", outputs: int = 1, **attributes: object) -> str:
        """Append a node; the name of its first output."""
        self._names += 1
        out = [f"v{self._names}"] + [""] * (outputs - 1)
        self.nodes.append(helper.make_node(kind, inputs, out, domain=domain, **attributes))
        return out[0]

    def linear(self, x: str, weight: Floats, bias: Floats | None) -> str:
        """x · weightᵀ + bias, the weight of (outputs × inputs)."""
        rows, columns = weight.shape
        if self.bits == 32:
            out = self.node("MatMul", [x, self.constant(np.ascontiguousarray(weight.T))])
            return self.node("Add", [out, self.constant(bias)]) if bias is not None else out
        packed, scales = pack_blocks(weight, self.bits)
        inputs = [x, self.constant(packed), self.constant(scales)]
        if bias is not None:
            inputs += ["", "", self.constant(bias)]
        return self.node(
            "MatMulNBits",
            inputs,
            "com.microsoft",
            K=columns,
            N=rows,
            bits=self.bits,
            block_size=BLOCK,
            accuracy_level=4,
        )

    def rows(self, table: Floats, numbers: str) -> str:
        """Rows of a table, kept as whole numbers of 8 bits with a scale for each row."""
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        whole = np.round(table / np.maximum(scale, 1e-12)).astype(np.int8)
        taken = self.node("Gather", [self.constant(whole), numbers])
        taken = self.node("Cast", [taken], to=TensorProto.FLOAT)
        return self.node("Mul", [taken, self.node("Gather", [self.constant(scale.astype(np.float32)), numbers])])


def pack_blocks(weight: Floats, bits: int) -> tuple[NDArray[np.uint8], Floats]:
    """A weight as `MatMulNBits` wants it: unsigned numbers by rows and blocks, and the scales."""
    rows, columns = weight.shape
    half = 1 << (bits - 1)
    blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
    widest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2, keepdims=True), axis=2)
    scales = widest / -half  # the widest value lands on the whole number that is furthest from zero
    safe = np.where(scales == 0, 1, scales)
    whole: NDArray[np.uint8] = np.clip(np.round(blocks / safe) + half, 0, 2 * half - 1).astype(np.uint8)
    if bits == 4:
        whole = (whole[..., 0::2] | (whole[..., 1::2] << 4)).astype(np.uint8)
    return whole, scales[..., 0].astype(np.float32).reshape(-1)


def build(
    tensors: Mapping[str, Floats],
    heads: Mapping[str, tuple[Floats, Floats]],
    layers: int,
    *,
    attention_heads: int = 12,
    epsilon: float = 1e-12,
    bits: int = 8,
) -> onnx.ModelProto:
    """The whole model. `tensors` has the names of the base; a head is its weight and bias."""
    graph, t = Graph(bits), tensors

    def norm(x: str, skip: str, name: str) -> str:
        return graph.node(
            "SkipLayerNormalization",
            [x, skip, graph.constant(t[f"{name}.w"]), graph.constant(t[f"{name}.b"])],
            "com.microsoft",
            epsilon=epsilon,
        )

    def linear(x: str, name: str) -> str:
        return graph.linear(x, t[f"{name}.w"], t[f"{name}.b"])

    places = t["emb.pos"]
    length = graph.node("Gather", [graph.node("Shape", ["pieces"]), graph.constant(np.array(1))], axis=0)
    zero, one = graph.constant(np.array(0)), graph.constant(np.array(1))
    place = graph.rows(places, graph.node("Range", [zero, length, one]))
    embedded = graph.rows(t["emb.word"], "pieces")
    place = graph.node("Expand", [place, graph.node("Shape", [embedded])])
    x = norm(embedded, place, "emb.ln")
    for layer in range(layers):
        q, k, v = (linear(x, f"l{layer}.{part}") for part in "qkv")
        seen = graph.node("MultiHeadAttention", [q, k, v, "", "mask"], "com.microsoft", num_heads=attention_heads)
        x = norm(linear(seen, f"l{layer}.ao"), x, f"l{layer}.aln")
        wide = graph.node("Gelu", [linear(x, f"l{layer}.fi")], "com.microsoft")
        x = norm(linear(wide, f"l{layer}.fo"), x, f"l{layer}.oln")
    outputs = []
    for name, (weight, bias) in heads.items():
        scores = graph.node(
            "Add", [graph.node("MatMul", [x, graph.constant(np.ascontiguousarray(weight.T))]), graph.constant(bias)]
        )
        graph.nodes.append(helper.make_node("Identity", [scores], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", "length", len(bias)]))
    shape = ["windows", "length"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, shape) for name in ("pieces", "mask")]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)],
        producer_name="ravi",
        ir_version=10,
    )
    onnx.checker.check_model(model)
    return model
