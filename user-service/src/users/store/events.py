"""Security events at rest."""

from uuid import UUID

from shared.ids import uuid7
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.clients import Client
from users.events import EventKind
from users.tables import security_events


async def insert_event(
    conn: AsyncConnection, user_id: UUID, kind: EventKind, client: Client, detail: str | None = None
) -> None:
    """Record what happened, in the transaction in which it happens. `detail` holds no secret."""
    row = {"event_id": uuid7(), "user_id": user_id, "kind": kind.value, "detail": detail}
    await conn.execute(insert(security_events).values(**row, address=client.address, device=client.device))
