"""Recompute the stored indicators of the whole history: `python -m analytics.engine.batch [--coin …] [--interval …]`.

It may run beside the service and any number of times: what is right already is not touched.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

from shared.data.engine import is_away, make_engine
from shared.data.redis import Redis, make_redis
from shared.errors import UnknownCoinError
from shared.events.values import Interval
from shared.logging import configure_logging, get_logger
from sqlalchemy.ext.asyncio import AsyncEngine

from analytics.engine import figure_cache
from analytics.engine.recomputing import recompute_part
from analytics.engine.rings import SeriesKey
from analytics.engine.sql.indicators import fetch_keys, lock_coins
from analytics.engine.sql.instruments import resolve_instrument
from analytics.engine.stored_indicators import stored_indicators
from analytics.settings import Settings

log = get_logger(__name__)

_STATEMENT_SECONDS: Final = 300


class Done(NamedTuple):
    series: int
    values: int


async def recompute(settings: Settings, coin: str | None = None, interval: Interval | None = None) -> Done:
    """Recompute and store, in transactions of some thousand candles; nothing is published.

    Raises:
        UnknownCoinError: `coin` is none.
    """
    engine = make_engine(settings, role=settings.role, pool_size=1, timeout=_STATEMENT_SECONDS)
    redis = make_redis(settings)
    try:
        async with engine.connect() as conn:
            coin_id = (await resolve_instrument(conn, coin)).coin_id if coin is not None else None
            keys = await fetch_keys(conn, coin_id, interval)
        counts = [await _recompute_series(engine, redis, settings, key) for key in keys]
        return Done(len(keys), sum(counts))
    finally:
        await redis.aclose()
        await engine.dispose()


async def _recompute_series(engine: AsyncEngine, redis: Redis, settings: Settings, key: SeriesKey) -> int:
    indicators, count = stored_indicators(settings), 0
    since_us: int | None = 0
    while since_us is not None:
        async with engine.begin() as conn:
            await lock_coins(conn, [key.coin_id])
            stored, since_us = await recompute_part(conn, key, indicators, since_us)
            count += stored
    await figure_cache.forget(redis, [key.coin_id])
    log.info("recomputed", instrument=key.instrument_id, interval=key.interval.value, values=count)
    return count


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m analytics.engine.batch", description="Recompute the stored indicators."
    )
    parser.add_argument("--coin", help="a coin_id or symbol (default: all)")
    parser.add_argument("--interval", type=Interval, choices=list(Interval), help="(default: all)")
    given = parser.parse_args(arguments)
    settings = Settings()
    configure_logging(f"{settings.service_name}-batch", settings.log_level)
    try:
        done = asyncio.run(recompute(settings, given.coin, given.interval))
    except UnknownCoinError as error:
        sys.exit(str(error))
    except Exception as error:
        if is_away(error):
            sys.exit(f"the database is away: {error}")
        raise
    log.info("done", series=done.series, values=done.values)


if __name__ == "__main__":
    main()
