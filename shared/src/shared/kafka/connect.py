"""Open Kafka clients: wait for the broker, and close what was opened if that fails or is cancelled."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from shared.data.retry import Backoff, of, retry
from shared.http.health import Health
from shared.kafka import library_log

T = TypeVar("T")

RecordBatches = Mapping[TopicPartition, Sequence[ConsumerRecord[bytes, bytes]]]


async def connect(
    start: Callable[[AsyncExitStack], Awaitable[T]], *, health: Health | None = None, dependency: str = "kafka"
) -> T:
    """Call `start` until the broker answers, and return its result; `health` shows `dependency` as down meanwhile.

    `start` pushes the stop of each client onto the stack before it starts the client: if anything fails, it is stopped.
    """
    library_log.install()

    async def attempt() -> T:
        async with AsyncExitStack() as on_failure:
            started = await start(on_failure)
            on_failure.pop_all()
            return started

    started = await retry(attempt, on=of(KafkaError), name=dependency, health=health)
    if health is not None:
        health.up(dependency)
    return started


def retry_backoff_ms() -> int:
    """How long one client of the library waits before it tries again: not all of them at the same moments."""
    return random.randint(100, 300)  # noqa: S311 - no secret


def pace(client: AIOKafkaClient) -> None:
    """Let a client wait after it could not read the cluster's metadata, longer each time and with jitter.

    aiokafka asks again at once, thousands of times a second where the broker's port refuses connections.
    """
    update, backoff = client._metadata_update, Backoff(first=0.1, cap=2)  # noqa: SLF001 - it has no setting for this

    async def update_or_wait(*cluster_and_topics: Any) -> bool:
        if await update(*cluster_and_topics):
            backoff.reset()
            return True
        await backoff.wait()
        return False

    client._metadata_update = update_or_wait  # noqa: SLF001 - likewise


async def poll(consumer: AIOKafkaConsumer, *, timeout_ms: int, max_records: int) -> RecordBatches:
    """The next records, none if none came in time.

    Raises:
        KafkaError: the library's own task that fetches has ended by an error. The library says so in its log only, and
            gives no more records for ever.
    """
    fetching = consumer._fetcher.error_future  # noqa: SLF001 - it has no other way to ask
    if fetching.done():
        fetching.result()
    batches: RecordBatches = await consumer.getmany(timeout_ms=timeout_ms, max_records=max_records)
    return batches
