"""Read candles, newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from shared.events.values import Interval
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import candles


@dataclass(frozen=True, slots=True)
class CandleRow:
    instrument_id: str
    interval: str
    open_time: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    quote_volume: Decimal
    usd_volume: Decimal | None
    trade_count: int
    status: str
    is_closed: bool
    revision: int
    source: str
    as_of: datetime


_COLUMNS = [candles.c[name] for name in CandleRow.__dataclass_fields__]


async def fetch_candles(
    conn: AsyncConnection,
    instrument_id: str,
    interval: Interval,
    *,
    start: datetime | None,
    end: datetime | None,
    limit: int,
) -> list[CandleRow]:
    """At most `limit` candles with an open time in [start, end), newest first."""
    query = (
        select(*_COLUMNS)
        .where(candles.c.instrument_id == instrument_id, candles.c.interval == interval.value)
        .order_by(candles.c.open_time.desc())
        .limit(limit)
    )
    if start is not None:
        query = query.where(candles.c.open_time >= start)
    if end is not None:
        query = query.where(candles.c.open_time < end)
    return [CandleRow(*row) for row in await conn.execute(query)]


class LastCandle(NamedTuple):
    close: Decimal
    as_of: datetime


_LAST = text("""
    SELECT found.close, found.as_of
    FROM unnest(ARRAY['1m', '1h', '1d']) AS wanted (length)
    CROSS JOIN LATERAL (
        SELECT close, as_of, open_time FROM candles
        WHERE instrument_id = :instrument_id AND "interval" = wanted.length
        ORDER BY open_time DESC LIMIT 1
    ) AS found
    ORDER BY found.as_of DESC LIMIT 1
""")


async def fetch_last_candle(conn: AsyncConnection, instrument_id: str) -> LastCandle | None:
    """What the stored candles say last of an instrument."""
    row = (await conn.execute(_LAST, {"instrument_id": instrument_id})).first()
    return None if row is None else LastCandle(row[0], row[1])
