"""Make the topics. Auto-creation is off: a topic exists because this was run."""

from collections.abc import Iterable
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from shared.kafka.topics import TOPICS, Topic

_SEGMENT_BYTES: Final = 64 * 1024 * 1024


async def create_topics(
    bootstrap_servers: str,
    *,
    topics: Iterable[Topic] = TOPICS,
    replication: int = 1,
    retention_bytes: int = 1024**3,
) -> None:
    """Make what is missing and leave the rest as it is.

    `retention_bytes` is a topic's bound, shared by its partitions.

    Raises:
        KafkaError: the broker does not answer or refuses a topic.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in existing]
        if not missing:
            return
        answer = await admin.create_topics(
            [
                NewTopic(topic.name, topic.partitions, replication, topic_configs=_config(topic, retention_bytes))
                for topic in missing
            ]
        )
        for name, code, *message in answer.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise KafkaError(f"topic {name} could not be made: error {code} {message}")
    finally:
        await admin.close()


def _config(topic: Topic, retention_bytes: int) -> dict[str, str]:
    if topic.compacted:
        # Small, quickly rolled segments keep what a new reader must read close to one record a key.
        return {
            "cleanup.policy": "compact",
            "segment.ms": "600000",
            "segment.bytes": str(16 * 1024 * 1024),
            "min.cleanable.dirty.ratio": "0.1",
            "max.compaction.lag.ms": "600000",
        }
    share = max(retention_bytes // topic.partitions, 16 * 1024 * 1024)
    config = {"retention.bytes": str(share), "segment.bytes": str(min(_SEGMENT_BYTES, share))}
    if topic.retention_ms is not None:
        config["retention.ms"] = str(topic.retention_ms)
    return config
