"""The daily partitions of `prices`: made days ahead, so that midnight waits for no lock, and dropped when they are old.

Gaps of those days go with them where the candles say as much; old minutes, spans and spreads are deleted.
Only live data are dropped.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple, NoReturn

from shared.clock import from_us, now_us
from shared.data.engine import is_away, sqlstate
from shared.data.retry import repeat
from shared.events.values import Mode
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.recorder.exchanges.sql import delete_before
from market_data.recorder.sql.days import (
    delete_minutes,
    delete_old_gaps,
    drop_days,
    fetch_instrument_ids,
    note_minutes_since,
    save_start_ids,
)
from market_data.recorder.sql.trades import ensure_partitions

log = get_logger(__name__)

_EVERY: Final = timedelta(hours=1)
_AHEAD: Final = 3
_LOCKED: Final = "55P03"
_ROWS_AT_ONCE: Final = 5_000
_MINUTES_AT_ONCE: Final = 2_000


class Kept(NamedTuple):
    """How long days of trades, candles of 1m, spans of arbitrage and each minute's spreads stay."""

    trades: timedelta
    minutes: timedelta
    spans: timedelta
    spreads: timedelta


class Retention:
    def __init__(self, engine: AsyncEngine, mode: Mode, kept: Kept) -> None:
        self._engine = engine
        self._mode = mode
        self._kept = kept

    async def run(self) -> NoReturn:
        """Once an hour until cancelled; a database that is away, or a table that is locked, is tried again."""
        await repeat(
            lambda: self.upkeep(from_us(now_us())),
            every=_EVERY,
            on=lambda error: is_away(error) or sqlstate(error) == _LOCKED,
            name="database for days of trades",
            first=1,
            cap=60,
        )

    async def upkeep(self, now: datetime) -> None:
        """Make and drop days. In a replay nothing: inserting makes the days of its capture."""
        today = now.astimezone(UTC).date()
        if self._mode is Mode.REPLAY:
            return
        async with self._engine.begin() as conn:
            await ensure_partitions(conn, [today + timedelta(days=n) for n in range(_AHEAD + 1)])
        if self._mode is Mode.LIVE:
            before = today - self._kept.trades
            async with self._engine.begin() as conn:
                await save_start_ids(conn, before)
                dropped = await drop_days(conn, before)
            if dropped:
                log.info("days of trades dropped", first=str(dropped[0]), last=str(dropped[-1]))
            await self._delete_gaps(before)
            await self._delete_minutes(today - self._kept.minutes)
            await self._delete_exchanges(now)

    async def _delete_gaps(self, before: date) -> None:
        deleted = _ROWS_AT_ONCE
        while deleted == _ROWS_AT_ONCE:
            async with self._engine.begin() as conn:
                deleted = await delete_old_gaps(conn, before, _ROWS_AT_ONCE)

    async def _delete_minutes(self, before: date) -> None:
        """In small transactions, so that no live candle waits for them."""
        at = datetime.combine(before, time(), UTC)
        async with self._engine.begin() as conn:
            await note_minutes_since(conn, at)
            instruments = await fetch_instrument_ids(conn)
        for instrument_id in instruments:
            deleted = _MINUTES_AT_ONCE
            while deleted == _MINUTES_AT_ONCE:
                async with self._engine.begin() as conn:
                    deleted = await delete_minutes(conn, instrument_id, at, _MINUTES_AT_ONCE)

    async def _delete_exchanges(self, now: datetime) -> None:
        deleted = _ROWS_AT_ONCE
        while deleted == _ROWS_AT_ONCE:
            async with self._engine.begin() as conn:
                deleted = await delete_before(conn, now - self._kept.spans, now - self._kept.spreads, _ROWS_AT_ONCE)
