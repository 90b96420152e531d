from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from analytics.indicators.series import Floats
from analytics.market.candles.columns import empty
from analytics.market.wide.anomalies import MIN_SAMPLE, Sample, outliers
from analytics.market.wide.anomalies_reading import returns_of
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import Interval

from ...candle_series import walk


def sample(values: Floats, *, partial: tuple[int, ...] = (), floor: float = 1e-6) -> Sample:
    ranks = np.zeros(len(values), dtype=np.int8)
    ranks[list(partial)] = 2
    return Sample(np.arange(len(values), dtype=np.int64), values, ranks, floor)


def quiet(count: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).uniform(-1e-3, 1e-3, count)


@given(st.integers(0, 2**32), st.integers(MIN_SAMPLE, 100), st.floats(0.02, 1))
def test_an_outlier_is_measured_by_the_median_and_mad_before_it(seed: int, period: int, move: float) -> None:
    values = quiet(200, seed)
    values[150] = move

    found, enough = outliers(sample(values), period, 0)

    (one,) = found
    before = pd.Series(values[150 - period : 150])
    deviation = 1.4826 * (before - before.median()).abs().median()
    assert (enough, one.open_time_us, one.n, one.severity) == (True, 150, period, "extreme")
    assert one.z == pytest.approx((move - before.median()) / deviation)
    assert one.observed == move
    assert one.expected == pytest.approx(before.median())


def test_with_fewer_than_a_period_before_all_of_them_are_the_sample() -> None:
    values = quiet(MIN_SAMPLE + 10)
    values[[MIN_SAMPLE, MIN_SAMPLE + 9]] = 0.5

    first, second = outliers(sample(values), 720, 0)[0]

    assert (first.n, second.n) == (MIN_SAMPLE, MIN_SAMPLE + 9)
    assert first.expected == pytest.approx(np.median(values[:MIN_SAMPLE]))
    assert second.expected == pytest.approx(np.median(values[: MIN_SAMPLE + 9]))


def test_an_outlier_does_not_hide_the_next_one() -> None:
    values = quiet(120)
    values[[100, 110]] = 0.5, -0.5

    found, _ = outliers(sample(values), 60, 0)

    assert [one.open_time_us for one in found] == [100, 110]


def test_partial_candles_are_neither_judged_nor_compared_with() -> None:
    values = quiet(120)
    values[100] = 0.5

    assert outliers(sample(values, partial=(100,)), 60, 0)[0] == []
    whole = outliers(sample(values, partial=(70,)), 60, 0)[0]
    assert [(one.open_time_us, one.n) for one in whole] == [(100, 60)]


def test_only_candles_from_the_start_on_are_judged() -> None:
    values = quiet(120)
    values[[80, 100]] = 0.5

    assert [one.open_time_us for one in outliers(sample(values), 60, 90)[0]] == [100]


def test_too_small_a_sample_judges_nothing() -> None:
    values = quiet(MIN_SAMPLE)
    values[-1] = 0.5

    assert outliers(sample(values), 60, 0) == ([], False)
    assert outliers(sample(np.empty(0)), 60, 0) == ([], False)


def test_enough_before_the_start_is_enough_although_nothing_is_there_to_judge() -> None:
    assert outliers(sample(quiet(MIN_SAMPLE + 1)), 60, 1_000) == ([], True)
    assert outliers(sample(quiet(MIN_SAMPLE)), 60, 1_000) == ([], False)


def test_a_move_over_two_hours_is_not_taken_for_one_of_an_hour() -> None:
    closes = np.array(walk(10))
    hours = np.array([0, 2, 4, 6, 8, 10, 12, 13, 15, 17], dtype=np.int64)
    of = replace(empty(), open_times_us=hours * Interval.HOUR.us, closes=closes, ranks=np.zeros(10, dtype=np.int8))

    found = returns_of(of, Interval.HOUR)
    every_second = returns_of(replace(of, open_times_us=np.arange(0, 20, 2) * Interval.HOUR.us), Interval.HOUR)

    assert np.flatnonzero(np.isfinite(found.values)).tolist() == [6]
    assert not np.isfinite(every_second.values).any()


def test_a_quantity_that_stood_still_is_judged_by_the_floor() -> None:
    values = np.zeros(100)
    values[[90, 95]] = 4e-4, 6e-4

    found, _ = outliers(sample(values, floor=1e-4), 60, 0)

    (one,) = found
    assert (one.open_time_us, one.severity) == (95, "notable")
    assert one.z == pytest.approx(6.0)
