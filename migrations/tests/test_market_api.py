"""The views that other services read of the market: rights, and what a window is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from market_data.live.sql_windows import fetch_extremes, fetch_references
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

ID = "BTC-USD.KRAKEN"
END = datetime(2021, 4, 17, 12, 34, 56, tzinfo=UTC)
LENGTHS = {
    "1h": timedelta(hours=1),
    "24h": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
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
async def test_windows_end_now_and_in_a_replay_at_the_newest_event(conn: AsyncConnection, mode: str) -> None:
    end: datetime = END if mode == "replay" else await conn.scalar(text("SELECT now()"))
    await fill(conn, end)
    if mode == "replay":
        await replay(conn, END)

    rows = await conn.execute(text("SELECT * FROM market_api.windows WHERE instrument_id = :id"), {"id": ID})
    windows = {row.window: row for row in rows}

    assert {window: row.end_time - row.start_time for window, row in windows.items()} == LENGTHS
    assert {row.end_time for row in windows.values()} == {end}
    assert {row.status for row in windows.values()} == {"complete"}


async def test_market_data_reads_the_same_windows(conn: AsyncConnection) -> None:
    await fill(conn, END)
    await replay(conn, END)
    rows = await conn.execute(text("SELECT * FROM market_api.windows WHERE instrument_id = :id"), {"id": ID})
    windows = {row.window: row for row in rows}

    await conn.execute(text("SET ROLE market_data"))
    references = {found.window: found.close for found in await fetch_references(conn, [ID], END)}
    (extremes,) = await fetch_extremes(conn, [ID], END)

    assert references == {window: windows[window].reference for window in ("1h", "24h", "7d")}
    day = windows["24h"]
    assert (extremes.low, extremes.high, extremes.volume_usd) == (day.low, day.high, day.usd_volume)


async def test_a_window_holds_whole_hours_and_the_minutes_of_the_hour_it_begins_in(conn: AsyncConnection) -> None:
    await fill(conn, END)
    await replay(conn, END)
    inside = """
        SELECT count(*), min(low), max(high), sum(usd_volume) FROM candles WHERE instrument_id = :id AND
            ("interval" = '1h' AND open_time >= '2021-04-16 13:00Z' AND open_time < :end
             OR "interval" = '1m' AND open_time >= :start AND open_time < '2021-04-16 13:00Z')
    """
    wanted = (await conn.execute(text(inside), {"id": ID, "start": END - LENGTHS["24h"], "end": END})).one()

    view = "SELECT * FROM market_api.windows WHERE instrument_id = :id AND \"window\" = '24h'"
    day = (await conn.execute(text(view), {"id": ID})).one()

    assert (day.candle_count, day.low, day.high, day.usd_volume) == tuple(wanted)


async def test_a_price_from_too_long_before_a_window_is_no_reference(conn: AsyncConnection) -> None:
    await fill(conn, END)
    await replay(conn, END)
    start = END - LENGTHS["24h"]
    ended = "DELETE FROM candles WHERE open_time <= :start AND open_time > :start - CAST(:reach AS interval)"
    view = "SELECT reference FROM market_api.windows WHERE instrument_id = :id AND \"window\" = '24h'"

    await conn.execute(text(ended), {"start": start, "reach": timedelta(hours=5)})
    assert await conn.scalar(text(view), {"id": ID}) is not None
    await conn.execute(text(ended), {"start": start, "reach": timedelta(hours=8)})
    assert await conn.scalar(text(view), {"id": ID}) is None


@pytest.mark.parametrize("role", ["sentiment", "portfolio", "users"])
async def test_windows_are_for_analytics_alone(conn: AsyncConnection, role: str) -> None:
    await conn.execute(text(f"SET ROLE {role}"))

    with pytest.raises(DBAPIError):
        await conn.execute(text("SELECT market_api.window_reference('x', now(), interval '1 hour')"))
