"""The on-balance volume. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.blocks import of_days
from analytics.indicators.definition import Definition, Outputs, Parameter, Unit
from analytics.indicators.series import Floats

LONGEST_DAYS: Final = 3_650


def obv(close: Floats, volume: Floats, _days: int) -> Outputs:
    """Volumes added up from the first candle on, taken off where a candle closes lower than the one before."""
    return (talib.OBV(close, volume),)


DEFINITION: Final = Definition(
    name="obv",
    label="On-balance volume",
    unit=Unit.VOLUME,
    inputs=("close", "volume"),
    parameters=(Parameter("days", 0, 0, LONGEST_DAYS),),
    compute=obv,
    needs=lambda _days: 1,
    blocks=of_days,
)
