"""GET /market/completeness/{coin_id}: how complete a chosen span of time is, the same whatever interval is shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from shared.clock import from_us, to_us
from shared.errors import UnknownCoinError, UnknownInstrumentError
from shared.events import GapClosing, NotFollowed, PriceReason
from shared.events.decimals import DecimalText
from shared.events.values import Interval, Mode, Venue
from shared.http.parameters import PerDay, Span, TimeSpan, row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from market_data.api.candles import instrument_of
from market_data.api.deps import CoinId, Conn, MarketDep, MarketState, Now
from market_data.api.venues import moment
from market_data.domain.coin_registry import RegisteredInstrument
from market_data.domain.completeness import Completeness, Stretch, StretchStatus
from market_data.domain.coverage import GapSpan
from market_data.live.completeness import fetch_detailed_completeness
from market_data.live.unheard import NOT_RECORDED

router = APIRouter(prefix="/market/completeness", tags=["gaps"])

_MOST_SPANS: Final = 5_000
_LONGEST_DAYS: Final = 400
_LONGEST_US: Final = _LONGEST_DAYS * Interval.DAY.us
# In rows: a day has 1 440 minutes, whose open times are read from an index.
_COST: Final = row_cost(PerDay(60, default=1, most=_LONGEST_DAYS))


class MissedIds(BaseModel):
    """The first and the last trade id of a hole; null: not known."""

    instrument_id: str
    first: str | None
    last: str | None


class CompletenessSpan(BaseModel):
    """`[start, end)`, whole minutes. What comes from an entry of the ledger says which ids, and how it ended."""

    start: datetime
    end: datetime
    status: StretchStatus
    """`complete`; `backfilled`: fetched later, or the exchange's own candles; `partial`: a candle that lacks trades;
    `missing`: no candle, since nothing is known of a hole; `quiet`: no candle, since nobody traded; `none`: before
    history begins, or after a capture's end."""
    ids: MissedIds | None
    closed_by: GapClosing | None
    """`ids`: trades fetched by id; `candles`: the exchange's own candles; null: open, unfillable, or no hole."""
    reason: str | None
    """How the hole was closed, or why not."""
    trades_filled: int | None
    """How many trades of the hole were fetched; null where that is not known."""


_Reason = NotFollowed | PriceReason


class NotFollowedItem(BaseModel):
    instrument_id: str
    reason: NotFollowed
    """As in `/market/instruments`: `refused`, `not_listed`, `halted` (nothing is missing), `unanswered` …"""


class CompletenessItem(BaseModel):
    coin_id: str
    instrument_id: str
    start: datetime
    """Of the first minute that counts: spans of more than 400 days are cut at their beginning."""
    end: datetime
    """After the last minute that counts: the running one, in a replay the one of the newest event, at most."""
    percent: DecimalText | None
    """Share of these minutes that is `complete`, `backfilled` or `quiet`: a minute without a trade lacks nothing."""
    since: datetime | None
    """History begins there; null when nothing is known at all."""
    spans: list[CompletenessSpan]
    """The whole time, oldest first; of more than 5 000 only the newest."""
    as_of: datetime
    """Up to when it is known."""
    source: str = "ledger"
    stale: bool
    """No trades arrive of some of its instruments, or none are written: since `as_of` minutes count as incomplete."""
    reason: _Reason | None
    """Why no trades arrive at present, where that is known of all of its instruments; `no_data`: nothing is known."""
    not_followed: list[NotFollowedItem]
    """The instrument itself, or those of the composite, whose trades do not arrive at present."""


