"""Read how far the tables are."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# A candle whose end is still to come is not late. Two seconds after both its end and its newest trade it closes.
_TO_CLOSE = text("""
    SELECT EXISTS (
        SELECT 1 FROM candles
        WHERE NOT is_closed
          AND open_time + CASE "interval"
                WHEN '1m' THEN interval '1 minute' WHEN '5m' THEN interval '5 minutes'
                WHEN '15m' THEN interval '15 minutes' WHEN '1h' THEN interval '1 hour'
                WHEN '4h' THEN interval '4 hours' ELSE interval '1 day' END <= now()
    )
""")


async def count_trades(conn: AsyncConnection) -> int:
    """All rows of `prices`: seconds for tens of millions."""
    return int(await conn.scalar(text("SELECT count(*) FROM prices")) or 0)


async def has_candles_to_close(conn: AsyncConnection) -> bool:
    return bool(await conn.scalar(_TO_CLOSE))
