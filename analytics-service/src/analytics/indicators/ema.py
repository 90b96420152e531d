"""The exponential moving average, as `contract.md`, "Formulas", fixes it. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Parameter
from analytics.indicators.series import CandleSeries, Floats, IndicatorColumns, worst_of_last

EMA_WARM: Final = 15
"""An EMA is warm from 15 · period closes on: its seed weighs e^-30 there."""

EMA_LOOK_BACK: Final = 24
"""An EMA computed from the last 24 · period closes equals the one since the start: what is older weighs e^-48."""


def ema(series: CandleSeries, period: int) -> IndicatorColumns:
    """Exponential average with alpha = 2 / (period + 1), seeded with the SMA of the first `period` closes.

    `n` counts since the start of the stored series. Where the series here is cut off (`skipped`), the first
    `EMA_LOOK_BACK · period` values are unknown. The status is the worst of the closes that still show at 1e-9.
    """
    values = np.full(len(series), np.nan)
    if len(series) >= period:
        values[period - 1 :] = _smoothed(series.closes, period)
    if series.skipped:
        values[: EMA_LOOK_BACK * period] = np.nan
    n = np.arange(1, len(series) + 1) + series.skipped
    return IndicatorColumns(values, n, n >= EMA_WARM * period, worst_of_last(series.ranks, EMA_WARM * period))


def _smoothed(closes: Floats, period: int) -> Floats:
    """The recursion from the seed on; plain floats, because each step needs the one before it."""
    alpha = 2 / (period + 1)
    value = float(closes[:period].mean())
    smoothed = [value]
    for close in closes[period:].tolist():
        value += alpha * (close - value)
        smoothed.append(value)
    return np.array(smoothed)


DEFINITION: Final = Definition(
    name="ema",
    label="Exponential moving average",
    inputs=("closes",),
    parameters=(Parameter("period", default=50, least=1, most=1_000),),
    outputs=("value",),
    look_back=lambda period: EMA_LOOK_BACK * period,
    compute=ema,
    is_exact=lambda _series, at, period: at >= EMA_LOOK_BACK * period,
    counts_from_start=True,
)
