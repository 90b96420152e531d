"""Import the venues' own candles from before following began: 1 000 closed ones of 1m, 1h and 1d per instrument.

`History(settings, engine, producer, lock).run()` is a background job of market-data; `done` of `total` imports are
through. What is there is not asked for again, and in a replay there is nothing to ask for.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import httpx
from shared.clock import now_us
from shared.data.engine import is_away
from shared.data.retry import Backoff
from shared.events import CandleV1
from shared.events.values import Interval, Mode, Venue
from shared.kafka import Producer
from shared.kafka.topics import CANDLES
from shared.logging import get_logger
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain.candles import HistoryCandle
from market_data.recorder.sql.history import IMPORTED, Wanted, fetch_wanted, import_candles, note_since
from market_data.recorder.sql.unfillable import close_told
from market_data.venues.adapters import ADAPTERS
from market_data.venues.rest import make_client
from market_data.venues.types import RateLimitedError, VenueAwayError, VenueRest

log = get_logger(__name__)

COUNT: Final = 1_000
_PIECE: Final = 200
_EVERY: Final = 2.0
_LISTED_FOR_US: Final = 6 * Interval.HOUR.us
"""So far back every venue still lists a minute: Kraken gives 720."""
_TOLD_AFTER: Final = 3 * Interval.MINUTE.us
"""So long after its begin a minute has what resume by id brings after a crash: only then the venue's may replace it."""


class HistoryImport:
    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        lock: asyncio.Lock,
        *,
        rests: Mapping[Venue, VenueRest] | None = None,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._producer = producer
        self._lock = lock
        # One piece at a time: whoever else waits for the lock has it after this one, not after all venues'.
        self._turn = asyncio.Lock()
        self._rests = rests
        self._clock = clock
        self._clients: list[httpx.AsyncClient] = []
        self._asked: set[tuple[str, int]] = set()
        self.done = 0
        self.total = 0

    async def run(self) -> None:
        """Import whatever is missing until cancelled: an instrument's history follows when the instrument is."""
        if self._settings.mode is Mode.REPLAY:
            await asyncio.Event().wait()
        rests = self._rests or self._connect()
        backoff = Backoff(first=0.5, cap=10)
        try:
            while True:
                try:
                    await self.import_missing(rests)
                    backoff.reset()
                    await asyncio.sleep(_EVERY)
                except Exception as error:
                    if not is_away(error):
                        raise
                    log.warning("history waits for the database", error=str(error)[:200])
                    await backoff.wait()
        finally:
            for client in self._clients:
                await client.aclose()

    def _connect(self) -> dict[Venue, VenueRest]:
        rests: dict[Venue, VenueRest] = {}
        for venue, adapter in ADAPTERS.items():
            # The ingester asks the same venue: together they stay within its limit.
            client = make_client(adapter.rest_url(self._settings.simulator_url), adapter.calls_per_second / 2)
            self._clients.append(client)
            rests[venue] = adapter.make_rest(client)
        return rests

    async def import_missing(self, rests: Mapping[Venue, VenueRest]) -> None:
        """One pass over what is wanted: the rates first, since other instruments' volumes in USD come from them."""
        async with self._engine.connect() as conn:
            now = self._clock()
            wanted = await fetch_wanted(conn, now - _LISTED_FOR_US, now - _TOLD_AFTER)
        self.total = len(IMPORTED) * len(wanted)
        self.done = self.total - sum(len(one.missing) for one in wanted)
        for is_rate in (True, False):
            theirs = [one for one in wanted if one.is_rate is is_rate]
            await asyncio.gather(
                *(self._import_venue(rests[venue], [one for one in theirs if one.instrument.venue is venue])
                  for venue in rests)
            )  # fmt: skip

    async def _import_venue(self, rest: VenueRest, wanted: Sequence[Wanted]) -> None:
        for one in wanted:
            for interval in one.missing:
                if not await self._import(rest, one, interval):
                    return  # it is away or asks us to wait: the next pass asks again
                self.done += 1
            doubtful = {(one.instrument.instrument_id, open_us) for open_us in one.doubtful}
            if not one.missing and not doubtful <= self._asked:
                if not await self._import(rest, one, Interval.MINUTE):
                    return
                self._asked |= doubtful  # closed as they are, the venue will not say anything else of them

    async def _import(self, rest: VenueRest, one: Wanted, interval: Interval) -> bool:
        instrument = one.instrument
        try:
            given = await rest.fetch_candles(instrument, interval, COUNT)
        except RateLimitedError as error:
            await asyncio.sleep(min(error.retry_after, 60))
            return False
        except VenueAwayError as error:
            log.info("no history", instrument=instrument.instrument_id, interval=interval, why=str(error))
            return False
        async with self._turn, self._lock, self._engine.begin() as conn:
            await note_since(conn, one, interval, given)
        for piece in _pieces(interval, given):
            async with self._changing() as (conn, changed):
                changed += await import_candles(conn, one, interval, piece)
        if interval is Interval.MINUTE and one.doubtful:
            async with self._changing() as (conn, changed):
                changed += await close_told(conn, instrument, given)
        await self._producer.flush()
        return True

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[AsyncConnection, list[CandleV1]]]:
        """One transaction; what it changed is published. The recorder waits no longer than for this."""
        changed: list[CandleV1] = []
        async with self._turn, self._lock:
            async with self._engine.begin() as conn:
                yield conn, changed
            for candle in changed:
                self._producer.put(CANDLES, candle.coin_id, candle)


def _pieces(interval: Interval, given: Sequence[HistoryCandle]) -> list[Sequence[HistoryCandle]]:
    """The newest first. Days in one: nothing is above them, and one of them says that they are there."""
    most = COUNT if interval is Interval.DAY else _PIECE
    return [given[max(0, end - most) : end] for end in range(len(given), 0, -most)]
