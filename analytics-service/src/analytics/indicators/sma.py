"""The simple moving average, as `contract.md`, "Formulas", fixes it. No I/O and no clock."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.indicators.definition import Definition, Parameter
from analytics.indicators.series import CandleSeries, IndicatorColumns, worst_of_last


def sma(series: CandleSeries, period: int) -> IndicatorColumns:
    """Mean of the last `period` closes."""
    n = np.minimum(np.arange(1, len(series) + 1), period)
    values = np.full(len(series), np.nan)
    if len(series) >= period:
        values[period - 1 :] = sliding_window_view(series.closes, period).mean(axis=1)
    return IndicatorColumns(values, n, n >= period, worst_of_last(series.ranks, period))


DEFINITION: Final = Definition(
    name="sma",
    label="Simple moving average",
    inputs=("closes",),
    parameters=(Parameter("period", default=20, least=1, most=1_000),),
    outputs=("value",),
    look_back=lambda period: period,
    compute=sma,
    is_exact=lambda _series, at, period: at >= period,
)
