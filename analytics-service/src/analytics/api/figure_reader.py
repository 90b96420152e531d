"""Figures on request: from the cache while their candles are the same, else computed from PostgreSQL."""

from shared.data.cache import cached
from shared.data.redis import Redis
from shared.events.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.api.popularity import Asked
from analytics.engine import figure_cache
from analytics.engine.indicator_page import Wanted, read_page
from analytics.engine.pages import Page
from analytics.engine.sql.candles import State, fetch_state
from analytics.engine.sql.instruments import Market, resolve_market
from analytics.engine.sql.snapshot import snapshot
from analytics.market.pair import Pair, reach, read_pair
from analytics.market.summary import REACH, Outlook, Summary, read_outlook, read_summary
from analytics.settings import Settings

_Markets = tuple[Market, Market]
_States = tuple[State, ...]


class Figures:
    """What the routes ask. Only the newest values are cached: older ranges are asked for once.

    A figure without any candle is not cached: no state of candles tells when that changes.
    """

    def __init__(self, engine: AsyncEngine, redis: Redis, settings: Settings, asked: Asked) -> None:
        self._engine = engine
        self._mode = settings.mode
        self._asked = asked
        ttl = settings.cache_ttl
        self._newest = cached(redis, Page, key=_page_key, field=_page_field, ttl=ttl)(_read_newest)
        self._outlook = cached(redis, Outlook, key=_outlook_key, field=_outlook_field, ttl=ttl)(_read_outlook)
        self._pair = cached(redis, Pair, key=_pair_key, field=_pair_field, ttl=ttl)(_read_pair)

    async def page(self, coin: str, venue: Venue, instrument_id: str | None, wanted: Wanted) -> Page:
        async with snapshot(self._engine) as conn:
            market = await self._resolve(conn, coin, venue, instrument_id)
            if not wanted.range.is_newest:
                return await read_page(conn, market, wanted)
            count = wanted.range.limit + wanted.indicator.reach
            state = await fetch_state(conn, market.instrument_id, wanted.interval, count)
            if state is None:
                return await read_page(conn, market, wanted)
            return await self._newest(conn, market, wanted, state)

    async def pair(
        self, coin_1: str, coin_2: str, venue: Venue, interval: Interval, period: int
    ) -> tuple[Market, Market, Pair]:
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
            market = await self._resolve(conn, coin, venue, instrument_id)
            hours = await fetch_state(conn, market.instrument_id, Interval.HOUR, REACH)
            chosen = hours
            if interval is not Interval.HOUR:
                chosen = await fetch_state(conn, market.instrument_id, interval, REACH)
            if hours is None or chosen is None:
                outlook = await read_outlook(conn, market, interval)
            else:
                outlook = await self._outlook(conn, market, interval, (hours, chosen))
            return await read_summary(conn, market, outlook, self._mode)

    async def _resolve(
        self, conn: AsyncConnection, coin: str, venue: Venue, instrument_id: str | None = None
    ) -> Market:
        market = await resolve_market(conn, coin, venue, instrument_id)
        self._asked.count(market.coin_id)
        return market


async def _read_newest(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> Page:
    del state  # it is in the name of the cache's field
    return await read_page(conn, market, wanted)


def _page_key(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> str:
    del conn, wanted, state
    return figure_cache.key(market.coin_id)


def _page_field(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> str:
    del conn
    indicator = wanted.indicator
    what = (market.instrument_id, indicator.name, indicator.params, wanted.interval, wanted.range.limit)
    return figure_cache.field(*what, *state)


async def _read_outlook(conn: AsyncConnection, market: Market, interval: Interval, states: _States) -> Outlook:
    del states
    return await read_outlook(conn, market, interval)


def _outlook_key(conn: AsyncConnection, market: Market, interval: Interval, states: _States) -> str:
    del conn, interval, states
    return figure_cache.key(market.coin_id)


def _outlook_field(conn: AsyncConnection, market: Market, interval: Interval, states: _States) -> str:
    del conn
    return figure_cache.field("outlook", market.instrument_id, interval, *(part for state in states for part in state))


async def _read_pair(
    conn: AsyncConnection, markets: _Markets, interval: Interval, period: int, states: _States
) -> Pair:
    del states
    return await read_pair(conn, *markets, interval, period)


def _pair_key(conn: AsyncConnection, markets: _Markets, interval: Interval, period: int, states: _States) -> str:
    """The first coin's: a candle of the second one makes another field."""
    del conn, interval, period, states
    return figure_cache.key(markets[0].coin_id)


def _pair_field(conn: AsyncConnection, markets: _Markets, interval: Interval, period: int, states: _States) -> str:
    del conn
    ids = (market.instrument_id for market in markets)
    return figure_cache.field("correlation", *ids, interval, period, *(part for state in states for part in state))
