"""A page of a figure, computed from the stored candles by the same functions as the stored indicators."""

from dataclasses import dataclass, replace

from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.pages import Page, Reason, points
from analytics.engine.sql.candles import count_older, fetch_series, has_candles, is_traded
from analytics.engine.sql.instruments import Market
from analytics.indicators.registry import Figure, Indicator
from analytics.indicators.series import Series


@dataclass(frozen=True, slots=True)
class Range:
    """Candles that open in [start_us, end_us), the newest `limit` of them."""

    start_us: int | None = None
    end_us: int | None = None
    limit: int = 200

    @property
    def is_newest(self) -> bool:
        """Whether this is simply the newest values there are."""
        return self.start_us is None and self.end_us is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which indicator, and its values at which candles."""

    indicator: Indicator
    interval: Interval
    range: Range = Range()


async def read_page(conn: AsyncConnection, market: Market, wanted: Wanted) -> Page:
    series = await read_series(conn, market.instrument_id, wanted)
    asked = series.since(wanted.range.start_us) if wanted.range.start_us is not None else slice(0, len(series))
    first = max(asked.start, len(series) - wanted.range.limit)
    items = points(series, wanted.indicator.of(series), slice(first, len(series)))
    return Page(
        coin_id=market.coin_id,
        instrument_id=market.instrument_id,
        source=market.venue.value,
        interval=wanted.interval,
        as_of_us=int(series.as_of_us.max()) if items else None,
        reason=None if items else await why_nothing(conn, market),
        items=items,
        next_us=items[-1].open_time_us if first > asked.start else None,
    )


async def read_series(conn: AsyncConnection, instrument_id: str, wanted: Wanted) -> Series:
    """The closed candles asked for, one more, and as many older ones as their values depend on."""
    indicator, items = wanted.indicator, wanted.range.limit + 1
    older = indicator.reach
    while True:
        count = items + older
        series = await fetch_series(conn, instrument_id, wanted.interval, before_us=wanted.range.end_us, count=count)
        if len(series) < count:
            return series  # that is all there is
        if indicator.is_known(series, len(series) - items):
            break
        older *= 2  # holes: the last returns reach further back
    if indicator.figure is not Figure.EMA:
        return series
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, instrument_id, wanted.interval, first))


async def why_nothing(conn: AsyncConnection, market: Market) -> str:
    """Why an instrument has no closed candle here."""
    if market.venue is not Venue.COMPOSITE or await has_candles(conn, market.instrument_id):
        return Reason.NO_DATA.value
    return (Reason.NO_RATE if await is_traded(conn, market.coin_id) else Reason.NO_DATA).value
