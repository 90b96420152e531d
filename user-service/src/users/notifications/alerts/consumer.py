"""Alerts that fired are read from `portfolio.alerts.v1` and planned for delivery, then those who deliver are woken.

Delivery: at least once; an event that comes again changes nothing. One that the database refuses is parked.
"""

from typing import Final

from shared.clock import from_us
from shared.data.database import Database
from shared.data.engine import is_refused
from shared.data.retry import of
from shared.errors import UnavailableError
from shared.events import AlertV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, ReceivedEvent, consume, make_consumer
from shared.kafka.topics import ALERTS

from users.notifications.alerts.alert_delivery import DeliveryState
from users.notifications.alerts.deliverer import Deliverer
from users.notifications.alerts.metrics import on_end
from users.notifications.alerts.planning import plan_deliveries
from users.settings import Settings

GROUP: Final = "users-alerts"


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
        for received in batch.of(ALERTS):
            await self._on_alert(received)

    async def _on_alert(self, received: ReceivedEvent[AlertV1]) -> None:
        """One transaction an event, and at once the wake-up, so that no event waits for the others of its batch."""
        event, record = received
        try:
            async with self._database.begin() as conn:
                planned = await plan_deliveries(conn, event, mail_is_set_up=self._settings.mail_is_set_up)
        except (OverflowError, ValueError) as error:  # a time beyond the calendar, an unknown mode
            self._dead_letters.park(record, str(error))
            return
        except Exception as error:
            if not is_refused(error):
                raise
            self._dead_letters.park(record, "refused by the database")
            return
        for delivery in planned:
            if delivery.state is not DeliveryState.PENDING:
                on_end(delivery.channel, delivery.state, from_us(event.fired_at_us))
        if planned:
            self._deliverer.wake()
