"""The frames that the screener reads, in memory: brought to the newest candles by few statements for all coins.

A frame follows the newest candles with each request. Older candles that were revised or filled in meanwhile reach it
when it is loaded anew, in the background, within `reload_after` of their change.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from shared.events.values import CandleStatus, Interval
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.engine.sql.snapshot import snapshot
from analytics.indicators.registry import Indicator
from analytics.market.candles.catalogue import ListedCoin
from analytics.market.candles.columns import CandleColumns, empty, joined
from analytics.market.candles.sql import fetch_newest_columns
from analytics.market.screener.frame import CandleFrame, WindowFrame
from analytics.market.screener.older_candles import count_skipped
from analytics.market.sql import LastPrice, WindowRow

_TAIL: Final = 4
"""When candles closed since the last request, so many of the newest are read again."""
_REACHES: Final = (280, 1_600)
"""Candles a coin, however far back they lie: most indicators need few, a long EMA many."""
WINDOWS_FOR: Final = timedelta(seconds=10)
"""How long rolling windows are used again: they move with the clock, and a pass over all coins takes a while."""
_IN_USE_S: Final = 120.0
"""A frame that nobody asked for that long is dropped."""

_NEWEST: Final = text("""
SELECT chosen.instrument_id, (extract(epoch FROM newest.open_time) * 1000000)::bigint, newest.revision
FROM unnest(:instrument_ids) AS chosen (instrument_id)
CROSS JOIN LATERAL (
    SELECT open_time, revision FROM market_api.closed_candles
    WHERE instrument_id = chosen.instrument_id AND "interval" = :interval ORDER BY open_time DESC LIMIT 1
) AS newest
""").bindparams(bindparam("instrument_ids", type_=ARRAY(Text)))
_WINDOWS: Final = text("""
SELECT instrument_id, close, (extract(epoch FROM as_of) * 1000000)::bigint, close_status::text,
    "window", reference, low, high, usd_volume, candle_count, status::text
