"""Keep the directory and the windows in memory as the tables have them. A database that is away is tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from shared.clock import from_us, now_us
from shared.data.engine import is_away
from shared.events.values import Mode
from shared.http.health import Health
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain import windows as rolling
from market_data.domain.coin_registry import Coin, Directory
from market_data.domain.windows import DAY, Windows
from market_data.live import sql_coins as directory_reads
from market_data.live import sql_windows as reads

log = get_logger(__name__)

DATABASE: Final = "database"


class Refresher:
    """Fills `directory` and `windows`; `newest_event_us` says where a replay's windows end."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        directory: Directory,
        windows: Windows,
        mode: Mode,
        newest_event_us: Callable[[], int | None],
        health: Health,
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._windows = windows
        self._mode = mode
        self._newest_event_us = newest_event_us
        self._health = health

    async def every(self, pause: timedelta, refresh: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        """Call `refresh` with a connection until cancelled, `pause` apart."""
        while True:
            try:
                async with self._engine.connect() as conn:
                    await refresh(conn)
            except Exception as error:
                if not is_away(error):
                    raise
                if self._directory.current:
                    log.warning("database is away", error=str(error)[:200])
                self._directory.current = False
                self._health.down(DATABASE, f"away: {type(error).__name__}")
            await asyncio.sleep(pause.total_seconds())

    async def directory(self, conn: AsyncConnection) -> None:
        self._directory.replace(await directory_reads.fetch_coins(conn))
        self._health.up(DATABASE)

    async def windows(self, conn: AsyncConnection) -> None:
        """What a price needs: the references of its changes, the day's extremes and volumes."""
        end = await self._window_end(conn)
        coins = self._directory.traded()
        composites = [coin.composite_id for coin in coins]
        every = [*composites, *(listed.instrument_id for coin in coins for listed in coin.instruments)]
        references = await reads.fetch_references(conn, composites, end)
        extremes = await reads.fetch_extremes(
            conn, every, start=end - DAY, first_hour=rolling.first_hour(end - DAY), end=end
        )
        self._windows.references = {(found.instrument_id, found.window): found.close for found in references}
        self._windows.extremes = {found.instrument_id: found for found in extremes}

    async def history(self, conn: AsyncConnection) -> None:
        """What only lists show: spark lines, completeness, open gaps."""
        end = await self._window_end(conn)
        coins = self._directory.traded()
        start = rolling.spark_start(end)
        hours = await reads.fetch_hours(conn, [coin.composite_id for coin in coins], start, end)
        self._windows.sparks = rolling.sparks(hours, start)
        self._windows.complete_percent = await _completeness(conn, coins, end)
        self._windows.open_gaps = await reads.count_open_gaps(conn)

    async def _window_end(self, conn: AsyncConnection) -> datetime:
        """Now; in a replay the newest event time, which a restarted process reads from the stored trades."""
        if self._mode is not Mode.REPLAY:
            return from_us(now_us())
        newest_us = self._newest_event_us()
        newest = from_us(newest_us) if newest_us is not None else await reads.fetch_newest_event(conn)
        return newest if newest is not None else from_us(now_us())


async def _completeness(conn: AsyncConnection, coins: list[Coin], end: datetime) -> dict[str, Decimal]:
    covered = await reads.fetch_covered(conn)
    lacking: dict[str, list[rolling.Shortfall]] = {}
    for gap in await reads.fetch_lacking(conn, [coin.composite_id for coin in coins], end - DAY, end):
        lacking.setdefault(gap.coin_id, []).append(gap)
    return {
        coin.coin_id: rolling.complete_percent(covered[coin.coin_id], lacking.get(coin.coin_id, ()), end)
        for coin in coins
        if coin.coin_id in covered
    }
