"""SQL of refresh tokens: their hashes, when they expire and when they were used."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from users.sessions.session import RefreshToken
from users.tables import refresh_tokens


async def insert_refresh_token(conn: AsyncConnection, session_id: UUID, token_hash: bytes, life: timedelta) -> None:
    row = {"token_hash": token_hash, "session_id": session_id}
    await conn.execute(insert(refresh_tokens).values(**row, expires_at=func.now() + life))


async def fetch_refresh_token(conn: AsyncConnection, token_hash: bytes) -> RefreshToken | None:
    """Call it with the session's row locked: then it also sees what a request that had the lock before has written."""
    used_ago = func.clock_timestamp() - refresh_tokens.c.used_at
    expired = refresh_tokens.c.expires_at <= func.now()
    found = await conn.execute(select(expired, used_ago).where(refresh_tokens.c.token_hash == token_hash))
    row = found.one_or_none()
    return None if row is None else RefreshToken(row[0], row[1])


async def mark_refresh_token_used(conn: AsyncConnection, token_hash: bytes) -> None:
    used = update(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash)
    await conn.execute(used.values(used_at=func.clock_timestamp()))
