"""Make the topics. The broker's auto-creation is off: without this step no topic exists."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from shared.clock import now_us
from shared.data.retry import Backoff
from shared.events import StreamV1, encode
from shared.events.ids import uuid7
from shared.kafka.topics import TOPICS, Topic

_SEGMENT_BYTES: Final = 64 * 1024 * 1024
_KNOWN_WITHIN_S: Final = 15.0


async def create_topics(
    bootstrap_servers: str,
    *,
    topics: Iterable[Topic] = TOPICS,
    replication: int = 1,
    retention_bytes: int = 1024**3,
) -> list[str]:
    """Make the topics that are missing; the others stay as they are. Returns one line for each that is not as wanted.

    `replication` is how many brokers hold each partition; all but one of them must have a record before it counts as
    written. `retention_bytes` limits a topic, all its partitions together. If `topics` include the one of the stream
    id, a new id is written before any other topic is made: a run that is killed in between, or a second run at the same
    time, only changes the id once more.

    Raises:
        KafkaError: the broker does not answer, refuses a topic, or does not know a new one after 15 s.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        topics = list(topics)
        missing = [topic for topic in topics if topic.name not in existing]
        streams = next((topic for topic in topics if topic.event is StreamV1), None)
        found = [topic.name for topic in topics if topic.name in existing]
        differ = differences(await admin.describe_topics(found) if found else [], topics, replication)
        if not missing and (streams is None or not await _is_empty(bootstrap_servers, streams)):
            return differ
        configs = {topic: _config(topic, retention_bytes) | _in_sync(replication) for topic in missing}
        new = {
            topic: NewTopic(topic.name, topic.partitions, replication, topic_configs=config)
            for topic, config in configs.items()
        }
        if streams is not None:
            await _create(admin, [new.pop(streams)] if streams in new else [])
            await _write_stream_id(bootstrap_servers, streams)
        await _create(admin, list(new.values()))
    finally:
        await admin.close()
    return differ


def differences(described: Iterable[Mapping[str, Any]], topics: Iterable[Topic], replication: int) -> list[str]:
    """What differs, one line a topic, between the broker's description of topics and what they should be."""
    wanted = {topic.name: topic for topic in topics}
    lines = []
    for one in described:
        partitions, copies = len(one["partitions"]), min(len(part["replicas"]) for part in one["partitions"])
        topic = wanted[one["topic"]]
        if partitions != topic.partitions:
            lines.append(f"{topic.name} has {partitions} partitions instead of {topic.partitions}")
        if copies != replication:
            lines.append(f"{topic.name} is held by {copies} brokers instead of {replication}")
    return sorted(lines)


async def _create(admin: AIOKafkaAdminClient, topics: list[NewTopic]) -> None:
    if not topics:
        return
    answer = await admin.create_topics(topics)
    for name, code, *message in answer.topic_errors:
        if code not in (0, TopicAlreadyExistsError.errno):
            raise KafkaError(f"topic {name} could not be made: error {code} {message}")
    await until_known(admin, [topic.name for topic in topics])


async def until_known(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Wait for a broker to know topics: the controller answers when it has written them down, which is a moment before.

    Raises:
        KafkaError: it does not know them after 15 s.
    """
    unknown, backoff = names, Backoff(first=0.05, cap=0.5)
    try:
        async with asyncio.timeout(_KNOWN_WITHIN_S):
            while unknown := [one["topic"] for one in await admin.describe_topics(names) if not _has_leaders(one)]:
                await backoff.wait()
    except TimeoutError:
        waited = f"{_KNOWN_WITHIN_S:.0f} s"
        raise KafkaError(f"the broker does not know topics made {waited} ago: {', '.join(unknown)}") from None


def _has_leaders(described: Mapping[str, Any]) -> bool:
    partitions = described["partitions"]
    return described["error_code"] == 0 and bool(partitions) and all(part["error_code"] == 0 for part in partitions)


async def _write_stream_id(bootstrap_servers: str, streams: Topic) -> None:
    event = StreamV1(stream_id=uuid7(), made_us=now_us())
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all") as producer:
        headers = [("schema", streams.schema.encode())]
        await producer.send_and_wait(streams.name, encode(event), key=b"stream", partition=0, headers=headers)


async def _is_empty(bootstrap_servers: str, topic: Topic) -> bool:
    """Whether nothing was ever written: an earlier run was killed between making the topic and writing to it."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=None) as consumer:
        at = TopicPartition(topic.name, 0)
        end: int = (await consumer.end_offsets([at]))[at]
        return end == 0


def _in_sync(replication: int) -> dict[str, str]:
    """One broker may be away without stopping anything, where there is more than one."""
    return {"min.insync.replicas": str(max(replication - 1, 1))}


def _config(topic: Topic, retention_bytes: int) -> dict[str, str]:
    if topic.compacted:
        # Only closed segments are compacted: small ones leave a new reader little more than one record a key to read.
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
