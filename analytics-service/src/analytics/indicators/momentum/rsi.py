"""Wilder's relative strength index. No I/O and no clock."""

from typing import Final

import numpy as np
import talib

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import any_of_last
from analytics.indicators.series import Floats, Integers
from analytics.indicators.smoothing import WILDER_LOOK_BACK, WILDER_WARM

_STILL: Final = 20
"""After 20 · period closes without a change, the changes before them are no strength of anything."""


def rsi(close: Floats, period: int) -> Outputs:
    """100 · gains / (gains + losses), both smoothed as Wilder does, from the mean of the first `period` changes on.

    NaN where the price stands still: since the first close, or for 20 · `period` closes.
    """
    found = talib.RSI(close, period)
    stands = close[1:] == close[:-1]
    if not (stands[:period].all() or _has_run(np.flatnonzero(stands), _STILL * period)):
        return (found,)
    changed = np.append(False, ~stands)
    return (np.where(any_of_last(changed, _STILL * period), found, np.nan),)


def _has_run(at: Integers, length: int) -> bool:
    """Whether so many positions follow one another."""
    return len(at) >= length and bool((at[length - 1 :] - at[: len(at) - length + 1] == length - 1).any())


DEFINITION: Final = Definition(
    name="rsi",
    label="Relative strength index",
    unit=Unit.PERCENT,
    inputs=("close",),
    parameters=(period_parameter(14),),
    compute=rsi,
    needs=lambda period: period + 1,
    warm_after=lambda period: WILDER_WARM * period,
    reach=lambda period: WILDER_LOOK_BACK * period,
)
