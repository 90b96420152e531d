"""Records into the store, each by its topic. One that does not parse is left out; the topic's consumers park it."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec
from shared.events import PriceV1, VenueV1, decoder
from shared.kafka import ConsumerRecord
from shared.kafka.topics import PRICES, VENUES, Topic

from gateway.errors import count_unparsed
from gateway.stream.channels.channel_log import Partition
from gateway.stream.channels.log_kinds import LOGS, Log
from gateway.stream.channels.store import Store

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"
Take: TypeAlias = Callable[[Store, Partition, Record], None]


def take(store: Store, partition: Partition, records: Sequence[Record]) -> None:
    """Put records of one partition into the store; a message's `seq` is its offset + 1."""
    taker = _TAKERS[records[0].topic]
    for record in records:
        try:
            taker(store, partition, record)
        except (msgspec.DecodeError, ValueError) as error:
            count_unparsed(record.topic, error)


def _log_taker(log: Log) -> Take:
    def take_log(store: Store, partition: Partition, record: Record) -> None:
        store.on_log(log, record.offset + 1, int(record.timestamp) * 1_000, partition, record.value or b"")

    return take_log


def _take_price(store: Store, _partition: Partition, record: Record) -> None:
    if record.value is not None:  # a deleted key has no value
        store.on_price(record.offset + 1, _PRICE(record.value))


def _take_venue(store: Store, _partition: Partition, record: Record) -> None:
    if record.value is not None:
        store.on_venue(record.offset + 1, _VENUE(record.value))


_PRICE: Final = decoder(PriceV1).decode
_VENUE: Final = decoder(VenueV1).decode
LOG_TOPICS: Final[tuple[Topic, ...]] = tuple(LOGS)
STATE_TOPICS: Final[tuple[Topic, ...]] = (PRICES, VENUES)
_TAKERS: Final[dict[str, Take]] = {
    **{topic.name: _log_taker(log) for topic, log in LOGS.items()},
    PRICES.name: _take_price,
    VENUES.name: _take_venue,
}
