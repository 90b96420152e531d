"""Alerts that fired are read from `portfolio.alerts.v1` and planned for delivery, then those who deliver are woken.

Delivery: at least once; an event that comes again changes nothing. One that the database refuses is parked.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from shared.data.database import Database
from shared.data.engine import is_refused
from shared.data.retry import of
from shared.errors import UnavailableError
from shared.events import AlertV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, ReceivedEvent, consume, make_consumer
from shared.kafka.topics import ALERTS

from users.notifications.alerts.alert_delivery import DeliveryState, EventDelivery
from users.notifications.alerts.deliverer import Deliverer
from users.notifications.alerts.metrics import on_end
from users.notifications.alerts.planning import plan_deliveries
from users.settings import Settings

GROUP: Final = "users-alerts"
_AT_ONCE: Final = 100
"""Events of one user in a transaction: a burst is planned soon, and the first of it does not wait for all."""


class AlertConsumer:
    def __init__(self, settings: Settings, database: Database, producer: Producer, deliverer: Deliverer) -> None:
        self._settings = settings
        self._database = database
        self._producer = producer
        self._deliverer = deliverer
        self._dead_letters = DeadLetters(producer, GROUP)

    async def run(self, health: Health) -> None:
        """Consume until cancelled. A background job of the process."""
        consumer = await make_consumer(self._settings, [ALERTS], group=GROUP, health=health)
        try:
            await consume(
                consumer,
                [ALERTS],
                self.on_alerts,
                producer=self._producer,
                dead_letters=self._dead_letters,
                group=GROUP,
                health=health,
                is_away=of(UnavailableError),
            )
        finally:
            await consumer.stop()

    async def on_alerts(self, batch: EventBatch) -> None:
        by_user: dict[UUID, list[ReceivedEvent[AlertV1]]] = {}
        for received in batch.of(ALERTS):
            by_user.setdefault(received.event.user_id, []).append(received)
        for user_id, events in by_user.items():
            for first in range(0, len(events), _AT_ONCE):
                await self._on_alerts_of(user_id, events[first : first + _AT_ONCE])

    async def _on_alerts_of(self, user_id: UUID, received: Sequence[ReceivedEvent[AlertV1]]) -> None:
        """One transaction, and at once the wake-up. Events of which one is refused are planned one by one."""
        try:
            async with self._database.begin() as conn:
                planned = await plan_deliveries(
                    conn, user_id, [one.event for one in received], mail_is_set_up=self._settings.mail_is_set_up
                )
        except (OverflowError, ValueError) as error:  # a time beyond the calendar, an unknown mode
            await self._on_refused(user_id, received, str(error))
        except Exception as error:
            if not is_refused(error):
                raise
            await self._on_refused(user_id, received, "refused by the database")
        else:
            self._on_planned(planned)

    async def _on_refused(self, user_id: UUID, received: Sequence[ReceivedEvent[AlertV1]], why: str) -> None:
        if len(received) == 1:
            self._dead_letters.park(received[0].record, why)
            return
        for one in received:
            await self._on_alerts_of(user_id, [one])

    def _on_planned(self, planned: Sequence[EventDelivery]) -> None:
        for delivery in planned:
            if delivery.planned.state is not DeliveryState.PENDING:
                on_end(delivery.planned.channel, delivery.planned.state, delivery.fired_at)
        if planned:
            self._deliverer.wake()
