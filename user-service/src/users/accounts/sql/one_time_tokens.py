"""SQL of one-time tokens, of which only the hashes are stored."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.tokens import hash_of, new_one_time_token
from users.accounts.one_time_token import OneTimeToken, Purpose
from users.tables import one_time_tokens


async def insert_one_time_token(
    conn: AsyncConnection, user_id: UUID, purpose: Purpose, email: str, life: timedelta
) -> str:
    """Make a token that takes the place of the user's earlier ones for this purpose."""
    earlier = one_time_tokens.c.user_id == user_id, one_time_tokens.c.purpose == purpose.value
    await conn.execute(delete(one_time_tokens).where(*earlier))
    token = new_one_time_token()
    row = {"token_hash": hash_of(token), "user_id": user_id, "purpose": purpose.value, "email": email}
    await conn.execute(insert(one_time_tokens).values(**row, expires_at=func.now() + life))
    return token


async def fetch_one_time_token(conn: AsyncConnection, token: str, purposes: Collection[Purpose]) -> OneTimeToken | None:
    """What a token that can still be used is for."""
    columns = one_time_tokens.c.user_id, one_time_tokens.c.purpose, one_time_tokens.c.email
    row = (await conn.execute(select(*columns).where(_is_usable(token, purposes)))).one_or_none()
    return None if row is None else OneTimeToken(row[0], Purpose(row[1]), row[2])


async def use_one_time_token(conn: AsyncConnection, token: str, purposes: Collection[Purpose]) -> OneTimeToken | None:
    """Use a token up; None if it cannot be used, or not any more."""
    columns = one_time_tokens.c.user_id, one_time_tokens.c.purpose, one_time_tokens.c.email
    used = update(one_time_tokens).where(_is_usable(token, purposes)).values(used_at=func.now()).returning(*columns)
    row = (await conn.execute(used)).one_or_none()
    return None if row is None else OneTimeToken(row[0], Purpose(row[1]), row[2])


def _is_usable(token: str, purposes: Collection[Purpose]) -> ColumnElement[bool]:
    return and_(
        one_time_tokens.c.token_hash == hash_of(token),
        one_time_tokens.c.purpose.in_([purpose.value for purpose in purposes]),
        one_time_tokens.c.used_at.is_(None),
        one_time_tokens.c.expires_at > func.now(),
    )
