import numpy as np
import pytest
from analytics.indicators.registry import indicator
from analytics.market.coin.regime import level, volatility_regime
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import CandleStatus

from ...candle_series import series, walk


@given(st.integers(0, 2**32), st.integers(2, 20))
def test_the_percentile_is_the_share_of_earlier_values_below_the_newest(seed: int, period: int) -> None:
    candles = series(walk(400, seed=seed))

    found = volatility_regime(candles, period)

    *history, now = indicator("realized_volatility", period).of(candles).value[period:].tolist()
    below = sum(value < now for value in history) + sum(value == now for value in history) / 2
    assert found.percentile == pytest.approx(100 * below / len(history))
    assert (found.volatility, found.n, found.independent_n) == (now, len(history), len(history) // period)
    assert list(found.quantiles) == pytest.approx(np.percentile(history, [5, 25, 50, 75, 95]).tolist())


def test_a_short_history_gives_a_volatility_and_no_percentile() -> None:
    found = volatility_regime(series(walk(60)), 10)

    assert found.volatility is not None
    assert (found.percentile, found.n, found.independent_n, found.quantiles) == (None, 49, 4, ())


def test_values_of_partial_candles_are_no_part_of_the_history() -> None:
    statuses = [CandleStatus.COMPLETE] * 400
    statuses[100] = CandleStatus.PARTIAL

    found = volatility_regime(series(walk(400), statuses=statuses), 5)

    # Returns of the partial candle and of the one after it: 6 windows of 5 hold one of the two.
    assert (found.n, found.excluded, found.rank) == (394 - 6, 6, 0)


def test_without_enough_candles_nothing_is_known() -> None:
    assert volatility_regime(series(walk(5)), 10).volatility is None
    assert volatility_regime(series([]), 10).rank is None


def test_a_price_that_never_moved_is_normal_for_itself() -> None:
    found = volatility_regime(series([5.0] * 300), 10)

    assert (found.volatility, found.percentile) == (0.0, 50.0)


@pytest.mark.parametrize(
    ("percentile", "name"),
    [
        (0, "calm"),
        (24.9, "calm"),
        (25, "normal"),
        (75, "elevated"),
        (94.9, "elevated"),
        (95, "extreme"),
        (100, "extreme"),
    ],
)
def test_levels_are_the_quarters_and_the_highest_twentieth(percentile: float, name: str) -> None:
    assert level(percentile) == name
