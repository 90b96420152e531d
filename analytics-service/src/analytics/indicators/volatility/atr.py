"""Wilder's average true range. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.series import Floats
from analytics.indicators.smoothing import WILDER_LOOK_BACK, WILDER_WARM


def atr(high: Floats, low: Floats, close: Floats, period: int) -> Outputs:
    """The true range, smoothed as Wilder does from the mean of the first `period` ones on."""
    return (talib.ATR(high, low, close, period),)


DEFINITION: Final = Definition(
    name="atr",
    label="Average true range",
    unit=Unit.PRICE_DIFFERENCE,
    inputs=("high", "low", "close"),
    parameters=(period_parameter(14),),
    compute=atr,
    needs=lambda period: period + 1,
    warm_after=lambda period: WILDER_WARM * period,
    reach=lambda period: WILDER_LOOK_BACK * period,
)
