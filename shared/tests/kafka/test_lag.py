"""The lag is the broker's truth: it grows while a member is stuck, and leaves out what retention has deleted."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from prometheus_client import REGISTRY
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, GroupLag, Producer, consume, make_consumer, partition_of
from shared.kafka.lag import lag
from shared.kafka.topics import TRADES
from shared.settings import ServiceSettings
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


def shown(group: str) -> float:
    labels = {"group": group, "topic": TRADES.name}
    return REGISTRY.get_sample_value("kafka_consumer_lag_records", labels) or 0


async def test_the_lag_grows_while_a_batch_is_stuck_and_is_gone_once_it_is_handled(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    is_stuck, may_go_on = asyncio.Event(), asyncio.Event()

    async def handle(batch: EventBatch) -> None:
        if any(trade.coin_id == unique for trade in batch.events(TRADES)):
            is_stuck.set()
            await may_go_on.wait()

    health = Health("kafka", "database")
    consumer = await make_consumer(settings, [TRADES], group=unique, health=health)
    loop = consume(
        consumer,
        [TRADES],
        handle,
        producer=producer,
        dead_letters=DeadLetters(producer, unique),
        group=unique,
        health=health,
        is_away=lambda _: False,
    )
    task = asyncio.create_task(loop)
    try:
        await eventually(lambda: bool(consumer.assignment()))
        producer.put(TRADES, unique, make_trade(unique, 1))
        await eventually(is_stuck.is_set)
        for number in range(2, 52):
            producer.put(TRADES, unique, make_trade(unique, number))
        await eventually(lambda: shown(unique) >= 50)
        may_go_on.set()
        await eventually(lambda: shown(unique) == 0)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await consumer.stop()
    labels = {"group": unique, "topic": TRADES.name}
    assert (REGISTRY.get_sample_value("kafka_consumed_records_total", labels) or 0) >= 51
    assert (REGISTRY.get_sample_value("kafka_batch_duration_seconds_count", {"group": unique}) or 0) >= 2


async def test_what_retention_has_deleted_is_no_lag(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    at = TopicPartition(TRADES.name, partition_of(unique, TRADES.partitions))
    for number in range(1, 11):
        producer.put(TRADES, unique, make_trade(unique, number))
    await producer.flush()
    consumer = await make_consumer(settings, [TRADES], group=unique, health=Health("kafka"))
    group = await GroupLag.open(settings.kafka_bootstrap_servers, unique, [TRADES], client_id="test")
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    await admin.start()
    try:
        await eventually(lambda: at in consumer.assignment())
        await consumer.commit(dict.fromkeys(consumer.assignment(), 0))
        for one in consumer.assignment():
            consumer.seek(one, 0)
        assert await group.read() >= 10
        ends = await consumer.end_offsets(list(consumer.assignment()))
        await admin.delete_records({one: RecordsToDelete(before_offset=end) for one, end in ends.items()})
        assert await group.read() == 0
        assert await lag(consumer, [TRADES]) == {TRADES.name: 0}
    finally:
        await admin.close()
        await group.close()
        await consumer.stop()
