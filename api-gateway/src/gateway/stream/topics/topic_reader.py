"""Kafka edge: the topics into the store, for ever. No group: every replica reads everything."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from shared.clock import now_us
from shared.data.retry import Backoff
from shared.http.health import Health
from shared.kafka import KafkaError, Reader, TopicPartition, partition_of, topic_ids
from shared.kafka.topics import CANDLES, INDICATORS, PRICES, REVOCATIONS, TRADES, VENUES, Topic
from shared.logging import get_logger

from gateway.errors import NewTopicsError
from gateway.settings import Settings
from gateway.stream.channels.channel_log import Partition
from gateway.stream.channels.names import Channel, Kind
from gateway.stream.channels.store import Store
from gateway.stream.topics.records import LOG_TOPICS, STATE_TOPICS, Record, take
from gateway.stream.topics.resume_window import Fill

log = get_logger(__name__)

_TOPIC_OF: Final[dict[Kind, Topic]] = {
    Kind.TRADES: TRADES,
    Kind.CANDLES: CANDLES,
    Kind.INDICATORS: INDICATORS,
    Kind.PRICE: PRICES,
    Kind.VENUES: VENUES,
}
_CHECK_EVERY: Final = 2.0
_AT_ONCE: Final = 1_000  # records taken in one go: about 4 ms in which no request is answered
_ANSWER_WITHIN: Final = 4.0


class Topics:
    """Reads for ever. A message's `seq` is its offset + 1: the same on every replica and after a restart.

    `stream` names the topics; it is empty until the states that they held at the start have been read. The logs are
    read from the start on, and what they held before is filled in beside it.
    """

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._partitions: dict[TopicPartition, Partition] = {}
        self.stream = ""
        self.store = Store(stale_after_us=int(settings.stale_after * 1e6), partition_of=self._partition_of)

    async def run(self) -> None:
        """Read until cancelled.

        Raises:
            NewTopicsError: the topics are others than at the start.
        """
        stream = await self._identify()
        began_us = now_us()
        starts = {**dict.fromkeys(LOG_TOPICS, began_us), **dict.fromkeys(STATE_TOPICS)}
        servers = self._settings.kafka_bootstrap_servers
        reader = await Reader.open(servers, starts, client_id=self._settings.service_name)
        try:
            self._partitions.update({at: Partition(first, first) for at, first in reader.begins.items()})
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch(reader))
                while True:
                    self.take(await reader.poll(max_records=_AT_ONCE))
                    await asyncio.sleep(0)  # a poll that finds records at hand waits for nothing
                    if reader.caught_up and not self.stream:
                        self.stream = stream
                        log.info("caught up", stream=stream, channels=len(self.store.sources))
                        tasks.create_task(Fill(self._settings, self.store, self._partitions).run(began_us))
        finally:
            await reader.close()

    async def _identify(self) -> str:
        backoff = Backoff(first=0.2, cap=5)
        while True:
            try:
                ids = await topic_ids(self._settings.kafka_bootstrap_servers, (*LOG_TOPICS, *STATE_TOPICS, REVOCATIONS))
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
        for at, records in batches.items():
            partition = self._partitions[at]
            if records[0].offset < partition.newest:
                raise NewTopicsError(at.topic)
            take(self.store, partition, records)
            partition.newest = records[-1].offset + 1

    def _partition_of(self, channel: Channel) -> Partition:
        topic = _TOPIC_OF[channel.kind]
        number = partition_of(channel.coin_id, topic.partitions)
        return self._partitions.get(TopicPartition(topic.name, number), _NOTHING_READ)


_NOTHING_READ: Final = Partition(floor=0, newest=0)
