"""What a venue's frames can say beside trades and tickers, and how its REST can fail. No I/O and no clock."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

import msgspec
from shared.events import QuoteV1, TickerV1, TradeV1
from shared.events.values import Instrument, Interval

from market_data.domain.candles import HistoryCandle


class Heartbeat(msgspec.Struct, frozen=True, gc=False):
    """The connection works; where the venue says so, `last_id` is the newest trade of `native`."""

    native: str | None = None
    last_id: int | None = None


class Acknowledged(msgspec.Struct, frozen=True, gc=False):
    """The subscription to the trades of `natives` is accepted; None: whatever the request named.

    `of_quotes`: the subscription to their quotes, at a venue that answers to the two apart.
    """

    natives: tuple[str, ...] | None = None
    request_id: int | str | None = None
    of_quotes: bool = False


class RefusedRequest(msgspec.Struct, frozen=True, gc=False):
    """The venue did not accept a request of ours, because of `natives` where it names any.

    `is_whole`: then it ignored the whole request, whatever else was in it. `of_quotes`: as in `Acknowledged`.
    """

    detail: str
    natives: tuple[str, ...] = ()
    is_whole: bool = True
    request_id: int | str | None = None
    of_quotes: bool = False


class ShuttingDown(msgspec.Struct, frozen=True, gc=False):
    """The venue will close this connection soon: open the next one now."""


class RejectedFrame(msgspec.Struct, frozen=True, gc=False):
    """A frame that cannot be read, or a trade in it with values that no market has.

    `off_us`: all that is wrong is a time, by so much (later than now: positive): it may be our clock that is wrong.
    """

    reason: str
    off_us: int | None = None


VenueMessage = TradeV1 | TickerV1 | QuoteV1 | Heartbeat | Acknowledged | RefusedRequest | ShuttingDown | RejectedFrame
NOTHING: tuple[VenueMessage, ...] = ()


def is_old(message: VenueMessage) -> bool:
    """Whether it is a trade whose only fault is that it is old."""
    return isinstance(message, RejectedFrame) and message.off_us is not None and message.off_us < 0


class Parser(Protocol):
    """Reads one venue's frames for the instruments it was made for. Never raises: a wrong one is a `RejectedFrame`."""

    def parse(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]: ...


class ListedInstrument(msgspec.Struct, frozen=True, gc=False):
    """One instrument as the venue lists it; `native` is its name on the socket.

    `tick` and `lot` are the steps of its prices and sizes, None where the venue does not say.
    """

    native: str
    base: str
    quote: str
    is_trading: bool = True
    tick: Decimal | None = None
    lot: Decimal | None = None


class TradePage(NamedTuple):
    """One answer to "the trades after an id": the usable ones above that id, oldest first.

    `read_to` is the greatest id in the answer, unusable rows included; 0 if it was empty. An answer begins with the
    trade of the asked id itself, so that one below it (an empty one above all) says nothing about what is newer.
    """

    trades: list[TradeV1]
    read_to: int


class VenueAwayError(Exception):
    """The venue's REST did not give a usable answer; the same request may succeed later."""


class UnknownInstrumentError(VenueAwayError):
    """The venue does not know the instrument (any more)."""


class CandlePage(NamedTuple):
    """One answer to "the closed candles of a span": the newest of them, oldest first.

    `start_us`: from there to the span's end nothing is left out that the venue lists. Without candles it says nothing:
    a venue may list none where there are some. `is_oldest`: the venue lists nothing earlier.
    """

    candles: list[HistoryCandle]
    start_us: int
    is_oldest: bool = False


class GeoBlockedError(VenueAwayError):
    """451: the venue does not serve this location."""


class RateLimitedError(VenueAwayError):
    """429 or 418: too many requests. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"rate limited: wait {retry_after:.0f} s")
        self.retry_after = retry_after


class VenueRest(Protocol):
    """A venue's REST. Every call may raise `VenueAwayError`; all that name an instrument, `UnknownInstrumentError`."""

    async def fetch_listed(self) -> list[ListedInstrument]: ...

    async def fetch_newest_id(self, instrument: Instrument) -> int:
        """The greatest trade id; 0 if the venue lists no trade."""

    async def fetch_trades(
        self, instrument: Instrument, *, after_id: int, after_us: int | None, aggregated: bool
    ) -> TradePage: ...

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        """The newest page of the closed candles that open in `[start_us, end_us)`, both multiples of the interval."""
