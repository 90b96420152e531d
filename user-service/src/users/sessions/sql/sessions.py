"""SQL of sessions. Rows are locked in one order everywhere: the account, then its sessions by id."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from shared.events import RevocationV1, RevokedKind
from shared.events.ids import uuid7
from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.requests.client import RequestClient
from users.security_events.security_event import EventKind
from users.sessions.session import Session
from users.sessions.sql.revocations import insert_revocations
from users.tables import refresh_tokens, sessions


def _has_not_ended() -> ColumnElement[bool]:
    return and_(sessions.c.revoked_at.is_(None), sessions.c.expires_at > func.now())


_COLUMNS = (
    sessions.c.session_id,
    sessions.c.user_id,
    sessions.c.device,
    sessions.c.address,
    sessions.c.created_at,
    sessions.c.last_used_at,
    sessions.c.expires_at,
)


async def insert_session(conn: AsyncConnection, user_id: UUID, client: RequestClient, life: timedelta) -> UUID:
    session_id = uuid7()
    row = {"session_id": session_id, "user_id": user_id, "device": client.device, "address": client.address}
    await conn.execute(insert(sessions).values(**row, expires_at=func.now() + life))
    return session_id


async def fetch_sessions(conn: AsyncConnection, user_id: UUID) -> list[Session]:
    """A user's sessions that have not ended, the last used first."""
    mine = select(*_COLUMNS).where(sessions.c.user_id == user_id, _has_not_ended())
    found = await conn.execute(mine.order_by(sessions.c.last_used_at.desc(), sessions.c.session_id))
    return [Session(*row) for row in found]


async def fetch_session(conn: AsyncConnection, token_hash: bytes, *, lock: bool = False) -> Session | None:
    """The session of a refresh token, used or not; None if it has ended. `lock`: no one else changes it meanwhile."""
    of_token = select(refresh_tokens.c.session_id).where(refresh_tokens.c.token_hash == token_hash)
    statement = select(*_COLUMNS).where(sessions.c.session_id == of_token.scalar_subquery(), _has_not_ended())
    row = (await conn.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return None if row is None else Session(*row)


async def prolong_session(conn: AsyncConnection, session_id: UUID, client: RequestClient, life: timedelta) -> None:
    values = {"device": client.device, "address": client.address, "last_used_at": func.now()}
    this = update(sessions).where(sessions.c.session_id == session_id)
    await conn.execute(this.values(**values, expires_at=func.now() + life))


async def revoke_session(
    conn: AsyncConnection, user_id: UUID, session_id: UUID, reason: EventKind
) -> list[RevocationV1]:
    """End one session of this user; empty if none of that id is left. Publish the result after the commit."""
    return await _revoke(conn, user_id, sessions.c.session_id == session_id, reason)


async def revoke_sessions(
    conn: AsyncConnection, user_id: UUID, reason: EventKind, *, but: UUID | None = None
) -> list[RevocationV1]:
    """End all sessions of a user except `but`. Publish the result after the commit."""
    return await _revoke(conn, user_id, sessions.c.session_id.is_distinct_from(but), reason)


async def revoke_oldest(conn: AsyncConnection, user_id: UUID, keep: int, reason: EventKind) -> list[RevocationV1]:
    """End the sessions that were not used for longest, so that `keep` are left."""
    oldest = (
        select(sessions.c.session_id)
        .where(sessions.c.user_id == user_id, _has_not_ended())
        .order_by(sessions.c.last_used_at.desc(), sessions.c.session_id.desc())
        .offset(keep)
    )
    return await _revoke(conn, user_id, sessions.c.session_id.in_(oldest), reason)


async def _revoke(
    conn: AsyncConnection, user_id: UUID, which: ColumnElement[bool], reason: EventKind
) -> list[RevocationV1]:
    mine = select(sessions.c.session_id).where(sessions.c.user_id == user_id, _has_not_ended(), which)
    # Locked in the order of their ids: two transactions that did it in different orders could wait for each other.
    ids: Collection[UUID] = (await conn.scalars(mine.order_by(sessions.c.session_id).with_for_update())).all()
    await conn.execute(update(sessions).where(sessions.c.session_id.in_(ids)).values(revoked_at=func.now()))
    return await insert_revocations(conn, RevokedKind.SESSION, ids, user_id, reason.value)
