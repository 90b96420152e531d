"""The broker goes away and comes back: readiness shows it in time, nothing is lost, and the log has a line for each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from shared.events import TradeV1
from shared.http.health import Health
from shared.kafka import Producer
from shared.kafka.topics import TRADES
from stack.test_servers.own_kafka import OwnKafka
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnKafka]:
    folder: Path = tmp_path_factory.mktemp("kafka")
    with OwnKafka(folder) as found:
        yield found


@asynccontextmanager
async def producing(broker: OwnKafka, health: Health, *, dependency: str = "kafka") -> AsyncIterator[Producer]:
    producer = Producer(broker.address, client_id="test", health=health, dependency=dependency)
    job = asyncio.create_task(producer.run())
    try:
        await eventually(lambda: producer.connected)
        yield producer
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


async def test_a_producer_with_nothing_to_send_shows_that_the_broker_is_away(broker: OwnKafka) -> None:
    health = Health("kafka", "kafka for prices")
    async with producing(broker, health), producing(broker, health, dependency="kafka for prices"):
        assert health.ready

        broker.freeze()
        try:
            await eventually(lambda: {said["state"] for said in health.report().values()} == {"down"})
        finally:
            broker.go_on()
        await eventually(lambda: health.ready)


async def test_two_producers_say_apart_how_they_are(broker: OwnKafka) -> None:
    health = Health("kafka", "kafka for prices")
    nowhere = Producer("127.0.0.1:1", client_id="test", health=health, dependency="kafka for prices")
    job = asyncio.create_task(nowhere.run())
    async with producing(broker, health):
        await eventually(lambda: health.report()["kafka for prices"]["state"] == "down")

        assert health.report()["kafka"]["state"] == "up"
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def test_what_was_put_while_the_broker_was_dead_arrives_once_it_is_back(
    broker: OwnKafka, make_trade: MakeTrade, unique: str
) -> None:
    health = Health("kafka")
    async with producing(broker, health) as producer:
        broker.kill()
        for number in range(10):
            producer.put(TRADES, unique, make_trade(unique, number))
        await eventually(lambda: not health.ready)

        broker.start()
        async with asyncio.timeout(30):
            await producer.flush()

        await eventually(lambda: health.ready)
        assert producer.pending == 0
