"""The screener over 500 coins with 12 figures: its route over a database of its own, as one client asks it.

The coins have 1 600 hours and 25 hours of minutes each, so that the longest indicators are warm.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
from analytics.api.across import screener
from analytics.api.across.reader import MarketReader
from analytics.settings import Settings
from fastapi import FastAPI
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack.test_servers import worker_database

from bench.figures import Figure, at_most, percentile
from bench.platform import env

_SECTION: Final = "screener"
_COINS: Final = 500
_REQUESTS: Final = 300
_TARGET_MS: Final = 100.0
_COLUMNS: Final = (
    "price,change_24h_percent,volume_24h,rsi:14,sma:20,sma:50,ema:20,macd:12:26:9,bb:20:2,atr:14,"
    "realized_volatility:24,zscore:20"
)
# Which coins match changes from one request to the next.
_WHERE: Final = ("rsi:14<{}", "price>sma:20,rsi:14<{}", "change_24h_percent>-{},zscore:20<1", "rsi:14>{},volume_24h>1")
_FILL: Final = (
    """
    INSERT INTO coins (id, symbol, name, market_cap_rank)
    SELECT 'coin' || n, 'C' || n, 'Coin ' || n, n FROM generate_series(1, {coins}) AS n
    """,
    """
    INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)
    SELECT 'C' || n || '-USD.COMPOSITE', 'coin' || n, 'composite', 'C' || n, 'USD' FROM generate_series(1, {coins}) AS n
    """,
    """
    INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume,
        quote_volume, usd_volume, trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
    SELECT 'C' || n || '-USD.COMPOSITE', of.name, at, 'coin' || n, 'composite', p.price, p.price * 1.001,
        p.price * 0.999, p.price * (1 + 0.002 * (random() - 0.5)), 1 + random(), p.price, p.price, 1, ARRAY[0],
        ARRAY[0], 'complete', 'trades', true, at + of.step, at + of.step
    FROM generate_series(1, {coins}) AS n,
        (VALUES ('1h', interval '1 hour', interval '1600 hours'), ('1m', interval '1 minute', interval '25 hours'))
            AS of (name, step, reach),
        LATERAL generate_series(date_trunc('hour', now()) - of.reach, now() - of.step, of.step) AS at,
        LATERAL (SELECT 100 + n + 10 * sin(extract(epoch FROM at) / 36000 + n) + random()) AS p (price)
    """,
    "ANALYZE coins, instruments, candles",
)


def measure() -> list[Figure]:
    with worker_database.fresh(env()["DATABASE_URL"]) as url:
        worker_database.migrate(url)
        return asyncio.run(_measure(url))


async def _measure(url: str) -> list[Figure]:
    async with _client(url) as (engine, client):
        await _fill(engine)
        first = await _timed(client, 0)
        times = [await _timed(client, at) for at in range(1, _REQUESTS + 1)]
    return [
        Figure(_SECTION, f"{_COINS} coins x 12 figures, first request", first, "ms"),
        Figure(_SECTION, f"{_COINS} coins x 12 figures, p50", percentile(times, 0.5), "ms"),
        at_most(_SECTION, f"{_COINS} coins x 12 figures, p99", percentile(times, 0.99), "ms", _TARGET_MS),
    ]


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[tuple[AsyncEngine, httpx.AsyncClient]]:
    """The route as the service has it, without the consumer beside it."""
    found = env()
    values: dict[str, Any] = {"database_url": url, "redis_url": found["REDIS_URL"], "mode": "simulated"}
    settings = Settings.model_validate({**values, "simulator_url": found["SIMULATOR_URL"], "deployment": "local"})
    engine, redis = make_engine(settings, role=settings.role, timeout=60), make_redis(settings)
    app = FastAPI()
    app.state.settings, app.state.market = settings, MarketReader(engine, redis, settings)
    app.include_router(screener.router)
    writer = make_engine(settings, role=None, timeout=300)
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench", timeout=60) as client:
            yield writer, client
    finally:
        await writer.dispose()
        await engine.dispose()
        await redis.aclose()


async def _fill(engine: AsyncEngine) -> None:
    started = time.monotonic()
    for statement in _FILL:
        async with engine.begin() as conn:
            await conn.execute(text(statement.format(coins=_COINS)))
    print(f"   filled in {time.monotonic() - started:.0f} s", flush=True)


async def _timed(client: httpx.AsyncClient, at: int) -> float:
    """Milliseconds of one request."""
    where = _WHERE[at % len(_WHERE)].format(20 + at % 60)
    started = time.perf_counter()
    answer = await client.get(
        "/analytics/screener", params={"where": where, "columns": _COLUMNS, "sort": "-volume_24h", "limit": 50}
    )
    answer.raise_for_status()
    return 1_000 * (time.perf_counter() - started)
