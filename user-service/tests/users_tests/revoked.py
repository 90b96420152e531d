"""What was published to `users.revocations.v1`."""

from uuid import UUID

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from shared.events import RevocationV1
from shared.kafka.topics import REVOCATIONS

_PARTITION = TopicPartition(REVOCATIONS.name, 0)


class Revoked:
    """Reads the topic anew each time it is asked, up to its present end."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._bootstrap_servers = bootstrap_servers

    async def of(self, user_id: UUID) -> list[RevocationV1]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap_servers, enable_auto_commit=False)
        await consumer.start()
        try:
            consumer.assign([_PARTITION])
            await consumer.seek_to_beginning(_PARTITION)
            end = (await consumer.end_offsets([_PARTITION]))[_PARTITION]
            events: list[RevocationV1] = []
            while await consumer.position(_PARTITION) < end:
                records = (await consumer.getmany(_PARTITION, timeout_ms=1_000)).get(_PARTITION, [])
                events += [msgspec.json.decode(record.value, type=RevocationV1) for record in records]
        finally:
            await consumer.stop()
        return [event for event in events if event.user_id == user_id]
