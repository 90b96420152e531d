"""A page of a figure, computed from the stored candles by the same functions as the stored indicators."""

from dataclasses import dataclass, replace

import msgspec
from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.reasons import Reason
from analytics.engine.sql.candles import count_older, fetch_series, has_candles, is_traded
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.points import IndicatorPoint, points
from analytics.indicators.registry import Indicator
from analytics.indicators.series import CandleSeries


class IndicatorPage(msgspec.Struct, frozen=True):
    """A figure's newest values of one instrument, newest first.

    `reason` says why there are none. `next_us`: the oldest open time here, if there are older ones.
    """

    coin_id: str
    instrument_id: str
    source: str
    interval: Interval
    as_of_us: int | None
    reason: str | None
    items: tuple[IndicatorPoint, ...]
    next_us: int | None


@dataclass(frozen=True, slots=True)
class OpenTimeRange:
    """Candles that open in [start_us, end_us), the newest `limit` of them."""

    start_us: int | None = None
    end_us: int | None = None
    limit: int = 200

    @property
    def is_newest(self) -> bool:
        """Whether this is simply the newest values there are."""
        return self.start_us is None and self.end_us is None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Which indicator, and its values at which candles."""

    indicator: Indicator
    interval: Interval
    range: OpenTimeRange = OpenTimeRange()


async def read_page(conn: AsyncConnection, instrument: ChosenInstrument, query: PageQuery) -> IndicatorPage:
    series = await read_series(conn, instrument.instrument_id, query)
    inside = series.since(query.range.start_us) if query.range.start_us is not None else slice(0, len(series))
    first = max(inside.start, len(series) - query.range.limit)
    items = points(series, query.indicator.of(series), slice(first, len(series)))
    return IndicatorPage(
        coin_id=instrument.coin_id,
        instrument_id=instrument.instrument_id,
        source=instrument.venue.value,
        interval=query.interval,
        as_of_us=int(series.as_of_us.max()) if items else None,
        reason=None if items else await why_nothing(conn, instrument),
        items=items,
        next_us=items[-1].open_time_us if first > inside.start else None,
    )


async def read_series(conn: AsyncConnection, instrument_id: str, query: PageQuery) -> CandleSeries:
    """The closed candles of the page, one more, and as many older ones as their values depend on."""
    indicator, items = query.indicator, query.range.limit + 1
    older = indicator.look_back
    while True:
        count = items + older
        series = await fetch_series(conn, instrument_id, query.interval, before_us=query.range.end_us, count=count)
        if len(series) < count:
            return series  # that is all there is
        if indicator.is_exact(series, len(series) - items):
            break
        older *= 2  # holes: the last returns reach further back
    if not indicator.definition.counts_from_start:
        return series
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, instrument_id, query.interval, first))


async def why_nothing(conn: AsyncConnection, instrument: ChosenInstrument) -> str:
    """Why an instrument has no closed candle here."""
    if instrument.venue is not Venue.COMPOSITE or await has_candles(conn, instrument.instrument_id):
        return Reason.NO_DATA.value
    return (Reason.NO_RATE if await is_traded(conn, instrument.coin_id) else Reason.NO_DATA).value
