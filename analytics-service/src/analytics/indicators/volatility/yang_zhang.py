"""Volatility from all four prices and the step from one candle to the next. No I/O and no clock.

Yang and Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", 2000.
"""

from typing import Final

import numpy as np

from analytics.indicators.definition import Definition, Outputs, Unit, period_parameter
from analytics.indicators.rolling import over_windows
from analytics.indicators.series import Floats


def yang_zhang(open_: Floats, high: Floats, low: Floats, close: Floats, period: int) -> Outputs:
    """Root of var(ln(open / last close)) + k · var(ln(close / open)) + (1 - k) · mean of Rogers and Satchell's terms.

    Of `period` candles and the close before them; ddof 1, k = 0.34 / (1.34 + (period + 1) / (period - 1)).
    """
    steps, moves = np.log(open_[1:] / close[:-1]), np.log(close[1:] / open_[1:])
    up, down = np.log(high[1:] / open_[1:]), np.log(low[1:] / open_[1:])
    terms = up * (up - moves) + down * (down - moves)
    k = 0.34 / (1.34 + (period + 1) / (period - 1))

    def variances(step: Floats, move: Floats, term: Floats) -> Floats:
        whole: Floats = step.var(axis=1, ddof=1) + k * move.var(axis=1, ddof=1) + (1 - k) * term.mean(axis=1)
        return whole

    return (np.append(np.nan, np.sqrt(over_windows(variances, period, steps, moves, terms))),)


DEFINITION: Final = Definition(
    name="yang_zhang",
    label="Yang-Zhang volatility",
    unit=Unit.RATIO,
    inputs=("open", "high", "low", "close"),
    parameters=(period_parameter(30),),
    compute=yang_zhang,
    needs=lambda period: period + 1,
    annualized=True,
)
