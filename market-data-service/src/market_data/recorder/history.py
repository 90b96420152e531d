"""Import the venues' own candles from before following began: 1 000 closed ones of 1m, 1h and 1d per instrument.

What has been imported is not fetched again. In a replay nothing is imported.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import httpx
from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events.values import Interval, Mode, Venue
from shared.kafka import Producer
from shared.logging import get_logger
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.candles import HistoryCandle
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.history import IMPORTED, ImportPlan, fetch_import_plans, import_candles, note_since
from market_data.recorder.sql.unfillable_gaps import close_covered_gaps
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client
from market_data.venues.types import RateLimitedError, VenueAwayError, VenueRest

log = get_logger(__name__)

COUNT: Final = 1_000
_PIECE: Final = 200
_EVERY_SECONDS: Final = 2
_LISTED_FOR_US: Final = 6 * Interval.HOUR.us
"""Every venue lists minutes at least this far back: Kraken gives 720 of them."""
_REPLACEABLE_AFTER_US: Final = 3 * Interval.MINUTE.us
"""A minute may be replaced only this long after it began: by then resume by id has fetched what a crash delayed."""


class HistoryImport:
    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        outbox: Outbox,
        *,
        rests: Mapping[Venue, VenueRest] | None = None,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._producer = producer
        self._outbox = outbox
        # Imports of several venues run at once, but only one of them changes candles: the recorder waits for at most
        # one of their transactions.
        self._turn = asyncio.Lock()
        self._rests = rests
        self._clock = clock
        self._clients: list[httpx.AsyncClient] = []
        self._checked_minutes: set[tuple[str, int]] = set()
        self.done = 0
        """Imports of `total` that are done."""
        self.total = 0

    async def run(self) -> None:
        """Look every two seconds for instruments whose history is missing, until cancelled. A background job."""
        if self._settings.mode is Mode.REPLAY:
            await asyncio.Event().wait()
        rests = self._rests or self._connect()
        try:
            await repeat(
                lambda: self.import_missing(rests),
                every=_EVERY_SECONDS,
                on=is_away,
                name="database for history",
                first=0.5,
                cap=10,
            )
        finally:
            for client in self._clients:
                await client.aclose()

    def _connect(self) -> dict[Venue, VenueRest]:
        rests: dict[Venue, VenueRest] = {}
        for venue, adapter in ADAPTERS.items():
            # The ingester calls the same venue: each may use half of its limit.
            client = make_client(adapter.rest_url(self._settings.simulator_url), adapter.calls_per_second / 2)
            self._clients.append(client)
            rests[venue] = adapter.make_rest(client)
        return rests

    async def import_missing(self, rests: Mapping[Venue, VenueRest]) -> None:
        """Import for every instrument; those that give rates first: other instruments' volumes in USD need them."""
        async with self._engine.connect() as conn:
            now = self._clock()
            plans = await fetch_import_plans(conn, now - _LISTED_FOR_US, now - _REPLACEABLE_AFTER_US)
        self.total = len(IMPORTED) * len(plans)
        self.done = self.total - sum(len(one.missing) for one in plans)
        for is_rate in (True, False):
            same = [one for one in plans if one.is_rate is is_rate]
            await asyncio.gather(
                *(self._import_venue(rests[venue], [one for one in same if one.instrument.venue is venue])
                  for venue in rests)
            )  # fmt: skip

    async def _import_venue(self, rest: VenueRest, plans: Sequence[ImportPlan]) -> None:
        for one in plans:
            for interval in one.missing:
                if not await self._import(rest, one, interval):
                    return  # the venue is away or has limited us: the next pass tries again
                self.done += 1
            doubtful = {(one.instrument.instrument_id, open_us) for open_us in one.doubtful}
            if not one.missing and not doubtful <= self._checked_minutes:
                if not await self._import(rest, one, Interval.MINUTE):
                    return
                self._checked_minutes |= doubtful  # the venue's candles of these minutes will not change any more

    async def _import(self, rest: VenueRest, one: ImportPlan, interval: Interval) -> bool:
        instrument = one.instrument
        try:
            given = await rest.fetch_candles(instrument, interval, COUNT)
        except RateLimitedError as error:
            await asyncio.sleep(min(error.retry_after, 60))
            return False
        except VenueAwayError as error:
            log.info("no history", instrument=instrument.instrument_id, interval=interval, why=str(error))
            return False
        async with self._turn, self._engine.begin() as conn:
            await note_since(conn, one, interval, given)
        for piece in _pieces(interval, given):
            async with self._turn, self._outbox.changing() as (conn, changed):
                changed += await import_candles(conn, one, interval, piece)
        if interval is Interval.MINUTE and one.doubtful:
            async with self._turn, self._outbox.changing() as (conn, changed):
                changed += await close_covered_gaps(conn, instrument, given)
        await self._producer.flush()
        return True


def _pieces(interval: Interval, given: Sequence[HistoryCandle]) -> list[Sequence[HistoryCandle]]:
    """The newest first. Days in one piece: `fetch_import_plans` takes one day for all of them."""
    most = COUNT if interval is Interval.DAY else _PIECE
    return [given[max(0, end - most) : end] for end in range(len(given), 0, -most)]
