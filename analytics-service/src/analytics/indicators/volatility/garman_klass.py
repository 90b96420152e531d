"""Volatility from all four prices of a candle. No I/O and no clock.

Garman and Klass, "On the Estimation of Security Price Volatilities from Historical Data", 1980.
"""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def garman_klass(open_: Floats, high: Floats, low: Floats, close: Floats, period: int) -> Outputs:
    """sqrt(mean of ln(high / low)² / 2 - (2 · ln 2 - 1) · ln(close / open)²) of `period` candles."""
    terms = np.log(high / low) ** 2 / 2 - (2 * np.log(2) - 1) * np.log(close / open_) ** 2
    return (np.sqrt(over_windows(lambda windows: windows.mean(axis=1), period, terms)),)


DEFINITION: Final = Definition(
    name="garman_klass",
    label="Garman-Klass volatility",
    unit=Unit.RATIO,
    inputs=("open", "high", "low", "close"),
    parameters=(period_parameter(30),),
    compute=garman_klass,
    needs=lambda period: period,
    annualized=True,
)
