"""Words that are weighed by leaving them out."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models.model import Scored
from sentiment.models.occlusion import MOST_WORDS, word_weights


class Counting:
    """Good by a tenth for each "up", bad by a tenth for each "down"."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def score(self, texts: Sequence[str]) -> list[Scored]:
        self.batches.append(len(texts))
        return [Scored(text.count("up") / 10, 0.0, text.count("down") / 10) for text in texts]


def test_each_word_weighs_what_its_absence_changes() -> None:
    weights = word_weights(Counting().score, "BTC up, ETH down")

    assert [(word.text, word.weight) for word in weights] == [
        ("BTC", 0),
        ("up", pytest.approx(0.1)),
        ("ETH", 0),
        ("down", pytest.approx(-0.1)),
    ]


def test_it_is_one_batch_of_at_most_forty_words() -> None:
    model = Counting()

    assert len(word_weights(model.score, "up " * 10_000)) == MOST_WORDS
    assert model.batches == [MOST_WORDS + 1]


def test_a_text_without_words_has_no_weights() -> None:
    assert word_weights(Counting().score, "  … ") == []


def test_cashtags_contractions_figures_and_emojis_are_words() -> None:
    words = [word.text for word in word_weights(Counting().score, "$BTC isn't at 64,200.50 🚀, S&P")]

    assert words == ["$BTC", "isn't", "at", "64,200.50", "🚀", "S&P"]


@given(st.text())
def test_weights_name_the_places_of_their_words(text: str) -> None:
    for word in word_weights(Counting().score, text):
        assert text[word.start : word.end] == word.text
