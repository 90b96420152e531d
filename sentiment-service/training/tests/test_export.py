"""The ONNX file computes what torch does."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from tokenizers import Tokenizer

from training.encoder import Classifier
from training.export import logits_of_file, write_quantised
from training.fit import Example, encoded, logits_of
from training.onnx_graph import classifier_graph
from training.settings import TrainingSettings

from .tiny_base import WORDS, tiny_base


@pytest.fixture
def model() -> Classifier:
    base = tiny_base()
    torch.manual_seed(1)
    return Classifier(base.weights, base.heads, 3, dropout=0.1)


@pytest.fixture
def examples() -> list[Example]:
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(WORDS, size=random.integers(1, 60))) for _ in range(70)]
    tokenizer = Tokenizer.from_str(tiny_base().tokenizer)
    return encoded(tokenizer, [(text, "neutral", 1.0) for text in texts], TrainingSettings())


def test_the_graph_computes_what_torch_does(tmp_path: Path, model: Classifier, examples: list[Example]) -> None:
    onnx.save(classifier_graph(model.named_weights(), model.heads, 128), tmp_path / "whole.onnx")

    found = logits_of_file(tmp_path / "whole.onnx", [example.ids for example in examples], 1)

    assert np.abs(found - logits_of(model, examples)).max() < 0.01  # words are int8 here, too


def test_the_quantised_file_is_near_it_and_a_quarter_as_large(
    tmp_path: Path, model: Classifier, examples: list[Example]
) -> None:
    write_quantised(model, 128, tmp_path / "model.onnx")

    found = logits_of_file(tmp_path / "model.onnx", [example.ids for example in examples], 1)
    assert np.abs(found - logits_of(model, examples)).max() < 0.2
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_padding_changes_nothing(model: Classifier, examples: list[Example]) -> None:
    together = logits_of(model, examples)

    alone = np.concatenate([logits_of(model, [example]) for example in examples])
    assert np.abs(together - alone).max() < 1e-4
