"""The Sharpe ratio. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Sample, Unit, period_parameter
from analytics.indicators.returns import rounding_deviation
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def sharpe(returns: Floats, period: int) -> Outputs:
    """Mean / standard deviation (ddof 1) of the last `period` returns, with a riskless return of 0.

    NaN where they do not vary beyond rounding.
    """
    return (over_windows(_ratios, period, returns),)


def _ratios(windows: Floats) -> Floats:
    means, deviations = windows.mean(axis=1), windows.std(axis=1, ddof=1)
    varies = deviations > rounding_deviation(means)
    found: Floats = np.divide(means, deviations, out=np.full(len(windows), np.nan), where=varies)
    return found


DEFINITION: Final = Definition(
    name="sharpe",
    label="Sharpe ratio",
    unit=Unit.RATIO,
    inputs=("close",),
    parameters=(period_parameter(168),),
    compute=sharpe,
    needs=lambda period: period,
    sample=Sample.RETURNS,
    annualized=True,
)
