"""The embedded model as an ONNX graph in 8 bits, built from its weights.

Both sides of every large matrix product are integers: a weight matrix with one scale a column, and its inputs with
scales that were measured beforehand (`muqabala.data/ranges.npz`, see `training/measure_ranges.py`), one a channel. Few
channels of a transformer are many times larger than the rest, so most of each channel's range is moved into the weights
(SmoothQuant, Xiao et al. 2023). Nothing depends on what else is in a batch. The table of word pieces stays as it is in
the weights file, in 4 bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from muqabala.embed.network import layer_name

if TYPE_CHECKING:
    from muqabala.embed.nano import Weights
    from muqabala.records import Matrix

SMOOTHING = 0.8
"""How much of a channel's range moves from the inputs into the weights: 0 nothing, 1 all of it."""
LARGEST = 127
"""The largest weight in 8 bits."""
CENTRE = 128
"""What stands for zero among the inputs, which are unsigned."""
_MICROSOFT = "com.microsoft"
_BLOCK = 32
_OPSETS = (("", 21), (_MICROSOFT, 1))
_IR_VERSION = 10

Ranges = Mapping[str, "Matrix"]
"""The largest value of each channel, shape (inputs,), by the name of the matrix that is multiplied with it."""


def build(weights: Weights, ranges: Ranges | None, layers: Sequence[int]) -> onnx.ModelProto:
    """The model: `ids` (n, t) int64 and `lengths` (n,) int32 in, the states of `layers` (n, t, d) out, by `layer_name`.

    Without `ranges` the products are those of 32-bit numbers, and the inputs of each, named as the ranges are, come out
    too: that is how ranges are measured.
    """
    made = _Graph(weights, ranges)
    states = made.embedded()
    for number in range(weights.layers):
        states = made.layer(number, states)
    return made.model([layer_name(number) for number in layers])


