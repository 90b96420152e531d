"""How far a consumer group is behind: of all its members by what they have committed, or of one by what it has read.

Never negative, and what retention has deleted does not count: nobody can read it any more.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final, NoReturn, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import IllegalStateError, KafkaError

from shared.http import metrics
from shared.kafka.connect import connect, pace, retry_backoff_ms
from shared.kafka.topics import Topic

_EVERY: Final = 2.0
_ANSWER_WITHIN: Final = 4.0


async def measure_lag(consumer: AIOKafkaConsumer, topics: Sequence[Topic], group: str) -> NoReturn:
    """Show every two seconds how far a member of `group` is behind in its partitions, until cancelled.

    It asks the broker, so that the lag grows also while the member waits for the database and reads nothing. While the
    broker does not answer, what was measured last stands.
    """
    while True:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                for name, records in (await lag(consumer, topics)).items():
                    metrics.LAG.labels(group, name).set(records)
        except (KafkaError, IllegalStateError, TimeoutError):
            pass  # the broker is away, which others say, or a partition has gone to another member meanwhile
        await asyncio.sleep(_EVERY)


async def lag(consumer: AIOKafkaConsumer, topics: Sequence[Topic]) -> dict[str, int]:
    """Records that are not read yet, per topic, of the partitions that `consumer` has.

    Raises:
        KafkaError, IllegalStateError: the broker does not answer, or a partition was taken away meanwhile.
    """
    behind = {topic.name: 0 for topic in topics}
    mine = list(consumer.assignment())
    if mine:
        # The position first: what changes in between makes the lag larger, never smaller than it is.
        read = {at: await consumer.position(at) for at in mine}
        begins, ends = await consumer.beginning_offsets(mine), await consumer.end_offsets(mine)
        for at in mine:
            behind[at.topic] += max(ends[at] - max(read[at], begins[at]), 0)
    return behind


class GroupLag:
    """Reads a group's lag from the broker. Made by `open`, which waits for the broker."""

    def __init__(
        self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, group: str, topics: Sequence[Topic]
    ) -> None:
        self._admin = admin
        self._consumer = consumer
        self._group = group
        self._every = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]

    @classmethod
    async def open(cls, bootstrap_servers: str, group: str, topics: Sequence[Topic], *, client_id: str) -> Self:
        async def start(on_failure: AsyncExitStack) -> Self:
            admin = AIOKafkaAdminClient(
                bootstrap_servers=bootstrap_servers, client_id=client_id, request_timeout_ms=3_000
            )
            consumer = AIOKafkaConsumer(
                bootstrap_servers=bootstrap_servers,
                client_id=client_id,
                group_id=None,
                enable_auto_commit=False,
                request_timeout_ms=3_000,
                retry_backoff_ms=retry_backoff_ms(),
            )
            pace(consumer._client)  # noqa: SLF001 - it has no other way in
            pace(admin._client)  # noqa: SLF001 - likewise
            on_failure.push_async_callback(admin.close)
            on_failure.push_async_callback(consumer.stop)
            await consumer.start()
            await admin.start()
            return cls(admin, consumer, group, topics)

        return await connect(start)

    async def read(self) -> int:
        """How many records the group has not committed yet.

        Raises:
            KafkaError: the broker does not answer.
        """
        # Commits before ends: what changes in between makes the lag larger, never smaller than it is.
        committed = await self._admin.list_consumer_group_offsets(self._group)
        begins = await self._consumer.beginning_offsets(self._every)
        ends = await self._consumer.end_offsets(self._every)
        done = {at: committed[at].offset if at in committed else -1 for at in self._every}
        return sum(max(ends[at] - max(done[at], begins[at]), 0) for at in self._every)

    async def close(self) -> None:
        await self._consumer.stop()
        await self._admin.close()
