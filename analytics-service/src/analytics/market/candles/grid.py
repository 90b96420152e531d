"""Candles of several coins on one grid of open times: what is missing is NaN. No I/O and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shared.events.values import Interval

from analytics.indicators.series import Floats, Integers, Ranks
from analytics.market.candles.columns import CandleColumns


@dataclass(frozen=True, slots=True)
class CloseGrid:
    """Closes by open time (rows, oldest first, `interval` apart) and coin (columns). `ranks` is 0 where none is."""

    interval: Interval
    open_times_us: Integers
    closes: Floats
    ranks: Ranks


@dataclass(frozen=True, slots=True)
class ReturnGrid:
    """Log returns by the open time of their later candle (rows, oldest first) and coin (columns)."""

    open_times_us: Integers
    returns: Floats
    ranks: Ranks

    def last(self, count: int) -> "ReturnGrid":
        return ReturnGrid(self.open_times_us[-count:], self.returns[-count:], self.ranks[-count:])


def close_grid(columns: Sequence[CandleColumns], interval: Interval, start_us: int, end_us: int) -> CloseGrid:
    """The candles that open in [start_us, end_us); `start_us` is an open time itself."""
    times = np.arange(start_us, end_us, interval.us, dtype=np.int64)
    closes = np.full((len(times), len(columns)), np.nan)
    ranks = np.zeros(closes.shape, dtype=np.int8)
    for at, coin in enumerate(columns):
        row = (coin.open_times_us - start_us) // interval.us
        inside = (row >= 0) & (row < len(times)) & (coin.closes > 0)
        closes[row[inside], at] = coin.closes[inside]
        ranks[row[inside], at] = coin.ranks[inside]
    return CloseGrid(interval, times, closes, ranks)


def return_grid(grid: CloseGrid) -> ReturnGrid:
    """Returns between candles exactly one interval apart; each is as complete as the worse of its two candles."""
    returns = np.diff(np.log(grid.closes), axis=0)
    ranks = np.maximum(grid.ranks[1:], grid.ranks[:-1])
    return ReturnGrid(grid.open_times_us[1:], returns, np.where(np.isnan(returns), np.int8(0), ranks))
