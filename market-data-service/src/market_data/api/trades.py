"""GET /market/trades/{coin_id}: a coin's stored trades, newest first."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import Side, Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems

from market_data.api.deps import CoinId, Conn, MarketDep
from market_data.api.reads import trades as reads
from market_data.api.reads.trades import TradeKey

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
    rows = await reads.fetch_trades(conn, coin.coin_id, instrument_id=instrument_id, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: TradeKey(row.timestamp, row.instrument_id, row.trade_id))
    return TradePage(items=[TradeItem.model_validate(row) for row in page], next=following)
