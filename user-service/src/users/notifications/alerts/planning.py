"""An event becomes deliveries: one for each of its channels and, by webhook, one for each webhook of its owner."""

from collections.abc import Collection, Sequence
from uuid import UUID

from shared.clock import from_us
from shared.events import AlertChannel, AlertV1
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts.alert_delivery import DeliveryState, EventDelivery, PlannedDelivery
from users.notifications.alerts.message import fired_message, mail_words
from users.notifications.alerts.sql.planning import Recipient, fetch_planned, insert_deliveries, lock_recipient
from users.notifications.mail.mail import MailKind
from users.notifications.mail.sql import insert_mail
from users.notifications.webhooks.sql import fetch_active_webhook_ids


async def plan_deliveries(
    conn: AsyncConnection, user_id: UUID, events: Sequence[AlertV1], *, mail_is_set_up: bool
) -> list[EventDelivery]:
    """Plan the deliveries of one user's events; none for those that came before, or when the account was deleted."""
    recipient = await lock_recipient(conn, user_id)
    if recipient is None:
        return []
    new = {event.event_id: event for event in events}
    for event_id in await fetch_planned(conn, new.keys()):
        del new[event_id]
    webhooks = await _webhooks(conn, user_id, new.values())
    found: list[EventDelivery] = []
    for event in new.values():
        message, fired_at = fired_message(event), from_us(event.fired_at_us)
        for channel in dict.fromkeys(event.channels):
            if channel is AlertChannel.APP:
                # The gateway shows the event itself; the row is its record.
                planned = [PlannedDelivery(channel, DeliveryState.DELIVERED)]
            elif channel is AlertChannel.MAIL:
                planned = [await _mail(conn, event, recipient, is_set_up=mail_is_set_up)]
            else:
                planned = webhooks
            found += [EventDelivery(event.event_id, message, fired_at, one) for one in planned]
    if found:
        await insert_deliveries(conn, user_id, found)
    return found


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


async def _webhooks(conn: AsyncConnection, user_id: UUID, events: Collection[AlertV1]) -> list[PlannedDelivery]:
    """What each event that goes by webhook becomes."""
    if not any(AlertChannel.WEBHOOK in event.channels for event in events):
        return []
    ids = await fetch_active_webhook_ids(conn, user_id)
    if not ids:
        return [PlannedDelivery(AlertChannel.WEBHOOK, DeliveryState.FAILED, error="no webhook is set up")]
    return [PlannedDelivery(AlertChannel.WEBHOOK, DeliveryState.PENDING, webhook_id) for webhook_id in ids]
