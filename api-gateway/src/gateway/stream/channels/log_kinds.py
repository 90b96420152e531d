"""The kinds of log (trades, candles, indicators, alerts, news): a record's channel, and how it is encoded.

A head is the few fields of a record that a log needs; most records are never decoded further. No I/O and no clock.
"""

from collections.abc import Callable
from sys import maxsize
from typing import Final, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec
from shared.events import AlertV1, CandleV1, DocumentV1, IndicatorV1, TradeV1, decoder
from shared.events.values import Interval
from shared.kafka.topics import ALERTS, CANDLES, DOCUMENTS, INDICATORS, TRADES, Topic

from gateway.errors import count_unparsed
from gateway.stream import frames
from gateway.stream.channels.alert_items import alert_item, alert_times
from gateway.stream.channels.channel_log import EncodedEntry, LogRules
from gateway.stream.channels.names import Kind
from gateway.stream.channels.sentiment_items import news_item, news_times
from gateway.stream.channels.stream_items import (
    StreamItem,
    Times,
    as_of_times,
    candle_item,
    indicator_item,
    trade_item,
    trade_times,
)

E = TypeVar("E", bound=msgspec.Struct)
T = TypeVar("T", bound=StreamItem)


class Head(Protocol):
    """`key` identifies the trade, candle or indicator within its channel; `order` sorts a snapshot.

    Of two states of one key the one of the greater `version` stays.
    """

    @property
    def coin_id(self) -> str: ...
    @property
    def instrument_id(self) -> str: ...
    @property
    def version(self) -> int: ...
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
    def version(self) -> int:
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
    def version(self) -> int:
        return self.revision

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
    def version(self) -> int:
        """The newest candle's figure stays, whatever is revised before it: revisions count for each candle anew."""
        return self.open_time_us << _REVISION_BITS | self.revision

    @property
    def channel(self) -> str:
        return f"indicators:{self.coin_id}"

    @property
    def key(self) -> int:
        return hash((self.instrument_id, self.name, self.params, self.interval))

    @property
    def order(self) -> int:
        return self.open_time_us


class _HeadOfNoCoin(msgspec.Struct, gc=False):
    @property
    def coin_id(self) -> str:
        return ""

    @property
    def instrument_id(self) -> str:
        return ""


class AlertHead(_HeadOfNoCoin, gc=False):
    """Each user has a log of their own."""

    user_id: UUID
    event_id: UUID
    fired_at_us: int

    @property
    def version(self) -> int:
        return 0

    @property
    def channel(self) -> str:
        return f"alerts:{self.user_id}"

    @property
    def key(self) -> int:
        return hash(self.event_id)

    @property
    def order(self) -> int:
        return self.fired_at_us


class NewsHead(_HeadOfNoCoin, gc=False):
    """The stories of all coins, and those of none, are one log."""

    story_id: UUID
    published_at_us: int
    revision: int

    @property
    def version(self) -> int:
        return self.revision

    @property
    def channel(self) -> str:
        return Kind.NEWS.value

    @property
    def key(self) -> int:
        return hash(self.story_id)

    @property
    def order(self) -> int:
        return self.published_at_us


class LogKind(NamedTuple):
    head: Callable[[bytes], Head]
    rules: LogRules


def _rules(
    topic: Topic,
    event: type[E],
    item: Callable[[E], T],
    times: Callable[[T], Times],
    *,
    immutable: bool,
    min_entries: int,
    max_entries: int,
    snapshot_from: int,
) -> LogRules:
    decode: Callable[[bytes], E] = decoder(event).decode

    def encoded(raw: bytes) -> EncodedEntry | None:
        try:
            found = item(decode(raw))
        except msgspec.DecodeError as error:
            count_unparsed(topic.name, error)
            return None
        data = found.encode()
        return EncodedEntry(data + frames.times(*times(found)), len(data))

    return LogRules(immutable, encoded, min_entries, max_entries, snapshot_from)


_COMPOSITE: Final = ".COMPOSITE"
_REVISION_BITS: Final = 32
_TRADES: Final = _rules(
    TRADES, TradeV1, trade_item, trade_times, immutable=True, min_entries=100, max_entries=maxsize, snapshot_from=100
)
_CANDLES: Final = _rules(
    CANDLES,
    CandleV1,
    candle_item,
    as_of_times,
    immutable=False,
    min_entries=1,
    max_entries=1_000,
    snapshot_from=1_000,
)
_INDICATORS: Final = _rules(
    INDICATORS,
    IndicatorV1,
    indicator_item,
    as_of_times,
    immutable=False,
    min_entries=1_000,
    max_entries=1_000,
    snapshot_from=1_000,
)
_ALERTS: Final = _rules(
    ALERTS, AlertV1, alert_item, alert_times, immutable=True, min_entries=0, max_entries=1_000, snapshot_from=100
)
_NEWS: Final = _rules(
    DOCUMENTS,
    DocumentV1,
    news_item,
    news_times,
    immutable=False,
    min_entries=100,
    max_entries=1_000,
    snapshot_from=1_000,
)
LOG_KINDS: Final = {
    TRADES: LogKind(decoder(TradeHead).decode, _TRADES),
    CANDLES: LogKind(decoder(CandleHead).decode, _CANDLES),
    INDICATORS: LogKind(decoder(IndicatorHead).decode, _INDICATORS),
    ALERTS: LogKind(decoder(AlertHead).decode, _ALERTS),
    DOCUMENTS: LogKind(decoder(NewsHead).decode, _NEWS),
}
