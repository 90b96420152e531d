"""GET /market/trades/{coin_id}: a coin's stored trades, newest first or oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import Side, Venue
from shared.http.cursors import CursorText, ListCursor, Page, page_answer
from shared.http.parameters import ListOrder, Order, Span, TimeSpan
from shared.http.problems import problems
from shared.http.representations import revalidate
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import CoinId, Conn, MarketDep
from market_data.domain.coin_registry import Coin
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


_COLUMNS: Final = [
    prices.c[name]
    for name in (
        "instrument_id",
        "venue",
        "trade_id",
        "price",
        "volume",
        "side",
        "timestamp",
        "received_at",
        "backfilled",
        "quote_usd",
    )
]
# Ids are numbers as text: a longer one is a greater one.
_ORDER = (prices.c.timestamp, prices.c.instrument_id, func.length(prices.c.trade_id), prices.c.trade_id)


@dataclass(frozen=True, slots=True)
class TradeFilter:
    """Which of a coin's trades: of one instrument, of one venue (None: of all), in a span of event times."""

    coin_id: str
    span: TimeSpan
    instrument_id: str | None = None
    venue: Venue | None = None


async def fetch_trades(
    conn: AsyncConnection, wanted: TradeFilter, *, order: Order = Order.DESCENDING, after: TradeKey | None, limit: int
) -> list[TradeRow]:
    """At most `limit` trades, of those that come after `after` in `order`."""
    ascending = order is Order.ASCENDING
    query = (
        select(*_COLUMNS)
        .where(*_conditions(wanted))
        .order_by(*(column.asc() if ascending else column.desc() for column in _ORDER))
        .limit(limit)
    )
    if after is not None:
        at, row = prices.c.timestamp, tuple_(*_ORDER)
        key = (after.timestamp, after.instrument_id, len(after.trade_id), after.trade_id)
        # The first condition is implied by the second, but is the one that the index understands.
        query = (
            query.where(at >= after.timestamp, row > key)
            if ascending
            else query.where(at <= after.timestamp, row < key)
        )
    return [TradeRow(*tuple(row)) for row in await conn.execute(query)]


def _conditions(wanted: TradeFilter) -> Iterator[ColumnElement[bool]]:
    yield prices.c.coin_id == wanted.coin_id
    if wanted.instrument_id is not None:
        yield prices.c.instrument_id == wanted.instrument_id
    if wanted.venue is not None:
        yield prices.c.venue == wanted.venue.value
    if wanted.span.start is not None:
        yield prices.c.timestamp >= wanted.span.start
        yield prices.c.day >= (wanted.span.start - _MIDNIGHT).date()  # leaves out older partitions
    if wanted.span.end is not None:
        yield prices.c.timestamp < wanted.span.end
        yield prices.c.day <= (wanted.span.end + _MIDNIGHT).date()


_MIDNIGHT: Final = timedelta(seconds=2)
"""A trade this near to midnight UTC may stand under the day beside its own."""
_CURSOR: Final = ListCursor("trades", TradeKey)

router = APIRouter(prefix="/market/trades", tags=["trades"])


class TradeItem(BaseModel):
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


@router.get("/{coin_id}", response_model=TradePage, responses=problems(UnknownCoinError, UnknownInstrumentError))
async def list_trades(
    *,
    market: MarketDep,
    conn: Conn,
    coin_id: CoinId,
    span: Span,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    order: ListOrder = Order.DESCENDING,
    venue: Annotated[Venue | None, Query(description="Only trades at this one; `composite`: at all of them")] = None,
    instrument_id: Annotated[str | None, Query(description="Only trades of this one; goes before `venue`")] = None,
    cursor: CursorText = None,
) -> Response:
    """List a coin's trades whose event time is in `[start, end)`."""
    coin = market.coin(coin_id)
    wanted = trades_of(coin, instrument_id, venue, span)
    of = (wanted.coin_id, wanted.instrument_id, wanted.venue, order)
    after = _CURSOR.read(cursor, *of)
    rows = await fetch_trades(conn, wanted, order=order, after=after, limit=limit + 1)
    page, following = _CURSOR.cut(
        rows, limit, lambda row: TradeKey(row.timestamp, row.instrument_id, row.trade_id), *of
    )
    answer = page_answer(page, following)
    revalidate(answer)
    return answer


def trades_of(coin: Coin, instrument_id: str | None, venue: Venue | None, span: TimeSpan) -> TradeFilter:
    """The trades that are requested. The composite is made of all of a coin's trades.

    Raises:
        UnknownInstrumentError: the coin has no such instrument, or none at this venue.
    """
    if instrument_id is not None:
        if not coin.has(instrument_id):
            raise UnknownInstrumentError(coin.coin_id, instrument_id)
        return TradeFilter(coin.coin_id, span, None if instrument_id == coin.composite_id else instrument_id)
    if venue in (None, Venue.COMPOSITE):
        return TradeFilter(coin.coin_id, span)
    if coin.instruments and coin.at(venue) is None:
        raise UnknownInstrumentError(coin.coin_id, f"at {venue}")
    return TradeFilter(coin.coin_id, span, venue=venue)
