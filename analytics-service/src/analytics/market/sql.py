"""Rolling windows over one instrument's candles, open ones included. Reads the market's table."""

from decimal import Decimal
from typing import NamedTuple

from shared.clock import from_us
from shared.events.values import CandleStatus
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class LastPrice(NamedTuple):
    close: Decimal
    as_of_us: int
    status: CandleStatus


class WindowRow(NamedTuple):
    """A window that ends now. `reference` is the newest close at or before its start, None if that is too old."""

    window: str
    reference: Decimal | None
    low: Decimal | None
    high: Decimal | None
    usd_volume: Decimal | None
    candles: int
    status: CandleStatus | None


_LAST = text("""
SELECT found.close, (extract(epoch FROM found.as_of) * 1000000)::bigint, found.status::text
FROM unnest(ARRAY['1m', '1h', '1d']) AS wanted (length)
CROSS JOIN LATERAL (
    SELECT close, as_of, status FROM candles
    WHERE instrument_id = :instrument_id AND "interval" = wanted.length ORDER BY open_time DESC LIMIT 1
) AS found
ORDER BY found.as_of DESC LIMIT 1
""")

_NEWEST = text("""
SELECT (extract(epoch FROM max(open_time) + interval '1 minute') * 1000000)::bigint FROM candles
WHERE instrument_id = :instrument_id AND "interval" = '1m'
""")

# As the market's own windows: whole hours, and minutes for the hour that the window begins in; a reference from minutes
# or hours, and none from so far before the start that it was not the price of that time.
_WINDOWS = text("""
SELECT span.name, reference.close, inside.low, inside.high, inside.usd_volume, inside.candles, inside.status
FROM (VALUES
    ('1h', interval '1 hour', interval '1 hour'), ('24h', interval '24 hours', interval '6 hours'),
    ('7d', interval '7 days', interval '1 day'), ('30d', interval '30 days', interval '2 days')
) AS span (name, length, reach)
CROSS JOIN LATERAL (
    SELECT CAST(:end AS timestamptz) - span.length AS start,
        date_trunc('hour', CAST(:end AS timestamptz) - span.length - interval '1 microsecond', 'UTC')
            + interval '1 hour' AS first_hour
) AS at
LEFT JOIN LATERAL (
    SELECT close FROM (
        (SELECT close, open_time + interval '1 minute' AS ended FROM candles
         WHERE instrument_id = :instrument_id AND "interval" = '1m'
           AND open_time <= at.start - interval '1 minute' AND open_time > at.start - span.reach
         ORDER BY open_time DESC LIMIT 1)
        UNION ALL
        (SELECT close, open_time + interval '1 hour' FROM candles
         WHERE instrument_id = :instrument_id AND "interval" = '1h'
           AND open_time <= at.start - interval '1 hour' AND open_time > at.start - span.reach - interval '1 hour'
         ORDER BY open_time DESC LIMIT 1)
    ) AS either ORDER BY ended DESC LIMIT 1
) AS reference ON true
CROSS JOIN LATERAL (
    SELECT min(low) AS low, max(high) AS high, count(*) AS candles, max(status)::text AS status,
        CASE WHEN bool_and(usd_volume IS NOT NULL) THEN sum(usd_volume) END AS usd_volume
    FROM (
        SELECT low, high, usd_volume, status FROM candles
        WHERE instrument_id = :instrument_id AND "interval" = '1h' AND open_time >= at.first_hour AND open_time < :end
        UNION ALL
        SELECT low, high, usd_volume, status FROM candles
        WHERE instrument_id = :instrument_id AND "interval" = '1m' AND open_time >= at.start
          AND open_time < at.first_hour AND open_time < :end
    ) AS parts
) AS inside
""")


async def fetch_last_price(conn: AsyncConnection, instrument_id: str) -> LastPrice | None:
    """The close of the candle whose newest input was received last."""
    row = (await conn.execute(_LAST, {"instrument_id": instrument_id})).first()
    return None if row is None else LastPrice(row[0], row[1], CandleStatus(row[2]))


async def fetch_newest_end(conn: AsyncConnection, instrument_id: str) -> int | None:
    """When the newest minute with a trade ends: what "now" is in a replay."""
    found: int | None = await conn.scalar(_NEWEST, {"instrument_id": instrument_id})
    return found


async def fetch_windows(conn: AsyncConnection, instrument_id: str, end_us: int) -> dict[str, WindowRow]:
    rows = await conn.execute(_WINDOWS, {"instrument_id": instrument_id, "end": from_us(end_us)})
    found = [WindowRow(*row) for row in rows]
    return {row.window: row._replace(status=CandleStatus(row.status) if row.status else None) for row in found}
