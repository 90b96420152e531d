"""GET /market/candles/{coin_id}: a coin's candles, newest first or oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import to_us
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval, Venue
from shared.http.cursors import CursorText, ListCursor, Page, page_answer
from shared.http.parameters import ListOrder, Order, Span, TimeSpan
from shared.http.problems import problems
from shared.http.representations import keep_for, revalidate
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import CoinId, Conn, MarketDep, Now
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
    taker_buy_volume: Decimal | None
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
    span: TimeSpan,
    order: Order = Order.DESCENDING,
    after: datetime | None = None,
    limit: int,
) -> list[CandleRow]:
    """At most `limit` candles with an open time in `span`, of those that come after the one of `after` in `order`."""
    at = candles.c.open_time
    ascending = order is Order.ASCENDING
    query = (
        select(*_COLUMNS)
        .where(candles.c.instrument_id == instrument_id, candles.c.interval == interval.value)
        .order_by(at.asc() if ascending else at.desc())
        .limit(limit)
    )
    if span.start is not None:
        query = query.where(at >= span.start)
    if span.end is not None:
        query = query.where(at < span.end)
    if after is not None:
        query = query.where(at > after if ascending else at < after)
    return [CandleRow(*row) for row in await conn.execute(query)]


_CURSOR: Final = ListCursor("candles", datetime)
_SETTLED_SECONDS: Final = 3_600
_LATE_US: Final = 3_600_000_000
"""Until then trades that came late, and the venue's own history, may still change a candle."""

router = APIRouter(prefix="/market/candles", tags=["candles"])


class CandleItem(BaseModel):
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
    taker_buy_volume: DecimalText | None
    """What takers bought of `volume`. Null where the venue's own candle, of Coinbase or Kraken, does not say it."""
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


@router.get("/{coin_id}", response_model=CandlePage, responses=problems(UnknownCoinError, UnknownInstrumentError))
async def list_candles(
    *,
    market: MarketDep,
    conn: Conn,
    now: Now,
    coin_id: CoinId,
    span: Span,
    interval: Interval = Interval.MINUTE,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    order: ListOrder = Order.DESCENDING,
    venue: Annotated[Venue, Query(description="Its first instrument of the coin")] = Venue.COMPOSITE,
    instrument_id: Annotated[str | None, Query(description="Goes before `venue`")] = None,
    cursor: CursorText = None,
) -> Response:
    """List a coin's candles of one instrument that open in `[start, end)`."""
    instrument = instrument_of(market.coin(coin_id), instrument_id, venue)
    of = (instrument, interval, order)
    after = _CURSOR.read(cursor, *of)
    rows = await fetch_candles(conn, instrument, interval, span=span, order=order, after=after, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: row.open_time, *of)
    answer = page_answer(page, following)
    if are_settled(page, interval, now):
        keep_for(answer, _SETTLED_SECONDS)
    else:
        revalidate(answer)
    return answer


def are_settled(page: Sequence[CandleRow], interval: Interval, now_us: int) -> bool:
    """Whether these candles will very likely stay as they are: all closed an hour ago, and nothing is missing."""
    if not page:
        return False
    opens = [to_us(row.open_time) for row in page]
    first, last = min(opens), max(opens)
    return (
        last + interval.us + _LATE_US <= now_us
        and (last - first) // interval.us + 1 == len(page)
        and all(row.is_closed and row.status != CandleStatus.PARTIAL for row in page)
    )
