"""Days of trades and minutes that are past their retention, and the gaps in them."""

from collections.abc import Sequence
from datetime import date, datetime
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
_CLOSED: Final = text("""
    DELETE FROM market_gaps WHERE gap_id IN (
        SELECT gap_id FROM market_gaps WHERE state = 'closed' AND end_at < CAST(:before AS date) LIMIT :most
    )
""")
# Missing ids mostly lie between two trades of one minute or of two: its candles are `partial`, and so are those of the
# composite. A longer hole has minutes without a candle, of which only the ledger says that they are not complete.
_IN_CANDLES: Final = text("""
    DELETE FROM market_gaps WHERE gap_id IN (
        SELECT gap.gap_id
        FROM market_gaps AS gap
        JOIN instruments AS own ON own.instrument_id = gap.instrument_id
        WHERE gap.state = 'unfillable' AND gap.end_at < CAST(:before AS date)
            AND gap.end_at - gap.start_at < interval '10 minutes'
            AND NOT EXISTS (
                SELECT
                FROM generate_series(date_trunc('minute', gap.start_at), gap.end_at, interval '1 minute')
                    AS minute (open_time),
                    instruments AS shown
                WHERE shown.coin_id = own.coin_id
                    AND (shown.instrument_id = own.instrument_id OR shown.venue = 'composite')
                    AND NOT EXISTS (
                        SELECT FROM candles
                        WHERE candles.instrument_id = shown.instrument_id AND candles."interval" = '1m'
                            AND candles.open_time = minute.open_time AND candles.status = 'partial'
                    )
            )
        LIMIT :most
    )
""")
# What lacks something stays, and what a hole that is not closed touches: completeness reads it there.
_MINUTES: Final = text("""
    DELETE FROM candles WHERE (instrument_id, "interval", open_time) IN (
        SELECT c.instrument_id, c."interval", c.open_time FROM candles c
        WHERE c.instrument_id = CAST(:id AS text) AND c."interval" = '1m' AND c.open_time < CAST(:before AS timestamptz)
            AND c.is_closed AND c.status <> 'partial' AND NOT EXISTS (
                SELECT FROM market_gaps g JOIN instruments i USING (instrument_id)
                WHERE i.coin_id = c.coin_id AND g.state <> 'closed'
                    AND g.start_at < c.open_time + interval '1 minute'
                    AND coalesce(g.end_at, 'infinity') >= c.open_time
            )
        ORDER BY c.open_time LIMIT :most
    )
""")
_NOTE_MINUTES: Final = text("""
    UPDATE deployment SET minutes_since = CAST(:before AS timestamptz)
    WHERE minutes_since IS NULL OR minutes_since < CAST(:before AS timestamptz)
""")


async def note_minutes_since(conn: AsyncConnection, before: datetime) -> None:
    """Before minutes that opened earlier are deleted: what is folded from them stays as it is from now on."""
    await conn.execute(_NOTE_MINUTES, {"before": before})


async def delete_minutes(conn: AsyncConnection, instrument_id: str, before: datetime, most: int) -> int:
    """Delete candles of 1m that opened before that time, at most `most`; returns how many."""
    return (await conn.execute(_MINUTES, {"id": instrument_id, "before": before, "most": most})).rowcount


async def fetch_instrument_ids(conn: AsyncConnection) -> Sequence[str]:
    return (await conn.scalars(text("SELECT instrument_id FROM instruments ORDER BY 1"))).all()


async def save_start_ids(conn: AsyncConnection, before: date) -> None:
    """Call it before `drop_days`: else an instrument without trades would be fetched from its first trade on."""
    await conn.execute(_KEEP_START_IDS, {"before": before})


async def drop_days(conn: AsyncConnection, before: date) -> Sequence[date]:
    """Drop the days before `before`; returns them, oldest first.

    Raises:
        DBAPIError: SQLSTATE 55P03, the table is in use; 22008, trades of these days may still come.
    """
    return (await conn.scalars(text("SELECT drop_price_partitions(CAST(:before AS date))"), {"before": before})).all()


async def delete_old_gaps(conn: AsyncConnection, before: date, most: int) -> int:
    """Delete gaps that ended before that day; returns how many, at most `most` of each kind.

    Of those that stay unfilled only such go whose every minute has a candle that is `partial`, the composite's too:
    completeness and candles are the same without them.
    """
    given = {"before": before, "most": most}
    closed = await conn.execute(_CLOSED, given)
    return max(closed.rowcount, (await conn.execute(_IN_CANDLES, given)).rowcount)
