"""Import the venues' own candles from before following began, all venues at once, until all that is wanted is there.

What has been imported is noted in the same transaction (`history_imports`), so a process that was killed goes on where
it was. Each recorder imports for the coins of its own partitions. In a replay nothing is imported.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx
from prometheus_client import Gauge
from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events.values import Interval, Mode, Venue
from shared.kafka import Producer, partition_of
from shared.kafka.topics import TRADES
from shared.logging import get_logger
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.history.import_rows import Hole, fetch_holes, fetch_imports, note_targets
from market_data.recorder.history.stages import Depths, Import, Place, by_rate, next_import
from market_data.recorder.history.venue_import import Shared, VenueImport
from market_data.recorder.outbox import Outbox
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client
from market_data.venues.types import VenueRest

log = get_logger(__name__)

LEFT: Final = Gauge("market_history_left_candles", "Candles of history that are still to be read", ["interval"])
_EVERY_SECONDS: Final = 2
_LOG_SECONDS: Final = 30
_LISTED_MINUTES_US: Final = 11 * Interval.HOUR.us
"""How far back every venue lists minutes: Kraken gives 720 of them."""
_REPLACEABLE_AFTER_US: Final = 3 * Interval.MINUTE.us
"""A minute may be replaced only this long after it began: by then resume by id has fetched what a crash delayed."""
_EVERY_PARTITION: Final = frozenset(range(TRADES.partitions))


@dataclass(frozen=True, slots=True)
class ImportRules:
    """`share`: the part of the time that imports nobody waits for may take, above 0, at most 1."""

    depths: Depths = field(default_factory=Depths)
    share: float = 0.5
    owned: Callable[[], Collection[int]] = lambda: _EVERY_PARTITION
    is_behind: Callable[[], bool] = lambda: False


class HistoryImport:
    """`done` of `total`: candles of the history that is wanted for the coins of this recorder."""

    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        outbox: Outbox,
        rules: ImportRules | None = None,
        *,
        rests: Mapping[Venue, VenueRest] | None = None,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._rules = rules or ImportRules()
        self._rests = rests
        self._clock = clock
        self._shared = Shared(engine, producer, outbox, asyncio.Lock(), clock, self._rules.share, self._rules.is_behind)
        self._clients: list[httpx.AsyncClient] = []
        self._venues: dict[Venue, VenueImport] = {}
        self._imports: dict[Place, Import] = {}
        self._holes: list[Hole] = []
        self._reading = asyncio.Lock()
        self._read_at: float | None = None
        self._logged_at = time.monotonic()

    @property
    def done(self) -> int:
        return sum(one.total if self._is_believed(one) else one.done for one in self._imports.values())

    @property
    def total(self) -> int:
        return sum(one.total for one in self._imports.values())

    async def run(self) -> None:
        """Import whatever is missing, and look again every two seconds, until cancelled. A background job."""
        if self._settings.mode is Mode.REPLAY:
            await asyncio.Event().wait()
        self._use(self._rests or self._connect())
        try:
            async with asyncio.TaskGroup() as group:
                for venue in self._venues.values():
                    group.create_task(self._keep_importing(venue))
        finally:
            for client in self._clients:
                await client.aclose()

    async def _keep_importing(self, venue: VenueImport) -> None:
        await repeat(
            lambda: self._import_missing(venue),
            every=_EVERY_SECONDS,
            on=is_away,
            name=f"database for history of {venue.venue}",
            first=0.5,
            cap=10,
        )

    def _connect(self) -> dict[Venue, VenueRest]:
        rests: dict[Venue, VenueRest] = {}
        for venue, adapter in ADAPTERS.items():
            # The ingester calls the same venue: both together stay within its limit.
            client = make_client(adapter.rest_url(self._settings.simulator_url), adapter.history_calls_per_second)
            self._clients.append(client)
            rests[venue] = adapter.make_rest(client)
        return rests

    def _use(self, rests: Mapping[Venue, VenueRest]) -> None:
        for venue, rest in rests.items():
            if venue not in self._venues:
                self._venues[venue] = VenueImport(venue, rest, self._shared)

    async def import_missing(self, rests: Mapping[Venue, VenueRest]) -> None:
        """Import whatever is missing and can be had now."""
        self._use(rests)
        self._read_at = None
        await asyncio.gather(*(self._import_missing(self._venues[venue]) for venue in rests))

    async def _import_missing(self, venue: VenueImport) -> None:
        while True:
            await self._read()
            mine = [one for one in self._imports.values() if one.instrument.venue is venue.venue]
            found = next_import(mine, by_rate(self._imports.values()), venue.is_due, self._has_given_up)
            self._show_progress()
            if found is None:
                break
            await venue.import_next(*found)
        by_id = {one.instrument.instrument_id: one for one in mine if one.interval is Interval.MINUTE}
        for hole in self._holes:
            if hole.instrument_id in by_id:
                await venue.repair(by_id[hole.instrument_id], hole)

    async def _read(self) -> None:
        """Read what is wanted and how far it is, at most every two seconds: meanwhile memory says the same."""
        async with self._reading:
            if self._read_at is not None and time.monotonic() - self._read_at < _EVERY_SECONDS:
                return
            now = self._clock()
            targets = self._rules.depths.targets(now)
            reach: dict[Venue, int] = dict.fromkeys(ADAPTERS, targets[Interval.MINUTE])
            reach[Venue.KRAKEN] = now - _LISTED_MINUTES_US
            async with self._engine.begin() as conn:
                await note_targets(conn, targets)
                found = await fetch_imports(conn)
                self._holes = await fetch_holes(conn, reach, now - _REPLACEABLE_AFTER_US)
            owned = self._rules.owned()
            mine = (one for one in found if partition_of(one.instrument.coin_id, TRADES.partitions) in owned)
            self._imports = {one.place: self._with_reached(one) for one in mine}
            self._begin_at_the_oldest_day()
            self._read_at = time.monotonic()

    def _with_reached(self, found: Import) -> Import:
        """An import that is under way stays the same object, and may be further than the table said."""
        known = self._imports.get(found.place)
        if known is None or known.end_us != found.end_us:
            return found
        known.target_us = found.target_us
        known.reached_us = min(known.reached_us, found.reached_us)
        known.is_exhausted = known.is_exhausted or found.is_exhausted
        return known

    def _begin_at_the_oldest_day(self) -> None:
        """Where days are exhausted, nothing is wanted from before the oldest one: the venue did not list it yet."""
        for one in self._imports.values():
            days = self._imports.get((one.instrument.instrument_id, Interval.DAY))
            if one.interval is not Interval.DAY and days and days.is_exhausted and days.reached_us < days.end_us:
                one.target_us = max(one.target_us, days.reached_us)

    def _has_given_up(self, one: Import) -> bool:
        venue = self._venues.get(one.instrument.venue)
        return venue is None or venue.has_given_up or venue.is_believed_empty(one)

    def _is_believed(self, one: Import) -> bool:
        venue = self._venues.get(one.instrument.venue)
        return venue is not None and venue.is_believed_empty(one)

    def _show_progress(self) -> None:
        left: dict[Interval, int] = {Interval.MINUTE: 0, Interval.HOUR: 0, Interval.DAY: 0}
        for one in self._imports.values():
            left[one.interval] += one.total - one.done
        for interval, count in left.items():
            LEFT.labels(interval.value).set(count)
        if sum(left.values()) and time.monotonic() - self._logged_at > _LOG_SECONDS:
            self._logged_at = time.monotonic()
            log.info("history", done=self.done, total=self.total, left={i.value: n for i, n in left.items()})
