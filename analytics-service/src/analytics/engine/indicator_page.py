"""A page of figures, computed from the stored candles by the same functions as the stored indicators."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

import msgspec
from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.reach import LONGEST_REACH, check_count
from analytics.engine.reasons import FigureReason
from analytics.engine.rings import trimmed
from analytics.engine.sql.benchmarks import with_benchmarks
from analytics.engine.sql.candles import count_older, count_since, fetch_series, has_candles, is_traded
from analytics.engine.sql.instruments import ChosenInstrument
from analytics.indicators.points import IndicatorPoint, points
from analytics.indicators.registry import Indicator, inputs_of
from analytics.indicators.series import CandleSeries

MOST_CANDLES: Final = 16_384
"""How many candles are looked at where many are missing, however few returns they hold."""
_SMALL: Final = 1_000
"""Candles, all indicators together: what is computed from more would hold up other requests."""


class IndicatorPage(msgspec.Struct, frozen=True):
    """The newest values of one instrument, newest first: for each indicator of the query its points.

    `reason` says why there are none. `oldest_as_of_us`: of the coin and its benchmarks that of the one that ended
    first. `next_us`: the oldest open time here, if there are older ones.
    """

    coin_id: str
    instrument_id: str
    source: str
    interval: Interval
    as_of_us: int | None
    oldest_as_of_us: int | None
    reason: FigureReason | None
    figures: tuple[tuple[IndicatorPoint, ...], ...]
    next_us: int | None

    @property
    def items(self) -> tuple[IndicatorPoint, ...]:
        """Those of the first indicator."""
        return self.figures[0]


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
    """Which indicators, and their values at which candles."""

    indicators: tuple[Indicator, ...]
    interval: Interval
    range: OpenTimeRange = OpenTimeRange()

    @property
    def look_back(self) -> int:
        return max(indicator.look_back(self.interval) for indicator in self.indicators)


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
    """The page.

    Raises:
        InvalidFieldError: an indicator's anchor lies too many candles back.
        UnknownCoinError: an indicator's benchmark is none.
    """
    series = await read_series(conn, instrument.instrument_id, query)
    inside = series.since(query.range.start_us) if query.range.start_us is not None else slice(0, len(series))
    first = max(inside.start, len(series) - query.range.limit)
    figures = await compute_points(series, query.indicators, first)
    items = figures[0]
    return IndicatorPage(
        coin_id=instrument.coin_id,
        instrument_id=instrument.instrument_id,
        source=instrument.venue.value,
        interval=query.interval,
        as_of_us=int(series.as_of_us.max()) if items else None,
        oldest_as_of_us=series.oldest_as_of_us if items else None,
        reason=None if items else await why_nothing(conn, instrument),
        figures=figures,
        next_us=items[-1].open_time_us if first > inside.start else None,
    )


async def compute_points(
    series: CandleSeries, indicators: Sequence[Indicator], first: int
) -> tuple[tuple[IndicatorPoint, ...], ...]:
    """Each indicator at the candles from position `first` on, newest first, from no more than it depends on."""
    parts = [(one, _needed(series, one, first)) for one in indicators]
    count = len(series) - first

    def compute() -> tuple[tuple[IndicatorPoint, ...], ...]:
        return tuple(
            points(part, one.definition, one.of(part), slice(len(part) - count, len(part))) for one, part in parts
        )

    if sum(len(part) for _, part in parts) <= _SMALL:
        return compute()
    return await asyncio.to_thread(compute)


def _needed(series: CandleSeries, one: Indicator, first: int) -> CandleSeries:
    start = one.exact_from(series, first) if first < len(series) else first
    return trimmed(series, len(series) - start) if start else series


async def read_series(conn: AsyncConnection, instrument_id: str, query: PageQuery) -> CandleSeries:
    """The closed candles of the page, one more, and as many older ones as their values depend on."""
    interval, items = query.interval, query.range.limit + 1
    count = items + max(query.look_back, await _candles_since_anchor(conn, instrument_id, query))
    fetch = partial(
        fetch_series,
        conn,
        instrument_id,
        interval,
        before_us=query.range.end_us,
        inputs=inputs_of(query.indicators),
    )

    async def fetch_all(*, count: int) -> CandleSeries:
        return await with_benchmarks(conn, await fetch(count=count), query.indicators)

    series = await read_enough(
        fetch_all, count, lambda found: all(one.is_exact(found, len(found) - items) for one in query.indicators)
    )
    if len(series) < count or not any(one.definition.counts_from_start for one in query.indicators):
        return series
    first = int(series.open_times_us[0])
    return replace(series, skipped=await count_older(conn, instrument_id, interval, first))


async def _candles_since_anchor(conn: AsyncConnection, instrument_id: str, query: PageQuery) -> int:
    most = 0
    for indicator in query.indicators:
        if indicator.anchor_us is not None:
            count = await count_since(
                conn,
                instrument_id,
                query.interval,
                since_us=indicator.anchor_us,
                before_us=query.range.end_us,
                most=LONGEST_REACH + 1,
            )
            check_count(indicator, query.interval, count)
            most = max(most, count)
    return most


async def why_nothing(conn: AsyncConnection, instrument: ChosenInstrument) -> FigureReason:
    """Why an instrument has no closed candle here."""
    if instrument.venue is not Venue.COMPOSITE or await has_candles(conn, instrument.instrument_id):
        return FigureReason.NO_DATA
    return FigureReason.NO_RATE if await is_traded(conn, instrument.coin_id) else FigureReason.NO_DATA
