from dataclasses import replace

import numpy as np
import pytest
from analytics.indicators.series import Floats
from analytics.market.candles.grid import CloseGrid
from analytics.market.wide.breadth import breadth
from analytics.market.wide.rebased import rebased
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import Interval


def grid(closes: Floats, interval: Interval = Interval.DAY) -> CloseGrid:
    times = np.arange(len(closes), dtype=np.int64) * interval.us
    return CloseGrid(interval, times, closes, np.zeros(closes.shape, dtype=np.int8))


def walks(seed: int, rows: int, coins: int) -> Floats:
    moves = np.random.default_rng(seed).normal(0, 0.01, (rows, coins))
    return np.asarray(100 * np.exp(np.cumsum(moves, axis=0)))


@given(st.integers(0, 2**32))
def test_counts_are_those_of_a_plain_look_at_each_coin(seed: int) -> None:
    closes = walks(seed, 210, 6)

    found = breadth(grid(closes), closes, closes, 20)

    for counted, period in zip(found.above, (20, 50, 200), strict=True):
        assert counted.n == 6
        assert list(counted.coins) == np.flatnonzero(closes[-1] > closes[-period:].mean(axis=0)).tolist()
    assert list(found.highs.coins) == np.flatnonzero(closes[-1] > closes[-21:-1].max(axis=0)).tolist()
    assert list(found.lows.coins) == np.flatnonzero(closes[-1] < closes[-21:-1].min(axis=0)).tolist()
    assert list(found.changes) == pytest.approx((closes[-1] / closes[-2] - 1).tolist())


def test_a_day_of_hours_lies_between_the_closes_of_a_change() -> None:
    closes = walks(1, 60, 1)

    found = breadth(grid(closes, Interval.HOUR), closes, closes, 20)

    (change,) = found.changes
    assert change == pytest.approx(closes[-1, 0] / closes[-25, 0] - 1)


def test_an_average_needs_all_its_candles() -> None:
    closes = walks(1, 210, 2)
    closes[-30, 0] = np.nan

    found = breadth(grid(closes), closes, closes, 40)

    assert [counted.n for counted in found.above] == [2, 1, 1]
    assert found.highs.n == 1


@given(st.floats(1e-7, 1e5))
def test_a_close_that_never_moves_is_not_above_its_average(close: float) -> None:
    closes = np.full((210, 5), close)

    found = breadth(grid(closes), closes, closes, 20)

    assert [counted.coins for counted in found.above] == [(), (), ()]


@pytest.mark.parametrize(("row", "rank"), [(-1, 2), (-2, 2), (-21, 2), (-150, 2), (-201, 0)])
def test_a_candle_inside_a_window_makes_all_of_it_partial(row: int, rank: int) -> None:
    closes = walks(1, 210, 2)
    ranks = np.zeros(closes.shape, dtype=np.int8)
    ranks[row, 0] = 2

    found = breadth(replace(grid(closes), ranks=ranks), closes, closes, 20)

    assert found.rank == rank


def test_a_candle_of_a_window_with_a_hole_makes_nothing_partial() -> None:
    closes = walks(1, 210, 1)
    closes[-30, 0] = np.nan
    ranks = np.zeros(closes.shape, dtype=np.int8)
    ranks[-40, 0] = 2

    assert breadth(replace(grid(closes), ranks=ranks), closes, closes, 20).rank == 0


def test_a_coin_without_a_recent_candle_is_left_out() -> None:
    closes = walks(1, 30, 3)
    closes[-1, 0] = np.nan
    closes[-3:, 1] = np.nan
    closes[:, 2] = np.nan

    found = breadth(grid(closes), closes, closes, 20)

    assert (found.left_out, found.changes[1], found.changes[2]) == ((1, 2), None, None)
    assert found.changes[0] == pytest.approx(closes[-2, 0] / closes[-3, 0] - 1)


def test_without_any_candle_nothing_is_counted() -> None:
    nothing = np.empty((0, 2))

    found = breadth(grid(nothing), nothing, nothing, 20)

    assert (found.left_out, found.rank, [one.n for one in found.above]) == ((0, 1), None, [0, 0, 0])


def test_rebased_coins_begin_at_100_together_and_keep_their_gaps() -> None:
    closes = np.array([[np.nan, 5.0], [10.0, np.nan], [20.0, 4.0], [np.nan, 5.0], [30.0, 2.0]])

    found = rebased(grid(closes))

    assert found.base == 2
    np.testing.assert_allclose(found.closes, np.array([[100, 100], [np.nan, 125], [150, 50]]))


def test_a_coin_without_candles_does_not_keep_the_others_from_starting() -> None:
    found = rebased(grid(np.array([[10.0, np.nan], [11.0, np.nan]])))

    assert found.base == 0
    np.testing.assert_allclose(found.closes, [[100, np.nan], [110, np.nan]])


def test_coins_that_never_have_a_candle_together_have_no_start() -> None:
    assert rebased(grid(np.array([[10.0, np.nan], [np.nan, 4.0]]))).base is None
    assert rebased(grid(np.empty((0, 2)))).base is None
