"""The real servers, and a recorder on them."""

import itertools
from collections.abc import AsyncIterator

import pytest
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from pydantic import SecretStr
from shared.data.engine import make_engine
from shared.events.ids import uuid7
from shared.events.values import Instrument, Venue
from shared.kafka import Producer
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from .history_exchange import MINUTE, HistoryExchange
from .rig import RecorderRig, outbox_of
from .tables import NOON_US, OwnCoin, Tables, running

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


@pytest.fixture
async def following(tables: Tables, coin: OwnCoin) -> Instrument:
    """One instrument in the catalogue, followed since half past the minute, with a trade in it."""
    instrument = Instrument(venue=Venue.KRAKEN, base=coin.symbol, quote="USD", coin_id=coin.coin_id, native="X/USD")
    async with tables.engine.begin() as conn:
        await upsert_catalogue(conn, [CoinRow(coin.coin_id, coin.symbol, "X")], [Listing(instrument, 0)])
    await tables.follow(coin, NOON_US + MINUTE + MINUTE // 2)
    await tables.record([coin.trade(NOON_US + MINUTE // 2 + 1, "50")])
    return instrument


@pytest.fixture
def exchange() -> HistoryExchange:
    return HistoryExchange()


@pytest.fixture
def outbox(tables: Tables, producer: Producer) -> Outbox:
    return outbox_of(tables.engine, producer)
