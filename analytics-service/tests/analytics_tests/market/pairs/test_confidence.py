import numpy as np
import pytest
from analytics.market.pairs.confidence import fisher_interval, t_quantile


def test_an_interval_is_that_of_fisher_s_z() -> None:
    low, high = fisher_interval(np.array([0.5]), np.array([28.0]))

    # atanh(0.5) ± 1.96 / 5, back by tanh
    assert (low[0], high[0]) == (pytest.approx(0.1560, abs=1e-4), pytest.approx(0.7359, abs=1e-4))


def test_three_returns_say_nothing_about_the_interval() -> None:
    low, high = fisher_interval(np.array([0.5, np.nan]), np.array([3.0, 100.0]))

    assert np.isnan([*low, *high]).all()


def test_a_perfect_correlation_has_no_width() -> None:
    low, high = fisher_interval(np.array([1.0, -1.0]), np.array([10.0, 10.0]))

    assert low.tolist() == high.tolist() == [1.0, -1.0]


# Tables of Student's t.
@pytest.mark.parametrize(("degrees", "wanted"), [(10, 2.2281), (29, 2.0452), (100, 1.9840), (1_000, 1.9623)])
def test_a_quantile_is_that_of_student_s_t(degrees: int, wanted: float) -> None:
    assert t_quantile(degrees) == pytest.approx(wanted, abs=1e-3)


def test_more_comparisons_need_a_wider_interval() -> None:
    assert t_quantile(50, comparisons=24) > t_quantile(50, comparisons=7) > t_quantile(50)


def test_no_degree_of_freedom_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="degree of freedom"):
        t_quantile(0)
