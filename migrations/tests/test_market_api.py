"""The views that other services read of the market: rights, and that the windows are those of market-data."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from market_data.live.sql_windows import fetch_extremes, fetch_references
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

ID = "BTC-USD.KRAKEN"
END = datetime(2021, 4, 17, 12, 34, 56, tzinfo=UTC)
LENGTHS = {"1h": timedelta(hours=1), "24h": timedelta(days=1), "7d": timedelta(days=7)}
FILL = text("""
INSERT INTO candles (instrument_id, "interval", open_time, coin_id, venue, open, high, low, close, volume, quote_volume,
    usd_volume, trade_count, open_key, close_key, status, source, is_closed, as_of, last_recv_at)
SELECT :id, :interval, at, 'bitcoin', 'kraken', 5, 5 + i % 97, 5 - i % 3, 5 + i % 11, 1, 1, i, 1, ARRAY[0], ARRAY[0],
    'complete', 'trades', at < CAST(:end AS timestamptz) - CAST(:step AS interval), at, at
FROM generate_series(CAST(:start AS timestamptz), CAST(:end AS timestamptz), CAST(:step AS interval))
    WITH ORDINALITY AS series (at, i)
""")


@pytest.fixture
async def conn(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Give a transaction, rolled back in the end, with 31 days of candles of one instrument."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO coins VALUES ('bitcoin', 'BTC', 'Bitcoin', 1)"))
        instrument = "INSERT INTO instruments VALUES (:id, 'bitcoin', 'kraken', 'BTC', 'USD')"
        await connection.execute(text(instrument), {"id": ID})
        yield connection
        await connection.rollback()
    await engine.dispose()


async def fill(conn: AsyncConnection, end: datetime) -> None:
    for interval, step in (("1m", timedelta(minutes=1)), ("1h", timedelta(hours=1))):
        start = (end - timedelta(days=31)).replace(minute=0, second=0, microsecond=0)
        await conn.execute(FILL, {"id": ID, "interval": interval, "step": step, "start": start, "end": end})


async def replay(conn: AsyncConnection, newest: datetime) -> None:
    """Make it the database of a replay whose newest trade is of that time."""
    await conn.execute(text("UPDATE deployment SET mode = 'replay'"))
    await conn.execute(text("SELECT ensure_price_partitions(ARRAY[CAST(:day AS date)])"), {"day": newest.date()})
    trade = """
        INSERT INTO prices (instrument_id, trade_id, day, venue, coin_id, price, volume, side, "timestamp", received_at,
            backfilled)
        VALUES (:id, '1', :day, 'kraken', 'bitcoin', 5, 1, 'buy', :at, now(), false)
    """
    await conn.execute(text(trade), {"id": ID, "day": newest.date(), "at": newest})


@pytest.mark.parametrize("view", ["closed_candles", "open_candles", "instruments", "windows", "coins"])
async def test_analytics_reads_the_views(conn: AsyncConnection, view: str) -> None:
    await conn.execute(text("SET ROLE analytics"))

    await conn.execute(text(f"SELECT * FROM market_api.{view} LIMIT 1"))  # noqa: S608 - from the lines above


async def test_every_candle_is_in_one_of_two_views(conn: AsyncConnection) -> None:
    await fill(conn, END)

    closed = await conn.scalar(
        text("SELECT count(*) FROM market_api.closed_candles WHERE instrument_id = :id"), {"id": ID}
    )
    still_open = (
        'SELECT array_agg("interval" ORDER BY "interval") FROM market_api.open_candles WHERE instrument_id = :id'
    )

    assert closed == 31 * 24 * 60 + 31 * 24 + 34
    assert await conn.scalar(text(still_open), {"id": ID}) == ["1h", "1m"]


@pytest.mark.parametrize("mode", ["live", "replay"])
async def test_windows_are_those_of_market_data(conn: AsyncConnection, mode: str) -> None:
    """They end now, in a replay at the newest event."""
    end: datetime = END if mode == "replay" else await conn.scalar(text("SELECT now()"))
    await fill(conn, end)
    if mode == "replay":
        await replay(conn, END)

    rows = await conn.execute(text("SELECT * FROM market_api.windows WHERE instrument_id = :id"), {"id": ID})
    windows = {row.window: row for row in rows}

    assert set(windows) == {*LENGTHS, "30d"}
    assert {row.end_time for row in windows.values()} == {end}
    wanted = {found.window: found.close for found in await fetch_references(conn, [ID], end)}
    assert {window: windows[window].reference for window in LENGTHS} == wanted
    for window, length in LENGTHS.items():
        start = end - length
        first_hour = (start - timedelta(microseconds=1)).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        (extremes,) = await fetch_extremes(conn, [ID], start=start, first_hour=first_hour, end=end)
        found = windows[window]
        assert (found.low, found.high, found.usd_volume) == (extremes.low, extremes.high, extremes.volume_usd)
