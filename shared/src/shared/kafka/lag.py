"""How far a consumer group is behind, by what it has committed: exact, whichever processes its members are."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.data.retry import Backoff
from shared.kafka.topics import Topic
from shared.logging import get_logger

log = get_logger(__name__)


class Lag(NamedTuple):
    """`behind`: records not committed yet. `ends`: the sum of the end offsets, which grows with every record."""

    behind: int
    ends: int


class GroupLag:
    """Asks the broker; start with `open`, which waits for it with capped back-off."""

    def __init__(
        self, admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, group: str, topics: Sequence[Topic]
    ) -> None:
        self._admin = admin
        self._consumer = consumer
        self._group = group
        self._every = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]

    @classmethod
    async def open(cls, bootstrap_servers: str, group: str, topics: Sequence[Topic], *, client_id: str) -> Self:
        backoff = Backoff(first=0.2, cap=5)
        while True:
            admin = AIOKafkaAdminClient(
                bootstrap_servers=bootstrap_servers, client_id=client_id, request_timeout_ms=3_000
            )
            consumer = AIOKafkaConsumer(
                bootstrap_servers=bootstrap_servers,
                client_id=client_id,
                group_id=None,
                enable_auto_commit=False,
                request_timeout_ms=3_000,
            )
            try:
                await consumer.start()
                await admin.start()
            except KafkaError as error:
                log.warning("kafka is away", error=str(error))
                await consumer.stop()
                await admin.close()
                await backoff.wait()
            except BaseException:  # cancelled half-way: its connections must not outlive it
                await consumer.stop()
                await admin.close()
                raise
            else:
                return cls(admin, consumer, group, topics)

    async def read(self) -> Lag:
        """The group's lag now.

        Raises:
            KafkaError: the broker does not answer.
        """
        # Commits first: what is committed meanwhile is counted as lag, never the other way round.
        committed = await self._admin.list_consumer_group_offsets(self._group)
        ends = await self._consumer.end_offsets(self._every)
        never = [at for at in self._every if at not in committed or committed[at].offset < 0]
        begins = await self._consumer.beginning_offsets(never) if never else {}
        behind = sum(max(ends[at] - (begins[at] if at in begins else committed[at].offset), 0) for at in self._every)
        return Lag(behind, sum(ends.values()))

    async def close(self) -> None:
        await self._consumer.stop()
        await self._admin.close()
