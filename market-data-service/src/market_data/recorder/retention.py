"""The days of `prices`: made ahead, so that midnight waits for no lock, and dropped when they are past the retention.

`Days(engine, mode, kept).run()` is a background job of market-data. Retention is for live data only.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.clock import from_us, now_us
from shared.data.engine import is_away, sqlstate
from shared.data.retry import Backoff
from shared.events.values import Mode
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.sql.days import drop_days, keep_start_ids
from market_data.recorder.sql.trades import ensure_partitions

log = get_logger(__name__)

_EVERY: Final = timedelta(hours=1)
_AHEAD: Final = 3
_LOCKED: Final = "55P03"


class Retention:
    def __init__(self, engine: AsyncEngine, mode: Mode, kept: timedelta) -> None:
        self._engine = engine
        self._mode = mode
        self._kept = kept

    async def run(self) -> None:
        """Look once an hour until cancelled; a database that is away, or busy with the table, is tried again."""
        backoff = Backoff(first=1, cap=60)
        while True:
            try:
                await self.upkeep(from_us(now_us()))
            except Exception as error:
                if not (is_away(error) or sqlstate(error) == _LOCKED):
                    raise
                log.warning("days of trades wait for the database", error=str(error)[:200])
                await backoff.wait()
            else:
                backoff.reset()
                await asyncio.sleep(_EVERY.total_seconds())

    async def upkeep(self, now: datetime) -> None:
        """A replay's days are those of its capture, whenever that was."""
        today = now.astimezone(UTC).date()
        if self._mode is Mode.REPLAY:
            return
        async with self._engine.begin() as conn:
            await ensure_partitions(conn, [today + timedelta(days=n) for n in range(_AHEAD + 1)])
        if self._mode is Mode.LIVE:
            before = today - self._kept
            async with self._engine.begin() as conn:
                await keep_start_ids(conn, before)
                dropped = await drop_days(conn, before)
            if dropped:
                log.info("days of trades dropped", first=str(dropped[0]), last=str(dropped[-1]))
