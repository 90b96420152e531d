"""Alerts that fire in tests, as portfolio-service publishes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from shared.clock import now_us
from shared.events import AlertChannel, AlertV1, ObservedFigure, encode
from shared.events.ids import uuid7
from shared.kafka.topics import ALERTS
from sqlalchemy import func, select, update
from stack.testing import eventually
from users.tables import alert_deliveries

from ...people import Person

PRICE: Final = ObservedFigure(
    figure="price", op="crosses_above", threshold=Decimal(70_000), value=Decimal("70001.50"), params=""
)


def fired(person: Person, *channels: AlertChannel, **fields: Any) -> AlertV1:
    now = now_us()
    given = {"observed": (PRICE,), "mode": "live", "coin_id": "bitcoin", "subject": "Bitcoin (BTC)"} | fields
    return AlertV1(
        event_id=uuid7(),
        alert_id=uuid7(),
        user_id=person.user_id,
        channels=channels,
        fired_at_us=now,
        as_of_us=now,
        **given,
    )


class AlertTopic:
    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer

    async def publish(self, *events: AlertV1) -> None:
        for event in events:
            await self._producer.send_and_wait(ALERTS.name, encode(event), key=str(event.user_id).encode())

    async def publish_bytes(self, value: bytes) -> None:
        await self._producer.send_and_wait(ALERTS.name, value)


@asynccontextmanager
async def alert_topic(bootstrap_servers: str) -> AsyncIterator[AlertTopic]:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers)
    await producer.start()
    yield AlertTopic(producer)
    await producer.stop()


async def deliveries(person: Person, event: AlertV1 | None = None) -> list[Any]:
    rows = await person.rows(alert_deliveries)
    return [row for row in rows if event is None or row.event_id == event.event_id]


async def ended(person: Person, event: AlertV1, count: int = 1) -> list[Any]:
    """Wait until an event has so many deliveries and none of them is pending."""

    async def look() -> list[Any]:
        rows = await deliveries(person, event)
        return rows if len(rows) == count and all(row.state != "pending" for row in rows) else []

    return await eventually(look)


async def failed_attempts(person: Person, event: AlertV1, count: int) -> Any:
    """Wait until so many attempts have failed; returns the one delivery."""

    async def look() -> Any:
        rows = await deliveries(person, event)
        return next((row for row in rows if row.attempts == count and row.leased_until is None), None)

    return await eventually(look)


async def make_due(person: Person, **values: Any) -> None:
    """Let what is planned for later be due now."""
    mine = alert_deliveries.c.user_id == person.user_id, alert_deliveries.c.state == "pending"
    async with person.database.begin() as conn:
        await conn.execute(update(alert_deliveries).where(*mine).values(next_attempt_at=func.now(), **values))
    person.deps.deliverer.wake()


async def pause_of(person: Person) -> float:
    """Give the seconds until the next attempt."""
    query = select(alert_deliveries.c.next_attempt_at - func.now()).where(alert_deliveries.c.user_id == person.user_id)
    async with person.database.begin() as conn:
        left = await conn.scalar(query)
    assert left is not None
    return float(left.total_seconds())
