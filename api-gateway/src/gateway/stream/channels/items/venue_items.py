"""The venues' states as the items of the REST answer. No I/O and no clock."""

from collections.abc import Collection
from datetime import datetime

from shared.events import VenueReason, VenueState, VenueV1
from shared.events.values import Venue
from shared.events.venues import VenueStanding, venue_standings

from gateway.stream.channels.items.stream_items import StreamItem, optional_time


class VenueItem(StreamItem, frozen=True):
    venue: Venue
    state: VenueState
    reason: VenueReason | None
    since: datetime | None
    last_message_at: datetime | None
    last_data_at: datetime | None
    message_rate: str
    attempt: int
    next_attempt_at: datetime | None
    open_gaps: int
    not_listed: tuple[str, ...]
    halted: tuple[str, ...]
    refused: tuple[str, ...]
    unanswered: tuple[str, ...]


def best_states(states: Collection[VenueV1], now_us: int, stale_after_us: int) -> list[VenueItem]:
    """Each venue's best state over its ingesters; without a fresh one, `ingest_down`."""
    return [_item(standing) for standing in venue_standings(states, now_us, stale_after_us)]


def _item(standing: VenueStanding) -> VenueItem:
    newest, down = standing.newest, standing.reason is VenueReason.INGEST_DOWN
    return VenueItem(
        standing.venue,
        standing.state,
        standing.reason,
        optional_time(standing.since_us),
        optional_time(newest.last_message_at_us if newest else None),
        optional_time(standing.last_data_us),
        f"{newest.message_rate:.1f}" if newest and not down else "0.0",
        newest.attempt if newest else 0,
        optional_time(newest.next_attempt_at_us if newest and not down else None),
        newest.open_gaps if newest else 0,
        newest.not_listed if newest else (),
        newest.halted if newest else (),
        newest.refused if newest else (),
        newest.unanswered if newest else (),
    )
