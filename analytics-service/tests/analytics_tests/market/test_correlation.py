import numpy as np
import pandas as pd
import pytest
from analytics.indicators.series import CandleSeries
from analytics.market.correlation import correlation
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import CandleStatus

from ..candle_series import START_US, constant_growth, series, walk, walks
from ..indicators.test_formulas import pandas_returns

MINUTE_US = 60_000_000


@given(walks(), walks(), st.integers(2, 100))
def test_the_correlation_is_that_of_pandas(first: CandleSeries, second: CandleSeries, period: int) -> None:
    both = pd.concat([pandas_returns(first), pandas_returns(second)], axis=1, join="inner").tail(period)

    found = correlation(first, second, period)

    assert found.n == len(both)
    assert found.warm == (len(both) == period)
    if found.warm:
        assert found.value == pytest.approx(np.corrcoef(both[0], both[1])[0, 1], rel=1e-9, abs=1e-12)
    else:
        assert found.value is None


@given(walks(), walks(), st.integers(2, 30))
def test_it_does_not_matter_who_comes_first(first: CandleSeries, second: CandleSeries, period: int) -> None:
    assert correlation(first, second, period) == correlation(second, first, period)


def test_a_coin_moves_with_itself() -> None:
    of = series(walk(50))

    assert correlation(of, of, 20).value == pytest.approx(1, abs=1e-15)


def test_a_coin_that_does_not_move_has_no_correlation() -> None:
    found = correlation(series([1.0] * 50), series(walk(50)), 20)

    assert (found.value, found.n, found.warm) == (None, 20, True)


def test_two_exact_growths_have_no_correlation() -> None:
    first, second = (series([100 * (1 + rate) ** at for at in range(50)]) for rate in (0.01, 0.02))

    found = correlation(first, second, 48)

    assert (found.value, found.n, found.warm) == (None, 48, True)


@given(constant_growth(), constant_growth(), st.integers(2, 59))
def test_rounding_is_no_movement(first: CandleSeries, second: CandleSeries, period: int) -> None:
    moving = series(walk(60))

    for one, two in ((first, second), (first, moving), (moving, second)):
        assert correlation(one, two, period).value is None


@pytest.mark.parametrize("deviation", [1e-10, 1e-7, 1e-1])
def test_however_little_a_coin_moves_beyond_rounding_it_has_a_correlation(deviation: float) -> None:
    of = series(walk(50, price=1.0, deviation=deviation))

    assert correlation(of, of, 20).value == pytest.approx(1, abs=1e-12)


def test_without_a_common_time_there_is_nothing() -> None:
    found = correlation(series([1.0]), series(walk(50)), 20)

    assert (found.value, found.n, found.from_us) == (None, 0, None)


def test_only_the_last_common_returns_count() -> None:
    first = series(walk(100, seed=1), missing=[97])
    second = series(walk(101, seed=2))

    found = correlation(first, second, 4)

    times = [(found.from_us or 0) - START_US, (found.to_us or 0) - START_US]
    assert times == [95 * MINUTE_US, 100 * MINUTE_US]


def test_the_worse_of_both_coins_counts() -> None:
    statuses = [CandleStatus.COMPLETE] * 49 + [CandleStatus.PARTIAL]
    found = correlation(series(walk(50, seed=1)), series(walk(50, seed=2), statuses=statuses), 20)

    assert found.status is CandleStatus.PARTIAL
