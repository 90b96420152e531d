"""The rings in memory: brings a series to its newest state at a change, from memory if it can, else from the table."""

from dataclasses import replace
from typing import Final, NamedTuple

from cachetools import LRUCache
from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import Ring, SeriesChange, SeriesKey, merged, reaches, series_of, trimmed
from analytics.engine.sql.candles import count_older, fetch_fingerprint, fetch_series
from analytics.engine.stored_indicators import stored_indicators
from analytics.indicators.registry import inputs_of
from analytics.indicators.series import CandleSeries
from analytics.settings import Settings

_SPARE: Final = 300
"""Candles of a ring beyond what its newest value looks back on: so old may a revised one be without the backlog."""


class NewestSeries(NamedTuple):
    """The newest candles of a series as it is stored now; indicators are exact from `exact_us` on (None: no candle)."""

    series: CandleSeries
    exact_us: int | None


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

    async def newest(self, conn: AsyncConnection, key: SeriesKey, change: SeriesChange) -> NewestSeries:
        """The newest candles, as many as a ring holds.

        A ring that equals the table is used; if it does not (another replica had the partition meanwhile, history
        was imported, an event is still to come), it is loaded anew.
        """
        ring = self._rings.pop(key, None)
        found = await self._from_ring(conn, key, ring, change) if ring is not None else None
        if found is None:
            found = await self._from_table(conn, key)
        if not len(found.series):
            return NewestSeries(found.series, None)
        self._rings[key] = replace(found, series=trimmed(found.series, self._held(key)))
        return NewestSeries(found.series, self._exact_us(found.series))

    def _held(self, key: SeriesKey) -> int:
        """How many candles a ring has."""
        return max(indicator.look_back(key.interval) for indicator in self.indicators) + _SPARE

    def _exact_us(self, series: CandleSeries) -> int:
        """From where on every value is that of the whole series."""
        return int(series.open_times_us[-min(_SPARE, len(series)) if series.skipped else 0])

    async def _from_ring(self, conn: AsyncConnection, key: SeriesKey, ring: Ring, change: SeriesChange) -> Ring | None:
        """The ring with the change, if it equals what is stored."""
        if change.reopened or change.since_us < ring.first_us:
            return None
        series = merged(ring.series, series_of(change.closed.values(), key.interval))
        if not reaches(series, self._exact_us(series), self.indicators):
            return None
        ring = Ring(series, ring.oldest_us)
        stored = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=ring.first_us)
        return ring if stored == ring.fingerprint else None

    async def _from_table(self, conn: AsyncConnection, key: SeriesKey) -> Ring:
        count = self._held(key)
        while True:
            series = await fetch_series(
                conn, key.instrument_id, key.interval, before_us=None, count=count, inputs=self._inputs
            )
            if not len(series):
                return Ring(series, 0)
            first = int(series.open_times_us[0])
            skipped = await count_older(conn, key.instrument_id, key.interval, first)
            series = replace(series, skipped=skipped)
            if not skipped or reaches(series, self._exact_us(series), self.indicators):
                break
            count *= 2  # holes: the last returns reach further back
        stored = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=first)
        return Ring(series, stored.oldest_us if stored else first)
