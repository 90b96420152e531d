"""Coinbase Exchange feed: matches, ticker, heartbeat. The `side` on the wire is the maker's. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from shared.events import TickerV1, TradeV1
from shared.events.values import Instrument, Side, Venue

from market_data.venues.bounds import (
    OutOfBoundsError,
    TimeWindow,
    UntimelyError,
    check_length,
    checked_id,
    parse_time_us,
    positive,
    positive_or_none,
    side,
    volume_or_none,
)
from market_data.venues.types import (
    NOTHING,
    Acknowledged,
    Heartbeat,
    RefusedRequest,
    RejectedFrame,
    VenueMessage,
    is_old,
)

_LONGEST_FRAME: Final = 4_096
_HEAD: Final = 40
TAKER_SIDES: Final = {"buy": Side.SELL, "sell": Side.BUY}
"""The taker's side by the maker's."""
CHANNELS: Final = ("matches", "ticker", "heartbeat")


class _Match(msgspec.Struct, gc=False):
    trade_id: int
    product_id: str
    price: str
    size: str
    side: str
    time: str


class _Ticker(msgspec.Struct, gc=False):
    product_id: str
    price: str
    time: str = ""
    open_24h: str = ""
    volume_24h: str = ""
    low_24h: str = ""
    high_24h: str = ""
    best_bid: str = ""
    best_ask: str = ""
    best_bid_size: str = ""
    best_ask_size: str = ""


class _Heartbeat(msgspec.Struct, gc=False):
    product_id: str
    last_trade_id: int = 0


class _Channel(msgspec.Struct, gc=False):
    name: str
    product_ids: list[str] = []


class _Subscriptions(msgspec.Struct, gc=False):
    channels: list[_Channel]


class _Error(msgspec.Struct, gc=False):
    message: str = ""
    reason: str = ""


_WORDS: Final = re.compile(r"[^\s,;:'\"]+")
_read_error: Final = msgspec.json.Decoder(_Error).decode
_read_match: Final = msgspec.json.Decoder(_Match).decode
_read_ticker: Final = msgspec.json.Decoder(_Ticker).decode
_read_heartbeat: Final = msgspec.json.Decoder(_Heartbeat).decode
_read_subscriptions: Final = msgspec.json.Decoder(_Subscriptions).decode


class CoinbaseParser:
    """Reads the frames of the instruments it is given, by product id (`BTC-USD`)."""

    def __init__(self, instruments: Mapping[str, Instrument], window: TimeWindow) -> None:
        self._names = {native: (one.instrument_id, one.coin_id) for native, one in instruments.items()}
        self._window = window

    def parse(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        head = frame[:_HEAD]
        try:
            if b"match" in head:
                return self._match(frame, head, ts_recv_us)
            if b'"ticker"' in head:
                return self._ticker(frame, ts_recv_us)
            if b'"heartbeat"' in head:
                beat = _read_heartbeat(frame)
                return (Heartbeat(beat.product_id, beat.last_trade_id or None),)
            return self._rest(frame, head)
        except UntimelyError as error:
            return (RejectedFrame(str(error), error.off_us),)
        except (msgspec.DecodeError, OutOfBoundsError, RecursionError, UnicodeDecodeError) as error:
            return (RejectedFrame(str(error)),)

    def _match(self, frame: bytes, head: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        """A match, or the last one before the subscription, which may be weeks old: known already, or REST has it."""
        check_length(frame, _LONGEST_FRAME)
        one: _Match = _read_match(frame)
        name = self._names.get(one.product_id)
        if name is None:
            return NOTHING
        message = self._trade(one, name, ts_recv_us)
        return NOTHING if b"last_match" in head and is_old(message) else (message,)

    def _trade(self, one: _Match, name: tuple[str, str], ts_recv_us: int) -> VenueMessage:
        taker = TAKER_SIDES.get(one.side)
        if taker is None:
            raise OutOfBoundsError(f"not a side: {one.side[:10]!r}")
        number = checked_id(one.trade_id)
        try:
            at_us = self._window.check(parse_time_us(one.time), ts_recv_us)
        except UntimelyError as error:
            return RejectedFrame(str(error), error.off_us)
        return TradeV1(
            venue=Venue.COINBASE,
            instrument_id=name[0],
            coin_id=name[1],
            trade_id=str(number),
            first_id=number,
            last_id=number,
            price=positive(one.price),
            size=positive(one.size),
            side=taker,
            raw_side=one.side,
            ts_event_us=at_us,
            ts_recv_us=ts_recv_us,
        )

    def _ticker(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        check_length(frame, _LONGEST_FRAME)
        one: _Ticker = _read_ticker(frame)
        name = self._names.get(one.product_id)
        if name is None:
            return NOTHING
        bid, ask = side(one.best_bid, one.best_bid_size), side(one.best_ask, one.best_ask_size)
        return (
            TickerV1(
                venue=Venue.COINBASE,
                instrument_id=name[0],
                coin_id=name[1],
                ts_recv_us=ts_recv_us,
                ts_event_us=self._window.check_not_later(parse_time_us(one.time), ts_recv_us) if one.time else None,
                last_price=positive_or_none(one.price),
                bid_price=bid[0],
                ask_price=ask[0],
                open_24h=positive_or_none(one.open_24h),
                high_24h=positive_or_none(one.high_24h),
                low_24h=positive_or_none(one.low_24h),
                volume_24h=volume_or_none(one.volume_24h),
                bid_size=bid[1],
                ask_size=ask[1],
            ),
        )

    def _rest(self, frame: bytes, head: bytes) -> Sequence[VenueMessage]:
        if b'"subscriptions"' in head:
            channels = _read_subscriptions(frame).channels
            products = [id_ for channel in channels if channel.name == "matches" for id_ in channel.product_ids]
            return (Acknowledged(tuple(products)),) if products else NOTHING
        if b'"error"' in head:
            return (self._refused(frame),)
        return NOTHING if any(kind in head for kind in _UNUSED) else (RejectedFrame("unknown frame"),)

    def _refused(self, frame: bytes) -> RefusedRequest:
        """One product that Coinbase does not know makes it ignore the whole message; the reason names that product."""
        check_length(frame, _LONGEST_FRAME)
        error: _Error = _read_error(frame)
        named = tuple(word for word in _WORDS.findall(error.reason) if word in self._names)
        return RefusedRequest(f"{error.message}: {error.reason}"[:300], named)


_UNUSED: Final = tuple(
    f'"{kind}"'.encode()
    for kind in ("l2update", "snapshot", "status", "received", "open", "done", "change", "activate")
)


def subscription(natives: Sequence[str], _request_id: int) -> list[bytes]:
    """One message; Coinbase's requests have no ids."""
    return [msgspec.json.encode({"type": "subscribe", "product_ids": list(natives), "channels": list(CHANNELS)})]
