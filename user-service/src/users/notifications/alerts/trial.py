"""A webhook is tried out: a test goes to it by the same way as alerts."""

from datetime import UTC, datetime
from uuid import UUID

from shared.events import AlertChannel
from shared.events.ids import uuid7
from sqlalchemy.ext.asyncio import AsyncConnection

from users.errors import WebhookPausedError
from users.notifications.alerts.alert_delivery import DeliveryState, EventDelivery, PlannedDelivery
from users.notifications.alerts.message import trial_message
from users.notifications.alerts.sql.planning import give_up_tests, insert_deliveries
from users.notifications.webhooks.flows import require_webhook


async def plan_test(conn: AsyncConnection, user_id: UUID, webhook_id: UUID) -> UUID:
    """Plan a test; one that still waits is given up. Returns the id that its request will have.

    Raises:
        UnknownWebhookError: the user has no such webhook.
        WebhookPausedError: nothing is sent to it.
    """
    webhook = await require_webhook(conn, user_id, webhook_id)
    if not webhook.active:
        raise WebhookPausedError
    await give_up_tests(conn, webhook_id)
    event_id, now = uuid7(), datetime.now(UTC)
    planned = PlannedDelivery(AlertChannel.WEBHOOK, DeliveryState.PENDING, webhook_id)
    message = trial_message(str(webhook_id), now)
    await insert_deliveries(conn, user_id, [EventDelivery(event_id, message, now, planned)])
    return event_id
