"""A group that is set back reads again what came since a time, and nothing before it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
from shared.clock import now_us
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, TopicPartition, consume, make_consumer
from shared.kafka.admin import create_topics
from shared.kafka.rewind import RunningGroupError, main, rewind
from shared.kafka.topics import Topic
from shared.settings import ServiceSettings
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


async def read(settings: ServiceSettings, producer: Producer, topic: Topic, until: str) -> list[str]:
    """The ids of the trades that the group called as the topic reads, up to one of them; committed."""
    seen: list[str] = []

    async def handle(batch: EventBatch) -> None:
        seen.extend(trade.trade_id for trade in batch.events(topic))

    health = Health("kafka", "database")
    consumer = await make_consumer(settings, [topic], group=topic.name, health=health)
    task = asyncio.create_task(
        consume(
            consumer,
            [topic],
            handle,
            producer=producer,
            dead_letters=DeadLetters(producer, topic.name),
            group=topic.name,
            health=health,
            is_away=lambda _: False,
        )
    )
    await eventually(lambda: until in seen, timeout=30)
    at = TopicPartition(topic.name, 0)
    async with asyncio.timeout(20):
        while await consumer.committed(at) != await consumer.position(at):  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.05)
    if seen[0] == "1":  # one that runs is not set back
        with pytest.raises(RunningGroupError, match="stop the services"):
            await rewind(settings.kafka_bootstrap_servers, 0, [topic.name])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await consumer.stop()
    return seen


async def test_a_group_reads_again_what_came_since_a_time(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    topic = Topic(f"test.{unique}.v1", TradeV1, partitions=1)
    await create_topics(settings.kafka_bootstrap_servers, topics=[topic])
    first = now_us() - 600_000_000
    for number in (1, 2, 3):
        producer.put(topic, unique, make_trade(unique, number), at_us=first + number * 60_000_000)
    await producer.flush()
    assert await read(settings, producer, topic, "3") == ["1", "2", "3"]

    again = await rewind(settings.kafka_bootstrap_servers, first + 90_000_000, [topic.name])
    assert again == {topic.name: 2}
    assert await read(settings, producer, topic, "3") == ["2", "3"]

    # Nothing is set forward, and where nothing has come since nothing is changed.
    assert await rewind(settings.kafka_bootstrap_servers, now_us(), [topic.name]) == {topic.name: 0}


@pytest.mark.parametrize("arguments", [[], ["yesterday"], ["2026-11-30T10:00:00"], ["--restored"]])
def test_a_time_needs_its_zone(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err
