"""Bollinger's bands. No I/O and no clock."""

from typing import Final

import talib

from analytics.indicators.definition import Definition, Outputs, Parameter, ParameterKind, Unit, period_parameter
from analytics.indicators.rolling import about_their_level
from analytics.indicators.series import Floats


def bb(close: Floats, period: int, deviations: float) -> Outputs:
    """The SMA of `period` closes in the middle, and so many deviations (ddof 0) above and below it."""
    bands = float(deviations)
    return about_their_level(lambda part: tuple(talib.BBANDS(part, period, bands, bands)), close, period, 3)


DEFINITION: Final = Definition(
    name="bb",
    label="Bollinger bands",
    unit=Unit.PRICE,
    inputs=("close",),
    parameters=(period_parameter(20), Parameter("deviations", 2.0, 0.1, 10.0, ParameterKind.NUMBER)),
    outputs=("upper", "middle", "lower"),
    compute=bb,
    needs=lambda period, _deviations: period,
)
