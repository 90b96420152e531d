"""The state of a venue's connection in one ingester, sent at least every 5 s, and which state counts of several."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from shared.events.values import Mode, Venue

FRESH_US: Final = 15_000_000


class VenueState(StrEnum):
    """Best first: of several ingesters' states the best one that is not older than 15 s counts."""

    LIVE = "live"
    STALE = "stale"
    CONNECTING = "connecting"
    UNAVAILABLE = "unavailable"
    DISABLED = "disabled"


class VenueReason(StrEnum):
    NO_DATA = "no_data"
    CONNECTION_LOST = "connection_lost"
    GEO_BLOCKED = "geo_blocked"
    RATE_LIMITED = "rate_limited"
    INGEST_DOWN = "ingest_down"
    PROTOCOL_UNKNOWN = "protocol_unknown"
    CLOCK_WRONG = "clock_wrong"
    """This machine's clock is so far from the venue's that its trades cannot be dated."""


class NotFollowed(StrEnum):
    """Why the venue's stream does not deliver an instrument of the catalogue."""

    NOT_LISTED = "not_listed"
    HALTED = "halted"
    """Listed, but not trading now: nothing is missing."""
    REFUSED = "refused"
    """Listed as trading, but the venue refused the subscription, or acknowledged it and sends nothing."""
    UNANSWERED = "unanswered"
    """The venue has not answered the subscription (yet)."""


class Feed(StrEnum):
    """Where the replay of a capture is; `continuous` in live and simulated mode."""

    HOLDING = "holding"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"
    CONTINUOUS = "continuous"


class VenueV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Counters run since the ingester's process started (`started_us`)."""

    venue: Venue
    ingester: str
    mode: Mode
    state: VenueState
    since_us: int
    as_of_us: int
    reason: VenueReason | None = None
    last_message_at_us: int | None = None
    message_rate: float = 0.0
    attempt: int = 0
    next_attempt_at_us: int | None = None
    open_gaps: int = 0
    feed: Feed = Feed.CONTINUOUS
    started_us: int = 0
    received: int = 0
    """Trades received over the socket or REST, repeats included."""
    unparsed: int = 0
    unacked: int = 0
    """Trades that Kafka has not acknowledged yet."""
    resumed: bool = False
    """Whether the fetch of missed trades after the newest connect has finished for every instrument."""
    not_listed: tuple[str, ...] = ()
    """Instruments (ids) of the catalogue that the venue does not list. In none of these four: followed."""
    halted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    last_data_at_us: int | None = None
    """When the newest trade or quote came over the socket; `last_message_at_us` counts heartbeats and answers, too."""

    def not_followed(self) -> dict[str, NotFollowed]:
        """The instruments whose trades this ingester does not get at present, with the reason."""
        return {id_: why for why in NotFollowed for id_ in getattr(self, why.value)}


_RANK: Final = {state: rank for rank, state in enumerate(VenueState)}


class VenueStanding(NamedTuple):
    """A venue's state; `ingest_down` while no ingester has reported for 15 s.

    `newest` is the report that counts; of a venue that is down, the last one; None before the first.
    """

    venue: Venue
    state: VenueState
    reason: VenueReason | None
    since_us: int | None
    newest: VenueV1 | None
    last_data_us: int | None
    """When any ingester received a trade or quote last, whichever report counts."""


def venue_standings(reports: Collection[VenueV1], now_us: int, fresh_us: int = FRESH_US) -> list[VenueStanding]:
    """Every venue that was ever reported, by name; before the first report all venues."""
    venues = sorted({report.venue for report in reports} or set(Venue) - {Venue.COMPOSITE})
    return [venue_standing(venue, reports, now_us, fresh_us) for venue in venues]


def venue_standing(venue: Venue, reports: Iterable[VenueV1], now_us: int, fresh_us: int = FRESH_US) -> VenueStanding:
    """The best of the venue's fresh reports, the newest of equally good ones."""
    own = [report for report in reports if report.venue is venue]
    fresh = [report for report in own if now_us - report.as_of_us <= fresh_us]
    data_us = max((report.last_data_at_us for report in own if report.last_data_at_us is not None), default=None)
    if fresh:
        best = min(fresh, key=lambda report: (_RANK[report.state], -report.as_of_us, report.ingester))
        return VenueStanding(venue, best.state, best.reason, best.since_us, best, data_us)
    last = min(own, key=lambda report: (-report.as_of_us, _RANK[report.state], report.ingester), default=None)
    since_us = last.as_of_us if last else None
    return VenueStanding(venue, VenueState.STALE, VenueReason.INGEST_DOWN, since_us, last, data_us)
