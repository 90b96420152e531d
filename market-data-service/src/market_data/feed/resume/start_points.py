"""Where an instrument goes on from: the topic's last trade, else the table's, else the first id ever noted."""

import asyncio
from typing import Final, NamedTuple

from shared.clock import to_us
from shared.data.engine import is_away
from shared.data.retry import retry
from shared.events.values import Instrument
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.feed.resume.topic_tail import LastPublished, Series
from market_data.recorder.sql.instruments import fetch_last_trade, fetch_start_id, save_start_id
from market_data.venues.types import VenueAwayError, VenueRest

# No more at once than the pool has connections.
_AT_ONCE: Final = 2


class StartPoint(NamedTuple):
    """The last known trade. `is_new`: the instrument was never followed; `last_id` is then REST's newest, unstored."""

    last_id: int
    last_us: int | None
    is_new: bool


class StartPoints:
    """Finds the start point of each instrument. Only those that the topic does not hold need the database."""

    def __init__(self, engine: AsyncEngine, rest: VenueRest, published: dict[Series, LastPublished]) -> None:
        self._engine = engine
        self._rest = rest
        self._published = published
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def find(self, instrument: Instrument, *, aggregated: bool) -> StartPoint:
        """Waits for the database, and for the venue's REST, as long as they are away."""
        last = self._published.get((instrument.instrument_id, aggregated))
        if last is not None:
            return StartPoint(last.trade_id, last.event_us, is_new=False)
        return await retry(
            lambda: self._from_database(instrument, aggregated=aggregated),
            on=lambda error: is_away(error) or isinstance(error, VenueAwayError),
            name=f"start point of {instrument.instrument_id}",
        )

    async def _from_database(self, instrument: Instrument, *, aggregated: bool) -> StartPoint:
        async with self._slots:
            async with self._engine.connect() as conn:
                stored = await fetch_last_trade(conn, instrument.instrument_id, aggregated=aggregated)
                start_id = await fetch_start_id(conn, instrument.instrument_id)
            if stored is not None:
                return StartPoint(stored[0], to_us(stored[1]), is_new=False)
            if start_id is None:
                newest = await self._rest.fetch_newest_id(instrument)
                async with self._engine.begin() as conn:
                    start_id = await save_start_id(conn, instrument, newest)
            return StartPoint(start_id, None, is_new=True)
