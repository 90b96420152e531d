"""GET /market/spreads/{coin_id}/history: each minute's highest and mean spread of two exchanges, newest first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shared.errors import InvalidFieldError, UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import Venue
from shared.http.cursors import CursorText, ListCursor, Page, page_answer
from shared.http.parameters import Span, TimeSpan
from shared.http.problems import problems
from shared.http.representations import revalidate
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from market_data.api.deps import CoinId, Conn, MarketDep
from market_data.exchange_tables import spread_minutes

_CURSOR: Final = ListCursor("spread-history", datetime)
_SECOND_US: Final = 1_000_000

router = APIRouter(prefix="/market/spreads", tags=["exchanges"])


class SpreadMinuteItem(BaseModel):
    time: datetime
    """The beginning of the minute."""
    gross_max_bp: DecimalText
    gross_mean_bp: DecimalText
    """Weighted with time, over what is known of the minute."""
    net_max_bp: DecimalText
    net_mean_bp: DecimalText
    """After the taker fees of the settings at that time."""
    known_seconds: DecimalText
    """For how much of the minute both quotes could be relied on."""


class SpreadHistory(Page[SpreadMinuteItem]):
    """Minutes of which nothing is known are not there."""


@dataclass(frozen=True, slots=True)
class SpreadMinuteRow:
    time: datetime
    gross_max_bp: Decimal
    gross_mean_bp: Decimal
    net_max_bp: Decimal
    net_mean_bp: Decimal
    known_seconds: Decimal


@router.get("/{coin_id}/history", responses=problems(UnknownCoinError), response_model=SpreadHistory)
async def list_spread_minutes(
    *,
    market: MarketDep,
    conn: Conn,
    coin_id: CoinId,
    buy: Annotated[Venue, Query(description="The exchange to buy at")],
    sell: Annotated[Venue, Query(description="The exchange to sell at")],
    span: Span,
    limit: Annotated[int, Query(ge=1, le=1_500)] = 200,
    cursor: CursorText = None,
) -> Response:
    """List the minutes of one ordered pair of exchanges, as they were seen then: nothing is computed anew."""
    if buy is sell or Venue.COMPOSITE in (buy, sell):
        raise InvalidFieldError("sell", "must be another exchange than `buy`, and none may be the composite")
    coin = market.coin(coin_id).coin_id
    of = (coin, buy, sell)
    before = _CURSOR.read(cursor, *of)
    rows = await fetch_minutes(conn, of, span=span, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: row.time, *of)
    answer = page_answer(page, following)
    revalidate(answer)
    return answer


async def fetch_minutes(
    conn: AsyncConnection, of: tuple[str, Venue, Venue], *, span: TimeSpan, before: datetime | None, limit: int
) -> list[SpreadMinuteRow]:
    """At most `limit` minutes of a coin's pair, newest first."""
    if span.is_empty:
        return []
    at = spread_minutes.c
    query = (
        select(
            at.minute,
            at.gross_max_bp,
            func.round(at.gross_mean_bp, 4),
            at.net_max_bp,
            func.round(at.net_mean_bp, 4),
            func.trim_scale(func.round(func.div(at.known_us * 10, _SECOND_US) / Decimal(10), 1)),
        )
        .where(at.coin_id == of[0], at.buy == of[1].value, at.sell == of[2].value)
        .order_by(at.minute.desc())
        .limit(limit)
    )
    if span.start is not None:
        query = query.where(at.minute >= span.start)
    if span.end is not None:
        query = query.where(at.minute < span.end)
    if before is not None:
        query = query.where(at.minute < before)
    return [SpreadMinuteRow(*tuple(row)) for row in await conn.execute(query)]
