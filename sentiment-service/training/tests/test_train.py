"""A whole training, of a tiny model on a few texts: it learns, the service takes its files, and it repeats itself."""

import json
from pathlib import Path

import pytest
from evaluation.labelled_sets import OURS, LabelledText
from sentiment.models.transformer import Transformer
from shared.events import Label

from training.settings import TrainingSettings
from training.train import train

from .tiny_base import tiny_base

SETTINGS = TrainingSettings(epochs=30, learning_rate=3e-3, batch=8, threads=1)
SENTENCES = {"positive": "bitcoin rises", "negative": "bitcoin falls", "neutral": "what is bitcoin ?"}
TEXTS = [
    LabelledText(f"made:{number}", text, label, is_held_out=number % 5 == 0)
    for number in range(20)
    for label, text in SENTENCES.items()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    train({OURS: TEXTS}, folder, SETTINGS, tiny_base())
    return folder


def test_the_service_takes_what_was_trained(folder: Path) -> None:
    model = Transformer.load(folder)

    labels = [scored.label for scored in model.score(list(SENTENCES.values()))]
    assert labels == [Label.POSITIVE, Label.NEGATIVE, Label.NEUTRAL]


def test_the_card_says_what_it_was_made_of(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())

    assert card["texts"] == {
        OURS: {
            "trained": {"positive": 16, "negative": 16, "neutral": 16},
            "held_out": {"positive": 4, "negative": 4, "neutral": 4},
        }
    }
    assert card["licences"] == {OURS: "Apache-2.0"}
    assert card["held_out"][OURS]["accuracy"] == 1
    assert card["version"] in (folder / "MODEL_CARD.md").read_text()


def test_the_same_seed_gives_the_same_file(folder: Path, tmp_path: Path) -> None:
    train({OURS: TEXTS}, tmp_path, SETTINGS, tiny_base())

    assert (tmp_path / "model.onnx").read_bytes() == (folder / "model.onnx").read_bytes()
