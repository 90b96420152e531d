import numpy as np
import pandas as pd
import pytest
from analytics.market.coin.seasonality import BUCKETS, seasons, verdict
from shared.events.values import CandleStatus, Interval

from ...candle_series import START_US, series, walk


def returns_of(closes: list[float], interval: Interval) -> pd.Series:
    times = pd.to_datetime([START_US + at * interval.us for at in range(len(closes))], unit="us", utc=True)
    prices = pd.Series(closes, index=times)
    return np.log(prices / prices.shift(1)).dropna()


@pytest.mark.parametrize(("by", "interval"), [("hour", Interval.HOUR), ("weekday", Interval.DAY)])
def test_means_are_those_that_pandas_groups(by: str, interval: Interval) -> None:
    closes = walk(24 * 60 if by == "hour" else 400, seed=5)

    found = seasons(series(closes, interval=interval), by)

    returns = returns_of(closes, interval)
    groups = returns.groupby(returns.index.hour if by == "hour" else returns.index.day_of_week)
    assert [one.bucket for one in found.items] == list(BUCKETS[by])
    assert [one.mean for one in found.items] == pytest.approx(groups.mean().tolist())
    assert [one.n for one in found.items] == groups.count().tolist()
    assert found.n == len(returns)


def test_a_session_s_return_is_that_of_its_eight_hours() -> None:
    closes = walk(24 * 40, seed=6)
    missing = [24 * 3 + 10]

    found = seasons(series(closes, interval=Interval.HOUR, missing=missing), "session")

    # The hole takes the whole session of Europe on its day, and the first day has no first hour.
    assert [one.n for one in found.items] == [39, 39, 40]
    whole = returns_of(walk(24 * 40, seed=6), Interval.HOUR).groupby(pd.Grouper(freq="8h")).sum()
    complete = seasons(series(closes, interval=Interval.HOUR), "session")
    assert complete.items[2].mean == pytest.approx(whole[whole.index.hour == 16].mean())


def test_an_interval_holds_the_mean_and_few_buckets_of_a_random_walk_are_beyond_chance() -> None:
    beyond = 0
    for seed in range(20):
        found = seasons(series(walk(24 * 60, seed=seed), interval=Interval.HOUR), "hour")
        beyond += any(one.significant for one in found.items)
        for one in found.items:
            assert one.mean is not None
            assert one.low is not None
            assert one.high is not None
            assert one.low < one.mean < one.high
    assert beyond <= 4


def test_an_hour_that_always_rises_is_found() -> None:
    random = np.random.default_rng(1)
    moves = random.normal(0, 1e-3, 24 * 60)
    moves[15::24] += 2e-3

    found = seasons(series((100 * np.exp(np.cumsum(moves))).tolist(), interval=Interval.HOUR), "hour")

    assert [one.bucket for one in found.items if one.significant] == ["15"]
    assert verdict(found.items) == "some_beyond_chance"


def test_too_few_returns_give_no_mean() -> None:
    found = seasons(series(walk(24 * 20), interval=Interval.HOUR), "hour")

    assert {one.mean for one in found.items} == {None}
    assert verdict(found.items) == "not_enough"
    assert seasons(series([], interval=Interval.HOUR), "session").n == 0


def test_partial_candles_are_left_out() -> None:
    statuses = [CandleStatus.COMPLETE] * 960
    statuses[500] = CandleStatus.PARTIAL

    found = seasons(series(walk(960), interval=Interval.HOUR, statuses=statuses), "hour")

    assert (found.n, found.excluded, found.rank) == (957, 2, 0)


def test_a_price_that_stands_still_is_not_beyond_chance() -> None:
    found = seasons(series([7.0] * 960, interval=Interval.HOUR), "hour")

    assert {(one.mean, one.low, one.significant) for one in found.items} == {(0.0, None, False)}
