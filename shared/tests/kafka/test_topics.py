"""How many brokers hold a topic is a setting of the step that makes it; what is there already is only reported."""

from typing import cast

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from shared.events import TradeV1
from shared.kafka import KafkaError, create_topics
from shared.kafka.admin import differences, until_known
from shared.kafka.topics import Topic
from shared.settings import ServiceSettings


def described(name: str, partitions: int, copies: int) -> dict[str, object]:
    return {"topic": name, "partitions": [{"replicas": list(range(copies))} for _ in range(partitions)]}


def test_each_topic_that_is_not_as_wanted_is_named() -> None:
    topics = [Topic("a", TradeV1, partitions=2), Topic("b", TradeV1, partitions=2)]

    found = differences([described("a", 2, 3), described("b", 1, 1)], topics, 3)

    assert found == ["b has 1 partitions instead of 2", "b is held by 1 brokers instead of 3"]


async def test_a_topic_that_is_there_stays_and_is_named(settings: ServiceSettings, unique: str) -> None:
    bootstrap, topic = settings.kafka_bootstrap_servers, Topic(f"test.{unique}", TradeV1, partitions=2)
    assert await create_topics(bootstrap, topics=[topic]) == []

    wider = Topic(topic.name, TradeV1, partitions=3)
    found = await create_topics(bootstrap, topics=[wider], replication=3)

    assert found == [
        f"{topic.name} has 2 partitions instead of 3", f"{topic.name} is held by 1 brokers instead of 3"
    ]  # fmt: skip


async def test_more_copies_than_brokers_are_refused_with_a_reason(settings: ServiceSettings, unique: str) -> None:
    with pytest.raises(KafkaError, match=r"(?i)replication factor"):
        await create_topics(settings.kafka_bootstrap_servers, topics=[Topic(f"test.{unique}", TradeV1)], replication=3)


class _LateBroker:
    """Knows a topic, then its leader, only when asked again, as a real one sometimes does."""

    def __init__(self) -> None:
        self.answers = [
            {"topic": "a", "error_code": 3, "partitions": []},
            {"topic": "a", "error_code": 0, "partitions": [{"error_code": 5}]},
            {"topic": "a", "error_code": 0, "partitions": [{"error_code": 0}]},
        ]

    async def describe_topics(self, names: list[str]) -> list[dict[str, object]]:
        assert names == ["a"]
        return [self.answers.pop(0)]


async def test_a_new_topic_is_waited_for_until_the_broker_has_its_leader() -> None:
    broker = _LateBroker()

    await until_known(cast("AIOKafkaAdminClient", broker), ["a"])

    assert broker.answers == []


async def test_one_broker_alone_must_have_every_record(settings: ServiceSettings, unique: str) -> None:
    bootstrap, topic = settings.kafka_bootstrap_servers, Topic(f"test.{unique}", TradeV1, partitions=1)
    await create_topics(bootstrap, topics=[topic])

    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        wanted = ConfigResource(ConfigResourceType.TOPIC, topic.name, configs={"min.insync.replicas": None})
        (answer,) = await admin.describe_configs([wanted])
    finally:
        await admin.close()
    # Source 1: set for the topic itself.
    assert "'min.insync.replicas', config_value='1', read_only=False, config_source=1" in str(answer)
