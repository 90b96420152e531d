"""What is asked for all the time finds its rows by an index, in a ledger of many gaps and in many days of trades."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from market_data.api.gaps import fetch_gaps
from market_data.live.sql_windows import fetch_open_gaps
from market_data.recorder.history.import_rows import fetch_holes
from market_data.recorder.sql.gaps import fetch_ledger
from market_data.recorder.sql.instruments import fetch_last_trade
from shared.events.values import Venue
from shared.http.parameters import TimeSpan
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from .plans import plans

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
NOW_US = int(NOW.timestamp()) * 1_000_000
DAY_US = 86_400_000_000
FILL = """
    INSERT INTO coins (id, symbol, name) SELECT 'plan' || n, 'PLAN' || n, 'x' FROM generate_series(1, 40) AS n;
    INSERT INTO instruments (instrument_id, coin_id, venue, base, quote)
        SELECT 'PLAN' || n || '-USD.KRAKEN', 'plan' || n, 'kraken', 'PLAN' || n, 'USD' FROM generate_series(1, 40) AS n;
    INSERT INTO market_gaps (gap_id, instrument_id, coin_id, venue, start_at, end_at, state, as_of)
        SELECT 'plan' || n, 'PLAN' || (1 + n % 40) || '-USD.KRAKEN', 'plan' || (1 + n % 40), 'kraken',
            at, at + interval '1 second', CASE WHEN n % 1000 = 0 THEN 'unfillable' ELSE 'closed' END, at
        FROM (SELECT n, timestamptz '2026-11-29 12:00Z' - n * interval '5 minutes' AS at
              FROM generate_series(1, 20000) AS n) AS series;
    ANALYZE coins, instruments, market_gaps
"""


@pytest.fixture(scope="module")
async def conn(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Give a transaction, rolled back in the end, with 20 000 gaps of 40 instruments."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        for statement in FILL.split(";"):
            await connection.execute(text(statement))
        yield connection
        await connection.rollback()
    await engine.dispose()


@pytest.mark.parametrize(
    ("call", "index"),
    [
        (lambda conn: fetch_ledger(conn, ["PLAN7-USD.KRAKEN"], NOW_US - DAY_US), "market_gaps_instrument_id_end_idx"),
        (
            lambda conn: fetch_gaps(conn, "plan7", span=TimeSpan(NOW - timedelta(days=1), NOW), before=None, limit=100),
            "market_gaps_coin_id_start_at_gap_id_idx",
        ),
        (lambda conn: fetch_holes(conn, {Venue.KRAKEN: NOW_US - DAY_US}, NOW_US), "market_gaps_missing_idx"),
        (fetch_open_gaps, "market_gaps_missing_idx"),
    ],
)
async def test_the_ledger_is_read_by_its_indexes(
    conn: AsyncConnection, call: Callable[[AsyncConnection], Awaitable[object]], index: str
) -> None:
    found = "\n".join(await plans(conn, call))

    assert index in found
    assert "Seq Scan on market_gaps" not in found


async def test_the_last_trade_is_found_in_the_newest_days_that_have_one(conn: AsyncConnection) -> None:
    days = [NOW.date() - timedelta(days=n) for n in range(30)]
    await conn.execute(text("SELECT ensure_price_partitions(CAST(:days AS date[]))"), {"days": days})
    trade = text("""
        INSERT INTO prices (instrument_id, trade_id, day, venue, coin_id, price, volume, side, "timestamp", received_at,
            backfilled)
        VALUES ('PLAN7-USD.KRAKEN', :id, :day, 'kraken', 'plan7', 5, 1, 'buy', :at, :at, false)
    """)
    for n, number in ((25, "7"), (11, "98"), (10, "101"), (10, "99")):
        at = NOW - timedelta(days=n)
        await conn.execute(trade, {"id": number, "day": at.date(), "at": at})

    assert await fetch_last_trade(conn, "PLAN7-USD.KRAKEN") == (101, NOW - timedelta(days=10))
    assert await fetch_last_trade(conn, "PLAN7-USD.KRAKEN", aggregated=True) is None
    assert await fetch_last_trade(conn, "PLAN8-USD.KRAKEN") is None
