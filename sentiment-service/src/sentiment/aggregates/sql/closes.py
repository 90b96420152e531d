"""Hourly closes of a coin's composite, by the view of `market_api` that market-data keeps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from shared.events.values import Interval, composite_id
from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

_HOUR: Final = timedelta(hours=1)
_candles = table(
    "closed_candles", *map(column, ("instrument_id", "interval", "open_time", "close")), schema="market_api"
)


async def fetch_closes(conn: AsyncConnection, symbol: str, start: datetime, end: datetime) -> Mapping[datetime, float]:
    """By the end of the hour, in [start, end)."""
    statement = select(_candles.c.open_time, _candles.c.close).where(
        _candles.c.instrument_id == composite_id(symbol),
        _candles.c.interval == Interval.HOUR.value,
        _candles.c.open_time >= start - _HOUR,
        _candles.c.open_time < end - _HOUR,
    )
    return {open_time + _HOUR: float(close) for open_time, close in await conn.execute(statement)}
