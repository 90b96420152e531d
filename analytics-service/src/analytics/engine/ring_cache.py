"""The rings in memory: brings a series to its newest state at a change, from memory if it can, else from the table."""

from dataclasses import replace
from typing import Final

from cachetools import LRUCache
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import (
    Ring,
    SeriesChange,
    SeriesKey,
    merged,
    reaches,
    series_of,
    trimmed,
)
from analytics.engine.sql.candles import count_older, fetch_fingerprint, fetch_since
from analytics.engine.stored_indicators import stored_indicators
from analytics.indicators.registry import inputs_of
from analytics.indicators.series import CandleSeries
from analytics.settings import Settings

_SPARE: Final = 300
"""Candles of a ring beyond what its newest value looks back on: so old may a revised one be without a reload."""


class RingCache:
    """At most `settings.rings` of them; the least recently used one goes first."""

    def __init__(self, settings: Settings) -> None:
        self.indicators = stored_indicators(settings)
        self._inputs = inputs_of(self.indicators)
        self._rings: LRUCache[SeriesKey, Ring] = LRUCache(settings.rings)

    def reaches_to(self, key: SeriesKey, open_time_us: int) -> bool:
        """Whether the ring has candles of that time or later: an open one of that time may have been closed before."""
        ring = self._rings.get(key)
        return ring is not None and open_time_us <= ring.newest_us

    def first_us(self, key: SeriesKey) -> int | None:
        """Open time of the oldest candle in the ring."""
        ring = self._rings.get(key)
        return ring.first_us if ring is not None else None

    async def series(self, conn: AsyncConnection, key: SeriesKey, change: SeriesChange) -> CandleSeries:
        """The series as it is stored now, reaching so far back that all values since the change are exact.

        A ring that equals the table is used; if it does not (another replica had the partition meanwhile, history
        was imported, an event is still to come), it is loaded anew.
        """
        ring = self._rings.pop(key, None)
        found = await self._from_ring(conn, key, ring, change) if ring is not None else None
        if found is None:
            found = await self._from_table(conn, key, change.since_us)
        if len(found.series):
            self._rings[key] = replace(found, series=trimmed(found.series, self._held(key)))
        return found.series

    def _held(self, key: SeriesKey) -> int:
        """How many candles a ring has."""
        return max(indicator.look_back(key.interval) for indicator in self.indicators) + _SPARE

    async def _from_ring(self, conn: AsyncConnection, key: SeriesKey, ring: Ring, change: SeriesChange) -> Ring | None:
        """The ring with the change, if it equals what is stored."""
        if change.reopened or change.since_us < ring.first_us:
            return None
        series = merged(ring.series, series_of(change.closed.values(), key.interval))
        if not reaches(series, change.since_us, self.indicators):
            return None
        ring = Ring(series, ring.oldest_us)
        stored = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=ring.first_us)
        return ring if stored == ring.fingerprint else None

    async def _from_table(self, conn: AsyncConnection, key: SeriesKey, since_us: int) -> Ring:
        older = self._held(key)
        while True:
            series = await fetch_since(
                conn, key.instrument_id, key.interval, since_us=since_us, older=older, inputs=self._inputs
            )
            if not len(series):
                return Ring(series, since_us)
            first = int(series.open_times_us[0])
            skipped = await count_older(conn, key.instrument_id, key.interval, first)
            series = replace(series, skipped=skipped)
            if not skipped or reaches(series, since_us, self.indicators):
                break
            older *= 2  # holes: the last returns reach further back
        stored = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=first)
        return Ring(series, stored.oldest_us if stored else first)
