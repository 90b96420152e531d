"""The volume-weighted average price of the last candles. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def vwap(high: Floats, low: Floats, close: Floats, volume: Floats, period: int) -> Outputs:
    """Typical price, (high + low + close) / 3, weighted by the volume of the last `period` candles.

    NaN where nothing was traded.
    """
    traded = over_windows(lambda volumes: volumes.sum(axis=1), period, volume)
    worth = over_windows(lambda worths: worths.sum(axis=1), period, typical_price(high, low, close) * volume)
    return (np.divide(worth, traded, out=np.full(len(close), np.nan), where=traded > 0),)


def typical_price(high: Floats, low: Floats, close: Floats) -> Floats:
    return (high + low + close) / 3


DEFINITION: Final = Definition(
    name="vwap",
    label="Volume-weighted average price",
    unit=Unit.PRICE,
    inputs=("high", "low", "close", "volume"),
    parameters=(period_parameter(20, least=1),),
    compute=vwap,
    needs=lambda period: period,
    undefined="no_volume",
)
