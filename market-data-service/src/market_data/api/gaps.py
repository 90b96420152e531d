"""GET /market/gaps/{coin_id}: the ledger behind a candle's `status`, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.errors import UnknownCoinError
from shared.events import GapClosing, GapState
from shared.events.values import Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.parameters import Span, TimeSpan
from shared.http.problems import problems
from shared.http.representations import revalidate
from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import CoinId, Conn, MarketDep
from market_data.tables import market_gaps


@dataclass(frozen=True, slots=True)
class GapRow:
    """`[start_at, end_at)`; no end: it is not known yet."""

    gap_id: str
    instrument_id: str
    venue: str
    start_at: datetime
    end_at: datetime | None
    first_id: int | None
    last_id: int | None
    state: str
    reason: str | None
    as_of: datetime
    closed_by: str | None
    trades_filled: int | None


class GapKey(NamedTuple):
    """Where a page ended."""

    start_at: datetime
    gap_id: str


_ORDER = (market_gaps.c.start_at, market_gaps.c.gap_id)


async def fetch_gaps(
    conn: AsyncConnection,
    coin_id: str,
    *,
    span: TimeSpan,
    before: GapKey | None,
    limit: int,
) -> list[GapRow]:
    """At most `limit` gaps of a coin's instruments that overlap `span` and began earlier than `before`."""
    if span.is_empty:
        return []
    gaps = market_gaps.c
    query = (
        select(
            gaps.gap_id,
            gaps.instrument_id,
            gaps.venue,
            gaps.start_at,
            gaps.end_at,
            gaps.first_id,
            gaps.last_id,
            gaps.state,
            gaps.reason,
            gaps.as_of,
            gaps.closed_by,
            gaps.trades_filled,
        )
        .where(gaps.coin_id == coin_id)
        .order_by(*(column.desc() for column in _ORDER))
        .limit(limit)
    )
    if span.start is not None:
        query = query.where(or_(gaps.end_at.is_(None), gaps.end_at >= span.start))
    if span.end is not None:
        query = query.where(gaps.start_at < span.end)
    if before is not None:
        query = query.where(tuple_(*_ORDER) < (before.start_at, before.gap_id))
    return [GapRow(*tuple(row)) for row in await conn.execute(query)]


_CURSOR: Final = ListCursor("gaps", GapKey)

router = APIRouter(prefix="/market/gaps", tags=["gaps"])


class GapItem(BaseModel):
    gap_id: str
    instrument_id: str
    venue: Venue
    start: datetime
    end: datetime | None
    """null: not known yet. The same as `start`: nothing was missing after all."""
    first_id: str | None
    """The first id that may be missing."""
    last_id: str | None
    """The last one; null: not known yet."""
    state: GapState
    reason: str | None
    """How it was closed, or why not."""
    closed_by: GapClosing | None
    """`ids`: its trades were fetched by id; `candles`: by the exchange's own candles."""
    trades_filled: int | None
    """How many of its trades were fetched; null where that is not known."""
    as_of: datetime


class GapPage(Page[GapItem]):
    pass


@router.get("/{coin_id}", responses=problems(UnknownCoinError))
async def list_gaps(
    *,
    market: MarketDep,
    conn: Conn,
    response: Response,
    coin_id: CoinId,
    span: Span,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    cursor: CursorText = None,
) -> GapPage:
    """List what was missed of a coin's trades at each venue, and what became of it: gaps that overlap the span."""
    revalidate(response)
    coin = market.coin(coin_id).coin_id
    before = _CURSOR.read(cursor, coin)
    rows = await fetch_gaps(conn, coin, span=span, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: GapKey(row.start_at, row.gap_id), coin)
    return GapPage(items=[_item(row) for row in page], next=following)


def _item(row: GapRow) -> GapItem:
    return GapItem(
        gap_id=row.gap_id,
        instrument_id=row.instrument_id,
        venue=Venue(row.venue),
        start=row.start_at,
        end=row.end_at,
        first_id=_text(row.first_id),
        last_id=_text(row.last_id),
        state=GapState(row.state),
        reason=row.reason,
        closed_by=None if row.closed_by is None else GapClosing(row.closed_by),
        trades_filled=row.trades_filled,
        as_of=row.as_of,
    )


def _text(number: int | None) -> str | None:
    """Ids have up to 63 bits; a number in JavaScript has 53."""
    return None if number is None else str(number)
