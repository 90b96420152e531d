"""An event becomes deliveries: one for each of its channels and, by webhook, one for each webhook of its owner."""

from collections.abc import Sequence

from shared.clock import from_us
from shared.events import AlertChannel, AlertV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts.alert_delivery import DeliveryState, PlannedDelivery
from users.notifications.alerts.message import fired_message, mail_words
from users.notifications.alerts.sql.planning import Recipient, insert_deliveries, is_planned, lock_recipient
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.notifications.webhooks.sql import fetch_active_webhook_ids


async def plan_deliveries(conn: AsyncConnection, event: AlertV1, *, mail_is_set_up: bool) -> Sequence[PlannedDelivery]:
    """Plan an event's deliveries; none for one that came before, or whose owner's account was deleted."""
    recipient = await lock_recipient(conn, event.user_id)
    if recipient is None or await is_planned(conn, event.event_id):
        return ()
    planned: list[PlannedDelivery] = []
    for channel in dict.fromkeys(event.channels):
        if channel is AlertChannel.APP:
            # The gateway shows the event itself; the row is its record.
            planned.append(PlannedDelivery(channel, DeliveryState.DELIVERED))
        elif channel is AlertChannel.MAIL:
            planned.append(await _mail(conn, event, recipient, is_set_up=mail_is_set_up))
        else:
            planned += await _webhooks(conn, event)
    if planned:
        message, fired_at = fired_message(event), from_us(event.fired_at_us)
        await insert_deliveries(conn, event.user_id, event.event_id, planned, message=message, fired_at=fired_at)
    return planned


async def _mail(conn: AsyncConnection, event: AlertV1, recipient: Recipient, *, is_set_up: bool) -> PlannedDelivery:
    refusals = {
        "the account's mail address is not confirmed": not recipient.email_verified,
        "mails about alerts are turned off in the preferences": not recipient.wants_mail,
        "this deployment sends no mail": not is_set_up,
    }
    for reason, applies in refusals.items():
        if applies:
            return PlannedDelivery(AlertChannel.MAIL, DeliveryState.FAILED, error=reason)
    words = {"username": recipient.username, **mail_words(event)}
    mail_id = await insert_mail(conn, event.user_id, MailKind.ALERT_FIRED, recipient.email, words)
    return PlannedDelivery(AlertChannel.MAIL, DeliveryState.PENDING, mail_id=mail_id)


async def _webhooks(conn: AsyncConnection, event: AlertV1) -> list[PlannedDelivery]:
    ids = await fetch_active_webhook_ids(conn, event.user_id)
    if not ids:
        return [PlannedDelivery(AlertChannel.WEBHOOK, DeliveryState.FAILED, error="no webhook is set up")]
    return [PlannedDelivery(AlertChannel.WEBHOOK, DeliveryState.PENDING, webhook_id) for webhook_id in ids]
