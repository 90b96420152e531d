"""Read coins and rolling windows from the tables into memory. While the database is away the old figures stay."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from shared.clock import from_us, now_us, to_us
from shared.data.engine import is_away
from shared.data.retry import repeat
from shared.events.values import Interval, Mode
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from market_data.domain import windows as rolling
from market_data.domain.coin_registry import Coin, CoinRegistry
from market_data.domain.windows import ListFigures, PriceWindows
from market_data.live import sql_windows as sql
from market_data.live.completeness import fetch_completeness
from market_data.live.sql_coins import fetch_coins
from market_data.live.unheard import Unheard


class Refresh:
    """`newest_event_us` says where a replay's windows end; None before anything was received."""

    def __init__(
        self,
        engine: AsyncEngine,
        registry: CoinRegistry,
        *,
        mode: Mode,
        newest_event_us: Callable[[], int | None],
    ) -> None:
        self._engine = engine
        self._registry = registry
        self._mode = mode
        self._newest_event_us = newest_event_us

    async def every(self, pause: timedelta, refresh: Callable[[], Awaitable[None]], what: str) -> NoReturn:
        """A background job: call `refresh` and sleep for `pause`, for ever. `what` names it in the log."""
        await repeat(refresh, every=pause, on=is_away, name=f"database for {what}", first=0.5, cap=2)

    async def coins(self) -> None:
        try:
            async with self._engine.connect() as conn:
                self._registry.replace(await fetch_coins(conn))
        except Exception:
            self._registry.current = False
            raise

    async def price_windows(self, windows: PriceWindows) -> None:
        """What a price needs: the references of its changes, the day's extremes and volumes."""
        coins = self._registry.traded()
        composites = [coin.composite_id for coin in coins]
        every = [*composites, *(listed.instrument_id for coin in coins for listed in coin.instruments)]
        async with self._engine.connect() as conn:
            end = await self._window_end(conn)
            references = await sql.fetch_references(conn, composites, end)
            extremes = await sql.fetch_extremes(conn, every, end)
        windows.references = {(found.instrument_id, found.window): found.close for found in references}
        windows.extremes = {found.instrument_id: found for found in extremes}

    async def list_figures(self, figures: ListFigures, unheard: Unheard) -> None:
        """What only lists show: spark lines, completeness, open gaps."""
        coins = self._registry.traded()
        async with self._engine.connect() as conn:
            end = await self._window_end(conn)
            start = rolling.spark_start(end)
            hours = await sql.fetch_hours(conn, [coin.composite_id for coin in coins], start, end)
            figures.sparks = rolling.sparks(hours, start)
            figures.complete_percent = await _completeness(conn, coins, end, unheard)
            figures.open_gaps = await sql.fetch_open_gaps(conn)
            figures.end_us = to_us(end)

    async def _window_end(self, conn: AsyncConnection) -> datetime:
        """Now; in a replay the newest event time that is known, else the newest stored one."""
        if self._mode is not Mode.REPLAY:
            return from_us(now_us())
        newest_us = self._newest_event_us()
        newest = from_us(newest_us) if newest_us is not None else await sql.fetch_newest_event(conn)
        return newest if newest is not None else from_us(now_us())


async def _completeness(
    conn: AsyncConnection, coins: list[Coin], end: datetime, unheard: Unheard
) -> dict[str, Decimal]:
    """The share of each coin's last 1 440 minutes, the one of `end` included, that lacks nothing."""
    last_us = Interval.MINUTE.floor(to_us(end)) + Interval.MINUTE.us
    ids = {coin.composite_id: coin.coin_id for coin in coins}
    gaps = {coin.composite_id: unheard.gaps(coin.instruments, to_us(end)) for coin in coins}
    found = await fetch_completeness(conn, gaps, last_us - Interval.DAY.us, last_us)
    percents = {ids[id_]: one.percent for id_, one in found.items()}
    return {coin_id: percent for coin_id, percent in percents.items() if percent is not None}
