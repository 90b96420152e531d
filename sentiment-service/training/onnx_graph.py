"""The classifier as an ONNX graph, operation by operation as `encoder.Classifier` computes it. No I/O.

Query, key and value are one multiplication, the token's kind is in the table of places, and that table ends where
texts are cut. Words' embeddings are int8 with a scale a word; `onnxruntime.quantization` does the multiplications.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoder import EPSILON, HEAD_BIAS, HEAD_WEIGHT

_OPSET: Final = 20
_IR: Final = 9
"""Versions that every onnxruntime from 1.17 on reads."""
_INT8: Final = 127

Weights = Mapping[str, NDArray[np.float32]]


def classifier_graph(weights: Weights, heads: int, most_tokens: int) -> onnx.ModelProto:
    """Return a model with inputs `input_ids`, `attention_mask` [texts, tokens] and the output `logits`."""
    graph = _Graph()
    width = weights["embeddings.LayerNorm.weight"].shape[0]
    states = _embedded(graph, weights, most_tokens)
    hidden = _hidden(graph)
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for layer in range(layers):
        states = _layer(graph, weights, f"encoder.layer.{layer}.", states, hidden, (heads, width))
    mean = _mean(graph, states)
    product = graph.node("MatMul", mean, graph.constant("head.weight", weights[HEAD_WEIGHT].T))
    graph.node("Add", product, graph.constant("head.bias", weights[HEAD_BIAS]), output="logits")
    return graph.model(len(weights[HEAD_BIAS]))


class _Graph:
    """Collects nodes and constants; `node` returns the name of its first output."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic] | Sequence[int]) -> str:
        array = np.ascontiguousarray(value) if isinstance(value, np.ndarray) else np.asarray(value, dtype=np.int64)
        self._constants[name] = numpy_helper.from_array(array, name)
        return name

    def node(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        return self.nodes(kind, *inputs, outputs=[output or f"{kind}_{len(self._nodes)}"], **attributes)[0]

    def nodes(self, kind: str, *inputs: str, outputs: list[str], **attributes: Any) -> list[str]:
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), outputs, name=name, **attributes))
        return outputs

    def model(self, classes: int) -> onnx.ModelProto:
        shape = ["texts", "tokens"]
        graph = helper.make_graph(
            self._nodes,
            "sentiment",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", classes])],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="tidemark")
        model.ir_version = _IR
        onnx.checker.check_model(model)
        return model


def _embedded(graph: _Graph, weights: Weights, most_tokens: int) -> str:
    rows, scales = _rows_as_int8(weights["embeddings.word_embeddings.weight"])
    ids = "input_ids"
    words = graph.node("Cast", graph.node("Gather", graph.constant("words", rows), ids), to=TensorProto.FLOAT)
    words = graph.node("Mul", words, graph.node("Gather", graph.constant("scales", scales), ids))
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant("places", weights["embeddings.position_embeddings.weight"][:most_tokens] + kind)
    tokens = graph.node("Shape", ids, start=1, end=2)
    places = graph.node("Slice", places, graph.constant("zero", [0]), tokens, graph.constant("axis_0", [0]))
    return _normalised(graph, weights, "embeddings.LayerNorm", graph.node("Add", words, places))


def _rows_as_int8(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scales = np.abs(table).max(axis=1, keepdims=True) / _INT8
    scales[scales == 0] = 1
    return np.rint(table / scales).astype(np.int8), scales.astype(np.float32)


def _hidden(graph: _Graph) -> str:
    """What is added to attention's scores: 0 for a token, very little for padding."""
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = graph.node("Unsqueeze", mask, graph.constant("axes_1_2", [1, 2]))
    absent = graph.node("Sub", graph.constant("one", np.ones(1, dtype=np.float32)), mask)
    return graph.node("Mul", absent, graph.constant("lowest", np.full(1, -1e9, dtype=np.float32)))


def _layer(graph: _Graph, weights: Weights, name: str, states: str, hidden: str, shape: tuple[int, int]) -> str:
    attended = _attended(graph, weights, f"{name}attention.self.", states, hidden, shape)
    attended = _linear(graph, weights, f"{name}attention.output.dense", attended)
    states = _normalised(graph, weights, f"{name}attention.output.LayerNorm", graph.node("Add", states, attended))
    inner = graph.node("Gelu", _linear(graph, weights, f"{name}intermediate.dense", states))
    outer = _linear(graph, weights, f"{name}output.dense", inner)
    return _normalised(graph, weights, f"{name}output.LayerNorm", graph.node("Add", states, outer))


def _attended(graph: _Graph, weights: Weights, name: str, states: str, hidden: str, shape: tuple[int, int]) -> str:
    heads, width = shape
    each = width // heads
    parts = ("query", "key", "value")
    factors = (1 / math.sqrt(each), 1.0, 1.0)  # the division of the scores is in the query
    weight = np.concatenate([weights[f"{name}{part}.weight"] * f for part, f in zip(parts, factors, strict=True)])
    bias = np.concatenate([weights[f"{name}{part}.bias"] * f for part, f in zip(parts, factors, strict=True)])
    product = graph.node("MatMul", states, graph.constant(f"{name}qkv.weight", weight.T.astype(np.float32)))
    product = graph.node("Add", product, graph.constant(f"{name}qkv.bias", bias.astype(np.float32)))
    product = graph.node("Reshape", product, graph.constant("by_head", [0, 0, 3, heads, each]))
    turned = graph.node("Transpose", product, perm=[2, 0, 3, 1, 4])
    names = [f"{name}{part}" for part in parts]
    graph.nodes("Split", turned, outputs=names, axis=0, num_outputs=3)
    query, key, value = (graph.node("Squeeze", part, graph.constant("axis_0", [0])) for part in names)
    scores = graph.node("MatMul", query, graph.node("Transpose", key, perm=[0, 1, 3, 2]))
    shares = graph.node("Softmax", graph.node("Add", scores, hidden), axis=-1)
    mixed = graph.node("Transpose", graph.node("MatMul", shares, value), perm=[0, 2, 1, 3])
    return graph.node("Reshape", mixed, graph.constant("joined", [0, 0, width]))


def _mean(graph: _Graph, states: str) -> str:
    """The mean over the tokens that are no padding."""
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    axis = graph.constant("axis_1", [1])
    row = graph.node("Unsqueeze", mask, axis)
    summed = graph.node("Squeeze", graph.node("MatMul", row, states), axis)
    return graph.node("Div", summed, graph.node("ReduceSum", mask, axis, keepdims=1))


def _linear(graph: _Graph, weights: Weights, name: str, states: str) -> str:
    product = graph.node("MatMul", states, graph.constant(f"{name}.weight", weights[f"{name}.weight"].T))
    return graph.node("Add", product, graph.constant(f"{name}.bias", weights[f"{name}.bias"]))


def _normalised(graph: _Graph, weights: Weights, name: str, states: str) -> str:
    parts = (graph.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("LayerNormalization", states, *parts, axis=-1, epsilon=EPSILON)
