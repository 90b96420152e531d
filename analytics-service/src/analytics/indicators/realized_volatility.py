"""The realised volatility, as `contract.md`, "Formulas", fixes it. No I/O and no clock.

Each window's deviation is computed anew: running sums would drift.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.indicators.definition import Definition, Parameter
from analytics.indicators.returns import annualization, log_returns, return_ranks, rounding_deviation
from analytics.indicators.series import CandleSeries, Floats, IndicatorColumns, worst_of_last

_BLOCK_VALUES: Final = 1_000_000
"""Values that the standard deviations of a block of windows may hold in memory at once."""


def realized_volatility(series: CandleSeries, period: int) -> IndicatorColumns:
    """Standard deviation (ddof 1) of the last `period` returns, annualised.

    A candle after a hole adds no return: its value is that of the returns before the hole. Of returns that do not vary
    beyond rounding (a price that stands still, or grows by the same percentage) it is exactly 0.
    """
    returns, later = log_returns(series)
    used = np.searchsorted(later, np.arange(len(series)), side="right")
    deviations = np.full(len(returns) + 1, np.nan)
    deviations[period:] = _deviations(returns, period)
    ranks = np.zeros(len(returns) + 1, dtype=np.int8)
    ranks[1:] = worst_of_last(return_ranks(series, later), period)
    n = np.minimum(used, period).astype(np.int64)
    return IndicatorColumns(deviations[used] * annualization(series.interval), n, n >= period, ranks[used])


def _deviations(returns: Floats, period: int) -> Floats:
    """Of each full window, in blocks that keep the intermediate arrays small."""
    if len(returns) < period:
        return np.empty(0)
    windows = sliding_window_view(returns, period)
    rows = max(1, _BLOCK_VALUES // period)
    return np.concatenate([_deviations_of(windows[at : at + rows]) for at in range(0, len(windows), rows)])


def _deviations_of(windows: Floats) -> Floats:
    deviations = windows.std(axis=1, ddof=1)
    return np.where(deviations <= rounding_deviation(windows.mean(axis=1)), 0.0, deviations)


def _is_exact(series: CandleSeries, at: int, period: int) -> bool:
    """Holes make the last returns reach further back, so the returns themselves are counted."""
    _, later = log_returns(series)
    return int((later <= at).sum()) >= period


DEFINITION: Final = Definition(
    name="realized_volatility",
    label="Realised volatility",
    inputs=("closes", "open_times_us"),
    parameters=(Parameter("period", default=30, least=2, most=1_000),),
    outputs=("value",),
    look_back=lambda period: period,
    compute=realized_volatility,
    is_exact=_is_exact,
)
