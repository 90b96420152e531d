"""The realised volatility, as `contract.md`, "Formulas", fixes it. No I/O and no clock.

Each window's deviation is computed anew: running sums would drift.
"""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Sample, Unit, period_parameter
from analytics.indicators.returns import rounding_deviation
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def realized_volatility(returns: Floats, period: int) -> Outputs:
    """Standard deviation (ddof 1) of the last `period` returns.

    Of returns that do not vary beyond rounding (a price that stands still, or grows by the same percentage) it is
    exactly 0.
    """
    return (over_windows(_deviations, period, returns),)


def _deviations(windows: Floats) -> Floats:
    deviations = windows.std(axis=1, ddof=1)
    return np.where(deviations <= rounding_deviation(windows.mean(axis=1)), 0.0, deviations)


DEFINITION: Final = Definition(
    name="realized_volatility",
    label="Realised volatility",
    unit=Unit.RATIO,
    inputs=("close",),
    parameters=(period_parameter(30),),
    compute=realized_volatility,
    needs=lambda period: period,
    sample=Sample.RETURNS,
    annualized=True,
)
