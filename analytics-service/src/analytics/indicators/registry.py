"""All indicators by name: a new one is a module beside this and one line here. No I/O and no clock."""

from dataclasses import dataclass
from typing import Final

from analytics.indicators import ema, realized_volatility, sma
from analytics.indicators.definition import Definition
from analytics.indicators.series import CandleSeries, IndicatorColumns

DEFINITIONS: Final[dict[str, Definition]] = {
    module.DEFINITION.name: module.DEFINITION
    for module in (
        sma,
        ema,
        realized_volatility,
    )
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the registry with its parameter."""

    name: str
    period: int

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.name]

    @property
    def params(self) -> str:
        """The parameters as they stand in the table."""
        return f"period={self.period}"

    @property
    def look_back(self) -> int:
        return self.definition.look_back(self.period)

    def of(self, series: CandleSeries) -> IndicatorColumns:
        return self.definition.compute(series, self.period)

    def is_exact(self, series: CandleSeries, at: int) -> bool:
        """Whether the value at that position would be the same if the series reached further back."""
        return self.definition.is_exact(series, at, self.period)
