"""Adds records to the channels. One that does not parse is left out; the topic's consumers park it."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec
from shared.events import PriceV1, SentimentV1, ValuationV1, VenueV1, decoder
from shared.kafka import ConsumerRecord
from shared.kafka.topics import PRICES, QUOTES, SCORES, VALUATIONS, VENUES, Topic

from gateway.errors import count_unparsed
from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.items.quote_items import QuoteHead
from gateway.stream.channels.log_kinds import LOG_KINDS, LogKind

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"
AddRecord: TypeAlias = Callable[[ChannelStore, PartitionProgress, Record], None]


def add_records(store: ChannelStore, progress: PartitionProgress, records: Sequence[Record]) -> None:
    """Add records of one partition; a message's `seq` is its record's offset + 1."""
    add = _ADD[records[0].topic]
    for record in records:
        try:
            add(store, progress, record)
        except (msgspec.DecodeError, ValueError) as error:
            count_unparsed(record.topic, error)


def _add_to(kind: LogKind) -> AddRecord:
    def add(store: ChannelStore, progress: PartitionProgress, record: Record) -> None:
        store.on_log(kind, record.offset + 1, int(record.timestamp) * 1_000, progress, record.value or b"")

    return add


def _add_price(store: ChannelStore, _progress: PartitionProgress, record: Record) -> None:
    if record.value is not None:  # a deleted key has no value
        store.on_price(record.offset + 1, _PRICE(record.value))


def _add_quote(store: ChannelStore, _progress: PartitionProgress, record: Record) -> None:
    if record.value is not None:
        store.on_quote(record.offset + 1, _QUOTE(record.value), record.value)


def _add_venue(store: ChannelStore, _progress: PartitionProgress, record: Record) -> None:
    if record.value is not None:
        store.on_venue(record.offset + 1, _VENUE(record.value))


def _add_sentiment(store: ChannelStore, _progress: PartitionProgress, record: Record) -> None:
    if record.value is not None:
        store.on_sentiment(record.offset + 1, _SENTIMENT(record.value))


def _add_valuation(store: ChannelStore, _progress: PartitionProgress, record: Record) -> None:
    """Most are of portfolios that only clients of other replicas look at: those are not decoded."""
    if record.key is not None and f"portfolio:{record.key.decode()}" in store.portfolios:
        store.on_valuation(record.offset + 1, _VALUATION(record.value or b""))


_PRICE: Final = decoder(PriceV1).decode
_QUOTE: Final = msgspec.json.Decoder(QuoteHead).decode
_VENUE: Final = decoder(VenueV1).decode
_SENTIMENT: Final = decoder(SentimentV1).decode
_VALUATION: Final = decoder(ValuationV1).decode
LOG_TOPICS: Final[tuple[Topic, ...]] = tuple(LOG_KINDS)
STATE_TOPICS: Final[tuple[Topic, ...]] = (PRICES, VENUES, SCORES)
NEW_TOPICS: Final[tuple[Topic, ...]] = (VALUATIONS, QUOTES)
"""Of these, what is there already says nothing to a client that comes now."""
_ADD: Final[dict[str, AddRecord]] = {
    **{topic.name: _add_to(kind) for topic, kind in LOG_KINDS.items()},
    PRICES.name: _add_price,
    QUOTES.name: _add_quote,
    VENUES.name: _add_venue,
    SCORES.name: _add_sentiment,
    VALUATIONS.name: _add_valuation,
}
