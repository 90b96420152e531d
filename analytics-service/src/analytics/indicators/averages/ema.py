"""The exponential moving average, as `contract.md`, "Formulas", fixes it. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Sample, Unit, period_parameter
from analytics.indicators.series import Floats
from analytics.indicators.smoothing import EMA_LOOK_BACK, EMA_WARM


def ema(close: Floats, period: int) -> Outputs:
    """Exponential average with alpha = 2 / (period + 1), seeded with the SMA of the first `period` closes."""
    return (close.copy() if period == 1 else talib.EMA(close, period),)


DEFINITION: Final = Definition(
    name="ema",
    label="Exponential moving average",
    unit=Unit.PRICE,
    inputs=("close",),
    parameters=(period_parameter(50, least=1),),
    compute=ema,
    needs=lambda period: period,
    sample=Sample.CANDLES,
    warm_after=lambda period: EMA_WARM * period,
    reach=lambda period: EMA_LOOK_BACK * period,
    counts_from_start=True,
)
