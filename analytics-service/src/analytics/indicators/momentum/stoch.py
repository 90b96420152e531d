"""The stochastic oscillator. No I/O and no clock."""

from typing import Final

import numpy as np
import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import any_of_last
from analytics.indicators.series import Flags, Floats


def stoch(high: Floats, low: Floats, close: Floats, period: int, smooth: int, signal: int) -> Outputs:
    """Where the close lies between the lowest low and the highest high of `period` candles, in percent.

    `k` is the mean of `smooth` such values, `d` that of `signal` values of `k`. NaN without a range.
    """
    k, d = talib.STOCH(high, low, close, period, smooth, slowd_period=signal)
    if not (high == low).any():
        return k, d
    undefined = any_of_last(_has_no_range(high, low, period), smooth + signal - 1)
    return np.where(undefined, np.nan, k), np.where(undefined, np.nan, d)


def _has_no_range(high: Floats, low: Floats, period: int) -> Flags:
    return np.asarray(talib.MAX(high, period) == talib.MIN(low, period), dtype=np.bool_)


DEFINITION: Final = Definition(
    name="stoch",
    label="Stochastic oscillator",
    unit=Unit.PERCENT,
    inputs=("high", "low", "close"),
    parameters=(
        period_parameter(14),
        period_parameter(3, least=1, name="smooth"),
        period_parameter(3, least=1, name="signal"),
    ),
    outputs=("k", "d"),
    compute=stoch,
    needs=lambda period, smooth, signal: period + smooth + signal - 2,
)