@router.get("/{coin_id}", responses=problems(UnknownCoinError, UnknownInstrumentError), openapi_extra=_COST)
async def read_completeness(
    *,
    response: Response,
    market: MarketDep,
    conn: Conn,
    coin_id: CoinId,
    span: Span,
    now: Now,
    venue: Annotated[Venue, Query(description="Its first instrument of the coin")] = Venue.COMPOSITE,
    instrument_id: Annotated[str | None, Query(description="Goes before `venue`")] = None,
) -> CompletenessItem:
    """Read what is complete, backfilled, partial, missing, quiet or unknown of one instrument's time, by default 24 h.

    It is computed minute by minute from the ledger (`/market/gaps/{coin_id}` lists its entries) and the status of the
    minutes: so it is the same for every interval of candles, and for 24 hours the `complete_24h_percent` of the lists.
    The composite lacks what any of its instruments lacks.
    """
    revalidate(response)
    coin = market.coin(coin_id)
    chosen = instrument_of(coin, instrument_id, venue)
    start_us, end_us = _limits(market, span, now)
    theirs = [one for one in coin.instruments if chosen in (one.instrument_id, coin.composite_id)]
    missing = _not_followed(market, theirs, now)
    unheard = market.unheard.gaps(theirs, now)
    found = await fetch_detailed_completeness(conn, chosen, start_us, end_us, unheard)
    return CompletenessItem(
        coin_id=coin.coin_id,
        instrument_id=chosen,
        start=from_us(start_us),
        end=from_us(end_us),
        percent=found.percent,
        since=moment(found.since_us),
        spans=[_span(one) for one in found.stretches[-_MOST_SPANS:]],
        as_of=from_us(min((gap.start_us for gap in unheard), default=now)),
        stale=bool(unheard),
        reason=_reason(found, missing, unheard, len(theirs)),
        not_followed=missing,
    )


def _span(stretch: Stretch) -> CompletenessSpan:
    gap = stretch.gap
    ids = (
        None
        if gap is None
        else MissedIds(instrument_id=gap.instrument_id, first=_text(gap.first_id), last=_text(gap.last_id))
    )
    return CompletenessSpan(
        start=from_us(stretch.start_us),
        end=from_us(stretch.end_us),
        status=stretch.status,
        ids=ids,
        closed_by=None if gap is None else gap.closed_by,
        reason=None if gap is None else gap.reason,
        trades_filled=None if gap is None else gap.trades_filled,
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _reason(
    found: Completeness, missing: Sequence[NotFollowedItem], unheard: Sequence[GapSpan], instruments: int
) -> _Reason | None:
    if missing and len(missing) == instruments:
        return missing[0].reason
    if unheard and len(unheard) == instruments:
        is_written = any(gap.entry and gap.entry.reason != NOT_RECORDED for gap in unheard)
        return PriceReason.VENUE_STALE if is_written else PriceReason.NO_DATA
    return PriceReason.NO_DATA if found.percent is None else None


def _not_followed(
    market: MarketState, instruments: Sequence[RegisteredInstrument], now_us: int
) -> list[NotFollowedItem]:
    reported = market.venues.not_followed(now_us)
    reasons = [(one.instrument_id, reported.get(one.instrument_id) or one.disabled) for one in instruments]
    return [NotFollowedItem(instrument_id=id_, reason=why) for id_, why in reasons if why is not None]


def _limits(market: MarketState, span: TimeSpan, now_us: int) -> tuple[int, int]:
    """Whole minutes, up to the running one; none of them for a span that is empty."""
    newest_us = market.figures.end_us if market.mode is Mode.REPLAY else None
    last_us = Interval.MINUTE.floor(newest_us or now_us) + Interval.MINUTE.us
    end_us = last_us if span.end is None else min(_ceil(to_us(span.end)), last_us)
    start_us = end_us - Interval.DAY.us if span.start is None else Interval.MINUTE.floor(to_us(span.start))
    if span.is_empty:
        return min(start_us, last_us), min(start_us, last_us)
    return min(max(start_us, end_us - _LONGEST_US), end_us), end_us


def _ceil(at_us: int) -> int:
    return -(-at_us // Interval.MINUTE.us) * Interval.MINUTE.us
