"""The weighted moving average. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import summed
from analytics.indicators.series import Floats


def wma(close: Floats, period: int) -> Outputs:
    """Mean of the last `period` closes with weights 1 … `period`, the newest one's the greatest."""
    return summed(lambda part: (talib.WMA(part, period),), close, period)


DEFINITION: Final = Definition(
    name="wma",
    label="Weighted moving average",
    unit=Unit.PRICE,
    inputs=("close",),
    parameters=(period_parameter(20),),
    compute=wma,
    needs=lambda period: period,
)
