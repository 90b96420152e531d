"""GET /market/trades/{coin_id}: a coin's stored trades, newest first."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import Side, Venue
from shared.http.problems import problems

from market_data.api.deps import CoinId, Conn, MarketDep
from market_data.api.pages import Cursor, Page, cursor_of, parts_of, time_of, time_part
from market_data.api.reads import trades as reads
from market_data.api.reads.trades import TradeKey, TradeRow

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
    cursor: Cursor = None,
) -> TradePage:
    """List a coin's trades at all venues, newest first."""
    coin = market.coin(coin_id)
    if instrument_id is not None and not coin.has(instrument_id):
        raise UnknownInstrumentError(coin.coin_id, instrument_id)
    before = None if cursor is None else _key_of(cursor)
    rows = await reads.fetch_trades(conn, coin.coin_id, instrument_id=instrument_id, before=before, limit=limit + 1)
    return TradePage(
        items=[TradeItem.model_validate(row) for row in rows[:limit]],
        next=_cursor_at(rows[limit - 1]) if len(rows) > limit else None,
    )


def _cursor_at(row: TradeRow) -> str:
    return cursor_of(time_part(row.timestamp), row.instrument_id, row.trade_id)


def _key_of(cursor: str) -> TradeKey:
    at, instrument_id, trade_id = parts_of(cursor, 3)
    return TradeKey(time_of(at), instrument_id, trade_id)
