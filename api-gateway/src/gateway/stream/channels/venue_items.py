"""Which state of a venue counts when several ingesters report one. No I/O and no clock."""

from collections.abc import Iterable
from datetime import datetime

from shared.events import VenueReason, VenueState, VenueV1
from shared.events.values import Venue

from gateway.stream.channels.stream_items import StreamItem, optional_time


class VenueItem(StreamItem, frozen=True):
    venue: Venue
    state: VenueState
    reason: VenueReason | None
    since: datetime | None
    last_message_at: datetime | None
    message_rate: str
    attempt: int
    next_attempt_at: datetime | None
    open_gaps: int


_RANK = {state: rank for rank, state in enumerate(VenueState)}


def best_states(states: Iterable[VenueV1], now_us: int, stale_after_us: int) -> list[VenueItem]:
    """Per venue the best state that is not older than `stale_after_us`; without one, `ingest_down`."""
    by_venue: dict[Venue, list[VenueV1]] = {}
    for state in states:
        by_venue.setdefault(state.venue, []).append(state)
    if not by_venue:
        return [_never_heard(venue) for venue in sorted(set(Venue) - {Venue.COMPOSITE})]
    return [_item(found, now_us, stale_after_us) for _, found in sorted(by_venue.items())]


def _never_heard(venue: Venue) -> VenueItem:
    return VenueItem(venue, VenueState.STALE, VenueReason.INGEST_DOWN, None, None, "0.0", 0, None, 0)


def _item(states: list[VenueV1], now_us: int, stale_after_us: int) -> VenueItem:
    fresh = [state for state in states if now_us - state.as_of_us <= stale_after_us]
    if not fresh:
        last = max(states, key=lambda state: state.as_of_us)
        return VenueItem(
            last.venue,
            VenueState.STALE,
            VenueReason.INGEST_DOWN,
            optional_time(last.as_of_us),
            optional_time(last.last_message_at_us),
            "0.0",
            last.attempt,
            None,
            last.open_gaps,
        )
    best = min(fresh, key=lambda state: (_RANK[state.state], -state.as_of_us))
    return VenueItem(
        best.venue,
        best.state,
        best.reason,
        optional_time(best.since_us),
        optional_time(best.last_message_at_us),
        f"{best.message_rate:.1f}",
        best.attempt,
        optional_time(best.next_attempt_at_us),
        best.open_gaps,
    )