FROM market_api.windows WHERE instrument_id = ANY(:instrument_ids) AND "window" = ANY(:windows)
""").bindparams(bindparam("instrument_ids", type_=ARRAY(Text)), bindparam("windows", type_=ARRAY(Text)))

_Newest = dict[str, tuple[int, int]]


@dataclass(slots=True)
class _Loaded:
    frame: CandleFrame
    newest: _Newest
    reach: int
    loaded_at: float
    used_at: float


class _Windows(NamedTuple):
    frame: WindowFrame
    loaded_at: float


class ScreenFrames:
    """One frame an interval, and one of the rolling windows.

    `counting`: a stored indicator whose `n` counts since the start of the series. `clock` counts seconds.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        reload_after: timedelta,
        counting: Indicator | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._reload_after = reload_after.total_seconds()
        self._counting = counting
        self._clock = clock
        self._frames: dict[Interval, _Loaded] = {}
        self._windows: dict[tuple[str, ...], _Windows] = {}
        self._windows_used: dict[tuple[str, ...], float] = {}
        self._loading = asyncio.Lock()

    async def candles(
        self, conn: AsyncConnection, coins: Sequence[ListedCoin], interval: Interval, candles: int
    ) -> CandleFrame:
        """With at least so many of the newest candles of each coin that has them."""
        reach = next((one for one in _REACHES if one >= candles), _REACHES[-1])
        newest = await _fetch_newest(conn, coins, interval)
        async with self._loading:
            loaded = self._frames.get(interval)
            if loaded is None or loaded.reach < reach or loaded.frame.coins != tuple(coins):
                loaded = await self._load(conn, coins, interval, reach, newest)
            elif loaded.newest != newest:
                loaded = await self._follow(conn, loaded, newest)
            loaded.used_at = self._clock()
            self._frames[interval] = loaded
            return loaded.frame

    async def windows(self, conn: AsyncConnection, coins: Sequence[ListedCoin], names: Sequence[str]) -> WindowFrame:
        """At most `WINDOWS_FOR` old."""
        key = tuple(names)
        self._windows_used[key] = self._clock()
        async with self._loading:
            known = self._windows.get(key)
            if known is None or known.frame.coins != tuple(coins) or self._is_old(known):
                known = self._windows[key] = _Windows(await _fetch_windows(conn, coins, key), self._clock())
            return known.frame

    async def keep_fresh(self) -> None:
        """Load anew what is asked for, before a request would have to; drop what is not. Run every second or so."""
        for interval, loaded in list(self._frames.items()):
            if self._clock() - loaded.used_at > _IN_USE_S:
                del self._frames[interval]
            elif self._clock() - loaded.loaded_at > self._reload_after / 2:
                await self._reload(interval, loaded)
        for key, used_at in list(self._windows_used.items()):
            known = self._windows.get(key)
            if self._clock() - used_at > _IN_USE_S:
                self._windows.pop(key, None)
                del self._windows_used[key]
            elif known is not None and self._clock() - known.loaded_at > WINDOWS_FOR.total_seconds() / 2:
                async with snapshot(self._engine) as conn:
                    frame = await _fetch_windows(conn, known.frame.coins, key)
                self._windows[key] = _Windows(frame, self._clock())

    async def _reload(self, interval: Interval, loaded: _Loaded) -> None:
        """The lock is not held meanwhile: requests go on with the frame that there is."""
        coins = loaded.frame.coins
        async with snapshot(self._engine) as conn:
            newest = await _fetch_newest(conn, coins, interval)
            fresh = await self._load(conn, coins, interval, loaded.reach, newest)
        fresh.used_at = loaded.used_at
        async with self._loading:
            if self._frames.get(interval) is loaded:
                self._frames[interval] = fresh

    async def _load(
        self, conn: AsyncConnection, coins: Sequence[ListedCoin], interval: Interval, reach: int, newest: _Newest
    ) -> _Loaded:
        found = await self._fetch(conn, [coin.composite for coin in coins], interval, reach)
        columns = tuple(found.get(coin.composite) or empty() for coin in coins)
        now = self._clock()
        return _Loaded(CandleFrame(interval, tuple(coins), columns), newest, reach, now, now)

    async def _follow(self, conn: AsyncConnection, loaded: _Loaded, newest: _Newest) -> _Loaded:
        """With the newest candles of the coins that have others now."""
        frame, reach = loaded.frame, loaded.reach
        changed = {one: loaded.newest.get(one) for one, state in newest.items() if loaded.newest.get(one) != state}
        if not changed:  # a coin has lost all of its candles
            return await self._load(conn, frame.coins, frame.interval, reach, newest)
        tails = await fetch_newest_columns(conn, list(changed), frame.interval, _TAIL)
        apart = [one for one, tail in tails.items() if _are_apart(changed[one], tail)]
        whole = await self._fetch(conn, apart, frame.interval, reach) if apart else {}
        columns = tuple(
            whole.get(coin.composite) or _followed(columns, tails.get(coin.composite), reach)
            for coin, columns in zip(frame.coins, frame.columns, strict=True)
        )
        return _Loaded(
            CandleFrame(frame.interval, frame.coins, columns), newest, reach, loaded.loaded_at, loaded.used_at
        )

    async def _fetch(
        self, conn: AsyncConnection, instrument_ids: Sequence[str], interval: Interval, reach: int
    ) -> dict[str, CandleColumns]:
        found = await fetch_newest_columns(conn, instrument_ids, interval, reach)
        return found if self._counting is None else await count_skipped(conn, found, interval, self._counting)

    def _is_old(self, known: _Windows) -> bool:
        return self._clock() - known.loaded_at > WINDOWS_FOR.total_seconds()


def _are_apart(known: tuple[int, int] | None, tail: CandleColumns) -> bool:
    """Whether more candles have closed since the newest known one than the tail has."""
    return known is None or known[0] < tail.open_times_us[0]


def _followed(columns: CandleColumns, tail: CandleColumns | None, reach: int) -> CandleColumns:
    return columns if tail is None else joined(columns, tail, reach)


async def _fetch_newest(conn: AsyncConnection, coins: Sequence[ListedCoin], interval: Interval) -> _Newest:
    ids = [coin.composite for coin in coins]
    rows = await conn.execute(_NEWEST, {"instrument_ids": ids, "interval": interval.value})
    return {one: (at, revision) for one, at, revision in rows}


async def _fetch_windows(conn: AsyncConnection, coins: Sequence[ListedCoin], names: Sequence[str]) -> WindowFrame:
    ids = [coin.composite for coin in coins]
    rows = await conn.execute(_WINDOWS, {"instrument_ids": ids, "windows": list(names)})
    prices: dict[str, LastPrice] = {}
    windows: dict[str, dict[str, WindowRow]] = {one: {} for one in ids}
    for instrument_id, close, as_of_us, close_status, *window, status in rows:
        if close is not None:
            prices[instrument_id] = LastPrice(close, as_of_us, CandleStatus(close_status))
        windows[instrument_id][window[0]] = WindowRow._make((*window, CandleStatus(status) if status else None))
    return WindowFrame(tuple(coins), tuple(map(prices.get, ids)), tuple(windows[one] for one in ids))
