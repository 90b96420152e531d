"""Returns between neighbouring candles, as volatility and correlation use them. No I/O and no clock."""

from typing import Final

import numpy as np
from shared.events.values import Interval

from analytics.indicators.series import CandleSeries, Floats, Integers, Ranks

YEAR_US: Final = 365 * 86_400 * 1_000_000
_RELATIVE_ROUNDING: Final = 1e-12
_ABSOLUTE_ROUNDING: Final = 1e-14


def annualization(interval: Interval) -> float:
    """The factor that turns a deviation per candle into one per year of 365 days."""
    return float(np.sqrt(YEAR_US / interval.us))


def log_returns(series: CandleSeries, *closes: Floats) -> tuple[list[Floats], Integers]:
    """ln(c_t / c_(t-1)) between candles exactly one interval apart, and the position of each one's later candle.

    Of each of `closes`, columns of the series; only where all of them have one.
    """
    usable = series.is_adjacent[1:].copy()
    for column in closes:
        usable &= (column[1:] > 0) & (column[:-1] > 0)
    later = np.flatnonzero(usable) + 1
    return [np.log(column[later] / column[later - 1]) for column in closes], later


def rounding_deviation(means: Floats) -> Floats:
    """The deviation that rounding alone gives returns of these means: up to it they do not vary.

    Closes are rounded to 1.1e-16 of themselves, so a return is off by a few 1e-16, however small it is; a thousand
    of them are summed.
    """
    return np.maximum(_RELATIVE_ROUNDING * np.abs(means), _ABSOLUTE_ROUNDING)


def return_ranks(ranks: Ranks, later: Integers) -> Ranks:
    """A return is as complete as the worse of its two candles."""
    return np.maximum(ranks[later], ranks[later - 1])
