"""How far the price is below its highest close. No I/O and no clock."""

from typing import Final

import numpy as np
import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.series import Floats


def drawdown(close: Floats, period: int) -> Outputs:
    """100 · (close / highest of the last `period` closes - 1): 0 at a high, else negative."""
    highest = talib.MAX(close, period)
    np.divide(close, highest, out=highest)
    highest -= 1
    highest *= 100
    return (highest,)


DEFINITION: Final = Definition(
    name="drawdown",
    label="Drawdown",
    unit=Unit.PERCENT,
    inputs=("close",),
    parameters=(period_parameter(100),),
    compute=drawdown,
    needs=lambda period: period,
)
