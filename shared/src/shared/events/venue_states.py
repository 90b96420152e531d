"""Which state of a venue counts when several ingesters report one. No I/O and no clock."""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from shared.events.values import Venue
from shared.events.venues import VenueReason, VenueState, VenueV1

FRESH_US: Final = 15_000_000
_RANK: Final = {state: rank for rank, state in enumerate(VenueState)}


class VenueStanding(NamedTuple):
    """A venue's state; `ingest_down` while no ingester has reported for 15 s.

    `newest` is the report that counts, of a venue that is down the last one; None: there never was one.
    """

    venue: Venue
    state: VenueState
    reason: VenueReason | None
    since_us: int | None
    newest: VenueV1 | None


def venue_standings(reports: Collection[VenueV1], now_us: int, fresh_us: int = FRESH_US) -> list[VenueStanding]:
    """Every venue that was ever reported, by name; before the first report all venues."""
    venues = sorted({report.venue for report in reports} or set(Venue) - {Venue.COMPOSITE})
    return [venue_standing(venue, reports, now_us, fresh_us) for venue in venues]


def venue_standing(venue: Venue, reports: Iterable[VenueV1], now_us: int, fresh_us: int = FRESH_US) -> VenueStanding:
    """The best of the venue's fresh reports, the newest of equally good ones."""
    own = [report for report in reports if report.venue is venue]
    fresh = [report for report in own if now_us - report.as_of_us <= fresh_us]
    if fresh:
        best = min(fresh, key=lambda report: (_RANK[report.state], -report.as_of_us))
        return VenueStanding(venue, best.state, best.reason, best.since_us, best)
    last = max(own, key=lambda report: report.as_of_us, default=None)
    return VenueStanding(venue, VenueState.STALE, VenueReason.INGEST_DOWN, last.as_of_us if last else None, last)
