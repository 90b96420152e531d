"""Works off the backlog in the background: what a back-fill, or a trade that came very late, changed far back."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from prometheus_client import Gauge
from shared.data.engine import is_away
from shared.data.redis import Redis
from shared.data.retry import retry
from shared.logging import get_logger
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from analytics.engine import figure_cache
from analytics.engine.recomputing import recompute_part
from analytics.engine.rings import SeriesKey
from analytics.engine.sql import backlog as sql
from analytics.engine.sql.indicators import lock_coins
from analytics.engine.stored_indicators import stored_indicators
from analytics.indicators.registry import Indicator
from analytics.settings import Settings

log = get_logger(__name__)

_IDLE_SECONDS: Final = 1.0
_DEPENDENCY: Final = "database for the backlog"

SERIES: Final = Gauge("analytics_backlog_series", "Series whose stored indicators are to be computed again")
CANDLES: Final = Gauge("analytics_backlog_candles", "Candles at which stored indicators are to be computed again")


class Progress(NamedTuple):
    """Of the series in the backlog: candles, where none is missing, and how many of them are done."""

    series: int
    candles: int
    done: int


async def queue(
    conn: AsyncConnection, key: SeriesKey, indicators: Sequence[Indicator], span_us: tuple[int, int], *, candles: int
) -> None:
    """Compute the series again from the first to the last open time of `span_us`; the caller holds the coin's lock.

    Of what was never stored only the newest `candles` intervals: requests compute what they ask for from the candles,
    and whoever reads stored values reads new ones.
    """
    since_us, until_us = span_us
    reach_us = until_us - candles * key.interval.us
    oldest_us = await sql.fetch_oldest_stored(conn, key, indicators)
    if oldest_us is not None:
        reach_us = min(reach_us, oldest_us)
    await sql.queue(conn, key, since_us=max(since_us, reach_us), until_us=until_us)


class BacklogWorker:
    def __init__(self, settings: Settings, engine: AsyncEngine, redis: Redis) -> None:
        self._engine = engine
        self._redis = redis
        self._delay: timedelta = settings.backlog_delay
        self._candles = settings.backlog_candles
        self._indicators = stored_indicators(settings)

    async def run(self) -> None:
        """Work until cancelled. A background job of the process; while the database is away it waits."""
        await retry(self._queue_what_was_never_stored, on=is_away, name=_DEPENDENCY)
        while True:
            if not await retry(self.work, on=is_away, name=_DEPENDENCY):
                await asyncio.sleep(_IDLE_SECONDS)

    async def work(self) -> bool:
        """Compute one part; False if nothing is to be done."""
        async with self._engine.connect() as conn:
            found = await sql.fetch_next(conn, self._delay)
            _show(await sql.fetch_all(conn))
        if found is None:
            return False
        async with self._engine.begin() as conn:
            await lock_coins(conn, [found.key.coin_id])
            left = await sql.fetch_of(conn, found.key)
            if left is None:
                return True  # another replica was faster
            _, following = await recompute_part(conn, left.key, self._indicators, left.since_us)
            if following is None:
                await sql.remove(conn, left.key)
            else:
                await sql.advance(conn, left.key, following)
        if following is None:
            await figure_cache.forget(self._redis, [left.key.coin_id])
            log.info(
                "recomputed", instrument=left.key.instrument_id, interval=left.key.interval.value, candles=left.total
            )
        return True

    async def _queue_what_was_never_stored(self) -> None:
        """An indicator that is new in the settings has no rows of the past."""
        async with self._engine.connect() as conn:
            found = await sql.fetch_not_stored(conn, self._indicators)
        for one in found:
            async with self._engine.begin() as conn:
                await lock_coins(conn, [one.key.coin_id])
                await queue(conn, one.key, self._indicators, (one.first_us, one.until_us), candles=self._candles)
        if found:
            log.info("indicators of the past are to be computed", series=len(found))


def progress_of(left: list[sql.Backlog]) -> Progress:
    return Progress(len(left), sum(one.total for one in left), sum(one.done for one in left))


def _show(left: list[sql.Backlog]) -> None:
    progress = progress_of(left)
    SERIES.set(progress.series)
    CANDLES.set(progress.candles - progress.done)
