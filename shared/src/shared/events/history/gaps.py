"""When an instrument's trades were received without a gap, and where some are missing: it decides a candle's status."""

from enum import StrEnum

import msgspec

from shared.events.values import Venue


class GapKind(StrEnum):
    FOLLOWED = "followed"
    """Following began at `start_us`: the subscription was acknowledged; in a replay, the venue's first trade."""
    HOLE = "hole"
    """Between the trades `first_id` and `last_id` some were not received over the socket."""
    ENDED = "ended"
    """The replayed capture ended at `end_us`."""


class GapState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """Every trade in it was fetched, or the venue's REST shows that there was none."""
    UNFILLABLE = "unfillable"


class GapClosing(StrEnum):
    """What closed a hole."""

    IDS = "ids"
    """Its trades were fetched by id; or REST shows that there was none."""
    CANDLES = "candles"
    """The venue's own candles of its minutes: its trades stay unknown."""


class GapV1(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One entry; the same `gap_id` again replaces it. Times are event times in µs: `[start_us, end_us)`."""

    gap_id: str
    kind: GapKind
    state: GapState
    venue: Venue
    instrument_id: str
    coin_id: str
    start_us: int
    end_us: int | None = None
    first_id: int | None = None
    last_id: int | None = None
    reason: str | None = None
    as_of_us: int = 0
    closed_by: GapClosing | None = None
    trades_filled: int | None = None
    """How many of its trades were fetched by id; None where that is not known."""
