"""Kraken v2: trade, ticker, heartbeat, status, acknowledgements. Numbers are JSON numbers, read exactly. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from shared.events import TickerV1, TradeV1
from shared.events.values import Instrument, Side, Venue

from market_data.venues.bounds import (
    OutOfBoundsError,
    TimeWindow,
    UntimelyError,
    check_length,
    checked_id,
    exact_or_none,
    exact_side,
    parse_time_us,
    positive_exact,
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

_LONGEST_FRAME: Final = 262_144
_LONGEST_ANSWER: Final = 4_096
_HEAD: Final = 40
ASSETS: Final = {"XBT": "BTC", "XDG": "DOGE"}


class _Trade(msgspec.Struct, gc=False):
    symbol: str
    side: str
    price: Decimal
    qty: Decimal
    trade_id: int
    timestamp: str


class _Trades(msgspec.Struct, gc=False):
    data: list[_Trade]


class _Ticker(msgspec.Struct, gc=False):
    symbol: str
    last: Decimal | None = None
    bid: Decimal | None = None
    ask: Decimal | None = None
    bid_qty: Decimal | None = None
    ask_qty: Decimal | None = None
    volume: Decimal | None = None
    vwap: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    change: Decimal | None = None
    timestamp: Any = None


class _Tickers(msgspec.Struct, gc=False):
    data: list[_Ticker]


class _Result(msgspec.Struct, gc=False):
    channel: str = ""
    symbol: str = ""


class _Answer(msgspec.Struct, gc=False):
    method: str = ""
    success: bool = True
    error: str = ""
    symbol: str = ""
    result: _Result | None = None
    req_id: Any = None


_read_trades: Final = msgspec.json.Decoder(_Trades).decode
_read_tickers: Final = msgspec.json.Decoder(_Tickers).decode
_read_answer: Final = msgspec.json.Decoder(_Answer).decode


class KrakenParser:
    """Reads the frames of the instruments it is given, by v2 symbol (`BTC/USD`)."""

    def __init__(self, instruments: Mapping[str, Instrument], window: TimeWindow) -> None:
        self._names = {native: (one.instrument_id, one.coin_id) for native, one in instruments.items()}
        self._window = window

    def parse(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        head = frame[:_HEAD]
        try:
            if b'"channel":"trade"' in head:
                return self._trades(frame, ts_recv_us)
            if b'"channel":"ticker"' in head:
                return self._tickers(frame, ts_recv_us)
            return self._rest(frame, head)
        except (msgspec.DecodeError, OutOfBoundsError, RecursionError, UnicodeDecodeError) as error:
            return (RejectedFrame(str(error)),)

    def _trades(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        """All trades of the frame, oldest first; one that is wrong does not take the others with it.

        A snapshot repeats the last 50 trades, which may be weeks old: what is too old is known already, or REST has it.
        """
        check_length(frame, _LONGEST_FRAME)
        said: list[VenueMessage] = []
        is_snapshot = b'"type":"snapshot"' in frame[:_HEAD]
        for one in _read_trades(frame).data:
            name = self._names.get(one.symbol)
            if name is not None:
                message = self._trade(one, name, ts_recv_us)
                if not (is_snapshot and is_old(message)):
                    said.append(message)
        said.sort(key=lambda found: found.first_id if isinstance(found, TradeV1) else 0)
        return said

    def _trade(self, one: _Trade, name: tuple[str, str], ts_recv_us: int) -> VenueMessage:
        try:
            number = checked_id(one.trade_id)
            return TradeV1(
                venue=Venue.KRAKEN,
                instrument_id=name[0],
                coin_id=name[1],
                trade_id=str(number),
                first_id=number,
                last_id=number,
                price=positive_exact(one.price),
                size=positive_exact(one.qty),
                side=Side(one.side),
                raw_side=one.side,
                ts_event_us=self._window.check(parse_time_us(one.timestamp), ts_recv_us),
                ts_recv_us=ts_recv_us,
            )
        except UntimelyError as error:
            return RejectedFrame(str(error), error.off_us)
        except ValueError as error:
            return RejectedFrame(str(error))

    def _tickers(self, frame: bytes, ts_recv_us: int) -> Sequence[VenueMessage]:
        check_length(frame, _LONGEST_FRAME)
        return [
            _ticker(one, self._names[one.symbol], ts_recv_us, self._time_or_none(one.timestamp, ts_recv_us))
            for one in _read_tickers(frame).data
            if one.symbol in self._names
        ]

    def _time_or_none(self, written: object, ts_recv_us: int) -> int | None:
        """Only newer tickers have a time; one that cannot be read is none."""
        try:
            return self._window.check(parse_time_us(str(written)), ts_recv_us) if written else None
        except OutOfBoundsError:
            return None

    def _rest(self, frame: bytes, head: bytes) -> Sequence[VenueMessage]:
        if b'"channel":"heartbeat"' in head:
            return (Heartbeat(),)
        if any(kind in head for kind in _UNUSED):
            return NOTHING
        # The keys of an answer have no fixed order: a refusal begins with `error`.
        if len(frame) <= _LONGEST_ANSWER and (b'"method":"' in frame or b'"success":' in frame):
            return _answer(_read_answer(frame))
        return (RejectedFrame("unknown frame"),)


_UNUSED: Final = (b'"channel":"book"', b'"channel":"status"', b'"channel":"ohlc"', b'"channel":"instrument"')


def _ticker(one: _Ticker, name: tuple[str, str], ts_recv_us: int, ts_event_us: int | None) -> TickerV1:
    bid, ask = exact_side(one.bid, one.bid_qty), exact_side(one.ask, one.ask_qty)
    last, volume, vwap = exact_or_none(one.last), one.volume, exact_or_none(one.vwap)
    if volume is not None and not volume.is_finite():
        volume = None
    opened = last - one.change if last is not None and one.change is not None and one.change.is_finite() else None
    return TickerV1(
        venue=Venue.KRAKEN,
        instrument_id=name[0],
        coin_id=name[1],
        ts_recv_us=ts_recv_us,
        ts_event_us=ts_event_us,
        last_price=last,
        bid_price=bid[0],
        ask_price=ask[0],
        open_24h=exact_or_none(opened),
        high_24h=exact_or_none(one.high),
        low_24h=exact_or_none(one.low),
        volume_24h=volume,
        quote_volume_24h=volume * vwap if volume is not None and vwap is not None else None,
        bid_size=bid[1],
        ask_size=ask[1],
    )


def _answer(answer: _Answer) -> Sequence[VenueMessage]:
    """A refusal names its channel by the id of the request alone: see `_request_id`."""
    symbols = (answer.symbol,) if answer.symbol else ()
    number = answer.req_id if isinstance(answer.req_id, int) else None
    of_quotes = number is not None and number % len(_CHANNELS) == _QUOTES
    if not answer.success and symbols and "already subscribed" in answer.error.lower():
        return (Acknowledged(symbols, of_quotes=of_quotes),)
    if not answer.success:
        request_id = None if number is None else number // len(_CHANNELS)
        return (RefusedRequest(answer.error[:300], symbols, not symbols, request_id, of_quotes),)
    if answer.method == "subscribe" and answer.result is not None and answer.result.channel in {"trade", "ticker"}:
        return (Acknowledged((answer.result.symbol,), of_quotes=answer.result.channel == "ticker"),)
    return (Heartbeat(),)


# The ticker speaks when the book moves: by default it would only after a trade.
_CHANNELS: Final[tuple[dict[str, str], ...]] = ({"channel": "trade"}, {"channel": "ticker", "event_trigger": "bbo"})
_TRADES, _QUOTES = range(len(_CHANNELS))


def subscription(natives: Sequence[str], request_id: int) -> list[bytes]:
    """One request a channel."""
    return [_request(natives, request_id, number) for number in (_TRADES, _QUOTES)]


def quote_subscription(natives: Sequence[str], request_id: int) -> list[bytes]:
    """The second of these alone."""
    return [_request(natives, request_id, _QUOTES)]


def _request(natives: Sequence[str], request_id: int, number: int) -> bytes:
    return msgspec.json.encode(
        {
            "method": "subscribe",
            "params": {**_CHANNELS[number], "symbol": list(natives), "snapshot": True},
            "req_id": _request_id(request_id, number),
        }
    )


def _request_id(request_id: int, number: int) -> int:
    """An id that says which channel was asked for: a refusal does not."""
    return request_id * len(_CHANNELS) + number
