from typing import Any

import numpy as np
import pandas as pd
import pytest
from analytics.indicators.columns import IndicatorColumns
from analytics.indicators.registry import indicator
from analytics.indicators.returns import annualization
from analytics.indicators.series import STATUSES, CandleSeries, worst_of_last
from analytics.indicators.smoothing import EMA_LOOK_BACK
from hypothesis import given, settings
from hypothesis import strategies as st
from shared.events.values import CandleStatus, Interval

from ..candle_series import constant_growth, cut, series, walk, walks

PERIODS = st.integers(1, 40)
EXACT: dict[str, Any] = {"rtol": 1e-9, "atol": 0}


def sma(of: CandleSeries, period: int) -> IndicatorColumns:
    return indicator("sma", period).of(of)


def ema(of: CandleSeries, period: int) -> IndicatorColumns:
    return indicator("ema", period).of(of)


def realized_volatility(of: CandleSeries, period: int) -> IndicatorColumns:
    return indicator("realized_volatility", period).of(of)


def pandas_returns(of: CandleSeries) -> pd.Series:
    """Close-to-close log returns, none over a hole; indexed by the later candle."""
    closes = pd.Series(of.closes, index=of.open_times_us)
    returns = np.log(closes / closes.shift(1))
    adjacent = pd.Series(of.open_times_us, index=of.open_times_us).diff() == of.interval.us
    return returns[adjacent]


def pandas_ema(closes: pd.Series, period: int) -> pd.Series:
    """Recursive average from the mean of the first `period` on."""
    if len(closes) < period:
        return pd.Series(np.nan, index=closes.index)
    seeded = closes.copy()
    seeded.iloc[: period - 1] = np.nan
    seeded.iloc[period - 1] = closes.iloc[:period].mean()
    return seeded.ewm(alpha=2 / (period + 1), adjust=False).mean()


@given(walks(), PERIODS)
def test_the_sma_is_that_of_pandas(of: CandleSeries, period: int) -> None:
    wanted = pd.Series(of.closes).rolling(period).mean()

    np.testing.assert_allclose(sma(of, period).value, wanted, **EXACT)


@given(walks(), PERIODS)
def test_the_ema_is_that_of_pandas(of: CandleSeries, period: int) -> None:
    np.testing.assert_allclose(ema(of, period).value, pandas_ema(pd.Series(of.closes), period), **EXACT)


@given(walks(), st.integers(2, 40))
def test_the_volatility_is_that_of_pandas(of: CandleSeries, period: int) -> None:
    wanted = pandas_returns(of).rolling(period).apply(lambda window: window.std(ddof=1), raw=False)
    wanted = wanted.reindex(of.open_times_us).ffill() * np.sqrt(365 * 24 * 60)

    np.testing.assert_allclose(realized_volatility(of, period).value, wanted, **EXACT)


@given(walks(), PERIODS)
def test_a_value_is_unknown_until_n_reaches_the_period(of: CandleSeries, period: int) -> None:
    for points in (sma(of, period), ema(of, period), realized_volatility(of, max(period, 2))):
        reached = points.n >= (max(period, 2) if points.n[0] == 0 else period)
        np.testing.assert_array_equal(~np.isnan(points.value), reached)


@given(walks(), PERIODS)
def test_an_average_lies_within_the_closes_it_is_of(of: CandleSeries, period: int) -> None:
    known = sma(of, period).value[period - 1 :]
    slack = 1e-12 * of.closes.max()

    assert ((known >= of.closes.min() - slack) & (known <= of.closes.max() + slack)).all()


@settings(deadline=None)
@given(walks(400), st.integers(1, 12), st.integers(0, 399))
def test_where_a_computation_starts_changes_no_value(of: CandleSeries, period: int, start: int) -> None:
    start = min(start, len(of) - 1)
    part = cut(of, start)
    whole, again = ema(of, period), ema(part, period)
    reached = EMA_LOOK_BACK * period if start else 0

    np.testing.assert_allclose(again.value[reached:], whole.value[start + reached :], rtol=1e-14)
    np.testing.assert_array_equal(again.n, whole.n[start:])
    averages = sma(part, period).value[period - 1 :], sma(of, period).value[start + period - 1 :]
    np.testing.assert_allclose(*averages, rtol=1e-12)


@pytest.mark.parametrize("fall", [1e-8, 1e-4, 1e4, 1e8])
def test_an_ema_forgets_a_price_of_another_order_of_magnitude(fall: float) -> None:
    period = 50
    closes = [1_000.0 * fall] * 300 + walk(EMA_LOOK_BACK * period + 5, price=1_000.0)
    whole = series(closes)

    known = ema(cut(whole, 300), period).value[-5:]

    np.testing.assert_allclose(known, ema(whole, period).value[-5:], **EXACT)


def test_a_large_price_does_not_drift_an_sma() -> None:
    closes = [1e12 + 1e-3] * 50_000 + [1e-3] * 20

    assert sma(series(closes), 20).value[-1] == pytest.approx(1e-3, rel=1e-12)


def test_an_ema_is_warm_when_its_seed_no_longer_shows() -> None:
    warm = ema(series([1.0] * 50), 3).warm

    assert int(np.argmax(warm)) == 15 * 3 - 1


def test_an_sma_and_a_volatility_are_warm_with_their_first_value() -> None:
    for points in (sma(series(walk(50)), 20), realized_volatility(series(walk(50)), 20)):
        np.testing.assert_array_equal(points.warm, ~np.isnan(points.value))


def test_a_hole_adds_no_return() -> None:
    points = realized_volatility(series([1.0, 2.0, 3.0, 5.0], missing=[2]), 2)

    assert list(points.n) == [0, 1, 1, 2]
    wanted = np.std([np.log(2), np.log(5 / 3)], ddof=1) * annualization(Interval.MINUTE)
    assert points.value[3] == pytest.approx(wanted)


def test_a_price_that_stands_still_has_no_volatility() -> None:
    assert realized_volatility(series([5.0] * 10), 5).value[-1] == 0


@given(constant_growth(), st.integers(2, 59))
def test_a_price_that_grows_by_the_same_percentage_has_no_volatility(of: CandleSeries, period: int) -> None:
    assert (realized_volatility(of, period).value[period:] == 0).all()


def test_the_factor_of_the_hour_is_the_root_of_the_hours_of_a_year() -> None:
    assert annualization(Interval.HOUR) == pytest.approx(8_760**0.5)


@given(st.lists(st.sampled_from(CandleStatus), min_size=1, max_size=60), st.integers(1, 20))
def test_a_figure_inherits_the_worst_status_of_its_window(statuses: list[CandleStatus], window: int) -> None:
    ranks = np.array([status.rank for status in statuses], dtype=np.int8)

    worst = worst_of_last(ranks, window)

    assert list(worst) == [max(ranks[max(0, at + 1 - window) : at + 1]) for at in range(len(ranks))]


def test_a_partial_candle_makes_what_uses_it_partial_and_nothing_else() -> None:
    statuses = [CandleStatus.COMPLETE] * 200
    statuses[100] = CandleStatus.PARTIAL
    of = series(walk(200), statuses=statuses)
    partial = STATUSES.index(CandleStatus.PARTIAL)

    assert list(np.flatnonzero(sma(of, 5).ranks == partial)) == list(range(100, 105))
    assert list(np.flatnonzero(realized_volatility(of, 5).ranks == partial)) == list(range(100, 106))
    assert list(np.flatnonzero(ema(of, 5).ranks == partial)) == list(range(100, 175))
