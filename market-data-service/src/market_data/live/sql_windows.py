"""Read what the rolling windows of all coins need, each in one statement."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.domain.windows import Extremes, Hour, Reference

# What a window is stands in the schema `market_api`, for the view of other services and for these alike.
_REFERENCES = text("""
    SELECT instrument_id, "window", close
    FROM (
        SELECT wanted.instrument_id, span."window",
               market_api.window_reference(
                   wanted.instrument_id, CAST(:end AS timestamptz) - span.length, span.reach
               ) AS close
        FROM unnest(CAST(:ids AS text[])) AS wanted (instrument_id) CROSS JOIN market_api.window_lengths AS span
        WHERE span."window" IN ('1h', '24h', '7d')
    ) AS found
    WHERE close IS NOT NULL
""")
_EXTREMES = text("""
    SELECT wanted.instrument_id, inside.low, inside.high, inside.usd_volume
    FROM unnest(CAST(:ids AS text[])) AS wanted (instrument_id)
    CROSS JOIN market_api.window_lengths AS span
    CROSS JOIN LATERAL market_api.window_range(
        wanted.instrument_id, CAST(:end AS timestamptz) - span.length, CAST(:end AS timestamptz)
    ) AS inside
    WHERE span."window" = '24h' AND inside.candle_count > 0
""")
_HOURS = text("""
    SELECT instrument_id, open_time, close FROM candles
    WHERE instrument_id = ANY(CAST(:ids AS text[])) AND "interval" = '1h'
      AND open_time >= CAST(:start AS timestamptz) AND open_time <= CAST(:end AS timestamptz)
""")


async def fetch_references(conn: AsyncConnection, ids: Sequence[str], end: datetime) -> list[Reference]:
    """The price at the start of each instrument's 1 h, 24 h and 7 d before `end`, where it is known."""
    rows = await conn.execute(_REFERENCES, {"ids": list(ids), "end": end})
    return [Reference(*row) for row in rows]


async def fetch_extremes(conn: AsyncConnection, ids: Sequence[str], end: datetime) -> list[Extremes]:
    """Lowest, highest and USD volume (None: unknown for a part) of each instrument in the 24 h before `end`."""
    rows = await conn.execute(_EXTREMES, {"ids": list(ids), "end": end})
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
