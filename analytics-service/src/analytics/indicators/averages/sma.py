"""The simple moving average, as `contract.md`, "Formulas", fixes it. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Sample, Unit, period_parameter
from analytics.indicators.rolling import summed
from analytics.indicators.series import Floats


def sma(close: Floats, period: int) -> Outputs:
    """Mean of the last `period` closes."""
    if period == 1:
        return (close.copy(),)
    return summed(lambda part: (talib.SMA(part, period),), close, period)


DEFINITION: Final = Definition(
    name="sma",
    label="Simple moving average",
    unit=Unit.PRICE,
    inputs=("close",),
    parameters=(period_parameter(20, least=1),),
    compute=sma,
    needs=lambda period: period,
    sample=Sample.CANDLES,
)
