"""The three logs: how a record says which channel and thing it is about, and what a channel's clients get of it.

Heads are the few fields that the ring needs; most records are never decoded further. No I/O and no clock.
"""

from collections.abc import Callable
from sys import maxsize
from typing import Final, NamedTuple, Protocol, TypeVar

import msgspec
from shared.events import CandleV1, IndicatorV1, TradeV1, decoder
from shared.events.values import Interval
from shared.kafka.topics import CANDLES, INDICATORS, TRADES, Topic

from gateway.errors import count_unparsed
from gateway.stream.channels.channel_log import Shape
from gateway.stream.channels.stream_items import (
    Item,
    candle_item,
    candle_message,
    indicator_item,
    indicator_message,
    trade_item,
    trade_message,
)

E = TypeVar("E", bound=msgspec.Struct)


class Head(Protocol):
    """`key` names the thing within its channel, `order` sorts a snapshot."""

    @property
    def coin_id(self) -> str: ...
    @property
    def instrument_id(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def key(self) -> int: ...
    @property
    def order(self) -> int: ...


class TradeHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    trade_id: str
    ts_event_us: int

    @property
    def revision(self) -> int:
        return 0

    @property
    def channel(self) -> str:
        return f"trades:{self.coin_id}"

    @property
    def key(self) -> int:
        return hash((self.instrument_id, self.trade_id))

    @property
    def order(self) -> int:
        return self.ts_event_us


class CandleHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    interval: Interval
    open_time_us: int
    revision: int

    @property
    def channel(self) -> str:
        composite = self.instrument_id.endswith(_COMPOSITE)
        name = f"candles:{self.coin_id}:{self.interval}"
        return name if composite else f"{name}:{self.instrument_id}"

    @property
    def key(self) -> int:
        return self.open_time_us

    @property
    def order(self) -> int:
        return self.open_time_us


class IndicatorHead(msgspec.Struct, gc=False):
    coin_id: str
    instrument_id: str
    name: str
    params: str
    interval: str
    open_time_us: int
    revision: int

    @property
    def channel(self) -> str:
        return f"indicators:{self.coin_id}"

    @property
    def key(self) -> int:
        return hash((self.instrument_id, self.name, self.params, self.interval))

    @property
    def order(self) -> int:
        return self.open_time_us


class Log(NamedTuple):
    head: Callable[[bytes], Head]
    shape: Shape


def _shape(
    topic: Topic,
    event: type[E],
    item: Callable[[E], Item],
    message: Callable[[str, int, E], bytes],
    *,
    once: bool,
    keep: int,
    bound: int,
    recent: int,
) -> Shape:
    decode: Callable[[bytes], E] = decoder(event).decode

    def read(raw: bytes) -> E | None:
        try:
            return decode(raw)
        except msgspec.DecodeError as error:
            count_unparsed(topic.name, error)
            return None

    def item_of(raw: bytes) -> Item | None:
        found = read(raw)
        return None if found is None else item(found)

    def message_of(channel: str, seq: int, raw: bytes) -> bytes | None:
        found = read(raw)
        return None if found is None else message(channel, seq, found)

    return Shape(once, item_of, message_of, keep, bound, recent)


_COMPOSITE: Final = ".COMPOSITE"
_TRADES: Final = _shape(TRADES, TradeV1, trade_item, trade_message, once=True, keep=100, bound=maxsize, recent=100)
_CANDLES: Final = _shape(CANDLES, CandleV1, candle_item, candle_message, once=False, keep=1, bound=1_000, recent=1_000)
_INDICATORS: Final = _shape(
    INDICATORS, IndicatorV1, indicator_item, indicator_message, once=False, keep=1_000, bound=1_000, recent=1_000
)
LOGS: Final = {
    TRADES: Log(decoder(TradeHead).decode, _TRADES),
    CANDLES: Log(decoder(CandleHead).decode, _CANDLES),
    INDICATORS: Log(decoder(IndicatorHead).decode, _INDICATORS),
}
