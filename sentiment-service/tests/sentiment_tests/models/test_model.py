"""What three probabilities say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models.model import Scored
from shared.events import Label

SHARES = st.floats(0, 1)


def test_the_score_is_how_much_more_probably_good_than_bad() -> None:
    assert Scored(0.7, 0.2, 0.1).score == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("probabilities", "label"),
    [
        ((0.5, 0.3, 0.2), Label.POSITIVE),
        ((0.2, 0.5, 0.3), Label.NEUTRAL),
        ((0.1, 0.4, 0.5), Label.NEGATIVE),
        ((0.4, 0.4, 0.2), Label.NEUTRAL),
        ((0.45, 0.1, 0.45), Label.NEUTRAL),
    ],
)
def test_the_label_is_the_most_probable_one_and_in_doubt_neutral(
    probabilities: tuple[float, float, float], label: Label
) -> None:
    assert Scored(*probabilities).label is label


@given(SHARES, SHARES, SHARES)
def test_a_label_with_a_direction_is_that_of_the_score(positive: float, neutral: float, negative: float) -> None:
    scored = Scored(positive, neutral, negative)

    assert scored.label is not Label.POSITIVE or scored.score > 0
    assert scored.label is not Label.NEGATIVE or scored.score < 0
