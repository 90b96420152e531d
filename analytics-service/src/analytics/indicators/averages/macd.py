"""The moving average convergence/divergence. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.series import Floats
from analytics.indicators.smoothing import EMA_LOOK_BACK, EMA_WARM


def macd(close: Floats, fast: int, slow: int, signal: int) -> Outputs:
    """EMA `fast` - EMA `slow`, the EMA `signal` of that, and the difference of the two.

    Both averages begin at the same close, each with the SMA of the closes before it, as TA-Lib has it.
    """
    return tuple(talib.MACD(close, fast, slow, signal))


DEFINITION: Final = Definition(
    name="macd",
    label="MACD",
    unit=Unit.PRICE_DIFFERENCE,
    inputs=("close",),
    parameters=(
        period_parameter(12, name="fast"),
        period_parameter(26, name="slow"),
        period_parameter(9, name="signal"),
    ),
    outputs=("macd", "signal", "histogram"),
    compute=macd,
    needs=lambda _fast, slow, signal: slow + signal - 1,
    warm_after=lambda _fast, slow, signal: EMA_WARM * (slow + signal),
    reach=lambda _fast, slow, signal: EMA_LOOK_BACK * (slow + signal),
    conflict=lambda fast, slow, _signal: None if fast < slow else "fast must be less than slow",
)
