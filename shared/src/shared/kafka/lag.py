"""How far a consumer group is behind, from its committed offsets; its members may be in any processes."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.kafka.connect import connect, pace, retry_backoff_ms
from shared.kafka.topics import Topic


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
        ends = await self._consumer.end_offsets(self._every)
        never = [at for at in self._every if at not in committed or committed[at].offset < 0]
        begins = await self._consumer.beginning_offsets(never) if never else {}
        return sum(max(ends[at] - (begins[at] if at in begins else committed[at].offset), 0) for at in self._every)

    async def close(self) -> None:
        await self._consumer.stop()
        await self._admin.close()
