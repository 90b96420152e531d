"""A page of a figure, computed from the stored candles by the same functions as the stored indicators."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

import msgspec
from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.reasons import FigureReason
from analytics.engine.sql.candles import count_older, fetch_series, has_candles, is_traded
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.points import IndicatorPoint, points
from analytics.indicators.registry import Indicator
from analytics.indicators.series import CandleSeries

MOST_CANDLES: Final = 16_384
"""How many candles are looked at where many are missing, however few returns they hold."""


class IndicatorPage(msgspec.Struct, frozen=True):
    """A figure's newest values of one instrument, newest first.

    `reason` says why there are none. `next_us`: the oldest open time here, if there are older ones.
    """

    coin_id: str
    instrument_id: str
    source: str
    interval: Interval
    as_of_us: int | None
    reason: FigureReason | None
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


class _Fetch(Protocol):
    def __call__(self, *, count: int) -> Awaitable[CandleSeries]: ...


async def read_enough(fetch: _Fetch, count: int, is_enough: Callable[[CandleSeries], bool]) -> CandleSeries:
    """The newest `count` candles; twice as many, up to `MOST_CANDLES`, while too many are missing between them.

    Returns that lie further back count as unknown.
    """
    while True:
        series = await fetch(count=count)
        if len(series) < count or count >= MOST_CANDLES or is_enough(series):
            return series
        count = min(2 * count, MOST_CANDLES)


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
    series = await read_enough(
        partial(fetch_series, conn, instrument_id, query.interval, before_us=query.range.end_us),
        items + indicator.look_back,
        lambda found: indicator.is_exact(found, len(found) - items),
    )
    if len(series) < items + indicator.look_back or not indicator.definition.counts_from_start:
        return series
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, instrument_id, query.interval, first))


async def why_nothing(conn: AsyncConnection, instrument: ChosenInstrument) -> FigureReason:
    """Why an instrument has no closed candle here."""
    if instrument.venue is not Venue.COMPOSITE or await has_candles(conn, instrument.instrument_id):
        return FigureReason.NO_DATA
    return FigureReason.NO_RATE if await is_traded(conn, instrument.coin_id) else FigureReason.NO_DATA
