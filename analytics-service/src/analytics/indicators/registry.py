"""The figures by name, and how much of a series each one looks back on. No I/O and no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analytics.indicators.formulas import EMA_REACH, ema, log_returns, realized_volatility, sma
from analytics.indicators.series import Points, Series


class Figure(StrEnum):
    SMA = "sma"
    EMA = "ema"
    VOLATILITY = "realized_volatility"


_COMPUTE: Final[dict[Figure, Callable[[Series, int], Points]]] = {
    Figure.SMA: sma,
    Figure.EMA: ema,
    Figure.VOLATILITY: realized_volatility,
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure with its parameter."""

    figure: Figure
    period: int

    @property
    def name(self) -> str:
        return self.figure.value

    @property
    def params(self) -> str:
        """The parameters as they stand in the table."""
        return f"period={self.period}"

    @property
    def reach(self) -> int:
        """How many candles before the one it stands at a value looks back on, if none is missing between them."""
        return EMA_REACH * self.period if self.figure is Figure.EMA else self.period

    def of(self, series: Series) -> Points:
        return _COMPUTE[self.figure](series, self.period)

    def is_known(self, series: Series, at: int) -> bool:
        """Whether the value at that position would be the same if the series reached further back."""
        if self.figure is Figure.VOLATILITY:
            _, later = log_returns(series)
            return int((later <= at).sum()) >= self.period
        return at >= self.reach
