"""SQL of accounts, as their owners read, change and delete them."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.accounts.account import Account
from users.tables import sessions, users

_COLUMNS = (
    users.c.id,
    users.c.username,
    users.c.email,
    users.c.email_verified_at,
    users.c.created_at,
    users.c.updated_at,
)


async def fetch_account_of_session(conn: AsyncConnection, user_id: UUID, session_id: UUID) -> Account | None:
    """The account of a session that has not ended."""
    has_not_ended = (
        sessions.c.session_id == session_id,
        sessions.c.user_id == user_id,
        sessions.c.revoked_at.is_(None),
        sessions.c.expires_at > func.now(),
    )
    query = select(*_COLUMNS).join(sessions, sessions.c.user_id == users.c.id).where(*has_not_ended)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else _of(row)


async def update_username(conn: AsyncConnection, user_id: UUID, username: str) -> None:
    """Rename an account, to a name that was claimed in this transaction."""
    await conn.execute(update(users).where(users.c.id == user_id).values(username=username, updated_at=func.now()))


async def fetch_account(conn: AsyncConnection, user_id: UUID) -> Account | None:
    row = (await conn.execute(select(*_COLUMNS).where(users.c.id == user_id))).one_or_none()
    return None if row is None else _of(row)


async def delete_account(conn: AsyncConnection, user_id: UUID) -> bool:
    """Delete an account and all rows that belong to it, in every service's tables; False: it was deleted before."""
    result = await conn.execute(delete(users).where(users.c.id == user_id).returning(users.c.id))
    return result.one_or_none() is not None


def _of(row: Any) -> Account:
    return Account(
        user_id=row.id,
        username=row.username,
        email=row.email,
        email_verified=row.email_verified_at is not None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
