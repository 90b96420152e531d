"""Volatility from highs and lows. No I/O and no clock.

Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return", 1980.
"""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def parkinson(high: Floats, low: Floats, period: int) -> Outputs:
    """sqrt(mean of ln(high / low)² of `period` candles / (4 · ln 2))."""
    squares = np.log(high / low) ** 2
    means = over_windows(lambda windows: windows.mean(axis=1), period, squares)
    return (np.sqrt(means / (4 * np.log(2))),)


DEFINITION: Final = Definition(
    name="parkinson",
    label="Parkinson volatility",
    unit=Unit.RATIO,
    inputs=("high", "low"),
    parameters=(period_parameter(30),),
    compute=parkinson,
    needs=lambda period: period,
    annualized=True,
)
