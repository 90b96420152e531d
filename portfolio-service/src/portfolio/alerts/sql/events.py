"""SQL of events: those of an alert with their deliveries, and those that Kafka does not have yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from shared.events.people.alerts import ObservedFigure
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.alerts.tables import alert_events as table
from portfolio.alerts.tables import price_alerts

# A view of user-service, which delivers: it knows the addresses.
_DELIVERIES: Final = text("""
    SELECT event_id, channel, webhook_id, state, attempts, last_error, delivered_at, next_attempt_at
    FROM users_api.alert_deliveries WHERE event_id = ANY (CAST(:ids AS uuid[]))
    ORDER BY channel, webhook_id NULLS FIRST
""")


class AlertEvent(NamedTuple):
    event_id: UUID
    fired_at: datetime
    as_of: datetime
    observed: tuple[ObservedFigure, ...]


class Delivery(NamedTuple):
    event_id: UUID
    channel: str
    webhook_id: UUID | None
    state: str
    attempts: int
    last_error: str | None
    delivered_at: datetime | None
    next_attempt_at: datetime | None


class Unpublished(NamedTuple):
    """`message` is the encoded `AlertV1`; it is of the alert's coin or portfolio."""

    event_id: UUID
    message: bytes
    coin_id: str | None
    portfolio_id: UUID | None

    @property
    def subject(self) -> str:
        return self.coin_id or str(self.portfolio_id)


async def fetch_events(
    conn: AsyncConnection, alert_id: UUID, *, before: UUID | None = None, limit: int
) -> list[AlertEvent]:
    """Newest first."""
    query = select(table).where(table.c.alert_id == alert_id).order_by(table.c.event_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.event_id < before)
    return [_event_of(row) for row in await conn.execute(query)]


async def fetch_deliveries(conn: AsyncConnection, event_ids: Sequence[UUID]) -> dict[UUID, list[Delivery]]:
    """By event; one that user-service does not know yet has none."""
    found: dict[UUID, list[Delivery]] = {}
    for row in await conn.execute(_DELIVERIES, {"ids": list(event_ids)}):
        found.setdefault(row.event_id, []).append(Delivery(*row))
    return found


async def fetch_unpublished(conn: AsyncConnection, *, without: Collection[UUID], most: int) -> list[Unpublished]:
    """Oldest first."""
    query = (
        select(table.c.event_id, table.c.unpublished, price_alerts.c.coin_id, price_alerts.c.portfolio_id)
        .join_from(table, price_alerts, price_alerts.c.id == table.c.alert_id)
        .where(table.c.unpublished.is_not(None), table.c.event_id.not_in(without))
        .order_by(table.c.event_id)
        .limit(most)
    )
    return [Unpublished(*row) for row in await conn.execute(query)]


async def note_published(conn: AsyncConnection, event_ids: Collection[UUID]) -> None:
    await conn.execute(update(table).where(table.c.event_id.in_(event_ids)).values(unpublished=None))


def _event_of(row: Any) -> AlertEvent:
    return AlertEvent(row.event_id, row.fired_at, row.as_of, msgspec.convert(row.observed, tuple[ObservedFigure, ...]))
