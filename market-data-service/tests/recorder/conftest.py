"""The real servers, and a recorder on them."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from market_data.consumers.trades import Recorder
from pydantic import SecretStr
from shared.database import make_engine
from shared.health import Health
from shared.ids import uuid7
from shared.kafka import Producer
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from .books import Books, Coin, Recording, running

_numbers = itertools.count(1)


@pytest.fixture
def coin() -> Coin:
    return Coin(f"T{uuid7().hex[-12:].upper()}X{next(_numbers)}")


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")
    yield engine
    await engine.dispose()


@pytest.fixture
def books(engine: AsyncEngine) -> Books:
    return Books(engine)


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    producer = Producer(kafka_bootstrap, client_id="test")
    async with running("producer", producer.run()):
        yield producer


@pytest.fixture
def recording(database_url: str, kafka_bootstrap: str, producer: Producer) -> Recording:
    """Start a recorder of a group, on the test's database or another."""

    @asynccontextmanager
    async def start(group: str, *, url: str = database_url, health: Health | None = None) -> AsyncIterator[Recorder]:
        settings = ServiceSettings(database_url=SecretStr(url), kafka_bootstrap_servers=kafka_bootstrap)
        engine = make_engine(settings, role="market_data")
        recorder = Recorder(settings, engine, producer, health or Health(), asyncio.Lock(), group=group)
        async with running("recorder", recorder.run()):
            yield recorder
        await engine.dispose()

    return start
