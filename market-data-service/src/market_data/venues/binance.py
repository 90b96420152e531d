"""Binance spot streams: aggTrade, trade, 24hrTicker, bookTicker; raw and combined. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, final

import msgspec
from shared.events import TradeV1
from shared.events.values import Instrument, Side, Venue

from market_data.venues.binance_quotes import LONGEST_FRAME, BinanceQuotes, decoders, read
from market_data.venues.bounds import (
    DecimalCache,
    Id,
    OutOfBoundsError,
    TimeWindow,
    UntimelyError,
    check_length,
)
from market_data.venues.types import NOTHING, Acknowledged, RefusedRequest, RejectedFrame, ShuttingDown, VenueMessage

_HEAD: Final = 256
_SKIPPED: Final = frozenset({b"depth", b"kline", b"miniT", b"avgPr", b"block", b"refer"})
_USUAL_DELAY_US: Final = 60_000_000
"""Longest delay of a trade that needs no check against the window of times."""
# Bound here because each `Venue.BINANCE` is a look-up in the enum class.
_VENUE, _BUY, _SELL = Venue.BINANCE, Side.BUY, Side.SELL
STREAMS: Final = ("aggTrade", "ticker", "bookTicker")


class _AggTrade(msgspec.Struct, gc=False, tag_field="e", tag="aggTrade"):
    s: str
    a: Id
    p: str
    q: str
    f: Id
    l: Id  # noqa: E741 - the wire's name
    T: int
    m: bool


@final
class _Trade(msgspec.Struct, gc=False, tag_field="e", tag="trade"):
    s: str
    t: Id
    p: str
    q: str
    T: int
    m: bool


class _Answer(msgspec.Struct, gc=False):
    id: int | str | None = None


_read_answer: Final = msgspec.json.Decoder(_Answer).decode


_TRADES: Final = decoders(_AggTrade | _Trade)
_read_combined: Final = _TRADES[1]


class BinanceParser:
    """Reads the frames of the instruments it is given, by their native symbols (`BTCUSDT`)."""

    def __init__(self, instruments: Mapping[str, Instrument], window: TimeWindow) -> None:
        self._names = {native: (one.instrument_id, one.coin_id) for native, one in instruments.items()}
        self._check = window.check
        self._numbers = DecimalCache()
        self._quotes = BinanceQuotes(self._names, window)

    def parse(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        try:
            # Trades of a combined stream come first: most frames are such. The socket limits their length.
            if frame.endswith(b'"M":true}}'):
                return self._any_trade(_read_combined(frame).data, ts_recv_us)
            return self._other(frame, ts_recv_us)
        except UntimelyError as error:
            return (RejectedFrame(str(error), error.off_us),)
        except (msgspec.DecodeError, OutOfBoundsError, RecursionError, UnicodeDecodeError) as error:
            return (RejectedFrame(str(error)),)

    def _other(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        at = frame.find(b"@", 11, 48) + 1
        if frame[at : at + 5] in _SKIPPED:
            return NOTHING
        if frame[at : at + 10] == b"bookTicker":
            return self._quotes.book_ticker(frame, ts_recv_us)
        head = frame[:_HEAD]
        if b'"aggTrade"' in head or b'"e":"trade"' in head:
            check_length(frame, LONGEST_FRAME)
            return self._any_trade(read(_TRADES, frame), ts_recv_us)
        if b'"24hrTicker"' in head:
            return self._quotes.ticker(frame, ts_recv_us)
        return self._rest(frame, head, ts_recv_us)

    def _any_trade(self, one: _AggTrade | _Trade, ts_recv_us: int) -> Sequence[VenueMessage]:
        """An aggregated trade, or `_trade`. No helpers are called: this runs ten thousand times a second."""
        if type(one) is _Trade:
            return self._trade(one, ts_recv_us)
        try:
            instrument_id, coin_id = self._names[one.s]
        except KeyError:
            return NOTHING
        at_us = one.T * 1_000
        if not 0 <= ts_recv_us - at_us <= _USUAL_DELAY_US:
            self._check(at_us, ts_recv_us)
        numbers, is_sell = self._numbers, one.m
        return (
            TradeV1(
                venue=_VENUE,
                instrument_id=instrument_id,
                coin_id=coin_id,
                trade_id=f"a{one.a}",
                first_id=one.f,
                last_id=one.l,
                price=numbers[one.p],
                size=numbers[one.q],
                side=_SELL if is_sell else _BUY,
                raw_side="true" if is_sell else "false",
                ts_event_us=at_us,
                ts_recv_us=ts_recv_us,
            ),
        )

    def _trade(self, one: _Trade, ts_recv_us: int) -> Sequence[VenueMessage]:
        name = self._names.get(one.s)
        if name is None:
            return NOTHING
        number = one.t
        return (
            TradeV1(
                venue=Venue.BINANCE,
                instrument_id=name[0],
                coin_id=name[1],
                trade_id=str(number),
                first_id=number,
                last_id=number,
                price=self._numbers[one.p],
                size=self._numbers[one.q],
                side=Side.SELL if one.m else Side.BUY,
                raw_side="true" if one.m else "false",
                ts_event_us=self._check(one.T * 1_000, ts_recv_us),
                ts_recv_us=ts_recv_us,
            ),
        )

    def _rest(self, frame: bytes, head: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        if b"bookTicker" in head or head.startswith(b'{"u":'):
            return self._quotes.book_ticker(frame, ts_recv_us)
        if b"serverShutdown" in head:
            return (ShuttingDown(),)
        if b'"result":null' in head:
            return (Acknowledged(request_id=_read_answer(frame).id),)
        if b'"code":' in head and b'"msg":' in head:
            return (RefusedRequest(head.decode(errors="replace"), request_id=_read_answer(frame).id),)
        return NOTHING if _is_unused(head) else (RejectedFrame("unknown frame"),)


def subscription(natives: Sequence[str], request_id: int) -> list[bytes]:
    """One SUBSCRIBE for the trades, tickers and quotes of `natives`: three of a connection's 1 024 streams each."""
    params = [f"{native.lower()}@{stream}" for native in natives for stream in STREAMS]
    return [msgspec.json.encode({"method": "SUBSCRIBE", "params": params, "id": request_id})]


# Streams that a capture may hold and that are not used here: their names, and the kinds that they carry.
_STREAMS: Final = ("depth", "kline", "miniTicker", "avgPrice", "blockTrade", "referencePrice")
_KINDS: Final = ("depthUpdate", "24hrMiniTicker", "lastUpdateId", *_STREAMS)
_UNUSED: Final = (*(f"@{name}".encode() for name in _STREAMS), *(f'"{name}"'.encode() for name in _KINDS))


def _is_unused(head: bytes) -> bool:
    return any(name in head for name in _UNUSED)
