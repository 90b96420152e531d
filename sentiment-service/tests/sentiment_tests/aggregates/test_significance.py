import math
from collections.abc import Sequence
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.aggregates.significance import at_least, benjamini_hochberg, beta, holm, t_quantile, two_sided

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


# From printed tables of Student's t, two-sided.
@pytest.mark.parametrize(
    ("tail", "freedom", "t"),
    [
        (0.05, 1, 12.70620),
        (0.05, 2, 4.30265),
        (0.05, 10, 2.22814),
        (0.01, 5, 4.03214),
        (0.05, 1e6, 1.95997),
    ],
)
def test_students_quantiles_are_those_of_the_tables(tail: float, freedom: float, t: float) -> None:
    assert t_quantile(tail, freedom) == pytest.approx(t, abs=1e-4)
    assert two_sided(t, freedom) == pytest.approx(tail, abs=1e-5)


@given(st.floats(0.05, 1e5), st.floats(0.001, 0.5))
def test_the_quantile_undoes_the_tail(freedom: float, tail: float) -> None:
    t = t_quantile(tail, freedom)

    assert t == 1e9 or two_sided(t, freedom) == pytest.approx(tail, rel=1e-6)


def test_with_many_degrees_of_freedom_students_is_the_normal_distribution() -> None:
    assert two_sided(2, 1e7) == pytest.approx(2 * NormalDist().cdf(-2), rel=1e-5)


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_binomial_tail_is_the_sum_of_its_terms(tries: int, successes: int, probability: float) -> None:
    least = min(successes, tries)
    terms = (math.comb(tries, k) * probability**k * (1 - probability) ** (tries - k) for k in range(least, tries + 1))

    assert at_least(least, tries, probability) == pytest.approx(math.fsum(terms), abs=1e-10)


@given(st.floats(0.001, 0.999), st.floats(0.1, 500), st.floats(0.1, 500))
def test_the_beta_function_is_a_probability_and_symmetric(x: float, a: float, b: float) -> None:
    assert -1e-12 <= beta(x, a, b) <= 1 + 1e-12
    assert beta(x, a, b) == pytest.approx(1 - beta(1 - x, b, a), abs=1e-9)


@given(PROBABILITIES)
def test_a_correction_only_raises_and_keeps_the_order(probabilities: Sequence[float]) -> None:
    for correct in (holm, benjamini_hochberg):
        corrected = correct(probabilities)
        pairs = sorted(zip(probabilities, corrected, strict=True))

        assert all(before <= after <= 1 for before, after in pairs)
        assert [after for _, after in pairs] == sorted(corrected)


@given(PROBABILITIES)
def test_holm_is_the_stricter_one(probabilities: Sequence[float]) -> None:
    strict, mild = holm(probabilities), benjamini_hochberg(probabilities)

    assert all(first >= second - 1e-12 for first, second in zip(strict, mild, strict=True))


def test_the_corrections_are_those_of_the_textbook() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
