"""GET /market/candles/{coin_id}: a coin's candles, newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval, Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.problems import problems
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import CoinId, Conn, MarketDep, Span, TimeSpan
from market_data.domain.coin_registry import Coin
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


_CURSOR: Final = ListCursor("candles", datetime)

router = APIRouter(prefix="/market/candles", tags=["candles"])


class CandleItem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    instrument_id: str
    interval: Interval
    open_time: datetime
    open: DecimalText
    high: DecimalText
    low: DecimalText
    close: DecimalText
    volume: DecimalText
    quote_volume: DecimalText
    usd_volume: DecimalText | None
    """Null as soon as one of its trades had no USD rate."""
    trade_count: int
    status: CandleStatus
    is_closed: bool
    revision: int
    source: str
    as_of: datetime


class CandlePage(Page[CandleItem]):
    """Minutes without a trade have no candle."""


def instrument_of(coin: Coin, instrument_id: str | None, venue: Venue) -> str:
    """The requested instrument: `instrument_id` if given, else the coin's first one at `venue`.

    Raises:
        UnknownInstrumentError: the coin has no such instrument.
    """
    if instrument_id is not None:
        if not coin.has(instrument_id):
            raise UnknownInstrumentError(coin.coin_id, instrument_id)
        return instrument_id
    found = coin.at(venue)
    if found is None:
        raise UnknownInstrumentError(coin.coin_id, f"at {venue}")
    return found


@router.get("/{coin_id}", responses=problems(UnknownCoinError, UnknownInstrumentError))
async def list_candles(
    *,
    market: MarketDep,
    conn: Conn,
    coin_id: CoinId,
    span: Span,
    interval: Interval = Interval.MINUTE,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    venue: Annotated[Venue, Query(description="Its first instrument of the coin")] = Venue.COMPOSITE,
    instrument_id: Annotated[str | None, Query(description="Goes before `venue`")] = None,
    cursor: CursorText = None,
) -> CandlePage:
    """List a coin's candles of one instrument, newest first."""
    instrument = instrument_of(market.coin(coin_id), instrument_id, venue)
    last = _CURSOR.read(cursor)
    wanted = span if last is None else _before(span, last)
    rows = await fetch_candles(conn, instrument, interval, start=wanted.start, end=wanted.end, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: row.open_time)
    return CandlePage(items=[CandleItem.model_validate(row) for row in page], next=following)


def _before(span: TimeSpan, open_time: datetime) -> TimeSpan:
    return TimeSpan(span.start, open_time if span.end is None else min(open_time, span.end))
