"""The Sortino ratio. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Sample, Unit, period_parameter
from analytics.indicators.returns import rounding_deviation
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def sortino(returns: Floats, period: int) -> Outputs:
    """Mean of the last `period` returns / root of the mean of their negative parts' squares, with a target of 0.

    NaN where none of them is negative beyond rounding.
    """
    return (over_windows(_ratios, period, returns),)


def _ratios(windows: Floats) -> Floats:
    means = windows.mean(axis=1)
    downside = np.sqrt((np.minimum(windows, 0) ** 2).mean(axis=1))
    falls = downside > rounding_deviation(means)
    found: Floats = np.divide(means, downside, out=np.full(len(windows), np.nan), where=falls)
    return found


DEFINITION: Final = Definition(
    name="sortino",
    label="Sortino ratio",
    unit=Unit.RATIO,
    inputs=("close",),
    parameters=(period_parameter(168),),
    compute=sortino,
    needs=lambda period: period,
    sample=Sample.RETURNS,
    annualized=True,
)
