"""A delivery by mail shows what became of its mail."""

from uuid import UUID

from shared.events import AlertChannel
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts import metrics
from users.notifications.alerts.alert_delivery import DeliveryState
from users.notifications.alerts.sql.planning import follow_mail


async def on_mail_changed(conn: AsyncConnection, mail_id: UUID) -> None:
    """The mail was sent, not sent, or given up: note and count that, in the transaction that notes it of the mail."""
    followed = await follow_mail(conn, mail_id)
    if followed is not None and followed[0] is not DeliveryState.PENDING:
        metrics.on_end(AlertChannel.MAIL, *followed)
