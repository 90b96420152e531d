"""GET /market/arbitrage: when buying at one exchange and selling at another would have brought something after fees."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import from_us
from shared.errors import UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import Venue
from shared.http.cursors import CursorText, ListCursor, Page
from shared.http.parameters import Span, TimeSpan
from shared.http.problems import problems
from shared.http.representations import revalidate
from sqlalchemy import ColumnElement, Numeric, Row, and_, case, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import Conn, MarketDep, Now
from market_data.api.exchanges.fees import FeesText, parse_fees
from market_data.domain.exchanges.spans import NOT_OBSERVED, SnapshotLeg, SpanState, at_fees, span_state
from market_data.domain.exchanges.spans import Span as ArbitrageSpan
from market_data.domain.exchanges.spreads import Fees
from market_data.domain.observed import quote_of
from market_data.exchange_tables import arbitrage_spans
from market_data.recorder.exchanges.sql import span_of

router = APIRouter(prefix="/market/arbitrage", tags=["exchanges"])


class StateFilter(StrEnum):
    ALL = "all"
    OPEN = "open"
    CLOSED = "closed"


class OpportunityLeg(BaseModel):
    """One side at the moment of the best net: the quote as the exchange gave it, its USD rate and its fee."""

    venue: Venue
    instrument_id: str
    quote: str
    price: DecimalText
    """In the quote asset: the ask where one buys, the bid where one sells."""
    size: DecimalText | None
    quote_usd: DecimalText
    quote_usd_as_of: datetime
    price_usd: DecimalText
    fee_bp: DecimalText
    quoted_at: datetime
    """When the quote was received."""


class Opportunity(BaseModel):
    coin_id: str
    buy: Venue
    sell: Venue
    state: SpanState
    opened_at: datetime
    seen_at: datetime
    """Until when it is known to have lasted."""
    closed_at: datetime | None
    reason: str | None
    """Why it ended: `gone` (no longer above zero after fees), `not_observed` (whoever followed it stopped), or why a
    side could not be relied on any more, as in `/market/spreads`."""
    duration_ms: int
    """Until it ended; of an open one until `seen_at`."""
    best_at: datetime
    """When the net at the settings' fees was highest: all figures below are of that moment."""
    best_net_bp: DecimalText
    gross_bp: DecimalText
    fees_bp: DecimalText
    ask: DecimalText
    """In USD."""
    bid: DecimalText
    size: DecimalText | None
    """How much of the coin both quotes were for; null: an exchange did not say."""
    buy_leg: OpportunityLeg
    sell_leg: OpportunityLeg


class OpportunityPage(Page[Opportunity]):
    pass


class SpanKey(NamedTuple):
    """Where a page ended."""

    opened_at: datetime
    coin_id: str
    buy: str
    sell: str


@dataclass(frozen=True, slots=True)
class SpanFilter:
    """Which spans: those that overlap `span`, whose best net reached `min_net_bp`, of one coin (None: of all).

    `fees`: a caller's own, at which the net counts; None: those that were counted at the time.
    """

    span: TimeSpan
    min_net_bp: Decimal
    coin_id: str | None = None
    state: StateFilter = StateFilter.ALL
    fees: Fees | None = None


_SPANS = arbitrage_spans.c
_ORDER = (_SPANS.opened_at, _SPANS.coin_id, _SPANS.buy, _SPANS.sell)
_CURSOR: Final = ListCursor("arbitrage", SpanKey)
_UNHEARD: Final = timedelta(seconds=20)
"""An open span is written every few seconds: one that was not for so long has nobody who follows it."""


@router.get("", responses=problems(UnknownCoinError))
async def list_arbitrage(
    *,
    market: MarketDep,
    conn: Conn,
    response: Response,
    now: Now,
    span: Span,
    min_net_bp: Annotated[
        Decimal, Query(ge=0, le=100_000, description="The best net must have been this much, in basis points")
    ] = Decimal(0),
    coin: Annotated[str | None, Query(max_length=100, description="A coin's id or symbol")] = None,
    state: StateFilter = StateFilter.ALL,
    fees: FeesText = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: CursorText = None,
) -> OpportunityPage:
    """List opportunities after taker fees, open ones and those that ended, newest first.

    `fees` are counted instead of the settings' in what was kept. What only lower fees than the settings' would have
    made an opportunity was not kept; `/market/spreads/{coin_id}` with the same `fees` shows it while it is there.

    What is left out: how long coins and money take from one exchange to another and what that costs, what it costs to
    get the quote asset, and what moves the price beyond the best quote.
    """
    revalidate(response)
    coin_id = None if coin is None else market.coin(coin).coin_id
    own_fees = parse_fees(fees, market.exchanges.fees) if fees.strip() else None
    of = (coin_id, state, min_net_bp, fees.strip())
    before = _CURSOR.read(cursor, *of)
    wanted = SpanFilter(span, min_net_bp, coin_id, state, own_fees)
    rows = await fetch_spans(conn, wanted, heard_since=from_us(now) - _UNHEARD, before=before, limit=limit + 1)
    page, following = _CURSOR.cut(rows, limit, lambda row: SpanKey(row.opened_at, row.coin_id, row.buy, row.sell), *of)
    return OpportunityPage(items=[_item(row, now, own_fees) for row in page], next=following)


