"""Fills the logs with what the topics held before reading began, the newest first, beside the live reading.

So a client that was gone for seconds resumes after the first of its steps, however much there is.
"""

import asyncio
from collections.abc import Mapping
from itertools import accumulate, chain, repeat
from typing import Final

from shared.kafka import KafkaError, Reader, TopicPartition
from shared.kafka.topics import Topic
from shared.logging import get_logger

from gateway.settings import Settings
from gateway.stream.channels.channel_log import Partition
from gateway.stream.channels.store import Store
from gateway.stream.topics.records import LOG_TOPICS, take

log = get_logger(__name__)

Partitions = Mapping[TopicPartition, Partition]
# Seconds that the steps reach back together: small ones first, for who has just reconnected.
_REACHES: Final = tuple(accumulate(chain((5, 10, 15), repeat(30, 200))))
_AT_ONCE: Final = 500  # records taken in one go: about 2 ms in which no request is answered
_GIVE_UP_AFTER: Final = 60.0
_AGAIN_AFTER: Final = 1.0


class Fill:
    def __init__(self, settings: Settings, store: Store, partitions: Partitions) -> None:
        self._settings = settings
        self._store = store
        self._partitions = partitions

    async def run(self, began_us: int) -> None:
        """Fill up to the window, or to what memory may hold; `filled` in the end, whatever comes."""
        try:
            async with asyncio.timeout(_GIVE_UP_AFTER):
                while not self._store.filled:
                    await self._try(began_us)
        except TimeoutError:
            log.warning("logs only filled in part", bytes=self._store.size)
        self._store.filled = True

    async def _try(self, began_us: int) -> None:
        try:
            await self._fill(began_us)
        except KafkaError as error:
            log.warning("kafka is away, filling again", error=str(error))
            await asyncio.sleep(_AGAIN_AFTER)
        else:
            self._store.filled = True

    async def _fill(self, began_us: int) -> None:
        window = int(self._settings.resume_window.total_seconds())
        reader = await Reader.open(
            self._settings.kafka_bootstrap_servers,
            dict.fromkeys(LOG_TOPICS, began_us),
            client_id=f"{self._settings.service_name}-fill",
        )
        try:
            for reach in (*(reach for reach in _REACHES if reach < window), window):
                if self._store.size > self._settings.resume_bytes:
                    break
                for topic in LOG_TOPICS:
                    await self._step(reader, topic, began_us - reach * 1_000_000)
        finally:
            await reader.close()
        log.info("logs filled", bytes=self._store.size, channels=len(self._store.sources))

    async def _step(self, reader: Reader, topic: Topic, since_us: int) -> None:
        """Read the records from a time on that are not here, and put them before those that are."""
        since = await reader.offsets_at(topic, since_us)
        mine = {number: self._partitions[TopicPartition(topic.name, number)] for number in since}
        spans = {number: (since[number], partition.floor) for number, partition in mine.items()}
        older = Store(stale_after_us=0, partition_of=self._store.partition_of)
        async for records in reader.between(topic, spans, max_records=_AT_ONCE):
            if records:
                take(older, mine[records[0].partition], records)
            await asyncio.sleep(0)  # a poll that finds records at hand waits for nothing
        self._store.prepend(older)
        for number, partition in mine.items():
            partition.floor = min(partition.floor, since[number])
