"""Read what the rolling windows of all coins need, each in one statement."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.windows import Extremes, Hour, Reference

# The newest close at or before the window's start, from the finer of minute and hour candles. Reaching back further
# than `reach` would pass off an old price as the one of that time.
_REFERENCES = text("""
    SELECT wanted.instrument_id, span.name, found.close
    FROM unnest(CAST(:ids AS text[])) AS wanted (instrument_id)
    CROSS JOIN (VALUES
        ('1h', interval '1 hour', interval '1 hour'),
        ('24h', interval '24 hours', interval '6 hours'),
        ('7d', interval '7 days', interval '1 day')
    ) AS span (name, length, reach)
    CROSS JOIN LATERAL (
        SELECT close FROM (
            (SELECT close, open_time + interval '1 minute' AS ended FROM candles
             WHERE instrument_id = wanted.instrument_id AND "interval" = '1m'
               AND open_time <= CAST(:end AS timestamptz) - span.length - interval '1 minute'
               AND open_time > CAST(:end AS timestamptz) - span.length - span.reach
             ORDER BY open_time DESC LIMIT 1)
            UNION ALL
            (SELECT close, open_time + interval '1 hour' FROM candles
             WHERE instrument_id = wanted.instrument_id AND "interval" = '1h'
               AND open_time <= CAST(:end AS timestamptz) - span.length - interval '1 hour'
               AND open_time > CAST(:end AS timestamptz) - span.length - span.reach - interval '1 hour'
             ORDER BY open_time DESC LIMIT 1)
        ) AS either ORDER BY ended DESC LIMIT 1
    ) AS found
""")

# Whole hours, and minutes for the hour that the window begins in.
_EXTREMES = text("""
    SELECT wanted.instrument_id, min(inside.low), max(inside.high),
           CASE WHEN bool_and(inside.usd_volume IS NOT NULL) THEN sum(inside.usd_volume) END
    FROM unnest(CAST(:ids AS text[])) AS wanted (instrument_id)
    CROSS JOIN LATERAL (
        SELECT low, high, usd_volume FROM candles
        WHERE instrument_id = wanted.instrument_id AND "interval" = '1h'
          AND open_time >= CAST(:first_hour AS timestamptz) AND open_time < CAST(:end AS timestamptz)
        UNION ALL
        SELECT low, high, usd_volume FROM candles
        WHERE instrument_id = wanted.instrument_id AND "interval" = '1m'
          AND open_time >= CAST(:start AS timestamptz) AND open_time < CAST(:first_hour AS timestamptz)
    ) AS inside
    GROUP BY wanted.instrument_id
""")

_HOURS = text("""
    SELECT instrument_id, open_time, close FROM candles
    WHERE instrument_id = ANY(CAST(:ids AS text[])) AND "interval" = '1h'
      AND open_time >= CAST(:start AS timestamptz) AND open_time <= CAST(:end AS timestamptz)
""")


async def fetch_references(conn: AsyncConnection, ids: Sequence[str], end: datetime) -> list[Reference]:
    rows = await conn.execute(_REFERENCES, {"ids": list(ids), "end": end})
    return [Reference(*row) for row in rows]


async def fetch_extremes(
    conn: AsyncConnection, ids: Sequence[str], *, start: datetime, first_hour: datetime, end: datetime
) -> list[Extremes]:
    """Lowest, highest and USD volume (None: unknown for a part) of each instrument in [start, end)."""
    rows = await conn.execute(_EXTREMES, {"ids": list(ids), "start": start, "first_hour": first_hour, "end": end})
    return [Extremes(*row) for row in rows]


async def fetch_hours(conn: AsyncConnection, ids: Sequence[str], start: datetime, end: datetime) -> list[Hour]:
    rows = await conn.execute(_HOURS, {"ids": list(ids), "start": start, "end": end})
    return [Hour(*row) for row in rows]


async def fetch_newest_event(conn: AsyncConnection) -> datetime | None:
    """The event time of the newest stored trade. For replays, whose tables are small."""
    found: datetime | None = await conn.scalar(text("SELECT max(timestamp) FROM prices"))
    return found


async def fetch_open_gaps(conn: AsyncConnection) -> dict[str, int]:
    """How many holes are open now, by coin."""
    found = text("SELECT coin_id, count(*) AS gaps FROM market_gaps WHERE state = 'open' GROUP BY coin_id")
    return {row.coin_id: row.gaps for row in await conn.execute(found)}
