"""Writes the int8 ONNX file and reads it back with onnxruntime, as the service will."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
from evaluation.labelled_sets import LABELS
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.encoder import Classifier
from training.onnx_graph import classifier_graph

_BATCH: Final = 32


def write_quantised(model: Classifier, most_tokens: int, path: Path) -> None:
    """Write the model with int8 weights, a scale a column; activations become int8 while it runs.

    Weights take 7 of the 8 bits: processors without VNNI add pairs of products in 16 bits, which would overflow.
    """
    whole = path.with_suffix(".float.onnx")
    onnx.save(classifier_graph(model.named_weights(), model.heads, most_tokens), whole)
    try:
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    finally:
        whole.unlink()


def logits_of_file(path: Path, ids: Sequence[Sequence[int]], threads: int) -> NDArray[np.float64]:
    """Return the written model's outputs, in the order of the texts: calibration must be of these, not of torch's."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    found = np.zeros((len(ids), len(LABELS)))
    for start in range(0, len(order), _BATCH):
        indices = order[start : start + _BATCH]
        batch = np.zeros((len(indices), len(ids[indices[-1]])), dtype=np.int64)
        mask = np.zeros_like(batch)
        for row, index in enumerate(indices):
            batch[row, : len(ids[index])] = ids[index]
            mask[row, : len(ids[index])] = 1
        (found[indices],) = session.run(None, {"input_ids": batch, "attention_mask": mask})
    return found
