"""Somebody else's classifier: its labels mapped, its errors clear. The training's tests try the real libraries."""

import sys
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sentiment.models.choice import chosen
from sentiment.models.hugging_face import Classifier, HuggingFace
from sentiment.models.model import ModelError
from shared.events import Label


def bullish_by_length(texts: Sequence[str]) -> NDArray[np.float64]:
    """The longer a text, the more bullish."""
    return np.array([[0.0, float(len(text))] for text in texts])


def model(*labels: str) -> HuggingFace:
    return HuggingFace("someone/theirs", Classifier("abc123", dict(enumerate(labels)), bullish_by_length))


def test_scores_are_in_the_order_of_the_texts_whatever_their_length() -> None:
    texts = ["x" * length for length in (5, 1, 9, 3) for _ in range(10)]

    scores = [scored.positive for scored in model("Bearish", "Bullish").score(texts)]

    assert scores == pytest.approx([1 / (1 + np.exp(-len(text))) for text in texts])


def test_its_labels_are_mapped_by_name() -> None:
    (found,) = model("Bullish", "Bearish").score(["long text"])

    assert found.label is Label.NEGATIVE


def test_it_is_named_with_its_version() -> None:
    theirs = model("negative", "positive")

    assert (theirs.name, theirs.version) == ("someone/theirs", "abc123")


def test_labels_of_something_else_are_refused() -> None:
    with pytest.raises(ModelError, match="'spam'"):
        model("spam", "ham")


def test_words_are_weighed_by_leaving_them_out() -> None:
    (one, other) = model("Bearish", "Bullish").words("a bc")

    assert one.text == "a"
    assert 0 < one.weight < other.weight


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # an import of it fails, as where it is not installed

    with pytest.raises(ModelError, match=r"pip install 'tidemark-sentiment\[transformers\]'"):
        chosen("ProsusAI/finbert")
