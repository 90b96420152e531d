"""Figures on request: from the cache while their candles are the same, else computed from PostgreSQL."""

from shared.cache import cached
from shared.redis import Redis
from shared.values import Interval, Venue
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics import cache
from analytics.pages import Page
from analytics.reads.connect import snapshot
from analytics.reads.pages import Wanted, read_page
from analytics.reads.pairs import Pair, read_pair
from analytics.reads.summary import Summary, read_summary
from analytics.settings import Settings
from analytics.store.candles import State, fetch_state
from analytics.store.coins import Market, resolve_market


class Figures:
    """What the routes ask. Only the newest values are cached: older ranges are asked for once."""

    def __init__(self, engine: AsyncEngine, redis: Redis, settings: Settings) -> None:
        self._engine = engine
        self._mode = settings.mode
        self._newest = cached(redis, Page, key=_key, field=_field, ttl=settings.cache_ttl)(_read_newest)

    async def page(self, coin: str, venue: Venue, instrument_id: str | None, wanted: Wanted) -> Page:
        async with snapshot(self._engine) as conn:
            market = await resolve_market(conn, coin, venue, instrument_id)
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
            first = await resolve_market(conn, coin_1, venue)
            second = await resolve_market(conn, coin_2, venue)
            return first, second, await read_pair(conn, first, second, interval, period)

    async def summary(self, coin: str, venue: Venue, instrument_id: str | None, interval: Interval) -> Summary:
        async with snapshot(self._engine) as conn:
            market = await resolve_market(conn, coin, venue, instrument_id)
            return await read_summary(conn, market, interval, self._mode)


async def _read_newest(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> Page:
    del state  # it is in the name of the cache's field
    return await read_page(conn, market, wanted)


def _key(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> str:
    del conn, wanted, state
    return cache.key(market.coin_id)


def _field(conn: AsyncConnection, market: Market, wanted: Wanted, state: State) -> str:
    del conn
    indicator = wanted.indicator
    what = (market.instrument_id, indicator.name, indicator.params, wanted.interval, wanted.range.limit)
    return ":".join(str(part) for part in (*what, *state))
