"""How many deviations the price is off its mean. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats

_ROUNDING: Final = 1e-12
"""A deviation up to this share of the price is rounding."""


def zscore(close: Floats, period: int) -> Outputs:
    """(close - mean) / deviation of the last `period` closes, ddof 0; NaN if they are all equal."""
    return (over_windows(_of_windows, period, close),)


def _of_windows(windows: Floats) -> Floats:
    means, deviations = windows.mean(axis=1), windows.std(axis=1)
    varies = deviations > _ROUNDING * np.abs(means)
    found: Floats = np.divide(windows[:, -1] - means, deviations, out=np.full(len(windows), np.nan), where=varies)
    return found


DEFINITION: Final = Definition(
    name="zscore",
    label="Z-score",
    unit=Unit.RATIO,
    inputs=("close",),
    parameters=(period_parameter(20),),
    compute=zscore,
    needs=lambda period: period,
)
