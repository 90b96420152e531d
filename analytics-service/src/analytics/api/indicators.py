"""Moving averages and volatility of one coin over time."""

from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from shared.clock import from_us, now_us
from shared.errors import UnknownCoinError
from shared.events.values import Interval, Venue
from shared.http.problems import problems

from analytics.api.answers import Item, MovingAverage, Volatility, freshness
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
from analytics.engine.indicator_page import Wanted
from analytics.engine.pages import Page, is_overdue
from analytics.indicators.decimals import decimal
from analytics.indicators.formulas import YEAR_US, annualization
from analytics.indicators.registry import Figure, Indicator
from analytics.settings import Settings

router = APIRouter(prefix="/analytics", tags=["analytics"])


class AverageKind(StrEnum):
    SMA = "sma"
    EMA = "ema"


class VolatilityKind(StrEnum):
    CLOSE_TO_CLOSE = "close_to_close"


@router.get("/moving-average/{coin_id}", responses=problems(UnknownCoinError))
async def read_moving_average(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    coin_id: CoinId,
    range_: InRange,
    kind: AverageKind = AverageKind.SMA,
    period: Period = 20,
    interval: CandleInterval = Interval.MINUTE,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> MovingAverage:
    """List a moving average of a coin's closed candles, newest first."""
    wanted = Wanted(Indicator(Figure(kind.value), period), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, wanted)
    return MovingAverage(**_page(page, wanted, settings), kind=kind.value)


@router.get("/volatility/{coin_id}", responses=problems(UnknownCoinError))
async def read_volatility(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    coin_id: CoinId,
    range_: InRange,
    kind: VolatilityKind = VolatilityKind.CLOSE_TO_CLOSE,
    period: Returns = 30,
    interval: CandleInterval = Interval.MINUTE,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> Volatility:
    """List the annualised realised volatility of a coin's closed candles, newest first."""
    wanted = Wanted(Indicator(Figure.VOLATILITY, period), interval, range_)
    page = await figures.page(coin_id, venue, instrument_id, wanted)
    return Volatility(
        **_page(page, wanted, settings),
        kind=kind.value,
        annualization=decimal(annualization(interval)),
        periods_per_year=YEAR_US // interval.us,
    )


def _page(page: Page, wanted: Wanted, settings: Settings) -> dict[str, Any]:
    """The fields that every figure has; its age is judged here, when answering."""
    newest = wanted.range.is_newest  # values of a past range are as old as they were asked to be
    overdue = newest and is_overdue(page.as_of_us, wanted.interval, now_us(), settings.stale_grace_us)
    return {
        **freshness(page.as_of_us, page.source, page.reason, overdue=overdue),
        "coin_id": page.coin_id,
        "instrument_id": page.instrument_id,
        "period": wanted.indicator.period,
        "interval": wanted.interval,
        "items": Item.all_of(page.items),
        "next": CURSOR.write(from_us(page.next_us)) if page.next_us is not None else None,
    }
