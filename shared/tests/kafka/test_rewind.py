"""A group that is set back reads again what came since a time, and nothing before it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
from shared.clock import now_us
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, TopicPartition, consume, make_consumer, partition_of
from shared.kafka.rewind import RunningGroupError, main, rewind
from shared.kafka.topics import TRADES
from shared.settings import ServiceSettings
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


async def read(settings: ServiceSettings, producer: Producer, coin_id: str, until: str) -> list[str]:
    """The ids of the coin's trades that the group called as it reads, up to one of them; committed."""
    seen: list[str] = []

    async def handle(batch: EventBatch) -> None:
        seen.extend(trade.trade_id for trade in batch.events(TRADES) if trade.coin_id == coin_id)

    health = Health("kafka", "database")
    consumer = await make_consumer(settings, [TRADES], group=coin_id, health=health)
    task = asyncio.create_task(
        consume(
            consumer,
            [TRADES],
            handle,
            producer=producer,
            dead_letters=DeadLetters(producer, coin_id),
            group=coin_id,
            health=health,
            is_away=lambda _: False,
        )
    )
    await eventually(lambda: until in seen, timeout=30)
    at = TopicPartition(TRADES.name, partition_of(coin_id, TRADES.partitions))
    async with asyncio.timeout(20):
        while await consumer.committed(at) != await consumer.position(at):  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.05)
    if seen[0] == "1":  # one that runs is not set back
        with pytest.raises(RunningGroupError, match="stop the services"):
            await rewind(settings.kafka_bootstrap_servers, 0, [coin_id])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await consumer.stop()
    return seen


async def test_a_group_reads_again_what_came_since_a_time(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    # Later than what other tests write: the partition is theirs, too.
    first = now_us() + 600_000_000
    for number in (1, 2, 3):
        producer.put(TRADES, unique, make_trade(unique, number), at_us=first + number * 60_000_000)
    await producer.flush()
    assert await read(settings, producer, unique, "3") == ["1", "2", "3"]

    again = await rewind(settings.kafka_bootstrap_servers, first + 90_000_000, [unique])
    assert again[unique] >= 2
    assert await read(settings, producer, unique, "3") == ["2", "3"]

    # Nothing is set forward.
    assert await rewind(settings.kafka_bootstrap_servers, first + 600_000_000, [unique]) == {unique: 0}


@pytest.mark.parametrize("arguments", [[], ["yesterday"], ["2026-11-30T10:00:00"]])
def test_a_time_needs_its_zone(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err
