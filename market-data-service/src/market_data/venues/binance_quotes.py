"""Binance's 24hrTicker and bookTicker: a rolling summary, and the top of the book. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from shared.events import QuoteV1, TickerV1
from shared.events.values import Venue

from market_data.venues.bounds import TimeWindow, check_length, positive_or_none, side, volume_or_none
from market_data.venues.types import NOTHING, VenueMessage

LONGEST_FRAME: Final = 4_096
# Bound here because each `Venue.BINANCE` is a look-up in the enum class.
_VENUE: Final = Venue.BINANCE


class _Ticker(msgspec.Struct, gc=False):
    s: str
    E: int
    c: str
    b: str
    a: str
    o: str
    h: str
    l: str  # noqa: E741 - the wire's name
    v: str
    q: str
    B: str = ""
    A: str = ""


class _BookTicker(msgspec.Struct, gc=False):
    s: str
    b: str
    B: str
    a: str
    A: str


def decoders(kind: Any) -> tuple[Any, Any]:
    """Of a raw stream's frames and of a combined one's."""
    combined = msgspec.defstruct("Combined", [("data", kind)], gc=False)
    return msgspec.json.Decoder(kind).decode, msgspec.json.Decoder(combined).decode


_TICKER: Final = decoders(_Ticker)
_BOOK_TICKER: Final = decoders(_BookTicker)


class BinanceQuotes:
    """Reads the frames of the instruments in `names`: id and coin by native symbol.

    Raises:
        msgspec.DecodeError, OutOfBoundsError: a frame cannot be read.
    """

    def __init__(self, names: Mapping[str, tuple[str, str]], window: TimeWindow) -> None:
        self._names = names
        self._check = window.check

    def ticker(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        check_length(frame, LONGEST_FRAME)
        one: _Ticker = read(_TICKER, frame)
        name = self._names.get(one.s)
        if name is None:
            return NOTHING
        bid, ask = side(one.b, one.B), side(one.a, one.A)
        return (
            TickerV1(
                venue=_VENUE,
                instrument_id=name[0],
                coin_id=name[1],
                ts_recv_us=ts_recv_us,
                ts_event_us=self._check(one.E * 1_000, ts_recv_us),
                last_price=positive_or_none(one.c),
                bid_price=bid[0],
                ask_price=ask[0],
                open_24h=positive_or_none(one.o),
                high_24h=positive_or_none(one.h),
                low_24h=positive_or_none(one.l),
                volume_24h=volume_or_none(one.v),
                quote_volume_24h=volume_or_none(one.q),
                bid_size=bid[1],
                ask_size=ask[1],
            ),
        )

    def book_ticker(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        check_length(frame, LONGEST_FRAME)
        one: _BookTicker = read(_BOOK_TICKER, frame)
        name = self._names.get(one.s)
        if name is None:
            return NOTHING
        bid, ask = side(one.b, one.B), side(one.a, one.A)
        return (
            QuoteV1(
                venue=_VENUE,
                instrument_id=name[0],
                coin_id=name[1],
                ts_recv_us=ts_recv_us,
                bid_price=bid[0],
                bid_size=bid[1],
                ask_price=ask[0],
                ask_size=ask[1],
            ),
        )


def read(decoders: tuple[Any, Any], frame: bytes) -> Any:
    """The payload of a frame, raw or combined."""
    if frame.startswith(b'{"stream"'):
        return decoders[1](frame).data
    return decoders[0](frame)


def state_stream(frame: bytes) -> bytes | None:
    """The stream of a combined frame with a whole state, which a later one of that stream makes useless."""
    if frame.endswith(b'"M":true}}'):
        return None
    at = frame.find(b"@bookTicker", 11, 64)
    return frame[11:at] if at > 0 else None
