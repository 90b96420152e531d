"""A database of these tests' own: the service of the other tests judges what is in theirs."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from shared.kafka import Producer
from stack.test_servers import worker_database

from .rig import Rig


@pytest.fixture(scope="session")
def own_database_url(database_url: str) -> Iterator[str]:
    with worker_database.fresh(database_url) as url:
        worker_database.migrate(url)
        yield url


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    producer = Producer(kafka_bootstrap, client_id="test")
    task = asyncio.create_task(producer.run())
    yield producer
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def rig(own_database_url: str, kafka_bootstrap: str, producer: Producer) -> AsyncIterator[Rig]:
    rig = Rig(own_database_url, kafka_bootstrap, producer)
    await rig.add_user()
    yield rig
    await rig.engine.dispose()
