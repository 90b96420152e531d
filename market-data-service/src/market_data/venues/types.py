"""What a venue's frames can say beside trades and tickers, and how its REST can fail. No I/O and no clock."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from shared.events import TickerV1, TradeV1
from shared.events.values import Instrument, Interval

from market_data.domain.candles import HistoryCandle


class Heartbeat(msgspec.Struct, frozen=True, gc=False):
    """The connection works; where the venue says so, `last_id` is the newest trade of `native`."""

    native: str | None = None
    last_id: int | None = None


class Acknowledged(msgspec.Struct, frozen=True, gc=False):
    """The subscription to the trades of `natives` is accepted; None: the frame names no instruments."""

    natives: tuple[str, ...] | None = None


class RefusedRequest(msgspec.Struct, frozen=True, gc=False):
    """The venue did not accept a request of ours."""

    detail: str


class ShuttingDown(msgspec.Struct, frozen=True, gc=False):
    """The venue will close this connection soon: open the next one now."""


class RejectedFrame(msgspec.Struct, frozen=True, gc=False):
    """A frame that cannot be read, or a trade in it with values that no market has."""

    reason: str


VenueMessage = TradeV1 | TickerV1 | Heartbeat | Acknowledged | RefusedRequest | ShuttingDown | RejectedFrame
NOTHING: tuple[VenueMessage, ...] = ()


class Parser(Protocol):
    """Reads one venue's frames for the instruments it was made for. Never raises: a wrong one is a `RejectedFrame`."""

    def parse(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]: ...


class ListedInstrument(msgspec.Struct, frozen=True, gc=False):
    """One instrument as the venue lists it; `native` is its name on the socket."""

    native: str
    base: str
    quote: str


class VenueAwayError(Exception):
    """The venue's REST did not give a usable answer; the same request may succeed later."""


class GeoBlockedError(VenueAwayError):
    """451: the venue does not serve this location."""


class RateLimitedError(VenueAwayError):
    """429 or 418: too many requests. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"rate limited: wait {retry_after:.0f} s")
        self.retry_after = retry_after


class VenueRest(Protocol):
    """A venue's REST. Every call may raise `VenueAwayError`."""

    async def fetch_listed(self) -> list[ListedInstrument]: ...

    async def fetch_newest_id(self, instrument: Instrument) -> int: ...

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> list[TradeV1]: ...

    async def fetch_candles(self, instrument: Instrument, interval: Interval, limit: int) -> list[HistoryCandle]: ...
