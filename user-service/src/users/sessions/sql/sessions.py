"""Sessions and their refresh tokens at rest. Locks are taken in one order: the account, then its sessions by id."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.events import RevocationV1, RevokedKind
from shared.events.ids import uuid7
from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.requests.client import Client
from users.security_events.security_event import EventKind
from users.sessions.sql.revocations import insert_revocations
from users.tables import refresh_tokens, sessions


@dataclass(frozen=True, slots=True)
class Session:
    session_id: UUID
    user_id: UUID
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`age`: since it was used, None if it was not."""

    is_expired: bool
    age: timedelta | None


def _is_alive() -> ColumnElement[bool]:
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


async def insert_session(conn: AsyncConnection, user_id: UUID, client: Client, life: timedelta) -> UUID:
    session_id = uuid7()
    row = {"session_id": session_id, "user_id": user_id, "device": client.device, "address": client.address}
    await conn.execute(insert(sessions).values(**row, expires_at=func.now() + life))
    return session_id


async def insert_refresh_token(conn: AsyncConnection, session_id: UUID, token_hash: bytes, life: timedelta) -> None:
    row = {"token_hash": token_hash, "session_id": session_id}
    await conn.execute(insert(refresh_tokens).values(**row, expires_at=func.now() + life))


async def fetch_sessions(conn: AsyncConnection, user_id: UUID) -> list[Session]:
    """A user's living sessions, the last used first."""
    mine = select(*_COLUMNS).where(sessions.c.user_id == user_id, _is_alive())
    found = await conn.execute(mine.order_by(sessions.c.last_used_at.desc(), sessions.c.session_id))
    return [Session(*row) for row in found]


async def fetch_session(conn: AsyncConnection, token_hash: bytes, *, lock: bool = False) -> Session | None:
    """The living session that a refresh token, used or not, belongs to. Locked, nobody else changes it meanwhile."""
    of_token = select(refresh_tokens.c.session_id).where(refresh_tokens.c.token_hash == token_hash)
    statement = select(*_COLUMNS).where(sessions.c.session_id == of_token.scalar_subquery(), _is_alive())
    row = (await conn.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return None if row is None else Session(*row)


async def fetch_refresh_token(conn: AsyncConnection, token_hash: bytes) -> RefreshToken | None:
    """To be asked under the lock of its session: who waited for it sees what the other one did."""
    age = func.clock_timestamp() - refresh_tokens.c.used_at
    expired = refresh_tokens.c.expires_at <= func.now()
    found = await conn.execute(select(expired, age).where(refresh_tokens.c.token_hash == token_hash))
    row = found.one_or_none()
    return None if row is None else RefreshToken(row[0], row[1])


async def use_refresh_token(conn: AsyncConnection, token_hash: bytes) -> None:
    used = update(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash)
    await conn.execute(used.values(used_at=func.clock_timestamp()))


async def prolong_session(conn: AsyncConnection, session_id: UUID, client: Client, life: timedelta) -> None:
    values = {"device": client.device, "address": client.address, "last_used_at": func.now()}
    this = update(sessions).where(sessions.c.session_id == session_id)
    await conn.execute(this.values(**values, expires_at=func.now() + life))


async def revoke_session(
    conn: AsyncConnection, user_id: UUID, session_id: UUID, reason: EventKind
) -> list[RevocationV1]:
    """End one session of this user; empty if there is no living one of that id. Publish after the commit."""
    return await _revoke(conn, user_id, sessions.c.session_id == session_id, reason)


async def revoke_sessions(
    conn: AsyncConnection, user_id: UUID, reason: EventKind, *, but: UUID | None = None
) -> list[RevocationV1]:
    """End all sessions of a user, but the one that asks for it. Publish after the commit."""
    return await _revoke(conn, user_id, sessions.c.session_id.is_distinct_from(but), reason)


async def revoke_oldest(conn: AsyncConnection, user_id: UUID, keep: int, reason: EventKind) -> list[RevocationV1]:
    """End the sessions that were not used for longest, so that `keep` are left."""
    oldest = (
        select(sessions.c.session_id)
        .where(sessions.c.user_id == user_id, _is_alive())
        .order_by(sessions.c.last_used_at.desc(), sessions.c.session_id.desc())
        .offset(keep)
    )
    return await _revoke(conn, user_id, sessions.c.session_id.in_(oldest), reason)


async def _revoke(
    conn: AsyncConnection, user_id: UUID, which: ColumnElement[bool], reason: EventKind
) -> list[RevocationV1]:
    mine = select(sessions.c.session_id).where(sessions.c.user_id == user_id, _is_alive(), which)
    # One order of locks for everybody.
    ids: Collection[UUID] = (await conn.scalars(mine.order_by(sessions.c.session_id).with_for_update())).all()
    await conn.execute(update(sessions).where(sessions.c.session_id.in_(ids)).values(revoked_at=func.now()))
    return await insert_revocations(conn, RevokedKind.SESSION, ids, user_id, reason.value)
