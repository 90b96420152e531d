"""Figures on request: from the cache while their candles are the same, else computed from PostgreSQL."""

from collections.abc import Callable

from shared.data.cache import cached
from shared.data.redis import Redis
from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.api.popularity import Popularity
from analytics.engine import figure_cache
from analytics.engine.backlog import Progress, progress_of
from analytics.engine.indicator_page import IndicatorPage, PageQuery, read_page
from analytics.engine.sql.backlog import fetch_all
from analytics.engine.sql.benchmarks import resolve_benchmarks
from analytics.engine.sql.candles import SeriesState, fetch_state
from analytics.engine.sql.instruments import ChosenInstrument, resolve_instrument
from analytics.engine.sql.snapshot import snapshot
from analytics.market.pair import Pair, reach, read_pair
from analytics.market.summary import REACH, Outlook, Summary, read_outlook, read_summary
from analytics.settings import Settings

_Instruments = tuple[ChosenInstrument, ChosenInstrument]
_States = tuple[SeriesState, ...]


class FigureReader:
    """Reads the figures of the routes. Only the newest values are cached: older ranges are rarely read twice.

    A figure without any candle is not cached: no state of candles tells when that changes.
    """

    def __init__(self, engine: AsyncEngine, redis: Redis, settings: Settings, popularity: Popularity) -> None:
        self._engine = engine
        self._popularity = popularity
        ttl = settings.cache_ttl
        self._newest = cached(redis, IndicatorPage, key=_page_key, field=_page_field, ttl=ttl)(_read_newest)
        self._outlook = cached(redis, Outlook, key=_outlook_key, field=_outlook_field, ttl=ttl)(_read_outlook)
        self._pair = cached(redis, Pair, key=_pair_key, field=_pair_field, ttl=ttl)(_read_pair)

    async def page(
        self, coin: str, venue: Venue, instrument_id: str | None, query_of: Callable[[str], PageQuery]
    ) -> IndicatorPage:
        """`query_of` says what is read of the instrument with that id."""
        async with snapshot(self._engine) as conn:
            instrument = await self._resolve(conn, coin, venue, instrument_id)
            query = query_of(instrument.instrument_id)
            if not query.range.is_newest:
                return await read_page(conn, instrument, query)
            states = await _states(conn, instrument, query)
            if states is None:
                return await read_page(conn, instrument, query)
            return await self._newest(conn, instrument, query, states)

    async def pair(
        self, coin_1: str, coin_2: str, venue: Venue, interval: Interval, period: int
    ) -> tuple[ChosenInstrument, ChosenInstrument, Pair]:
        async with snapshot(self._engine) as conn:
            first = await self._resolve(conn, coin_1, venue)
            second = await self._resolve(conn, coin_2, venue)
            state_1 = await fetch_state(conn, first.instrument_id, interval, reach(period))
            state_2 = await fetch_state(conn, second.instrument_id, interval, reach(period))
            if state_1 is None or state_2 is None:
                return first, second, await read_pair(conn, first, second, interval, period)
            return first, second, await self._pair(conn, (first, second), interval, period, (state_1, state_2))

    async def summary(self, coin: str, venue: Venue, instrument_id: str | None, interval: Interval) -> Summary:
        async with snapshot(self._engine) as conn:
            instrument = await self._resolve(conn, coin, venue, instrument_id)
            hours = await fetch_state(conn, instrument.instrument_id, Interval.HOUR, REACH)
            chosen = hours
            if interval is not Interval.HOUR:
                chosen = await fetch_state(conn, instrument.instrument_id, interval, REACH)
            if hours is None or chosen is None:
                outlook = await read_outlook(conn, instrument, interval)
            else:
                outlook = await self._outlook(conn, instrument, interval, (hours, chosen))
            return await read_summary(conn, instrument, outlook)

    async def progress(self) -> Progress:
        """How far the background's recomputing is."""
        async with snapshot(self._engine) as conn:
            return progress_of(await fetch_all(conn))

    async def _resolve(
        self, conn: AsyncConnection, coin: str, venue: Venue, instrument_id: str | None = None
    ) -> ChosenInstrument:
        instrument = await resolve_instrument(conn, coin, venue, instrument_id)
        self._popularity.count(instrument.coin_id)
        return instrument


async def _states(conn: AsyncConnection, instrument: ChosenInstrument, query: PageQuery) -> _States | None:
    """Of all candles that the page depends on, those of benchmarks included; None if that has no fixed beginning."""
    if any(indicator.anchor_us is not None for indicator in query.indicators):
        return None
    ids = [instrument.instrument_id]
    ids += [one.instrument_id for one in (await resolve_benchmarks(conn, query.indicators)).values()]
    count = query.range.limit + 1 + query.look_back
    states = [await fetch_state(conn, id_, query.interval, count) for id_ in ids]
    known = tuple(state for state in states if state is not None)
    return known if len(known) == len(ids) else None


async def _read_newest(
    conn: AsyncConnection, instrument: ChosenInstrument, query: PageQuery, states: _States
) -> IndicatorPage:
    del states  # they are in the name of the cache's field
    return await read_page(conn, instrument, query)


def _page_key(conn: AsyncConnection, instrument: ChosenInstrument, query: PageQuery, states: _States) -> str:
    del conn, query, states
    return figure_cache.key(instrument.coin_id)


def _page_field(conn: AsyncConnection, instrument: ChosenInstrument, query: PageQuery, states: _States) -> str:
    del conn
    specs = ",".join(indicator.spec for indicator in query.indicators)
    what = (instrument.instrument_id, specs, query.interval, query.range.limit)
    return figure_cache.field(*what, *(part for state in states for part in state))


async def _read_outlook(
    conn: AsyncConnection, instrument: ChosenInstrument, interval: Interval, states: _States
) -> Outlook:
    del states
    return await read_outlook(conn, instrument, interval)


def _outlook_key(conn: AsyncConnection, instrument: ChosenInstrument, interval: Interval, states: _States) -> str:
    del conn, interval, states
    return figure_cache.key(instrument.coin_id)


def _outlook_field(conn: AsyncConnection, instrument: ChosenInstrument, interval: Interval, states: _States) -> str:
    del conn
    return figure_cache.field(
        "outlook", instrument.instrument_id, interval, *(part for state in states for part in state)
    )


async def _read_pair(
    conn: AsyncConnection, instruments: _Instruments, interval: Interval, period: int, states: _States
) -> Pair:
    del states
    return await read_pair(conn, *instruments, interval, period)


def _pair_key(
    conn: AsyncConnection, instruments: _Instruments, interval: Interval, period: int, states: _States
) -> str:
    """The first coin's: a candle of the second one makes another field."""
    del conn, interval, period, states
    return figure_cache.key(instruments[0].coin_id)


def _pair_field(
    conn: AsyncConnection, instruments: _Instruments, interval: Interval, period: int, states: _States
) -> str:
    del conn
    ids = (instrument.instrument_id for instrument in instruments)
    return figure_cache.field("correlation", *ids, interval, period, *(part for state in states for part in state))
