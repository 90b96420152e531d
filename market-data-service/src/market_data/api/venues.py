"""GET /market/venues: how the connection to each venue is."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from shared.clock import from_us
from shared.events import VenueReason, VenueState
from shared.events.values import Venue
from shared.events.venues import VenueStanding
from shared.http.cursors import Page
from shared.http.problems import problems

from market_data.api.deps import MarketDep, Now

router = APIRouter(prefix="/market/venues", tags=["venues"])


class VenueItem(BaseModel):
    venue: Venue
    state: VenueState
    reason: VenueReason | None
    since: datetime | None
    last_message_at: datetime | None
    last_data_at: datetime | None
    """When the newest trade or quote came; heartbeats and answers to subscriptions are messages, but no data."""
    message_rate: str
    """Messages a second, one decimal."""
    attempt: int
    next_attempt_at: datetime | None
    open_gaps: int
    not_listed: list[str]
    """Instruments (ids) of the catalogue that the venue does not list."""
    halted: list[str]
    """Those that it lists, but that do not trade now."""
    refused: list[str]
    """Those that trade, but whose subscription the venue refused, or acknowledged and sends nothing."""
    unanswered: list[str]
    """Those whose subscription the venue has not answered (yet)."""


class VenuePage(Page[VenueItem]):
    pass


@router.get("", responses=problems())
async def list_venues(market: MarketDep, now: Now) -> VenuePage:
    """List the venues; `ingest_down` where no ingester was heard for 15 s."""
    standings = market.venues.standings(now)
    return VenuePage(items=[_item(standing) for standing in standings])


def _item(standing: VenueStanding) -> VenueItem:
    seen = standing.newest
    down = standing.reason is VenueReason.INGEST_DOWN
    return VenueItem(
        venue=standing.venue,
        state=standing.state,
        reason=standing.reason,
        since=moment(standing.since_us),
        last_message_at=moment(seen.last_message_at_us if seen else None),
        last_data_at=moment(standing.last_data_us),
        message_rate="0.0" if seen is None or down else f"{seen.message_rate:.1f}",
        attempt=seen.attempt if seen else 0,
        next_attempt_at=moment(seen.next_attempt_at_us if seen and not down else None),
        open_gaps=seen.open_gaps if seen else 0,
        not_listed=list(seen.not_listed if seen else ()),
        halted=list(seen.halted if seen else ()),
        refused=list(seen.refused if seen else ()),
        unanswered=list(seen.unanswered if seen else ()),
    )


def moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)
