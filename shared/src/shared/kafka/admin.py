"""Make the topics. Auto-creation is off: a topic exists because this was run."""

from collections.abc import Iterable
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from shared.clock import now_us
from shared.events import StreamV1, encode
from shared.events.ids import uuid7
from shared.kafka.topics import STREAMS, TOPICS, Topic

_SEGMENT_BYTES: Final = 64 * 1024 * 1024


async def create_topics(
    bootstrap_servers: str,
    *,
    topics: Iterable[Topic] = TOPICS,
    replication: int = 1,
    retention_bytes: int = 1024**3,
) -> None:
    """Make what is missing and leave the rest as it is.

    `retention_bytes` is a topic's bound, shared by its partitions. Before it makes any of the platform's topics it
    writes a new stream id: a step that dies in between, or runs twice at once, only changes the id once more.

    Raises:
        KafkaError: the broker does not answer or refuses a topic.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        topics = list(topics)
        missing = [topic for topic in topics if topic.name not in existing]
        if not missing and not (STREAMS in topics and await _is_empty(bootstrap_servers, STREAMS)):
            return
        new = [
            NewTopic(topic.name, topic.partitions, replication, topic_configs=_config(topic, retention_bytes))
            for topic in missing
        ]
        if STREAMS in topics:
            await _create(admin, [topic for topic in new if topic.name == STREAMS.name])
            await _write_stream_id(bootstrap_servers)
        await _create(admin, [topic for topic in new if topic.name != STREAMS.name])
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topics: list[NewTopic]) -> None:
    if not topics:
        return
    answer = await admin.create_topics(topics)
    for name, code, *message in answer.topic_errors:
        if code not in (0, TopicAlreadyExistsError.errno):
            raise KafkaError(f"topic {name} could not be made: error {code} {message}")


async def _write_stream_id(bootstrap_servers: str) -> None:
    event = StreamV1(stream_id=uuid7(), made_us=now_us())
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all") as producer:
        headers = [("schema", STREAMS.schema.encode())]
        await producer.send_and_wait(STREAMS.name, encode(event), key=b"stream", partition=0, headers=headers)


async def _is_empty(bootstrap_servers: str, topic: Topic) -> bool:
    """Whether nothing was ever written: a step died between making the topic and writing to it."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=None) as consumer:
        at = TopicPartition(topic.name, 0)
        end: int = (await consumer.end_offsets([at]))[at]
        return end == 0


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