async def fetch_spans(
    conn: AsyncConnection, wanted: SpanFilter, *, heard_since: datetime, before: SpanKey | None, limit: int
) -> list[Row[tuple[object, ...]]]:
    """At most `limit` rows of `arbitrage_spans`, newest first. An open one not heard of since then counts as closed."""
    if wanted.span.is_empty:
        return []
    query = select(arbitrage_spans).order_by(*(column.desc() for column in _ORDER)).limit(limit)
    query = query.where((_SPANS.best_net_bp if wanted.fees is None else _net_at(wanted.fees)) >= wanted.min_net_bp)
    if wanted.coin_id is not None:
        query = query.where(_SPANS.coin_id == wanted.coin_id)
    is_open = and_(_SPANS.closed_at.is_(None), _SPANS.seen_at >= heard_since)
    if wanted.state is not StateFilter.ALL:
        query = query.where(is_open if wanted.state is StateFilter.OPEN else ~is_open)
    if wanted.span.start is not None:
        query = query.where(or_(is_open, func.coalesce(_SPANS.closed_at, _SPANS.seen_at) > wanted.span.start))
    if wanted.span.end is not None:
        query = query.where(_SPANS.opened_at < wanted.span.end)
    if before is not None:
        query = query.where(tuple_(*_ORDER) < tuple(before))
    return list(await conn.execute(query))


def _net_at(fees: Fees) -> ColumnElement[Decimal]:
    """The best net in basis points at other fees; see `domain.exchanges.spreads.costs`."""
    ask, bid = (cast(_SPANS.best[side]["price_usd"].astext, Numeric) for side in ("buy", "sell"))
    by_venue = {venue.value: fee for venue, fee in fees.items()}
    paid, taken = (case(by_venue, value=side, else_=0) for side in (_SPANS.buy, _SPANS.sell))
    return cast(_SPANS.best["gross_bp"].astext, Numeric) - func.round(paid + taken * (bid / ask), 4)


def _item(row: Row[tuple[object, ...]], now_us: int, fees: Fees | None) -> Opportunity:
    span = span_of(row.opened_at, row.seen_at, row.best, row.closed_at, row.close_reason)
    state = span_state(span, now_us, unheard_us=_UNHEARD // timedelta(microseconds=1))
    best = (
        span.best
        if fees is None
        else at_fees(span.best, *(fees.get(Venue(venue), Decimal(0)) for venue in (row.buy, row.sell)))
    )
    return Opportunity(
        coin_id=row.coin_id,
        buy=Venue(row.buy),
        sell=Venue(row.sell),
        state=state,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        closed_at=row.seen_at if state is SpanState.CLOSED and row.closed_at is None else row.closed_at,
        reason=NOT_OBSERVED if state is SpanState.CLOSED and row.close_reason is None else row.close_reason,
        duration_ms=_duration_us(span) // 1_000,
        best_at=from_us(best.at_us),
        best_net_bp=best.net_bp,
        gross_bp=best.gross_bp,
        fees_bp=best.fees_bp,
        ask=best.buy.price_usd,
        bid=best.sell.price_usd,
        size=best.size,
        buy_leg=_leg(Venue(row.buy), best.buy),
        sell_leg=_leg(Venue(row.sell), best.sell),
    )


def _duration_us(span: ArbitrageSpan) -> int:
    return (span.seen_us if span.closed_us is None else span.closed_us) - span.opened_us


def _leg(venue: Venue, leg: SnapshotLeg) -> OpportunityLeg:
    return OpportunityLeg(
        venue=venue,
        instrument_id=leg.instrument_id,
        quote=quote_of(leg.instrument_id),
        price=leg.price,
        size=leg.size,
        quote_usd=leg.quote_usd,
        quote_usd_as_of=from_us(leg.quote_usd_as_of_us),
        price_usd=leg.price_usd,
        fee_bp=leg.fee_bp,
        quoted_at=from_us(leg.quoted_us),
    )
