"""Read stored trades, newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.tables import prices


@dataclass(frozen=True, slots=True)
class TradeRow:
    instrument_id: str
    venue: str
    trade_id: str
    price: Decimal
    size: Decimal
    side: str
    timestamp: datetime
    received_at: datetime
    backfilled: bool
    quote_usd: Decimal | None


class TradeKey(NamedTuple):
    """Where a page ended."""

    timestamp: datetime
    instrument_id: str
    trade_id: str


# Ids are numbers as text: a longer one is a greater one.
_ORDER = (prices.c.timestamp, prices.c.instrument_id, func.length(prices.c.trade_id), prices.c.trade_id)


async def fetch_trades(
    conn: AsyncConnection, coin_id: str, *, instrument_id: str | None, before: TradeKey | None, limit: int
) -> list[TradeRow]:
    """At most `limit` trades of a coin, or of one of its instruments, that are older than `before`."""
    query = (
        select(
            prices.c.instrument_id,
            prices.c.venue,
            prices.c.trade_id,
            prices.c.price,
            prices.c.volume,
            prices.c.side,
            prices.c.timestamp,
            prices.c.received_at,
            prices.c.backfilled,
            prices.c.quote_usd,
        )
        .where(prices.c.coin_id == coin_id)
        .order_by(*(column.desc() for column in _ORDER))
        .limit(limit)
    )
    if instrument_id is not None:
        query = query.where(prices.c.instrument_id == instrument_id)
    if before is not None:
        key = (before.timestamp, before.instrument_id, len(before.trade_id), before.trade_id)
        # The first condition is implied by the second, but is the one that the index understands.
        query = query.where(prices.c.timestamp <= before.timestamp, tuple_(*_ORDER) < key)
    return [TradeRow(*tuple(row)) for row in await conn.execute(query)]
