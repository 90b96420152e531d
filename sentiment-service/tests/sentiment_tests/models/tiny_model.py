"""Classifiers of a few words for tests: a text's logits are the sums of its words' rows.

The ONNX file is written byte by byte (protobuf: a field's number and kind, then a varint or a length and bytes): the
package `onnx` is needed for nothing else here.
"""

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

FLOAT, INT64 = 1, 7
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS: Mapping[str, Sequence[float]] = {
    "good": (3.0, 0.0, -3.0),
    "bad": (-3.0, 0.0, 3.0),
    "table": (-1.0, 2.0, -1.0),
    "coin": (0.0, 0.5, 0.0),
}


def write_model(
    folder: Path,
    words: Mapping[str, Sequence[float]] = WORDS,
    labels: Sequence[str] = ("positive", "neutral", "negative"),
    card: Mapping[str, object] | None = None,
) -> Path:
    """Write model, tokenizer and card as training does; `card` overrules what stands in it."""
    rows = [(0.0,) * len(labels)] * len(SPECIAL) + [tuple(row) for row in words.values()]
    (folder / "model.onnx").write_bytes(_model(rows))
    _tokenizer(words).save(str(folder / "tokenizer.json"))
    content = {
        "name": "transformer",
        "version": "tiny-1",
        "labels": labels,
        "calibration": {"temperature": 1.0, "bias": [0.0] * len(labels)},
        "sha256": {name: _sha256(folder / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (folder / "card.json").write_text(json.dumps({**content, **(card or {})}))
    return folder


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tokenizer(words: Iterable[str]) -> Tokenizer:
    ids = {word: index for index, word in enumerate((*SPECIAL, *words))}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    return tokenizer


def _model(rows: Sequence[Sequence[float]]) -> bytes:
    """A row a token, summed over the tokens that the mask shows."""
    nodes = (
        _node("Gather", ["table", "input_ids"], "rows"),
        _node("Cast", ["attention_mask"], "mask", _text(1, "to") + _number(3, FLOAT) + _number(20, 2)),
        _node("Unsqueeze", ["mask", "axis"], "line"),
        _node("MatMul", ["line", "rows"], "summed"),
        _node("Squeeze", ["summed", "axis"], "logits"),
    )
    table = b"".join(struct.pack("<f", value) for row in rows for value in row)
    graph = b"".join(
        (
            *(_bytes(1, node) for node in nodes),
            _text(2, "tiny"),
            _bytes(5, _tensor("table", (len(rows), len(rows[0])), FLOAT, table)),
            _bytes(5, _tensor("axis", (1,), INT64, struct.pack("<q", 1))),
            *(_bytes(11, _value(name, INT64, 2)) for name in ("input_ids", "attention_mask")),
            _bytes(12, _value("logits", FLOAT, 2)),
        )
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _text(1, "") + _number(2, 17))


def _node(kind: str, inputs: Sequence[str], output: str, attribute: bytes = b"") -> bytes:
    named = b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind)
    return named + (_bytes(5, attribute) if attribute else b"")


def _tensor(name: str, shape: Sequence[int], kind: int, content: bytes) -> bytes:
    return b"".join(_number(1, size) for size in shape) + _number(2, kind) + _text(8, name) + _bytes(9, content)


def _value(name: str, kind: int, dimensions: int) -> bytes:
    shape = b"".join(_bytes(1, _text(2, f"d{index}")) for index in range(dimensions))
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes((*found, number))


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())
