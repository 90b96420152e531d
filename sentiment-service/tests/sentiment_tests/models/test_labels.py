"""Outputs of classifiers by the names that people give them."""

import numpy as np
import pytest
from sentiment.models.labels import order_of, scored
from sentiment.models.model import ModelError
from shared.events import Label

POSITIVE, NEUTRAL, NEGATIVE = Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (("positive", "negative", "neutral"), (POSITIVE, NEGATIVE, NEUTRAL)),
        (("Bearish", "Neutral", "Bullish"), (NEGATIVE, NEUTRAL, POSITIVE)),
        (("NEGATIVE", "POSITIVE"), (NEGATIVE, POSITIVE)),
        (("LABEL_0", "LABEL_1", "LABEL_2"), (NEGATIVE, NEUTRAL, POSITIVE)),
        (("LABEL_0", "LABEL_1"), (NEGATIVE, POSITIVE)),
        (
            ("Very Negative", "Negative", "Neutral", "Positive", "Very Positive"),
            (NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE),
        ),
    ],
)
def test_labels_are_known_by_their_names(names: tuple[str, ...], order: tuple[Label, ...]) -> None:
    assert order_of(dict(enumerate(names))) == order


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("joy", "anger", "neutral"), "'anger', 'joy'"),
        (("positive", "neutral"), "no label for negative"),
        (("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"), "'label 0'"),
        ((), "no label for negative and positive"),
    ],
)
def test_labels_of_something_else_are_refused_by_name(names: tuple[str, ...], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        order_of(dict(enumerate(names)))


def test_probabilities_are_in_our_order_whatever_the_models() -> None:
    (found,) = scored(np.log([[0.1, 0.2, 0.7]]), (NEGATIVE, NEUTRAL, POSITIVE))

    assert (found.positive, found.neutral, found.negative) == pytest.approx((0.7, 0.2, 0.1))


def test_degrees_of_one_direction_are_added_and_a_missing_neutral_is_impossible() -> None:
    (five,) = scored(np.log([[0.1, 0.1, 0.2, 0.3, 0.3]]), (NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE))
    (two,) = scored(np.log([[0.25, 0.75]]), (NEGATIVE, POSITIVE))

    assert (five.positive, five.negative) == pytest.approx((0.6, 0.2))
    assert (two.positive, two.neutral, two.negative) == pytest.approx((0.75, 0.0, 0.25))


def test_huge_outputs_do_not_overflow() -> None:
    (found,) = scored(np.array([[1e4, 0.0, -1e4]]), (POSITIVE, NEUTRAL, NEGATIVE))

    assert found.positive == pytest.approx(1.0)
