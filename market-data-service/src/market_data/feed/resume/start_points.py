"""Where to go on from: the topic, else the table, else the id that REST listed before the first subscription ever."""

import asyncio
from typing import Final, NamedTuple

from shared.clock import to_us
from shared.data.engine import is_away
from shared.data.retry import Backoff
from shared.events.values import Instrument
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.feed.resume.topic_tail import Known, Series
from market_data.recorder.sql.instruments import fetch_last_trade, fetch_start_id, save_start_id
from market_data.venues.types import VenueAwayError, VenueRest

log = get_logger(__name__)

_AT_ONCE: Final = 2


class Mark(NamedTuple):
    """The last trade that is known; `is_new`: the instrument was never followed before."""

    last_id: int
    last_us: int | None
    is_new: bool


class Marks:
    """Finds the mark of each instrument; a database that is away delays only those not found in the topic."""

    def __init__(self, engine: AsyncEngine, rest: VenueRest, known: dict[Series, Known]) -> None:
        self._engine = engine
        self._rest = rest
        self._known = known
        # No more at once than the pool has connections.
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def from_topic(self, instrument: Instrument, *, aggregated: bool) -> Mark | None:
        known = self._known.get((instrument.instrument_id, aggregated))
        return Mark(known.trade_id, known.event_us, is_new=False) if known else None

    async def find(self, instrument: Instrument, *, aggregated: bool) -> Mark:
        """Waits for the database, and for the venue's REST, as long as they are away."""
        found = self.from_topic(instrument, aggregated=aggregated)
        if found is not None:
            return found
        backoff = Backoff(first=0.2, cap=5)
        while True:
            try:
                async with self._slots:
                    return await self._from_database(instrument, aggregated=aggregated)
            except Exception as error:
                if not (is_away(error) or isinstance(error, VenueAwayError)):
                    raise
                log.warning("first id waits", instrument=instrument.instrument_id, error=str(error)[:200])
                await backoff.wait()

    async def _from_database(self, instrument: Instrument, *, aggregated: bool) -> Mark:
        async with self._engine.connect() as conn:
            stored = await fetch_last_trade(conn, instrument.instrument_id, aggregated=aggregated)
            start_id = await fetch_start_id(conn, instrument.instrument_id)
        if stored is not None:
            return Mark(stored[0], to_us(stored[1]), is_new=False)
        if start_id is None:
            newest = await self._rest.fetch_newest_id(instrument)
            async with self._engine.begin() as conn:
                start_id = await save_start_id(conn, instrument, newest)
        return Mark(start_id, None, is_new=True)
