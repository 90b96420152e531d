from collections.abc import Sequence

import pytest
from hypothesis import given
from sentiment.aggregates.changes import sudden_change
from sentiment.aggregates.weights import ScoredDocument

from .examples import HOUR, NOW, WEIGHING, said, told_documents


def stories(first: int, scores: Sequence[float], hours: float) -> list[ScoredDocument]:
    return [said(score, story=first + number, hours=hours) for number, score in enumerate(scores)]


CALM = stories(100, (0.0, 0.1, 0.2, 0.1, 0.0, 0.2, 0.1, 0.1), hours=12)


def test_a_fall_beyond_the_noise_is_a_sudden_change() -> None:
    change = sudden_change([*CALM, *stories(1, (-0.6, -0.5, -0.7, -0.6, -0.6), hours=2)], NOW, WEIGHING)

    assert change is not None
    assert change.since == NOW - 6 * HOUR
    assert [change.before, change.after] == pytest.approx([0.1, -0.6])
    assert change.z < -3


def test_a_move_that_the_noise_explains_is_none() -> None:
    noisy = stories(1, (-0.9, 0.9, -0.8, 0.9, 0.8), hours=2)

    assert sudden_change([*CALM, *noisy], NOW, WEIGHING) is None


def test_a_sure_but_small_move_is_none() -> None:
    assert sudden_change([*CALM, *stories(1, [0.2] * 200, hours=2)], NOW, WEIGHING) is None


@pytest.mark.parametrize("number", [4, 5])
def test_both_spans_need_five_stories(number: int) -> None:
    bad = stories(1, [-0.6] * number, hours=2)

    assert (sudden_change([*CALM, *bad], NOW, WEIGHING) is not None) == (number == 5)


def test_copies_of_one_story_are_no_change() -> None:
    copies = [said(-0.9, story=1, hours=2, number=number) for number in range(50)]

    assert sudden_change([*CALM, *copies], NOW, WEIGHING) is None


def test_stories_that_happen_to_be_scored_alike_have_a_finite_z() -> None:
    change = sudden_change([*stories(100, [0.5] * 5, 12), *stories(1, [-0.5] * 5, 2)], NOW, WEIGHING)

    assert change is not None
    assert change.z == pytest.approx(-1 / (0.05 * (2 / 5) ** 0.5))


@given(told_documents(least=0))
def test_whatever_is_said_the_answer_is_a_change_or_none(documents: Sequence[ScoredDocument]) -> None:
    change = sudden_change(documents, NOW, WEIGHING)

    assert change is None or (abs(change.z) >= 3 and abs(change.after - change.before) >= 0.15)
