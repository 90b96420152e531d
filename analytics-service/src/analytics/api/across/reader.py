"""Figures across coins: from the cache while their candles are the same, else computed from PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec
from shared.data.cache import cached
from shared.data.redis import Redis
from shared.events.values import Interval
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.engine import figure_cache
from analytics.engine.sql.snapshot import snapshot
from analytics.engine.stored_indicators import stored_indicators
from analytics.indicators.registry import Indicator
from analytics.market.candles.catalogue import Catalogue, ListedCoin, fetch_catalogue
from analytics.market.candles.sql import CandleSpan, fetch_newest, fetch_state
from analytics.market.screener.frames import ScreenFrames
from analytics.market.screener.query import ScreenQuery
from analytics.market.screener.reading import Screened, read_screen
from analytics.settings import Settings

_MARKET: Final = figure_cache.key("market")
"""Figures of many coins; no coin is called so: its hash would be another coin's."""
_USUAL_COINS: Final = 20

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What is computed on a miss, and the names it is cached by: `state` is in them, so that newer candles miss."""

    key: str
    parts: tuple[object, ...]
    state: tuple[object, ...]
    compute: Callable[[], Awaitable[T]]


class MarketSnapshot:
    """One snapshot of the stored candles, for one answer."""

    def __init__(self, conn: AsyncConnection, catalogue: Catalogue) -> None:
        self.conn = conn
        self.catalogue = catalogue

    def coins(self, names: Sequence[str] | None) -> list[ListedCoin]:
        """Those that are named, else the first ones of the catalogue. Raises `UnknownCoinError`."""
        return list(self.catalogue.coins[:_USUAL_COINS]) if names is None else self.catalogue.find_all(names)

    async def newest(self, coins: Sequence[ListedCoin], interval: Interval) -> int | None:
        return await fetch_newest(self.conn, [coin.composite for coin in coins], interval)

    async def state(self, coins: Sequence[ListedCoin], span: CandleSpan) -> tuple[object, ...]:
        return tuple(await fetch_state(self.conn, [coin.composite for coin in coins], span))


class MarketReader:
    """Reads the figures of the routes in this room. Ages are judged when answering, never cached."""

    def __init__(self, engine: AsyncEngine, redis: Redis, settings: Settings) -> None:
        self._engine = engine
        self._redis = redis
        self._ttl = settings.cache_ttl
        self.frames = ScreenFrames(engine, settings.cache_ttl, _counting(settings))
        self._cached: dict[type[msgspec.Struct], Any] = {}

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[MarketSnapshot]:
        """Raises `DatabaseAwayError`."""
        async with snapshot(self._engine) as conn:
            yield MarketSnapshot(conn, await fetch_catalogue(conn))

    async def read(self, kind: type[T], reading: Reading[T]) -> T:
        """The cached figure of that state, else a new one."""
        read = self._cached.get(kind)
        if read is None:
            keep: Any = cached(self._redis, kind, key=_key, field=_field, ttl=self._ttl)
            read = self._cached[kind] = keep(_compute)
        found: T = await read(reading)
        return found

    async def screen(self, query: ScreenQuery, interval: Interval) -> Screened:
        """All coins of the catalogue. Raises `UnknownCoinError`."""
        async with self.snapshot() as view:
            return await read_screen(view.conn, self.frames, view.catalogue, query, interval)


def of_market(*parts: object, state: tuple[object, ...], compute: Callable[[], Awaitable[T]]) -> Reading[T]:
    return Reading(_MARKET, parts, state, compute)


def of_coin(coin_id: str, *parts: object, state: tuple[object, ...], compute: Callable[[], Awaitable[T]]) -> Reading[T]:
    return Reading(figure_cache.key(coin_id), parts, state, compute)


def _counting(settings: Settings) -> Indicator | None:
    stored = stored_indicators(settings)
    return next((one for one in stored if one.definition.counts_from_start), None)


async def _compute(reading: Reading[T]) -> T:
    return await reading.compute()


def _key(reading: Reading[T]) -> str:
    return reading.key


def _field(reading: Reading[T]) -> str:
    return figure_cache.field(*reading.parts, *reading.state)
