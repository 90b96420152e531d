"""Keeps the rings: brings a series to its newest state at each change, from memory if it can, else from the table."""

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from analytics.engine.rings import Change, Ring, SeriesKey, merged, reaches, told_of, trimmed
from analytics.engine.sql.candles import count_older, fetch_fingerprint, fetch_since
from analytics.engine.stored_indicators import kept_indicators
from analytics.indicators.series import Series
from analytics.settings import Settings

_SPARE: Final = 300
"""Candles of a ring beyond what its newest value looks back on: so old may a revised one be without a reload."""


class Keeper:
    """At most `settings.rings` of them; the one not needed for longest is forgotten."""

    def __init__(self, settings: Settings) -> None:
        self.indicators = kept_indicators(settings)
        self.reach = max(indicator.reach for indicator in self.indicators)
        self._most_rings = settings.rings
        self._rings: OrderedDict[SeriesKey, Ring] = OrderedDict()

    def concerns(self, key: SeriesKey, open_time_us: int) -> bool:
        """Whether an open candle of that time may be one that was closed before."""
        ring = self._rings.get(key)
        return ring is not None and open_time_us <= ring.newest_us

    def first_kept(self, key: SeriesKey) -> int | None:
        """Open time of the oldest candle in the ring."""
        ring = self._rings.get(key)
        return ring.first_us if ring is not None else None

    async def series(self, conn: AsyncConnection, key: SeriesKey, change: Change) -> Series:
        """The series as it is stored now, reaching so far back that all values since the change are exact.

        A ring that equals the table is used; if it does not (another replica had the partition meanwhile, history
        was imported, an event is still to come), it is loaded anew.
        """
        ring = self._rings.pop(key, None)
        told = told_of(ring, change)
        found = await self._from_ring(conn, key, ring, change, told) if ring is not None else None
        if found is None:
            found = await self._from_table(conn, key, change.since_us, told)
        if len(found.series):
            self._rings[key] = replace(found, series=trimmed(found.series, self.reach + _SPARE))
            if len(self._rings) > self._most_rings:
                self._rings.popitem(last=False)
        return found.series

    async def _from_ring(
        self, conn: AsyncConnection, key: SeriesKey, ring: Ring, change: Change, told: frozenset[int]
    ) -> Ring | None:
        if change.reopened or change.since_us < ring.first_us:
            return None
        series = merged(ring.series, list(change.closed.values()))
        if not reaches(series, change.since_us, self.indicators):
            return None
        ring = Ring(series, ring.oldest_us, told)
        stored = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=ring.first_us, told=told)
        return ring if stored == ring.fingerprint else None

    async def _from_table(self, conn: AsyncConnection, key: SeriesKey, since_us: int, told: frozenset[int]) -> Ring:
        older = self.reach + _SPARE
        while True:
            series = await fetch_since(conn, key.instrument_id, key.interval, since_us=since_us, older=older, told=told)
            if not len(series):
                return Ring(series, since_us, told)
            first = int(series.open_times_us[0])
            series = replace(series, skipped=await count_older(conn, key.instrument_id, key.interval, first, told))
            if not series.skipped or reaches(series, since_us, self.indicators):
                break
            older *= 2  # holes: the last returns reach further back
        oldest = await fetch_fingerprint(conn, key.instrument_id, key.interval, first_us=first, told=told)
        return Ring(series, oldest.oldest_us if oldest else first, told)
