"""Temperature and biases from answers whose certainty is known."""

import numpy as np
import pytest

from training.calibration import calibrated, softmax


def test_an_overconfident_model_gets_a_temperature() -> None:
    random = np.random.default_rng(5)
    true = random.normal(scale=1.5, size=(20_000, 3))
    labels = [int(random.choice(3, p=row)) for row in softmax(true)]

    found = calibrated(true * 3, labels)

    assert found.temperature == pytest.approx(3, rel=0.05)
    assert found.bias == pytest.approx((0, 0, 0), abs=0.05)


def test_a_model_that_prefers_one_label_gets_a_bias_against_it() -> None:
    random = np.random.default_rng(6)
    true = random.normal(scale=1.5, size=(20_000, 3))
    labels = [int(random.choice(3, p=row)) for row in softmax(true)]

    found = calibrated(true + np.array([1.0, 0.0, 0.0]), labels)

    assert found.bias[0] < -0.4 < 0 < found.bias[1]
