"""GET /market/trades/{coin_id}: a coin's stored trades, newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import Side, Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import CoinId, Conn, MarketDep
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


_CURSOR: Final = ListCursor("trades", TradeKey)

router = APIRouter(prefix="/market/trades", tags=["trades"])


class TradeItem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    instrument_id: str
    venue: Venue
    trade_id: str
    price: DecimalText
    size: DecimalText
    side: Side
    """The taker's."""
    timestamp: datetime
    received_at: datetime
    backfilled: bool
    quote_usd: DecimalText | None


class TradePage(Page[TradeItem]):
    pass


@router.get("/{coin_id}", responses=problems(UnknownCoinError, UnknownInstrumentError))
async def list_trades(
    *,
    market: MarketDep,
    conn: Conn,
    coin_id: CoinId,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    instrument_id: Annotated[str | None, Query(description="Only trades of this one")] = None,
    cursor: CursorText = None,
) -> TradePage:
    """List a coin's trades at all venues, newest first."""
    coin = market.coin(coin_id)
    if instrument_id is not None and not coin.has(instrument_id):
        raise UnknownInstrumentError(coin.coin_id, instrument_id)
    before = _CURSOR.read(cursor)
    rows = await fetch_trades(conn, coin.coin_id, instrument_id=instrument_id, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: TradeKey(row.timestamp, row.instrument_id, row.trade_id))
    return TradePage(items=[TradeItem.model_validate(row) for row in page], next=following)
