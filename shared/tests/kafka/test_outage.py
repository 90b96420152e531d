"""The broker goes away and comes back: readiness shows it in time, nothing is lost, and the log has a line for each."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest
import structlog
from shared.events import PriceV1, TradeV1
from shared.http.health import Health
from shared.kafka import KafkaError, Producer, Reader, make_consumer
from shared.kafka.topics import PRICES, TRADES
from shared.settings import ServiceSettings
from stack.test_servers.own_kafka import OwnKafka
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


@pytest.fixture(scope="module")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnKafka]:
    folder: Path = tmp_path_factory.mktemp("kafka")
    with OwnKafka(folder) as found:
        yield found


@pytest.fixture
def broker(own_broker: OwnKafka) -> Iterator[OwnKafka]:
    """Give a running broker; a test that fails while it is dead does not leave it dead to the next one."""
    yield own_broker
    if not own_broker.is_running:
        own_broker.start()


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


class Records(logging.Handler):
    """Everything that reaches the root logger."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.names.append(record.name)


async def test_a_dead_broker_is_one_line_a_client_and_one_of_the_library(broker: OwnKafka, unique: str) -> None:
    health, root = Health("kafka"), Records()
    settings = ServiceSettings(service_name="test", kafka_bootstrap_servers=broker.address)
    reader = await Reader.open(broker.address, {PRICES: None}, client_id="test")
    consumer = await make_consumer(settings, [TRADES], group=unique, health=health)
    logging.getLogger().addHandler(root)
    try:
        with structlog.testing.capture_logs() as lines:
            async with producing(broker, health) as producer:
                broker.kill()
                for number in range(200):
                    producer.put(PRICES, f"coin-{number}", PriceV1(coin_id=f"coin-{number}", made_us=number))
                await eventually(lambda: not health.ready)
                broker.start()
                await eventually(lambda: health.ready and not producer.pending)
    finally:
        logging.getLogger().removeHandler(root)
        await consumer.stop()
        await reader.close()

    said = [line["event"] for line in lines]
    assert said.count("away, trying again") == said.count("back") == 1
    assert said.count("kafka's client library is disturbed") <= 1
    assert len(said) <= 4
    assert not [name for name in root.names if name.startswith("aiokafka")]


async def test_a_producer_that_ends_while_the_broker_is_dead_is_quiet_and_closes_its_sockets(
    broker: OwnKafka, make_trade: MakeTrade, unique: str
) -> None:
    health, root = Health("kafka"), Records()
    logging.getLogger().addHandler(root)
    try:
        with structlog.testing.capture_logs() as lines:
            async with producing(broker, health) as producer:
                await producer.flush()
                broker.kill()
                for number in range(50):
                    producer.put(TRADES, f"{unique}-{number}", make_trade(unique, number))
                await eventually(lambda: not health.ready)
        broker.start()
        await asyncio.sleep(0)
    finally:
        logging.getLogger().removeHandler(root)

    assert len(lines) <= 5
    assert "asyncio" not in root.names
    assert sockets_to(broker) == 0


async def test_a_reader_whose_library_has_stopped_fetching_fails_instead_of_reading_nothing_for_ever(
    broker: OwnKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await Reader.open(broker.address, {TRADES: None}, client_id="test")
    try:
        await reader.poll()
        with monkeypatch.context() as dead:
            ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            ended.set_exception(KafkaError("Unexpected error during data retrieval"))
            dead.setattr(reader._consumer._fetcher, "_fetch_task", ended)
            with pytest.raises(KafkaError):
                await reader.poll()
        await reader.poll()
    finally:
        await reader.close()


async def test_a_producer_that_is_replaced_leaves_no_sockets_and_loses_nothing(
    broker: OwnKafka, make_trade: MakeTrade, unique: str
) -> None:
    async with producing(broker, Health("kafka")) as producer:
        before = sockets_to(broker)
        for number in range(20):
            producer.put(TRADES, f"{unique}-{number}", make_trade(unique, number))
        failed = producer._kafka
        assert failed is not None
        await producer._replace(failed, KafkaError("a failure that the library does not mend"))
        async with asyncio.timeout(30):
            await producer.flush()

        assert (producer.pending, sockets_to(broker)) == (0, before)


def sockets_to(broker: OwnKafka) -> int:
    port = int(broker.address.rpartition(":")[2])
    established = [one for one in psutil.Process().net_connections("tcp4") if one.status == psutil.CONN_ESTABLISHED]
    return sum(one.raddr.port == port for one in established)
