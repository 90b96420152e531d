"""Figures worked out by hand."""

import pytest
from evaluation.metrics import calibration_error, figures, macro_f1

TRUE = ["positive", "positive", "negative", "neutral"]


def test_accuracy_f1_and_confusion_of_a_small_example() -> None:
    found = figures(TRUE, ["positive", "neutral", "negative", "negative"], None)

    assert found.accuracy == 0.5
    # F1: positive 2/3, negative 2/3, neutral 0.
    assert found.macro_f1 == pytest.approx(4 / 9)
    assert found.confusion == ((1, 1, 0), (0, 0, 1), (0, 0, 1))
    assert found.calibration_error is None


def test_a_label_that_a_set_does_not_have_is_no_part_of_its_f1() -> None:
    assert macro_f1(["positive", "negative"], ["positive", "neutral"]) == pytest.approx(0.5)


def test_who_is_as_often_right_as_sure_is_calibrated() -> None:
    assert calibration_error([True, True, True, False], [0.75] * 4) == pytest.approx(0)
    assert calibration_error([True, False], [0.95, 0.95]) == pytest.approx(0.45)


def test_certainties_of_one_and_nothing_have_their_bins() -> None:
    assert calibration_error([True, False], [1.0, 0.0]) == 0
