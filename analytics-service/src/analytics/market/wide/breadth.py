"""How much of the market takes part in a move. No I/O and no clock."""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from shared.events.values import Interval

from analytics.indicators.series import Flags, Floats, Integers
from analytics.market.candles.grid import CloseGrid

SMA_PERIODS: Final = (20, 50, 200)
RECENT_ROWS: Final = 2
"""A coin whose newest candle is older than this many of the newest open times is left out."""
_ROUNDING: Final = 1e-12
"""By less than this part of it a close is not above its average: that of equal closes is off by rounding."""


class Counted(msgspec.Struct, frozen=True):
    """`coins` (positions) of the `n` of which it is known."""

    coins: tuple[int, ...]
    n: int


class MarketBreadth(msgspec.Struct, frozen=True):
    """`changes`: by coin, the change of the close over a day as a part of it, None where it is not known.

    `rank` is the worst of all candles that one of the figures is made of.
    """

    above: tuple[Counted, ...]
    highs: Counted
    lows: Counted
    changes: tuple[float | None, ...]
    left_out: tuple[int, ...]
    rank: int | None


def rows_needed(interval: Interval, period: int) -> int:
    return max(*SMA_PERIODS, period + 1, day_rows(interval) + 1) + RECENT_ROWS


def day_rows(interval: Interval) -> int:
    """How many candles lie between a close and the one a day before."""
    return max(1, Interval.DAY.us // interval.us)


def breadth(grid: CloseGrid, highs: Floats, lows: Floats, period: int) -> MarketBreadth:
    """Of the newest candle of each coin. `highs` and `lows` have the shape of the grid's closes.

    An average needs all its candles, one after the other; new extremes need the `period` candles before.
    """
    at, present = _newest_rows(grid)
    coins = np.flatnonzero(present).astype(np.int64)
    used = np.zeros(grid.closes.shape, dtype=np.bool_)
    used[at[coins], coins] = True
    above = tuple(_above(grid, at, coins, sma, used) for sma in SMA_PERIODS)
    high = _beyond(highs, at, coins, period, used)
    low = _beyond(-lows, at, coins, period, used)
    changes = [_change(grid, int(at[coin]), coin, used) if present[coin] else None for coin in range(len(present))]
    return MarketBreadth(
        above=above,
        highs=high,
        lows=low,
        changes=tuple(changes),
        left_out=tuple(np.flatnonzero(~present).tolist()),
        rank=int(grid.ranks[used].max()) if len(coins) else None,
    )


def _newest_rows(grid: CloseGrid) -> tuple[Integers, NDArray[np.bool_]]:
    """The row of each coin's newest candle, and whether that is recent."""
    there = np.isfinite(grid.closes)
    numbers = np.arange(1, len(there) + 1)[:, None]
    newest = (there * numbers).max(axis=0, initial=0) - 1
    return newest, (newest >= 0) & (newest >= len(there) - RECENT_ROWS)


def _above(grid: CloseGrid, at: Integers, coins: Integers, period: int, used: Flags) -> Counted:
    """Coins whose newest close is above the mean of its last `period`, itself included. Sets `used` where it looks."""
    found, n = [], 0
    for coin in coins.tolist():
        rows = slice(max(0, int(at[coin]) - period + 1), int(at[coin]) + 1)
        closes = grid.closes[rows, coin]
        if len(closes) == period and np.isfinite(closes).all():
            n += 1
            used[rows, coin] = True
            mean = closes.mean()
            if closes[-1] - mean > _ROUNDING * mean:
                found.append(coin)
    return Counted(tuple(found), n)


def _beyond(extremes: Floats, at: Integers, coins: Integers, period: int, used: Flags) -> Counted:
    """Coins whose newest value is greater than all `period` before it. Sets `used` where it looks."""
    found, n = [], 0
    for coin in coins.tolist():
        row = int(at[coin])
        rows = slice(max(0, row - period), row)
        before = extremes[rows, coin]
        if len(before) == period and np.isfinite(before).all():
            n += 1
            used[rows, coin] = True
            if extremes[row, coin] > before.max():
                found.append(coin)
    return Counted(tuple(found), n)


def _change(grid: CloseGrid, row: int, coin: int, used: Flags) -> float | None:
    """Since the close a day before. Sets `used` where it looks."""
    earlier = row - day_rows(grid.interval)
    if earlier < 0 or not np.isfinite(grid.closes[earlier, coin]):
        return None
    used[earlier, coin] = True
    return float(grid.closes[row, coin] / grid.closes[earlier, coin] - 1)
