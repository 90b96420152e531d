"""Moving averages and volatility of one coin over time."""

from enum import StrEnum
from typing import Final

from fastapi import APIRouter, Response
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.parameters import PerUnit, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.answers import IndicatorItem, MovingAverage, Volatility
from analytics.api.deps import FiguresDep, SettingsDep
from analytics.api.figure_list import FigureList
from analytics.api.parameters import (
    AtVenue,
    CandleInterval,
    CoinId,
    InRange,
    InstrumentId,
    Period,
    Returns,
)
from analytics.indicators.decimals import decimal
from analytics.indicators.registry import indicator
from analytics.indicators.returns import YEAR_US, annualization

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
    figure = FigureList((indicator(kind.value, period),), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, figure.query)
    revalidate(response)
    return MovingAverage(
        **figure.answer(page, settings), kind=kind.value, period=period, items=IndicatorItem.all_of(page.items)
    )


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
    figure = FigureList((indicator("realized_volatility", period),), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, figure.query)
    revalidate(response)
    return Volatility(
        **figure.answer(page, settings),
        kind=kind.value,
        period=period,
        items=IndicatorItem.all_of(page.items),
        annualization=decimal(annualization(interval)),
        periods_per_year=YEAR_US // interval.us,
    )
