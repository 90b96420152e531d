"""SQL of API keys. Only the hash of a secret is stored."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared.events.ids import uuid7
from shared.http.tokens import Scope
from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.api_keys.api_key import ApiKey, KeyText
from users.tables import api_keys as table
from users.tables import users

_COLUMNS = tuple(column for column in table.c if column.name != "secret_hash")


async def insert_key(
    conn: AsyncConnection, user_id: UUID, key: KeyText, name: str, scopes: Sequence[Scope], life: timedelta | None
) -> ApiKey:
    result = await conn.execute(
        insert(table)
        .values(
            key_id=uuid7(),
            user_id=user_id,
            name=name,
            prefix=key.prefix,
            secret_hash=key.secret_hash,
            scopes=[scope.value for scope in scopes],
            expires_at=None if life is None else func.now() + life,
        )
        .returning(*_COLUMNS)
    )
    return _of(result.one())


async def count_live_keys(conn: AsyncConnection, user_id: UUID) -> int:
    """How many of a user's keys are valid. Until the transaction ends, no other one can count or add."""
    await conn.execute(select(users.c.id).where(users.c.id == user_id).with_for_update())
    found = await conn.scalar(select(func.count()).select_from(table).where(table.c.user_id == user_id, _live()))
    return found or 0


async def fetch_keys(conn: AsyncConnection, user_id: UUID, *, before: UUID | None, limit: int) -> list[ApiKey]:
    """A user's keys, also those that were revoked or have expired, newest first."""
    query = select(*_COLUMNS).where(table.c.user_id == user_id).order_by(table.c.key_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.key_id < before)
    return [_of(row) for row in await conn.execute(query)]


async def fetch_live_key(conn: AsyncConnection, key: KeyText) -> ApiKey | None:
    """The stored key of this text, if it is valid now."""
    row = (await conn.execute(select(table).where(table.c.prefix == key.prefix, _live()))).one_or_none()
    return _of(row) if row is not None and key.matches(row.secret_hash) else None


async def record_use(conn: AsyncConnection, key_id: UUID, *, every: timedelta) -> None:
    """Note that the key was used, unless that was noted less than `every` ago."""
    noted = or_(table.c.last_used_at.is_(None), table.c.last_used_at < func.now() - every)
    await conn.execute(update(table).where(table.c.key_id == key_id, noted).values(last_used_at=func.now()))


async def revoke_key(conn: AsyncConnection, user_id: UUID, key_id: UUID) -> ApiKey | None:
    """Revoke a user's key and return it; None: there is none with this id, or it was revoked before."""
    mine = and_(table.c.key_id == key_id, table.c.user_id == user_id, table.c.revoked_at.is_(None))
    result = await conn.execute(update(table).where(mine).values(revoked_at=func.now()).returning(*_COLUMNS))
    row = result.one_or_none()
    return None if row is None else _of(row)


async def fetch_key(conn: AsyncConnection, user_id: UUID, key_id: UUID) -> ApiKey | None:
    mine = table.c.key_id == key_id, table.c.user_id == user_id
    row = (await conn.execute(select(*_COLUMNS).where(*mine))).one_or_none()
    return None if row is None else _of(row)


def _live() -> ColumnElement[bool]:
    return and_(table.c.revoked_at.is_(None), or_(table.c.expires_at.is_(None), table.c.expires_at > func.now()))


def _of(row: Any) -> ApiKey:
    return ApiKey(
        key_id=row.key_id,
        user_id=row.user_id,
        name=row.name,
        prefix=row.prefix,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
