"""SQL of revocations, stored in the transaction that revokes, to be published to `users.revocations.v1` after it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from shared.clock import to_us
from shared.events import RevocationV1, RevokedKind
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from users.tables import revocations


async def insert_revocations(
    conn: AsyncConnection, kind: RevokedKind, ids: Collection[UUID], user_id: UUID, reason: str
) -> list[RevocationV1]:
    """Record that these have ended; publish the result after the commit."""
    if not ids:
        return []
    rows = [{"kind": kind.value, "id": id_, "user_id": user_id, "reason": reason} for id_ in ids]
    statement = insert(revocations).on_conflict_do_nothing().values(rows)
    await conn.execute(statement)
    at: datetime = (await conn.execute(select(func.now()))).scalar_one()
    return [RevocationV1(kind=kind, id=id_, user_id=user_id, reason=reason, at_us=to_us(at)) for id_ in ids]


async def fetch_revocations(conn: AsyncConnection, within: timedelta) -> list[RevocationV1]:
    found = await conn.execute(
        select(revocations)
        .where(revocations.c.revoked_at > func.now() - within)
        .order_by(revocations.c.revoked_at, revocations.c.id)
    )
    return [
        RevocationV1(
            kind=RevokedKind(row.kind), id=row.id, user_id=row.user_id, reason=row.reason, at_us=to_us(row.revoked_at)
        )
        for row in found
    ]
