"""SQL of a webhook's log."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts.alert_delivery import DeliveryState, LoggedDelivery
from users.tables import alert_deliveries as table


async def fetch_log(
    conn: AsyncConnection, webhook_id: UUID, *, before: UUID | None, limit: int
) -> list[LoggedDelivery]:
    """A webhook's deliveries, newest first: their ids sort by time."""
    query = select(table, table.c.message["type"].astext.label("type")).where(table.c.webhook_id == webhook_id)
    query = query.order_by(table.c.delivery_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.delivery_id < before)
    return [
        LoggedDelivery(
            delivery_id=row.delivery_id,
            event_id=row.event_id,
            type=row.type,
            state=DeliveryState(row.state),
            attempts=row.attempts,
            last_status=row.last_status,
            last_error=row.last_error,
            created_at=row.created_at,
            delivered_at=row.delivered_at,
            next_attempt_at=row.next_attempt_at,
        )
        for row in await conn.execute(query)
    ]
