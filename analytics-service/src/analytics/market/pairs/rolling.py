"""Correlation and beta of two coins over time, from their common returns. No I/O and no clock."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.indicators.returns import rounding_deviation
from analytics.indicators.series import Floats, Integers, Ranks, worst_of_last
from analytics.market.pairs.confidence import fisher_interval, t_quantile

MIN_BETA: Final = 3
"""A slope's interval has n - 2 degrees of freedom."""
_BLOCK_VALUES: Final = 1_000_000
"""Values that a block of windows may hold in memory at once."""


@dataclass(frozen=True, slots=True)
class CommonReturns:
    """Returns of two coins at the open times at which both have one, oldest first."""

    open_times_us: Integers
    first: Floats
    second: Floats
    ranks: Ranks

    def __len__(self) -> int:
        return len(self.open_times_us)

    def last(self, count: int) -> "CommonReturns":
        """The newest `count` of them."""
        part = slice(-count, None)
        return CommonReturns(self.open_times_us[part], self.first[part], self.second[part], self.ranks[part])


@dataclass(frozen=True, slots=True)
class RollingFigure:
    """At each common open time, of the last `period` returns; NaN until there are so many, and without variance."""

    value: Floats
    low: Floats
    high: Floats
    n: Integers
    ranks: Ranks


def rolling_correlation(common: CommonReturns, period: int) -> RollingFigure:
    """Pearson of each window, with the interval of Fisher's z."""
    moments = _moments(common, period)
    value = np.clip(moments.covariance / (moments.deviation_1 * moments.deviation_2), -1.0, 1.0)
    low, high = fisher_interval(value, np.full(len(value), float(period)))
    return _figure(common, period, value, low, high)


def rolling_beta(common: CommonReturns, period: int) -> RollingFigure:
    """Slope of the least squares line of the first coin's returns over the second's (the market's).

    The interval is the usual one of a slope: t of n - 2 degrees of freedom times
    deviation_1 / deviation_2 * sqrt((1 - r^2) / (n - 2)). It takes residuals as independent and equally spread.
    """
    moments = _moments(common, period)
    value = moments.covariance / moments.deviation_2**2
    if period < MIN_BETA:
        width = np.full(len(value), np.nan)
    else:
        r = np.clip(moments.covariance / (moments.deviation_1 * moments.deviation_2), -1.0, 1.0)
        ratio = moments.deviation_1 / moments.deviation_2
        width = t_quantile(period - 2) * ratio * np.sqrt((1 - r**2) / (period - 2))
    return _figure(common, period, value, value - width, value + width)


@dataclass(frozen=True, slots=True)
class _Moments:
    """Of each full window. A deviation is NaN where the returns do not vary beyond rounding."""

    covariance: Floats
    deviation_1: Floats
    deviation_2: Floats


def _moments(common: CommonReturns, period: int) -> _Moments:
    if len(common) < period:
        return _Moments(np.empty(0), np.empty(0), np.empty(0))
    first, second = (sliding_window_view(returns, period) for returns in (common.first, common.second))
    rows = max(1, _BLOCK_VALUES // period)
    blocks = [_moments_of(first[at : at + rows], second[at : at + rows]) for at in range(0, len(first), rows)]
    return _Moments(*(np.concatenate(part) for part in zip(*blocks, strict=True)))


def _moments_of(first: Floats, second: Floats) -> tuple[Floats, Floats, Floats]:
    """Each window anew: running sums would drift."""
    means = first.mean(axis=1), second.mean(axis=1)
    one, two = first - means[0][:, None], second - means[1][:, None]
    deviations = [np.sqrt((centred**2).mean(axis=1)) for centred in (one, two)]
    known = [
        np.where(deviation > rounding_deviation(mean), deviation, np.nan)
        for deviation, mean in zip(deviations, means, strict=True)
    ]
    return (one * two).mean(axis=1), known[0], known[1]


def _figure(common: CommonReturns, period: int, value: Floats, low: Floats, high: Floats) -> RollingFigure:
    """Unknown before the first full window."""
    before = np.full(len(common) - len(value), np.nan)
    n = np.minimum(np.arange(1, len(common) + 1), period)
    value, low, high = (np.concatenate([before, part]) for part in (value, low, high))
    return RollingFigure(value, low, high, n, worst_of_last(common.ranks, period))