@dataclass(slots=True)
class _Graph:
    """The graph as it grows."""

    weights: Weights
    ranges: Ranges | None
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)

    def model(self, outputs: Sequence[str]) -> onnx.ModelProto:
        ins = [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "t"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ]
        outs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        if self.ranges is None:
            outs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.inputs]
        graph = helper.make_graph(self.nodes, "e5", ins, outs, list(self.constants.values()))
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def embedded(self) -> str:
        """Word piece, position and type, added and normed."""
        table = self.weights.table
        rows = table.nibbles ^ 8  # from 0…15 around 8 to the two's complement around 0
        packed = (rows[:, 0::2] | (rows[:, 1::2] << 4)).astype(np.uint8)
        pieces = helper.make_tensor("pieces", TensorProto.INT4, table.nibbles.shape, packed.tobytes(), raw=True)
        self.constants["pieces"] = pieces
        scales = self._constant("pieces.scale", table.scales)
        how = {"block_size": _BLOCK, "gather_axis": 0, "quantize_axis": 1}
        words = self._node("GatherBlockQuantized", ["pieces", "ids", scales], "words", _MICROSOFT, **how)
        tensors = self.weights.tensors
        kinds = tensors["embeddings.token_type_embeddings.weight"][0].astype(np.float32)
        places = tensors["embeddings.position_embeddings.weight"].astype(np.float32) + kinds
        self._constant("places", places)
        start = self._constant("start", np.array([0], np.int64))
        width = self._node("Shape", ["ids"], "width", start=1, end=2)
        near = self._node("Slice", ["places", start, width, start], "near")
        summed = self._node("Add", [words, near], "summed")
        norm = [self._tensor(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node("LayerNormalization", [summed, *norm], layer_name(0), epsilon=self.weights.epsilon)

    def layer(self, number: int, states: str) -> str:
        """One layer of the transformer."""
        at = f"encoder.layer.{number}."
        parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        joined = self._product(states, parts, f"{at}joined")
        split = self._split(joined, [f"{at}{part}" for part in "qkv"])
        seen = f"{at}seen"
        heads = self.weights.heads
        self._node("MultiHeadAttention", [*split, "", "lengths"], seen, _MICROSOFT, num_heads=heads)
        told = self._product(seen, [f"{at}attention.output.dense"], f"{at}told")
        between = self._normed(told, states, f"{at}attention.output.LayerNorm", f"{at}between")
        wide = self._product(between, [f"{at}intermediate.dense"], f"{at}wide")
        bent = self._node("Gelu", [wide], f"{at}bent", _MICROSOFT)
        narrow = self._product(bent, [f"{at}output.dense"], f"{at}narrow")
        return self._normed(narrow, between, f"{at}output.LayerNorm", layer_name(number + 1))

    def _product(self, states: str, matrices: Sequence[str], name: str) -> str:
        """States times one matrix, or several side by side, and the bias."""
        tensors = self.weights.tensors
        matrix = np.concatenate([tensors[f"{one}.weight"].astype(np.float32) for one in matrices]).T
        bias = np.concatenate([tensors[f"{one}.bias"].astype(np.float32) for one in matrices])
        shift = self._constant(f"{name}.bias", bias)
        if self.ranges is None:
            self.inputs.append(states)
            product = self._node("MatMul", [states, self._constant(f"{name}.matrix", matrix)], f"{name}.product")
            return self._node("Add", [product, shift], name)
        return self._whole_numbers(states, matrix, shift, name, self.ranges[states])

    def _whole_numbers(self, states: str, matrix: Matrix, shift: str, name: str, largest: Matrix) -> str:
        """The product in integers: inputs divided by their channel's scale, which the weights are multiplied with."""
        scales = _smoothed(largest, matrix)
        carried = matrix * scales[:, None]
        columns = (np.abs(carried).max(axis=0) / LARGEST).astype(np.float32)
        rounded = np.clip(np.rint(carried / columns), -LARGEST, LARGEST).astype(np.int8)
        one = self._constant("one", np.array(1, np.float32))
        zero = self._constant("centre", np.array(CENTRE, np.uint8))
        shares = self._constant(f"{name}.scale", (1 / scales).astype(np.float32))
        even = self._node("Mul", [states, shares], f"{name}.even")
        whole = self._node("QuantizeLinear", [even, one, zero], f"{name}.whole")
        stored = [self._constant(f"{name}.matrix", rounded), one, self._constant(f"{name}.columns", columns)]
        return self._node("MatMulIntegerToFloat", [whole, *stored, zero, "", shift], name, _MICROSOFT)

    def _normed(self, states: str, beside: str, norm: str, name: str) -> str:
        """States and what went round them, added and normed."""
        affine = [self._tensor(f"{norm}.{part}") for part in ("weight", "bias")]
        epsilon = self.weights.epsilon
        return self._node("SkipLayerNormalization", [states, beside, *affine], name, _MICROSOFT, epsilon=epsilon)

    def _split(self, joined: str, names: Sequence[str]) -> list[str]:
        self.nodes.append(helper.make_node("Split", [joined], list(names), axis=-1, num_outputs=len(names)))
        return list(names)

    def _node(self, operation: str, inputs: Sequence[str], name: str, domain: str = "", **how: Any) -> str:
        self.nodes.append(helper.make_node(operation, list(inputs), [name], domain=domain, **how))
        return name

    def _tensor(self, name: str) -> str:
        return self._constant(name, self.weights.tensors[name].astype(np.float32))

    def _constant(self, name: str, values: np.ndarray[Any, Any]) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name


def _smoothed(largest: Matrix, matrix: Matrix) -> Matrix:
    """The scale of each input channel, so that the largest input of all comes to 127."""
    inputs = np.maximum(largest, 1e-6)
    outputs = np.maximum(np.abs(matrix).max(axis=1), 1e-9)
    scales = inputs**SMOOTHING / outputs ** (1 - SMOOTHING)
    found: Matrix = (scales * (inputs / scales).max() / LARGEST).astype(np.float32)
    return found
