"""Read how far the tables are."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Two seconds after both its end and its newest trade a candle closes. An open minute is waited for, since it closes
# soon; of the higher intervals those whose end is past, since the end of a day may be a day away.
_TO_CLOSE = text("""
    SELECT EXISTS (
        SELECT 1 FROM candles
        WHERE NOT is_closed
          AND ("interval" = '1m' OR open_time + CASE "interval"
                WHEN '5m' THEN interval '5 minutes' WHEN '15m' THEN interval '15 minutes'
                WHEN '1h' THEN interval '1 hour' WHEN '4h' THEN interval '4 hours' ELSE interval '1 day' END <= now())
    )
""")


async def count_trades(conn: AsyncConnection) -> int:
    """All rows of `prices`: seconds for tens of millions."""
    return int(await conn.scalar(text("SELECT count(*) FROM prices")) or 0)


async def has_candles_to_close(conn: AsyncConnection) -> bool:
    """Whether a minute is open, or a candle of a higher interval that should be closed by now."""
    return bool(await conn.scalar(_TO_CLOSE))
