"""The volume-weighted average price since a time that the trader chooses. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.averages.vwap import typical_price
from analytics.indicators.blocks import since
from analytics.indicators.definition import Definition, Outputs, Parameter, ParameterKind, Unit
from analytics.indicators.series import Floats

_LATEST: Final = 9_214_646_400
"""The year 2262."""


def anchored_vwap(high: Floats, low: Floats, close: Floats, volume: Floats, _anchor: int) -> Outputs:
    """Typical price weighted by volume, of all candles since the first one here; NaN while nothing was traded."""
    traded = np.cumsum(volume)
    worth = np.cumsum(typical_price(high, low, close) * volume)
    return (np.divide(worth, traded, out=np.full(len(close), np.nan), where=traded > 0),)


DEFINITION: Final = Definition(
    name="anchored_vwap",
    label="Anchored VWAP",
    unit=Unit.PRICE,
    inputs=("high", "low", "close", "volume"),
    parameters=(Parameter("anchor", 0, 0, _LATEST, ParameterKind.TIME),),
    compute=anchored_vwap,
    needs=lambda _anchor: 1,
    blocks=since,
    undefined="no_volume",
)
