import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from decimal import Decimal

import pytest
from shared.clock import now_us
from shared.events import TradeV1
from shared.events.ids import uuid7
from shared.events.values import Side, Venue
from shared.kafka import Producer, create_topics
from shared.settings import ServiceSettings
from stack.testing import eventually

MakeTrade = Callable[..., TradeV1]


@pytest.fixture(scope="session")
async def settings(kafka_bootstrap: str) -> ServiceSettings:
    await create_topics(kafka_bootstrap)
    return ServiceSettings(service_name="test", kafka_bootstrap_servers=kafka_bootstrap)


@pytest.fixture
async def producer(settings: ServiceSettings) -> AsyncIterator[Producer]:
    producer = Producer(settings.kafka_bootstrap_servers, client_id="test")
    job = asyncio.create_task(producer.run())
    await eventually(lambda: producer.connected)
    yield producer
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job


@pytest.fixture
def unique() -> str:
    """Part of a coin's id that no other test or run uses."""
    return str(uuid7())


@pytest.fixture
def make_trade() -> MakeTrade:
    started_us = now_us()  # the broker deletes what is older than its retention

    def make(coin_id: str, number: int) -> TradeV1:
        return TradeV1(
            venue=Venue.KRAKEN,
            instrument_id=f"{coin_id.upper()}-USD.KRAKEN",
            coin_id=coin_id,
            trade_id=str(number),
            first_id=number,
            last_id=number,
            price=Decimal("100.10"),
            size=Decimal("0.00000016"),
            side=Side.BUY,
            raw_side="buy",
            ts_event_us=started_us + number,
            ts_recv_us=started_us + number,
        )

    return make
