"""Loads the resume window: what the topics held before live reading began, the newest first, beside live reading.

It goes back in steps, the shortest first: a client that was away for seconds can resume after the first of them.
"""

import asyncio
from collections.abc import Mapping
from itertools import accumulate, chain, repeat
from typing import Final

from shared.data.retry import of, retry
from shared.kafka import KafkaError, Reader, TopicPartition
from shared.kafka.topics import Topic
from shared.logging import get_logger

from gateway.settings import Settings
from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.topics.records import LOG_TOPICS, add_records

log = get_logger(__name__)

Partitions = Mapping[TopicPartition, PartitionProgress]
# Seconds before the start that each step reaches back to.
_STEPS_BACK: Final = tuple(accumulate(chain((5, 10, 15), repeat(30, 200))))
_BATCH: Final = 500  # records: about 2 ms in which no request is answered
_GIVE_UP_AFTER: Final = 60.0


class ResumeWindowLoader:
    def __init__(self, settings: Settings, store: ChannelStore, partitions: Partitions) -> None:
        self._settings = settings
        self._store = store
        self._partitions = partitions

    async def run(self, began_us: int) -> None:
        """Load the window, or as much as memory may hold. In the end `window_loaded` is set in any case."""
        try:
            async with asyncio.timeout(_GIVE_UP_AFTER):
                await retry(lambda: self._load(began_us), on=of(KafkaError), name="kafka", first=1, cap=1)
        except TimeoutError:
            log.warning("resume window loaded in part", bytes=self._store.size)
        self._store.window_loaded = True

    async def _load(self, began_us: int) -> None:
        window = int(self._settings.resume_window.total_seconds())
        reader = await Reader.open(
            self._settings.kafka_bootstrap_servers,
            dict.fromkeys(LOG_TOPICS, began_us),
            client_id=f"{self._settings.service_name}-resume-window",
        )
        try:
            for back in (*(back for back in _STEPS_BACK if back < window), window):
                if self._store.size > self._settings.resume_bytes:
                    break
                for topic in LOG_TOPICS:
                    await self._step(reader, topic, began_us - back * 1_000_000)
        finally:
            await reader.close()
        log.info("resume window loaded", bytes=self._store.size, channels=len(self._store.sources))

    async def _step(self, reader: Reader, topic: Topic, since_us: int) -> None:
        """Read the records of a topic between a time and the oldest record in the logs, and prepend them."""
        since = await reader.offsets_at(topic, since_us)
        loaded = {number: self._partitions[TopicPartition(topic.name, number)] for number in since}
        spans = {number: (since[number], progress.floor) for number, progress in loaded.items()}
        older = ChannelStore(stale_after_us=0, progress_of=self._store.progress_of)
        async for records in reader.between(topic, spans, max_records=_BATCH):
            if records:
                add_records(older, loaded[records[0].partition], records)
            await asyncio.sleep(0)  # a poll may return without waiting; let other tasks run
        self._store.prepend(older)
        for number, progress in loaded.items():
            progress.floor = min(progress.floor, since[number])
