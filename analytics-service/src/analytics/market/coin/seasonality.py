"""Mean returns by hour, weekday or session of the day, in UTC. No I/O and no clock."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from shared.events.values import Interval

from analytics.indicators.returns import log_returns, return_ranks, rounding_deviation
from analytics.indicators.series import CandleSeries, Floats, Integers, Ranks
from analytics.market.pairs.confidence import t_quantile

MIN_RETURNS: Final = 30
"""Returns that a bucket needs before its mean is given."""
_PARTIAL: Final = 2
_HOURS_A_SESSION: Final = 8
_HOUR_US: Final = Interval.HOUR.us
_DAY_US: Final = Interval.DAY.us
_MONDAY_US: Final = 4 * _DAY_US
"""1970-01-05, the first Monday."""

BUCKETS: Final[dict[str, tuple[str, ...]]] = {
    "hour": tuple(f"{hour:02}" for hour in range(24)),
    "weekday": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "session": ("asia", "europe", "america"),
}
"""Names in the order of the answer. Sessions are the three thirds of the UTC day."""
INTERVALS: Final = {"hour": Interval.HOUR, "weekday": Interval.DAY, "session": Interval.HOUR}
"""Whose candles are read: a session's return is the sum of its eight hourly ones."""


class SeasonMean(msgspec.Struct, frozen=True):
    """Of log returns; `mean` is None below `MIN_RETURNS`. `significant`: with all buckets compared at once."""

    bucket: str
    mean: float | None
    low: float | None
    high: float | None
    n: int
    significant: bool


class Seasons(msgspec.Struct, frozen=True):
    """`excluded`: returns left out for a partial candle. `rank`: the worst of those used."""

    items: tuple[SeasonMean, ...]
    n: int
    excluded: int
    rank: int | None
    from_us: int | None
    to_us: int | None


def seasons(series: CandleSeries, by: str) -> Seasons:
    """`series` has candles of `INTERVALS[by]`."""
    (returns,), later = log_returns(series, series.close)
    times, ranks = series.open_times_us[later], return_ranks(series.ranks, later)
    if by == "session":
        times, returns, ranks = _by_session(times, returns, ranks)
    whole = ranks < _PARTIAL
    names, at = BUCKETS[by], _bucket(times, by)
    means = [_mean(name, returns[whole & (at == place)], len(names)) for place, name in enumerate(names)]
    used = times[whole]
    return Seasons(
        items=tuple(means),
        n=len(used),
        excluded=int((~whole).sum()),
        rank=int(ranks[whole].max()) if len(used) else None,
        from_us=int(used[0]) if len(used) else None,
        to_us=int(used[-1]) if len(used) else None,
    )


def _bucket(times: Integers, by: str) -> Integers:
    if by == "weekday":
        return (times - _MONDAY_US) // _DAY_US % 7
    hours = times % _DAY_US // _HOUR_US
    return hours if by == "hour" else hours // _HOURS_A_SESSION


def _by_session(times: Integers, returns: Floats, ranks: Ranks) -> tuple[Integers, Floats, Ranks]:
    """Sessions all of whose hours have a return, each with their sum and the worst of their ranks."""
    starts, first, counts = np.unique(times // (_HOURS_A_SESSION * _HOUR_US), return_index=True, return_counts=True)
    if not len(starts):
        return times, returns, ranks
    whole = counts == _HOURS_A_SESSION
    sums = np.add.reduceat(returns, first)
    return starts[whole] * _HOURS_A_SESSION * _HOUR_US, sums[whole], np.maximum.reduceat(ranks, first)[whole]


def _mean(bucket: str, returns: Floats, comparisons: int) -> SeasonMean:
    """With the interval of Student's t; returns that do not vary give no interval and no significance."""
    n = len(returns)
    if n < MIN_RETURNS:
        return SeasonMean(bucket, None, None, None, n, significant=False)
    mean, deviation = float(returns.mean()), float(returns.std(ddof=1))
    if deviation <= float(rounding_deviation(np.array(mean))):
        return SeasonMean(bucket, mean, None, None, n, significant=False)
    error = deviation / n**0.5
    width = t_quantile(n - 1) * error
    beyond = abs(mean) > t_quantile(n - 1, comparisons=comparisons) * error
    return SeasonMean(bucket, mean, mean - width, mean + width, n, significant=beyond)


def verdict(items: Sequence[SeasonMean]) -> str:
    if all(one.mean is None for one in items):
        return "not_enough"
    return "some_beyond_chance" if any(one.significant for one in items) else "nothing_beyond_chance"
