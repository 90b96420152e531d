"""How a venue's connection is, as one ingester sees it. A whole state, at least every 5 s."""

from enum import StrEnum

import msgspec

from shared.events.values import Mode, Venue


class VenueState(StrEnum):
    """Best first: of several ingesters the best state not older than 15 s counts."""

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


class Feed(StrEnum):
    """What the exchanges' tape is doing; `continuous` where it has no end."""

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
    """Trades that came from the socket or over REST, repeats included."""
    unparsed: int = 0
    unacked: int = 0
    """Trades that Kafka has not acknowledged yet."""
    resumed: bool = False
    """Whether the fetch after the newest connect is through for every instrument."""
    not_listed: tuple[str, ...] = ()
    """Instruments of the catalogue that the venue does not list."""
