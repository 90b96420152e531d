"""Moving averages and volatility of one coin over time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from fastapi import APIRouter, Response
from shared.clock import from_us, now_us
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.answers import IndicatorItem, MovingAverage, Volatility, freshness, is_overdue
from analytics.api.deps import FiguresDep, SettingsDep
from analytics.api.parameters import (
    CURSOR,
    AtVenue,
    CandleInterval,
    CoinId,
    InRange,
    InstrumentId,
    PageRange,
    Period,
    Returns,
)
from analytics.engine.indicator_page import IndicatorPage, PageQuery
from analytics.indicators.decimals import decimal
from analytics.indicators.registry import Indicator
from analytics.indicators.returns import YEAR_US, annualization
from analytics.settings import Settings

router = APIRouter(prefix="/analytics", tags=["analytics"])


class AverageKind(StrEnum):
    SMA = "sma"
    EMA = "ema"


class VolatilityKind(StrEnum):
    CLOSE_TO_CLOSE = "close_to_close"


# In rows: an EMA is computed from 24 candles a unit of its period, a volatility from more than one where some lack.
_AVERAGE_COST: Final = row_cost(
    PerUnit("limit", 1), PerUnit("period", 0.2, {"kind": "sma"}), PerUnit("period", 5, {"kind": "ema"})
)
_VOLATILITY_COST: Final = row_cost(PerUnit("limit", 1), PerUnit("period", 1))


@router.get("/moving-average/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_AVERAGE_COST)
async def read_moving_average(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    range_: InRange,
    kind: AverageKind = AverageKind.SMA,
    period: Period = 20,
    interval: CandleInterval = Interval.MINUTE,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> MovingAverage:
    """List a moving average of a coin's closed candles, newest first."""
    figure = _Figure(Indicator(kind.value, period), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, figure.query)
    revalidate(response)
    return MovingAverage(**figure.answer(page, settings), kind=kind.value)


@router.get("/volatility/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_VOLATILITY_COST)
async def read_volatility(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    range_: InRange,
    kind: VolatilityKind = VolatilityKind.CLOSE_TO_CLOSE,
    period: Returns = 30,
    interval: CandleInterval = Interval.MINUTE,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> Volatility:
    """List the annualised realised volatility of a coin's closed candles, newest first."""
    figure = _Figure(Indicator("realized_volatility", period), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, figure.query)
    revalidate(response)
    return Volatility(
        **figure.answer(page, settings),
        kind=kind.value,
        annualization=decimal(annualization(interval)),
        periods_per_year=YEAR_US // interval.us,
    )


@dataclass(frozen=True, slots=True)
class _Figure:
    """The list that is read: its cursors belong to the instrument, however its coin was spelled."""

    indicator: Indicator
    interval: Interval
    range: PageRange

    def query(self, instrument_id: str) -> PageQuery:
        return PageQuery(self.indicator, self.interval, self.range.open_times(*self._list_of(instrument_id)))

    def answer(self, page: IndicatorPage, settings: Settings) -> dict[str, Any]:
        """The fields that every figure has; its age is judged here, when answering."""
        # A past range ends where the caller said: it is never stale.
        overdue = self.range.is_newest and is_overdue(page.as_of_us, self.interval, now_us(), settings.stale_grace_us)
        following = None
        if page.next_us is not None:
            following = CURSOR.write(from_us(page.next_us), *self._list_of(page.instrument_id))
        return {
            **freshness(page.as_of_us, page.source, page.reason, overdue=overdue),
            "coin_id": page.coin_id,
            "instrument_id": page.instrument_id,
            "period": self.indicator.period,
            "interval": self.interval,
            "items": IndicatorItem.all_of(page.items),
            "next": following,
        }

    def _list_of(self, instrument_id: str) -> tuple[object, ...]:
        return instrument_id, self.indicator.name, self.indicator.params, self.interval
