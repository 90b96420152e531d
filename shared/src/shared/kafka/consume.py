"""The one consume loop: at least once, in order within a partition."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError

from shared.data.retry import retry
from shared.events import decoder
from shared.http import metrics
from shared.http.health import Health
from shared.kafka.connect import connect, pace, poll, retry_backoff_ms
from shared.kafka.dead_letters import DeadLetters
from shared.kafka.lag import measure_lag
from shared.kafka.producer import Producer
from shared.kafka.topics import Topic
from shared.logging import get_logger
from shared.settings import ServiceSettings
from shared.tracing.records import record_spans

log = get_logger(__name__)

E = TypeVar("E", bound=msgspec.Struct)


class ReceivedEvent(NamedTuple, Generic[E]):
    """An event and the record it was decoded from."""

    event: E
    record: ConsumerRecord[bytes, bytes]


class EventBatch:
    """The decoded events of one poll, by topic; within a partition in order."""

    def __init__(self, received: Mapping[str, list[ReceivedEvent[Any]]]) -> None:
        self._received = received

    def of(self, topic: Topic) -> list[ReceivedEvent[Any]]:
        return self._received.get(topic.name, [])

    def events(self, topic: Topic) -> list[Any]:
        return [received.event for received in self.of(topic)]


Handle = Callable[[EventBatch], Awaitable[None]]


async def make_consumer(
    settings: ServiceSettings, topics: Sequence[Topic], *, group: str, health: Health
) -> AIOKafkaConsumer:
    """A started member of `group`; waits for the broker, with readiness false meanwhile.

    Range assignment: topics with equal partition counts are co-partitioned over the members.
    """

    async def start(on_failure: AsyncExitStack) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            *(topic.name for topic in topics),
            bootstrap_servers=settings.kafka_bootstrap_servers,
            client_id=settings.service_name,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=6_000,
            heartbeat_interval_ms=1_000,
            max_poll_interval_ms=3_600_000,
            rebalance_timeout_ms=10_000,
            fetch_max_wait_ms=100,
            metadata_max_age_ms=30_000,
            retry_backoff_ms=retry_backoff_ms(),
        )
        pace(consumer._client)  # noqa: SLF001 - it has no other way in
        on_failure.push_async_callback(consumer.stop)
        await consumer.start()
        return consumer

    return await connect(start, health=health)


async def consume(
    consumer: AIOKafkaConsumer,
    topics: Sequence[Topic],
    handle: Handle,
    *,
    producer: Producer,
    dead_letters: DeadLetters,
    group: str,
    health: Health,
    is_away: Callable[[BaseException], bool],
    timeout_ms: int = 100,
    max_records: int = 5_000,
) -> None:
    """Give `handle` each poll's events, in order within a partition, at least once.

    A record that does not parse is parked. An error of `handle` for which `is_away` is true is a database that does
    not answer: the same events are tried again with readiness false. Any other error ends the loop before the commit,
    so the same records come again after a restart. What `handle` put into `producer` is acknowledged before the commit.
    """
    by_name = {topic.name: topic for topic in topics}
    for topic in topics:
        metrics.DEAD_LETTERS.labels(topic.name)  # a counter that first shows as 1 has not increased for Prometheus
    measuring = asyncio.create_task(measure_lag(consumer, topics, group))
    try:
        while True:
            batches = await poll(consumer, timeout_ms=timeout_ms, max_records=max_records)
            if batches:
                began = time.monotonic()
                batch = decode(batches, by_name, dead_letters)
                with record_spans(group, batches.values()):
                    await _handle(handle, batch, is_away, health)
                    await producer.flush()
                await commit(consumer, {at: records[-1].offset + 1 for at, records in batches.items()})
                _count(batches, group, time.monotonic() - began)
            if measuring.done():
                measuring.result()  # a bug in it ends the loop like any other
    finally:
        measuring.cancel()
        await asyncio.gather(measuring, return_exceptions=True)


def _count(batches: Mapping[TopicPartition, Sequence[object]], group: str, seconds: float) -> None:
    metrics.BATCH_SECONDS.labels(group).observe(seconds)
    for at, records in batches.items():
        metrics.BATCH_RECORDS.labels(group, at.topic).inc(len(records))


def decode(
    batches: Mapping[TopicPartition, Sequence[ConsumerRecord[bytes, bytes]]],
    topics: Mapping[str, Topic],
    dead_letters: DeadLetters,
) -> EventBatch:
    received: dict[str, list[ReceivedEvent[Any]]] = {name: [] for name in topics}
    for at, records in batches.items():
        event = topics[at.topic].event
        assert event is not None  # noqa: S101 - dead letters are not consumed with this loop
        read, into = decoder(event).decode, received[at.topic]
        for record in records:
            try:
                into.append(ReceivedEvent(read(record.value or b""), record))
            except msgspec.DecodeError as error:
                dead_letters.park(record, str(error))
    return EventBatch(received)


async def _handle(handle: Handle, batch: EventBatch, is_away: Callable[[BaseException], bool], health: Health) -> None:
    await retry(lambda: handle(batch), on=is_away, name="database", first=0.1, cap=2, health=health)


async def commit(consumer: AIOKafkaConsumer, offsets: Mapping[TopicPartition, int]) -> None:
    """Commit the partitions that are still assigned. Failing after a rebalance is normal: the rows are idempotent."""
    mine = {at: offset for at, offset in offsets.items() if at in consumer.assignment()}
    if not mine:
        return
    try:
        await consumer.commit(mine)
    except (KafkaError, IllegalStateError) as error:
        log.warning("offsets not committed, the records will come again", error=repr(error))
