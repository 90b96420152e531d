"""All indicators by name: a new one is a module beside these and one line here. No I/O and no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from shared.events.values import Interval

from analytics.indicators.averages import anchored_vwap, ema, macd, sma, vwap, wma
from analytics.indicators.columns import IndicatorColumns
from analytics.indicators.definition import Definition, Param, ParameterKind, Sample
from analytics.indicators.momentum import rsi, stoch, zscore
from analytics.indicators.returns import log_returns
from analytics.indicators.risk import beta, drawdown, sharpe, sortino
from analytics.indicators.sampling import Sampling
from analytics.indicators.series import CandleSeries
from analytics.indicators.volatility import atr, bb, garman_klass, parkinson, realized_volatility, yang_zhang
from analytics.indicators.volume import cvd, obv

DEFINITIONS: Final[dict[str, Definition]] = {
    module.DEFINITION.name: module.DEFINITION
    for module in (
        sma,
        ema,
        wma,
        vwap,
        anchored_vwap,
        bb,
        macd,
        rsi,
        stoch,
        zscore,
        atr,
        realized_volatility,
        parkinson,
        garman_klass,
        yang_zhang,
        obv,
        cvd,
        drawdown,
        sharpe,
        sortino,
        beta,
    )
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the registry with its parameters, one for each of the definition's, in their order."""

    name: str
    arguments: tuple[Param, ...]

    @property
    def definition(self) -> Definition:
        return DEFINITIONS[self.name]

    @property
    def spec(self) -> str:
        """What names it in a request: `macd:12:26:9`."""
        return ":".join((self.name, *map(written, self.arguments)))

    @property
    def params(self) -> str:
        """The parameters as they stand in the table: `fast=12,slow=26,signal=9`."""
        names = (parameter.name for parameter in self.definition.parameters)
        return ",".join(f"{name}={written(value)}" for name, value in zip(names, self.arguments, strict=True))

    @property
    def period(self) -> int:
        """The first parameter of those that have a period."""
        return int(self.arguments[0])

    @property
    def benchmark(self) -> str | None:
        """The other coin whose closes it needs."""
        return self._argument(ParameterKind.COIN)

    @property
    def anchor_us(self) -> int | None:
        """Since when it adds up; None where that does not lie at a fixed time."""
        anchor = self._argument(ParameterKind.TIME)
        return int(anchor) * 1_000_000 if anchor else None

    @property
    def sampling(self) -> Sampling:
        return Sampling(self.definition, self.arguments)

    def look_back(self, interval: Interval) -> int:
        """How many candles before its own a value depends on, if none is missing between them.

        Of one with an anchor, whatever was before that.
        """
        if self.definition.blocks is None:
            return self.sampling.reach
        length_us = self.definition.blocks(interval, *self.arguments).length_us
        return 0 if length_us is None else length_us // interval.us

    def of(self, series: CandleSeries) -> IndicatorColumns:
        return self.sampling.of(series)

    def exact_from(self, series: CandleSeries, at: int) -> int | None:
        """From which position on the candles are all that values from `at` on depend on; None: the series is too short.

        Of one with an anchor the series is taken to hold the anchor.
        """
        if self.anchor_us is not None:
            return min(int(series.since(self.anchor_us).start), at)
        if self.definition.sample is not Sample.RETURNS:
            start = at - self.look_back(series.interval)
            return start if start >= 0 else None
        # Holes make the last returns reach further back, so the returns themselves are counted.
        _, later = log_returns(series, *self.sampling.inputs(series))
        first = int(np.searchsorted(later, at, side="right")) - self.sampling.reach
        return int(later[first]) - 1 if first >= 0 else None

    def is_exact(self, series: CandleSeries, at: int) -> bool:
        """Whether the value at that position would be the same if the series reached further back."""
        return self.exact_from(series, at) is not None

    def _argument(self, kind: ParameterKind) -> str | None:
        for parameter, value in zip(self.definition.parameters, self.arguments, strict=True):
            if parameter.kind is kind:
                return str(value) if value else None
        return None


def indicator(name: str, *arguments: Param) -> Indicator:
    """The indicator with these parameters and, where they end, the usual ones."""
    defaults = tuple(parameter.default for parameter in DEFINITIONS[name].parameters)
    return Indicator(name, (*arguments, *defaults[len(arguments) :]))


def inputs_of(indicators: Iterable[Indicator]) -> frozenset[str]:
    """The columns that are read for them."""
    return frozenset(name for one in indicators for name in one.definition.inputs)


def written(value: Param) -> str:
    """A parameter as text: 2 and 2.0 are the same one."""
    return f"{value:g}" if isinstance(value, float) else str(value)
