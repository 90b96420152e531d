"""SQL of security events."""

from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from users.requests.client import RequestClient
from users.security_events.security_event import EventKind, SecurityEvent
from users.tables import security_events


async def insert_event(
    conn: AsyncConnection, user_id: UUID, kind: EventKind, client: RequestClient, detail: str | None = None
) -> None:
    """Record what happened, in the transaction in which it happens. `detail` holds no secret."""
    row = {"event_id": uuid7(), "user_id": user_id, "kind": kind.value, "detail": detail}
    await conn.execute(insert(security_events).values(**row, address=client.address, device=client.device))


async def fetch_events(conn: AsyncConnection, user_id: UUID, *, before: UUID | None, limit: int) -> list[SecurityEvent]:
    """A user's events, newest first: their ids sort by time."""
    table = security_events.c
    query = select(table.event_id, table.kind, table.at, table.address, table.device, table.detail)
    query = query.where(table.user_id == user_id).order_by(table.event_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.event_id < before)
    rows = await conn.execute(query)
    return [
        SecurityEvent(row.event_id, EventKind(row.kind), row.at, row.address, row.device, row.detail) for row in rows
    ]
