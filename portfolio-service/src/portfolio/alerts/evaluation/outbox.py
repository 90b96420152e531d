"""Events are published in this order: committed with the alert, published, noted as published.

What a replica leaves unpublished, because it died, is published by the one that has the alert's partition. Delivery: at
least once; `event_id` tells a repeat.
"""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from shared.events import AlertV1, decoder
from shared.kafka import Producer
from shared.kafka.topics import ALERTS
from sqlalchemy.ext.asyncio import AsyncEngine

from portfolio.alerts.sql.events import fetch_unpublished, note_published

_MOST: Final = 1_000
_read: Final = decoder(AlertV1).decode


class Outbox:
    """`is_mine` says of which coins and portfolios this replica has the partition."""

    def __init__(self, engine: AsyncEngine, producer: Producer, is_mine: Callable[[str], bool]) -> None:
        self._engine = engine
        self._producer = producer
        self._is_mine = is_mine
        self._queued: set[UUID] = set()
        """Events that are in the producer's queue, or were acknowledged just now."""

    def put(self, events: Sequence[AlertV1]) -> None:
        """Publish events that were committed just now."""
        for event in events:
            self._producer.put(ALERTS, str(event.user_id), event)
            self._queued.add(event.event_id)

    async def work_off(self) -> None:
        """Note as published what Kafka has; then publish what others left behind."""
        await self._wait_and_note()
        while await self._put_left_behind() == _MOST:
            await self._wait_and_note()
        await self._wait_and_note()

    async def _wait_and_note(self) -> None:
        events = set(self._queued)
        if not events:
            return
        await self._producer.flush()
        async with self._engine.begin() as conn:
            await note_published(conn, events)
        self._queued -= events

    async def _put_left_behind(self) -> int:
        async with self._engine.connect() as conn:
            found = await fetch_unpublished(conn, without=self._queued, most=_MOST)
        mine = [_read(one.message) for one in found if self._is_mine(one.subject)]
        self.put(mine)
        return len(mine)
