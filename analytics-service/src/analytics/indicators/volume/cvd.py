"""The cumulative volume delta: what takers bought more than they sold. No I/O and no clock."""

from typing import Final

import numpy as np

from analytics.indicators.blocks import of_days
from analytics.indicators.definition import Definition, Outputs, Parameter, Unit
from analytics.indicators.series import Floats
from analytics.indicators.volume.obv import LONGEST_DAYS


def cvd(volume: Floats, taker_buy_volume: Floats, _days: int) -> Outputs:
    """Taker buys minus taker sells, added up from the first candle on."""
    return (np.cumsum(2 * taker_buy_volume - volume),)


DEFINITION: Final = Definition(
    name="cvd",
    label="Cumulative volume delta",
    unit=Unit.VOLUME,
    inputs=("volume", "taker_buy_volume"),
    parameters=(Parameter("days", 0, 0, LONGEST_DAYS),),
    compute=cvd,
    needs=lambda _days: 1,
    blocks=of_days,
)
