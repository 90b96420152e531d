"""Read topics whole or from a point in time, outside any group: every reader sees every record."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final, NoReturn, Self, TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.clock import now_us
from shared.data.retry import of, retry
from shared.events import decoder
from shared.http import metrics
from shared.http.health import Health
from shared.kafka.connect import RecordBatches, connect, pace, poll, retry_backoff_ms
from shared.kafka.topics import Topic
from shared.logging import get_logger

log = get_logger(__name__)

E = TypeVar("E", bound=msgspec.Struct)

_CHECK_EVERY: Final = 2.0
_ANSWER_WITHIN: Final = 4.0
_RECENT_US: Final = 60_000_000
"""How far back a topic is read that is not compacted: what is older counts no more."""


def decoded(record: ConsumerRecord[bytes, bytes], event: type[E]) -> E | None:
    """A record's event; None for one that does not decode, which is counted and passed over.

    For readers that only look back. A consumer of the topic parks such a record (`consume`).
    """
    try:
        found: E = decoder(event).decode(record.value or b"")
    except msgspec.DecodeError as error:
        metrics.UNDECODED.labels(record.topic).inc()
        log.warning("record passed over", topic=record.topic, offset=record.offset, why=str(error)[:200])
        return None
    return found


class Reader:
    """Reads all partitions of some topics; `caught_up` when all records that existed at `open` have been read."""

    def __init__(
        self, consumer: AIOKafkaConsumer, begins: dict[TopicPartition, int], ends: dict[TopicPartition, int]
    ) -> None:
        self._consumer = consumer
        self._goals = {at: end for at, end in ends.items() if begins[at] < end}
        self.begins: Mapping[TopicPartition, int] = begins
        """The offset of the first record that is read, per partition."""

    @classmethod
    async def open(cls, bootstrap_servers: str, starts: Mapping[Topic, int | None], *, client_id: str) -> Self:
        """Assign all partitions of each topic; `starts` says from when (µs), None is the beginning.

        Waits for the broker.
        """

        async def start(on_failure: AsyncExitStack) -> Self:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=bootstrap_servers,
                client_id=client_id,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=50,
                metadata_max_age_ms=30_000,
                retry_backoff_ms=retry_backoff_ms(),
            )
            pace(consumer._client)  # noqa: SLF001 - it has no other way in
            on_failure.push_async_callback(consumer.stop)
            await consumer.start()
            begins, ends = await _position(consumer, starts)
            return cls(consumer, begins, ends)

        return await connect(start)

    async def poll(self, *, timeout_ms: int = 50, max_records: int = 10_000) -> RecordBatches:
        """The next records, none if none came in time.

        Raises:
            KafkaError: no more will ever come.
        """
        batches = await poll(self._consumer, timeout_ms=timeout_ms, max_records=max_records)
        for at, records in batches.items():
            goal = self._goals.get(at)
            if goal is not None and records[-1].offset + 1 >= goal:
                del self._goals[at]
        return batches

    @property
    def caught_up(self) -> bool:
        return not self._goals

    async def watch(self, health: Health) -> NoReturn:
        """Ask the broker every 2 s whether it is there: aiokafka reconnects without raising anything.

        `health` shows `kafka` as down while it is not, and until what existed at `open` has been read.
        """
        while True:
            await retry(self._ask, on=of(KafkaError, TimeoutError), name="kafka", cap=_CHECK_EVERY, health=health)
            if self.caught_up:
                health.up("kafka")
            else:
                health.down("kafka", "reading the states")
            await asyncio.sleep(_CHECK_EVERY if self.caught_up else 0.1)

    async def _ask(self) -> None:
        async with asyncio.timeout(_ANSWER_WITHIN):
            await self._consumer.end_offsets(list(self.begins))

    async def ends(self, topic: Topic) -> dict[int, int]:
        """The offset after the last record, per partition."""
        return {at.partition: end for at, end in (await self._consumer.end_offsets(_all(topic))).items()}

    async def beginnings(self, topic: Topic) -> dict[int, int]:
        return {at.partition: begin for at, begin in (await self._consumer.beginning_offsets(_all(topic))).items()}

    async def offsets_at(self, topic: Topic, since_us: int) -> dict[int, int]:
        """The offset of the first record from a time on, per partition; the end where there is none."""
        return {at.partition: offset for at, offset in (await _offsets_at(self._consumer, topic, since_us)).items()}

    async def between(
        self, topic: Topic, spans: Mapping[int, tuple[int, int]], *, max_records: int = 10_000
    ) -> AsyncIterator[Sequence[ConsumerRecord[bytes, bytes]]]:
        """The records of some partitions from one offset up to another, in any order of partitions.

        The reader is assigned to these partitions instead of what it read before.
        """
        ends = {TopicPartition(topic.name, number): end for number, (begin, end) in spans.items() if begin < end}
        if not ends:
            return  # with no partition assigned, the consumer would not stop
        self._consumer.assign(list(ends))
        for at in ends:
            self._consumer.seek(at, spans[at.partition][0])
        while ends:
            for at, records in (await self.poll(max_records=max_records)).items():
                end = ends.get(at)
                if end is not None:
                    yield [record for record in records if record.offset < end]
                    if records[-1].offset + 1 >= end:
                        del ends[at]
                        self._consumer.pause(at)  # do not fetch what comes after the end

    async def close(self) -> None:
        await self._consumer.stop()


def _all(topic: Topic) -> list[TopicPartition]:
    return [TopicPartition(topic.name, number) for number in range(topic.partitions)]


async def _position(
    consumer: AIOKafkaConsumer, starts: Mapping[Topic, int | None]
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """Assign and seek; returns the offsets where reading begins and where each partition ends now."""
    every = [at for topic in starts for at in _all(topic)]
    consumer.assign(every)
    ends = await consumer.end_offsets(every)
    begins = await consumer.beginning_offsets(every)
    for topic, since_us in starts.items():
        if since_us is not None:
            begins.update(await _offsets_at(consumer, topic, since_us))
    for at in every:
        consumer.seek(at, begins[at])
    return begins, ends


async def _offsets_at(consumer: AIOKafkaConsumer, topic: Topic, since_us: int) -> dict[TopicPartition, int]:
    every = _all(topic)
    ends = await consumer.end_offsets(every)
    found = await consumer.offsets_for_times(dict.fromkeys(every, since_us // 1_000))
    return {at: found[at].offset if found.get(at) else ends[at] for at in every}


class StateReader:
    """Gives each state of some topics to its `puts`, outside any group; `loaded` once their first contents are read.

    `health` shows as `kafka` whether they are read and the broker answers.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        puts: Mapping[Topic, Callable[[Any], None]],
        client_id: str,
        health: Health | None = None,
    ) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._puts = puts
        self._client_id = f"{client_id}-states"
        self._health = health
        self.loaded = asyncio.Event()

    async def run(self) -> None:
        """Read until cancelled. A background job."""
        since_us = now_us() - _RECENT_US
        starts = {topic: None if topic.compacted else since_us for topic in self._puts}
        reader = await Reader.open(self._bootstrap_servers, starts, client_id=self._client_id)
        by_name = {topic.name: (decoder(_event(topic)).decode, put) for topic, put in self._puts.items()}
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    for at, records in (await reader.poll(timeout_ms=200)).items():
                        _put_all(*by_name[at.topic], records)
                    if reader.caught_up and not self.loaded.is_set():
                        self.loaded.set()
                        if self._health is not None:
                            tasks.create_task(reader.watch(self._health))
        finally:
            await reader.close()


def _event(topic: Topic) -> type[msgspec.Struct]:
    assert topic.event is not None  # noqa: S101 - topics of states carry events
    return topic.event


def _put_all(
    decode: Callable[[bytes], Any], put: Callable[[Any], None], records: Sequence[ConsumerRecord[bytes, bytes]]
) -> None:
    for record in records:
        if record.value is None:
            continue
        try:
            put(decode(record.value))
        except msgspec.DecodeError as error:
            log.warning("state not understood", topic=record.topic, error=str(error))
