import numpy as np
import pandas as pd
import pytest
from analytics.indicators.series import Floats, Ranks
from analytics.market.candles.grid import ReturnGrid
from analytics.market.pairs.matrix import correlation_matrix
from hypothesis import given
from hypothesis import strategies as st


def grid(returns: Floats, ranks: Ranks | None = None) -> ReturnGrid:
    times = np.arange(len(returns), dtype=np.int64)
    return ReturnGrid(times, returns, np.zeros(returns.shape, dtype=np.int8) if ranks is None else ranks)


def random_returns(seed: int, rows: int, coins: int, holes: float) -> Floats:
    """Returns of coins that share a part of their moves, some of them missing."""
    random = np.random.default_rng(seed)
    returns = random.normal(0, 1e-3, (rows, coins)) + random.normal(0, 1e-3, (rows, 1))
    returns[random.random(returns.shape) < holes] = np.nan
    return returns


SEEDS = st.integers(0, 2**32)
HOLES = st.sampled_from([0.0, 0.02, 0.5])


@given(SEEDS, HOLES, st.integers(3, 80), st.integers(1, 6))
def test_of_all_rows_it_is_what_pandas_computes(seed: int, holes: float, rows: int, coins: int) -> None:
    returns = random_returns(seed, rows, coins, holes)

    found = correlation_matrix(grid(returns), rows)

    there = np.isfinite(returns).astype(int)
    assert (found.n == there.T @ there).all()
    wanted = np.where(found.n == rows, pd.DataFrame(returns).corr(min_periods=2).to_numpy(), np.nan)
    np.testing.assert_allclose(found.correlations, wanted, rtol=0, atol=1e-9)


@given(SEEDS, HOLES, st.integers(2, 20), st.integers(0, 60))
def test_each_pair_is_that_of_its_own_last_common_returns(seed: int, holes: float, period: int, older: int) -> None:
    returns = random_returns(seed, period + older, 4, holes)

    found = correlation_matrix(grid(returns), period)

    for first in range(4):
        for second in range(4):
            common = pd.DataFrame(returns[:, [first, second]]).dropna().tail(period)
            assert found.n[first, second] == len(common)
            if len(common) < period:
                assert np.isnan(found.correlations[first, second])
            else:
                wanted = common.iloc[:, 0].corr(common.iloc[:, 1])
                assert found.correlations[first, second] == pytest.approx(wanted, abs=1e-9)


@given(SEEDS, st.sampled_from([0.0, 1e-5, 0.03]), st.sampled_from([1e-3, 1e-7]))
def test_a_coin_that_does_not_vary_moves_with_nothing(seed: int, growth: float, deviation: float) -> None:
    returns = random_returns(seed, 50, 3, 0.0) * (deviation / 1e-3)
    returns[:, 1] = growth

    values = correlation_matrix(grid(returns), 50).correlations

    assert np.isnan(values[1]).all()
    assert np.isnan(values[:, 1]).all()
    assert np.isfinite(values[np.ix_([0, 2], [0, 2])]).all()


def test_a_coin_that_varied_only_before_the_period_is_constant_in_it() -> None:
    returns = random_returns(3, 60, 2, 0.0)
    returns[10:, 0] = 0.0

    assert np.isnan(correlation_matrix(grid(returns), 50).correlations[0, 1])
    assert np.isfinite(correlation_matrix(grid(returns), 51).correlations[0, 1])


@given(SEEDS, HOLES)
def test_a_pair_is_as_complete_as_the_worst_of_its_common_returns(seed: int, holes: float) -> None:
    random = np.random.default_rng(seed)
    returns = random_returns(seed, 30, 3, holes)
    ranks = np.where(np.isfinite(returns), random.choice([0, 0, 0, 1, 2], returns.shape), 0).astype(np.int8)

    found = correlation_matrix(grid(returns, ranks), 20)

    for first in range(3):
        for second in range(3):
            common = np.flatnonzero(np.isfinite(returns[:, [first, second]]).all(axis=1))[-20:]
            assert found.ranks[first, second] == ranks[common][:, [first, second]].max(initial=0)


def test_without_any_return_nothing_is_known() -> None:
    found = correlation_matrix(grid(np.empty((0, 2))), 5)

    assert np.isnan(found.correlations).all()
    assert (found.n == 0).all()
