import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import ConsumerRecord, DeadLetters, EventBatch, Producer, Reader, consume, make_consumer
from shared.kafka.topics import DEAD_LETTERS, TRADES
from shared.settings import ServiceSettings
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]

TRADES_DLQ = next(topic for topic in DEAD_LETTERS if topic.name == TRADES.dlq)


class AwayError(Exception):
    """A dependency that does not answer for a while."""


@asynccontextmanager
async def member(
    settings: ServiceSettings, producer: Producer, group: str, handle: Callable[[EventBatch], Awaitable[None]]
) -> AsyncIterator[tuple[asyncio.Task[None], Health]]:
    health = Health("kafka", "database")
    consumer = await make_consumer(settings, [TRADES], group=group, health=health)
    task = asyncio.create_task(
        consume(
            consumer,
            [TRADES],
            handle,
            producer=producer,
            dead_letters=DeadLetters(producer, group),
            group=group,
            health=health,
            is_away=lambda error: isinstance(error, AwayError),
        )
    )
    try:
        yield task, health
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, RuntimeError):
            await task
        await consumer.stop()


def collect(coin_id: str, into: list[str]) -> Callable[[EventBatch], Awaitable[None]]:
    async def handle(batch: EventBatch) -> None:
        trades: list[TradeV1] = batch.events(TRADES)
        into.extend(trade.trade_id for trade in trades if trade.coin_id == coin_id)

    return handle


async def test_a_record_that_does_not_parse_is_parked_and_the_rest_goes_on(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    producer.put(TRADES, unique, make_trade(unique, 1))
    producer.put_bytes(TRADES, unique, b'{"venue":"kraken","price":"NaN')
    producer.put(TRADES, unique, make_trade(unique, 2))
    seen: list[str] = []

    async with member(settings, producer, unique, collect(unique, seen)):
        await eventually(lambda: len(seen) >= 2, timeout=30)

    reader = await Reader.open(settings.kafka_bootstrap_servers, {TRADES_DLQ: None}, client_id="test")
    async with asyncio.timeout(20):
        parked: list[ConsumerRecord[bytes, bytes]] = []
        while not any(dict(record.headers)["consumer"] == unique.encode() for record in parked):
            parked += [record for records in (await reader.poll()).values() for record in records]
    await reader.close()
    headers = dict(parked[-1].headers)
    assert seen == ["1", "2"]
    assert headers["consumer"] == unique.encode()
    assert b"truncated" in headers["reason"]


async def test_an_error_ends_the_loop_before_the_commit_and_the_records_come_again(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    producer.put(TRADES, unique, make_trade(unique, 1))
    await producer.flush()

    async def fail(batch: EventBatch) -> None:
        if any(trade.coin_id == unique for trade in batch.events(TRADES)):
            raise RuntimeError("a bug")

    async with member(settings, producer, unique, fail) as (task, _):
        with pytest.raises(RuntimeError, match="a bug"):
            await asyncio.wait_for(task, 30)

    seen: list[str] = []
    async with member(settings, producer, unique, collect(unique, seen)):
        await eventually(lambda: bool(seen), timeout=30)
    assert seen == ["1"]


async def test_a_dependency_that_is_away_is_waited_for_in_place(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    producer.put(TRADES, unique, make_trade(unique, 1))
    seen: list[str] = []
    states: list[bool] = []
    tries = 0

    async def handle(batch: EventBatch) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise AwayError
        await collect(unique, seen)(batch)

    def watched() -> bool:
        states.append(health.ready)
        return bool(seen)

    async with member(settings, producer, unique, handle) as (_, health):
        await eventually(watched, timeout=30)
        await eventually(lambda: health.ready, timeout=30)

    assert seen == ["1"]
    assert False in states


async def test_when_a_member_leaves_the_other_takes_over_what_it_did_not_commit(
    settings: ServiceSettings, producer: Producer, make_trade: MakeTrade, unique: str
) -> None:
    first: list[str] = []
    second: list[str] = []
    coins = [f"{unique}-{number}" for number in range(24)]

    def both(into: list[str]) -> Callable[[EventBatch], Awaitable[None]]:
        async def handle(batch: EventBatch) -> None:
            into.extend(f"{trade.coin_id}/{trade.trade_id}" for trade in batch.events(TRADES) if trade.coin_id in coins)

        return handle

    async with member(settings, producer, unique, both(second)):
        async with member(settings, producer, unique, both(first)):
            for coin in coins:
                producer.put(TRADES, coin, make_trade(coin, 1))
            await eventually(lambda: len({*first, *second}) == len(coins), timeout=30)
        for coin in coins:
            producer.put(TRADES, coin, make_trade(coin, 2))
        await eventually(lambda: sum(entry.endswith("/2") for entry in second) == len(coins), timeout=30)

    assert {*first, *second} >= {f"{coin}/1" for coin in coins}
