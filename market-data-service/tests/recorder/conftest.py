"""The real servers, and a recorder on them."""

import itertools
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from shared.data.engine import make_engine
from shared.events.ids import uuid7
from shared.kafka import Producer
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from .rig import RecorderRig
from .tables import OwnCoin, Tables, running

_numbers = itertools.count(1)


@pytest.fixture
def coin() -> OwnCoin:
    return OwnCoin(f"T{uuid7().hex[-12:].upper()}X{next(_numbers)}")


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")
    yield engine
    await engine.dispose()


@pytest.fixture
def tables(engine: AsyncEngine) -> Tables:
    return Tables(engine)


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    producer = Producer(kafka_bootstrap, client_id="test")
    async with running("producer", producer.run()):
        yield producer


@pytest.fixture
def rig(database_url: str, kafka_bootstrap: str, producer: Producer) -> RecorderRig:
    return RecorderRig(database_url, kafka_bootstrap, producer)
