"""SQL of requests to webhooks: claimed for a time by one process, then ended or planned again."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.notifications.alerts.alert_delivery import DeliveryState, DueDelivery
from users.notifications.webhooks.webhook import WebhookSecret
from users.tables import alert_deliveries as table
from users.tables import webhooks

_PENDING: Final = and_(table.c.channel == "webhook", table.c.state == DeliveryState.PENDING.value)


async def claim_deliveries(
    conn: AsyncConnection, limit: int, *, at_once_per_webhook: int, lease: timedelta
) -> list[DueDelivery]:
    """Take requests that are due, the oldest of each webhook first; nobody else gets them until the lease has ended.

    A webhook that answers slowly has as many open as it may, and does not take the places of others.
    """
    chosen = select(_chosen(at_once_per_webhook, limit).c.delivery_id)
    locked = select(table.c.delivery_id).where(table.c.delivery_id.in_(chosen), _due())
    claimed = (
        update(table)
        .where(
            table.c.delivery_id.in_(locked.with_for_update(skip_locked=True)),
            table.c.webhook_id == webhooks.c.webhook_id,
        )
        .values(attempts=table.c.attempts + 1, leased_until=func.now() + lease)
        .returning(
            table.c.delivery_id,
            table.c.event_id,
            table.c.webhook_id,
            table.c.message,
            table.c.attempts,
            table.c.fired_at,
            webhooks.c.url,
            webhooks.c.secret,
            webhooks.c.previous_secret,
            (webhooks.c.previous_secret_until > func.now()).label("previous_counts"),
        )
    )
    return [_of(row) for row in await conn.execute(claimed)]


def _due() -> ColumnElement[bool]:
    free = or_(table.c.leased_until.is_(None), table.c.leased_until <= func.now())
    return and_(_PENDING, table.c.next_attempt_at <= func.now(), free)


def _chosen(at_once_per_webhook: int, limit: int) -> Subquery:
    """The due ones that fit in beside what is being sent, first those whose webhook has the fewest before them."""
    busy = (
        select(table.c.webhook_id, func.count().label("count"))
        .where(_PENDING, table.c.leased_until > func.now())
        .group_by(table.c.webhook_id)
        .subquery()
    )
    order = func.row_number().over(partition_by=table.c.webhook_id, order_by=table.c.next_attempt_at)
    due = select(table.c.delivery_id, table.c.webhook_id, table.c.next_attempt_at, order.label("place"))
    waiting = due.where(_due()).subquery()
    place = waiting.c.place + func.coalesce(busy.c.count, 0)
    return (
        select(waiting.c.delivery_id)
        .select_from(waiting.outerjoin(busy, busy.c.webhook_id == waiting.c.webhook_id))
        .where(place <= at_once_per_webhook)
        .order_by(place, waiting.c.next_attempt_at)
        .limit(limit)
        .subquery()
    )


async def mark_delivered(conn: AsyncConnection, delivery_id: UUID, status: int) -> bool:
    """False: it has ended otherwise meanwhile, or was deleted."""
    values = {"state": DeliveryState.DELIVERED.value, "delivered_at": func.now(), "last_status": status}
    return await _update(conn, table.c.delivery_id == delivery_id, **values, last_error=None, next_attempt_at=None)


async def mark_failed(
    conn: AsyncConnection, due: DueDelivery, *, status: int | None, error: str, pause: timedelta | None
) -> bool:
    """Plan the next attempt, or give up where there is no pause; False: another process has it, or it has ended."""
    ended = {"state": DeliveryState.FAILED.value, "next_attempt_at": None}
    then: dict[str, Any] = ended if pause is None else {"next_attempt_at": func.now() + pause}
    this = and_(table.c.delivery_id == due.delivery_id, table.c.attempts == due.attempts)
    return await _update(conn, this, **then, last_status=status, last_error=error)


async def _update(conn: AsyncConnection, which: ColumnElement[bool], **values: Any) -> bool:
    statement = update(table).where(which, _PENDING).values(**values, leased_until=None)
    return (await conn.execute(statement.returning(table.c.delivery_id))).one_or_none() is not None


async def count_pending(conn: AsyncConnection) -> int:
    query = select(func.count()).select_from(table).where(table.c.state == DeliveryState.PENDING.value)
    return await conn.scalar(query) or 0


def _of(row: Any) -> DueDelivery:
    secrets = [row.secret, *([row.previous_secret] if row.previous_counts else [])]
    return DueDelivery(
        delivery_id=row.delivery_id,
        event_id=row.event_id,
        webhook_id=row.webhook_id,
        url=row.url,
        secrets=tuple(map(WebhookSecret, secrets)),
        message=row.message,
        attempts=row.attempts,
        fired_at=row.fired_at,
    )
