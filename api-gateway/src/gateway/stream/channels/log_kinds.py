"""The kinds of log (trades, candles, indicators, alerts, news): how their records are kept and encoded. No I/O."""

from collections.abc import Callable
from sys import maxsize
from typing import Final, NamedTuple, TypeVar

import msgspec
from shared.events import AlertV1, CandleV1, DocumentV1, IndicatorV1, TradeV1, decoder
from shared.kafka.topics import ALERTS, CANDLES, DOCUMENTS, INDICATORS, TRADES, Topic

from gateway.errors import count_unparsed
from gateway.stream import frames
from gateway.stream.channels.channel_log import EncodedEntry, LogRules
from gateway.stream.channels.items.alert_items import alert_item, alert_times
from gateway.stream.channels.items.sentiment_items import news_item, news_times
from gateway.stream.channels.items.stream_items import (
    StreamItem,
    Times,
    as_of_times,
    candle_item,
    indicator_item,
    trade_item,
    trade_times,
)
from gateway.stream.channels.log_heads import AlertHead, CandleHead, Head, IndicatorHead, NewsHead, TradeHead

E = TypeVar("E", bound=msgspec.Struct)
T = TypeVar("T", bound=StreamItem)


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
