"""The shipped files are as good as their card says, small enough, and quick enough to be run here."""

import json
from collections.abc import Sequence

import pytest
from evaluation.labelled_sets import OURS, LabelledText, corpus, held_out
from evaluation.metrics import figures
from sentiment.models.card import CARD, MODEL
from sentiment.models.transformer import SHIPPED, Transformer

_MOST_BYTES = 30_000_000
_ROUNDING = 0.01
"""Other processors round otherwise: a text or two near the border of two labels may change sides."""


@pytest.fixture(scope="module")
def card() -> dict[str, dict[str, dict[str, float]]]:
    content: dict[str, dict[str, dict[str, float]]] = json.loads((SHIPPED / CARD).read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def texts() -> Sequence[LabelledText]:
    return held_out(corpus())


def test_the_shipped_model_scores_what_its_card_says(
    card: dict[str, dict[str, dict[str, float]]], texts: Sequence[LabelledText]
) -> None:
    found = Transformer.load(threads=2).score([text.text for text in texts])

    sure = [max(one.positive, one.neutral, one.negative) for one in found]
    measured = figures([text.label for text in texts], [one.label for one in found], sure)
    promised = card["held_out"][OURS]
    assert measured.accuracy >= promised["accuracy"] - _ROUNDING
    assert measured.macro_f1 >= promised["macro_f1"] - _ROUNDING
    assert measured.calibration_error is not None
    assert measured.calibration_error <= promised["calibration_error"] + 2 * _ROUNDING


def test_the_card_is_of_this_corpus(
    card: dict[str, dict[str, dict[str, float]]], texts: Sequence[LabelledText]
) -> None:
    assert card["held_out"][OURS]["texts"] == len(texts)


def test_the_file_is_small_enough_for_the_repository() -> None:
    assert (SHIPPED / MODEL).stat().st_size <= _MOST_BYTES
