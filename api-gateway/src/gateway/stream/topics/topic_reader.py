"""Reads the topics into the channels. Without a consumer group: every replica reads everything."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from shared.clock import now_us
from shared.events import StreamV1
from shared.http.health import Health
from shared.kafka import Reader, TopicPartition, decoded, partition_of
from shared.kafka.topics import (
    ALERTS,
    CANDLES,
    DOCUMENTS,
    INDICATORS,
    PRICES,
    QUOTES,
    SCORES,
    STREAMS,
    TRADES,
    VALUATIONS,
    VENUES,
    Topic,
)
from shared.logging import get_logger
from shared.tracing.records import FrameSpans

from gateway.errors import NewTopicsError
from gateway.settings import Settings
from gateway.stream.channels.channel_log import PartitionProgress
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.channels.names import Channel, Kind
from gateway.stream.topics.records import LOG_TOPICS, NEW_TOPICS, STATE_TOPICS, Record, add_records
from gateway.stream.topics.resume_window import ResumeWindowLoader

log = get_logger(__name__)

_TOPIC_OF: Final[dict[Kind, Topic]] = {
    Kind.TRADES: TRADES,
    Kind.CANDLES: CANDLES,
    Kind.INDICATORS: INDICATORS,
    Kind.PRICE: PRICES,
    Kind.QUOTES: QUOTES,
    Kind.VENUES: VENUES,
    Kind.PORTFOLIO: VALUATIONS,
    Kind.ALERTS: ALERTS,
    Kind.SENTIMENT: SCORES,
    Kind.NEWS: DOCUMENTS,
}
_BATCH: Final = 1_000  # records: about 4 ms in which no request is answered


class TopicReader:
    """Reads until cancelled. A message's `seq` is its record's offset + 1: equal on all replicas, also after a restart.

    `stream` identifies the topics; it is empty until the states in them have been read. Logs are read from the start
    of the process on; the resume window before it is loaded meanwhile.
    """

    def __init__(self, settings: Settings, health: Health, frame_spans: FrameSpans) -> None:
        self._settings = settings
        self._health = health
        self._frame_spans = frame_spans
        self._partitions: dict[TopicPartition, PartitionProgress] = {}
        self._stream_id = ""
        self.stream = ""
        self.store = ChannelStore(stale_after_us=int(settings.stale_after * 1e6), progress_of=self._progress_of)

    async def run(self) -> None:
        """Read until cancelled.

        Raises:
            NewTopicsError: the topics are others than at the start.
        """
        began_us = now_us()
        starts = {**dict.fromkeys((*LOG_TOPICS, *NEW_TOPICS), began_us), **dict.fromkeys(STATE_TOPICS), STREAMS: None}
        servers = self._settings.kafka_bootstrap_servers
        reader = await Reader.open(servers, starts, client_id=self._settings.service_name)
        try:
            self._partitions.update({at: PartitionProgress(first, first) for at, first in reader.begins.items()})
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(reader.watch(self._health))
                while True:
                    self.take(await reader.poll(max_records=_BATCH))
                    await asyncio.sleep(0)  # a poll may return without waiting; let other tasks run
                    if reader.caught_up and self._stream_id and not self.stream:
                        self.stream = stream = self._stream_id
                        log.info("caught up", stream=stream, channels=len(self.store.sources))
                        tasks.create_task(
                            ResumeWindowLoader(self._settings, self.store, self._partitions).run(began_us)
                        )
        finally:
            await reader.close()

    def take(self, batches: Mapping[TopicPartition, Sequence[Record]]) -> None:
        for at, records in batches.items():
            progress = self._partitions[at]
            if records[0].offset < progress.newest:
                raise NewTopicsError(at.topic)
            if at.topic == STREAMS.name:
                self._on_stream_ids(records)
            else:
                add_records(self.store, progress, records)
                self._frame_spans.add(records, now_us())
            progress.newest = records[-1].offset + 1

    def _on_stream_ids(self, records: Sequence[Record]) -> None:
        """Take the id of the topics as they are at the start; a later one means that they were made anew."""
        for found in filter(None, (decoded(record, StreamV1) for record in records)):
            self._stream_id = found.stream_id.hex
        if self.stream not in ("", self._stream_id):
            raise NewTopicsError(STREAMS.name)

    def _progress_of(self, channel: Channel) -> PartitionProgress:
        topic = _TOPIC_OF[channel.kind]
        number = partition_of(str(channel.owned or channel.coin_id), topic.partitions)
        return self._partitions.get(TopicPartition(topic.name, number), _NOTHING_READ)


_NOTHING_READ: Final = PartitionProgress(floor=0, newest=0)
