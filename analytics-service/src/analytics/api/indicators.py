"""Moving averages and volatility of one coin over time."""

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
    of = (coin_id.lower(), venue, instrument_id, kind, period, interval)
    query = PageQuery(Indicator(kind.value, period), interval, range_.open_times(*of))
    page = await figures.page(coin_id, venue, instrument_id, query)
    revalidate(response)
    return MovingAverage(**_page(page, query, settings, of), kind=kind.value)


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
    of = (coin_id.lower(), venue, instrument_id, kind, period, interval)
    query = PageQuery(Indicator("realized_volatility", period), interval, range_.open_times(*of))
    page = await figures.page(coin_id, venue, instrument_id, query)
    revalidate(response)
    return Volatility(
        **_page(page, query, settings, of),
        kind=kind.value,
        annualization=decimal(annualization(interval)),
        periods_per_year=YEAR_US // interval.us,
    )


def _page(page: IndicatorPage, query: PageQuery, settings: Settings, of: tuple[object, ...]) -> dict[str, Any]:
    """The fields that every figure has; its age is judged here, when answering. `of` tells the list from others."""
    newest = query.range.is_newest  # a past range ends where the caller said: it is never stale
    overdue = newest and is_overdue(page.as_of_us, query.interval, now_us(), settings.stale_grace_us)
    return {
        **freshness(page.as_of_us, page.source, page.reason, overdue=overdue),
        "coin_id": page.coin_id,
        "instrument_id": page.instrument_id,
        "period": query.indicator.period,
        "interval": query.interval,
        "items": IndicatorItem.all_of(page.items),
        "next": CURSOR.write(from_us(page.next_us), *of) if page.next_us is not None else None,
    }
