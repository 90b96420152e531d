"""Days of trades that are past their retention."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Where an instrument's newest trade will be dropped, its id is saved: fetching goes on from there.
_KEEP_START_IDS: Final = text("""
    UPDATE instruments SET start_id = greatest(start_id, newest.id)
    FROM (
        SELECT instrument_id, max(ltrim(trade_id, 'a')::numeric)::bigint AS id
        FROM prices
        WHERE day < CAST(:before AS date) AND instrument_id IN (
            SELECT i.instrument_id FROM instruments i
            WHERE NOT EXISTS (
                SELECT FROM prices p WHERE p.instrument_id = i.instrument_id AND p.day >= CAST(:before AS date)
            )
        )
        GROUP BY instrument_id
    ) AS newest
    WHERE instruments.instrument_id = newest.instrument_id
""")


async def save_start_ids(conn: AsyncConnection, before: date) -> None:
    """Call it before `drop_days`: else an instrument without trades would be fetched from its first trade on."""
    await conn.execute(_KEEP_START_IDS, {"before": before})


async def drop_days(conn: AsyncConnection, before: date) -> Sequence[date]:
    """Drop the days before `before`; returns them, oldest first.

    Raises:
        DBAPIError: SQLSTATE 55P03, the table is in use; 22008, trades of these days may still come.
    """
    return (await conn.scalars(text("SELECT drop_price_partitions(CAST(:before AS date))"), {"before": before})).all()
