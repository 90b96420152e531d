"""Moving averages and realised volatility as `contract.md`, "Formulas", fixes them. No I/O and no clock.

A value depends on the candles of its window only, never on where in the history the computation began: windows are
summed anew (no running sums that drift), and an EMA reaches back so far that its beginning no longer shows.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from shared.events.values import Interval

from analytics.indicators.series import Floats, Integers, Points, Ranks, Series, worst_of_last

EMA_WARM: Final = 15
"""An EMA is warm from 15 · period closes on: its seed weighs e^-30 there."""

EMA_REACH: Final = 24
"""An EMA computed from the last 24 · period closes equals the one since the start: what is older weighs e^-48."""

YEAR_US: Final = 365 * 86_400 * 1_000_000

_ROW_BUDGET: Final = 1_000_000
"""Figures that the standard deviations of a block of windows may hold in memory at once."""


def annualization(interval: Interval) -> float:
    """The factor that turns a deviation per candle into one per year of 365 days."""
    return float(np.sqrt(YEAR_US / interval.us))


def sma(series: Series, period: int) -> Points:
    """Mean of the last `period` closes."""
    n = np.minimum(np.arange(1, len(series) + 1), period)
    values = np.full(len(series), np.nan)
    if len(series) >= period:
        values[period - 1 :] = sliding_window_view(series.closes, period).mean(axis=1)
    return Points(values, n, n >= period, worst_of_last(series.ranks, period))


def ema(series: Series, period: int) -> Points:
    """Exponential average with alpha = 2 / (period + 1), seeded with the SMA of the first `period` closes.

    `n` counts since the start of the stored series. Where the series here is cut off (`skipped`), the first
    `EMA_REACH · period` values are unknown. The status is the worst of the closes that still show at 1e-9.
    """
    values = np.full(len(series), np.nan)
    if len(series) >= period:
        values[period - 1 :] = _smoothed(series.closes, period)
    if series.skipped:
        values[: EMA_REACH * period] = np.nan
    n = np.arange(1, len(series) + 1) + series.skipped
    return Points(values, n, n >= EMA_WARM * period, worst_of_last(series.ranks, EMA_WARM * period))


def _smoothed(closes: Floats, period: int) -> Floats:
    """The recursion from the seed on; plain floats, because each step needs the one before it."""
    alpha = 2 / (period + 1)
    value = float(closes[:period].mean())
    smoothed = [value]
    for close in closes[period:].tolist():
        value += alpha * (close - value)
        smoothed.append(value)
    return np.array(smoothed)


def log_returns(series: Series) -> tuple[Floats, Integers]:
    """ln(c_t / c_(t-1)) between candles exactly one interval apart, and the position of each one's later candle."""
    closes = series.closes
    adjacent = np.diff(series.open_times_us) == series.interval.us
    usable = adjacent & (closes[1:] > 0) & (closes[:-1] > 0)
    later = np.flatnonzero(usable) + 1
    return np.log(closes[later] / closes[later - 1]), later


def realized_volatility(series: Series, period: int) -> Points:
    """Standard deviation (ddof 1) of the last `period` returns, annualised.

    A candle after a hole adds no return: its value is that of the returns before the hole.
    """
    returns, later = log_returns(series)
    used = np.searchsorted(later, np.arange(len(series)), side="right")
    deviations = np.full(len(returns) + 1, np.nan)
    deviations[period:] = _deviations(returns, period)
    ranks = np.zeros(len(returns) + 1, dtype=np.int8)
    ranks[1:] = worst_of_last(return_ranks(series, later), period)
    n = np.minimum(used, period).astype(np.int64)
    return Points(deviations[used] * annualization(series.interval), n, n >= period, ranks[used])


def return_ranks(series: Series, later: Integers) -> Ranks:
    """A return is as complete as the worse of its two candles."""
    return np.maximum(series.ranks[later], series.ranks[later - 1])


def _deviations(returns: Floats, period: int) -> Floats:
    """Of each full window, in blocks that keep the intermediate figures small."""
    if len(returns) < period:
        return np.empty(0)
    windows = sliding_window_view(returns, period)
    rows = max(1, _ROW_BUDGET // period)
    blocks = [windows[at : at + rows].std(axis=1, ddof=1) for at in range(0, len(windows), rows)]
    return np.concatenate(blocks)
