"""Kafka edge: every record of the topics into the store. No group: every replica reads everything."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec
from shared.backoff import Backoff
from shared.clock import now_us
from shared.events import CandleV1, IndicatorV1, PriceV1, TradeV1, VenueV1, decoder
from shared.health import Health
from shared.kafka import ConsumerRecord, KafkaError, Reader, TopicPartition, partition_of, topic_ids
from shared.logging import get_logger
from shared.topics import CANDLES, INDICATORS, PRICES, TRADES, VENUES, Topic

from gateway.channels import Channel, Kind
from gateway.settings import Settings
from gateway.store import Store
from shared import metrics

log = get_logger(__name__)

_TOPIC_OF: Final[dict[Kind, Topic]] = {
    Kind.TRADES: TRADES,
    Kind.CANDLES: CANDLES,
    Kind.INDICATORS: INDICATORS,
    Kind.PRICE: PRICES,
    Kind.VENUES: VENUES,
}
_LOGS: Final = (TRADES, CANDLES, INDICATORS)
_STATES: Final = (PRICES, VENUES)
_CHECK_EVERY: Final = 2.0
_AT_ONCE: Final = 1_000  # records taken in one go: about 4 ms in which no request is answered
_ANSWER_WITHIN: Final = 4.0

Record: TypeAlias = "ConsumerRecord[bytes, bytes]"


class NewTopicsError(Exception):
    """A topic went back to earlier offsets: it was made anew. The process ends and starts with nothing."""


class Topics:
    """Reads for ever. A message's `seq` is its offset + 1: the same on every replica and after a restart.

    `stream` names the topics; it is empty until what they held at the start has been read.
    """

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._floors: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self.stream = ""
        self.store = Store(stale_after_us=int(settings.stale_after * 1e6), floor_of=self._floor_of)
        self._takers: dict[str, Callable[[Record, int], None]] = {
            TRADES.name: self._on_trade,
            CANDLES.name: self._on_candle,
            INDICATORS.name: self._on_indicator,
            PRICES.name: self._on_price,
            VENUES.name: self._on_venue,
        }

    async def run(self) -> None:
        """Read until cancelled.

        Raises:
            NewTopicsError: the topics are others than at the start.
        """
        servers = self._settings.kafka_bootstrap_servers
        since_us = now_us() - int(self._settings.resume_window.total_seconds() * 1e6)
        starts = {**dict.fromkeys(_LOGS, since_us), **dict.fromkeys(_STATES)}
        stream = await self._identify()
        reader = await Reader.open(servers, starts, client_id=self._settings.service_name)
        try:
            for topic in starts:
                ends = await reader.ends(topic)
                self._floors.update({TopicPartition(topic.name, number): end for number, end in ends.items()})
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch(reader))
                while True:
                    self.take(await reader.poll(max_records=_AT_ONCE))
                    await asyncio.sleep(0)  # a poll that finds records at hand waits for nothing
                    if reader.caught_up and not self.stream:
                        self.stream = stream
                        log.info("caught up", stream=stream, channels=len(self.store.sources))
        finally:
            await reader.close()

    async def _identify(self) -> str:
        backoff = Backoff(first=0.2, cap=5)
        while True:
            try:
                ids = await topic_ids(self._settings.kafka_bootstrap_servers, (*_LOGS, *_STATES))
            except KafkaError as error:
                self._health.down("kafka", str(error))
                log.warning("kafka is away", error=str(error))
                await backoff.wait()
            else:
                return hashlib.sha256(repr(sorted(ids.items())).encode()).hexdigest()[:16]

    async def _watch(self, reader: Reader) -> None:
        """Ask the broker for something every 2 s: a consumer by itself tries again in silence."""
        while True:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN):
                    await reader.ends(VENUES)
            except (KafkaError, TimeoutError) as error:
                self._health.down("kafka", f"away: {error!r}")
            else:
                if reader.caught_up:
                    self._health.up("kafka")
                else:
                    self._health.down("kafka", "reading what is there")
            await asyncio.sleep(_CHECK_EVERY if reader.caught_up else 0.1)

    def take(self, batches: Mapping[TopicPartition, Sequence[Record]]) -> None:
        """Put records into the store. One that does not parse is left out; the topic's consumers park it."""
        for at, records in batches.items():
            first = records[0].offset
            if first < self._next.get(at, 0):
                raise NewTopicsError(at.topic)
            if at not in self._next:
                self._floors[at] = first
            self._next[at] = records[-1].offset + 1
            taker, floor = self._takers[at.topic], self._floors[at]
            for record in records:
                try:
                    taker(record, floor)
                except msgspec.DecodeError as error:
                    metrics.DEAD_LETTERS.labels(at.topic).inc()
                    log.warning("record left out", topic=at.topic, offset=record.offset, why=str(error))

    def _floor_of(self, channel: Channel) -> int:
        topic = _TOPIC_OF[channel.kind]
        return self._floors.get(TopicPartition(topic.name, partition_of(channel.coin_id, topic.partitions)), 0)

    def _on_trade(self, record: Record, floor: int) -> None:
        raw = record.value or b""
        self.store.on_trade(record.offset + 1, _at_us(record), floor, raw, _TRADE(raw))

    def _on_candle(self, record: Record, floor: int) -> None:
        self.store.on_candle(record.offset + 1, _at_us(record), floor, _CANDLE(record.value or b""))

    def _on_indicator(self, record: Record, floor: int) -> None:
        self.store.on_indicator(record.offset + 1, _at_us(record), floor, _INDICATOR(record.value or b""))

    def _on_price(self, record: Record, _floor: int) -> None:
        if record.value is not None:  # a deleted key has no value
            self.store.on_price(record.offset + 1, _PRICE(record.value))

    def _on_venue(self, record: Record, _floor: int) -> None:
        if record.value is not None:
            self.store.on_venue(record.offset + 1, _VENUE(record.value))


def _at_us(record: Record) -> int:
    return int(record.timestamp) * 1_000


_TRADE: Final = decoder(TradeV1).decode
_CANDLE: Final = decoder(CandleV1).decode
_INDICATOR: Final = decoder(IndicatorV1).decode
_PRICE: Final = decoder(PriceV1).decode
_VENUE: Final = decoder(VenueV1).decode
