"""SQL of sharing links. A link is found by the hash of its token, which nobody can turn back."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import portfolios
from portfolio.tables import shares as table

_TOKEN_BYTES = 24


class Share(NamedTuple):
    share_id: UUID
    hide_amounts: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Shown(NamedTuple):
    """Whose portfolio a link shows, and how."""

    portfolio_id: UUID
    user_id: UUID
    hide_amounts: bool


_COLUMNS = (table.c.id, table.c.hide_amounts, table.c.created_at, table.c.expires_at, table.c.revoked_at)


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


async def insert_share(
    conn: AsyncConnection, portfolio_id: UUID, token: str, *, hide_amounts: bool, expires_at: datetime | None
) -> Share:
    values = {"token_hash": _hash(token), "hide_amounts": hide_amounts, "expires_at": expires_at}
    row = await conn.execute(insert(table).values(id=uuid7(), portfolio_id=portfolio_id, **values).returning(*_COLUMNS))
    return _of(row.one())


async def fetch_shares(conn: AsyncConnection, portfolio_id: UUID) -> list[Share]:
    """Newest first, also those that ended."""
    query = select(*_COLUMNS).where(table.c.portfolio_id == portfolio_id).order_by(table.c.id.desc())
    return [_of(row) for row in await conn.execute(query)]


async def count_live_shares(conn: AsyncConnection, portfolio_id: UUID) -> int:
    query = select(func.count()).select_from(table).where(table.c.portfolio_id == portfolio_id, _is_live())
    return await conn.scalar(query) or 0


async def revoke_share(conn: AsyncConnection, portfolio_id: UUID, share_id: UUID) -> bool:
    """Whether there is one; revoking it again changes nothing."""
    mine = table.c.id == share_id, table.c.portfolio_id == portfolio_id
    revoked = update(table).where(*mine).values(revoked_at=func.coalesce(table.c.revoked_at, func.now()))
    return (await conn.execute(revoked.returning(table.c.id))).one_or_none() is not None


async def find_shown(conn: AsyncConnection, token: str) -> Shown | None:
    """None: there is no such link, or it was revoked or has expired."""
    query = (
        select(table.c.portfolio_id, portfolios.c.user_id, table.c.hide_amounts)
        .select_from(table.join(portfolios, portfolios.c.id == table.c.portfolio_id))
        .where(table.c.token_hash == _hash(token), _is_live())
    )
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else Shown(*row)


def _is_live() -> Any:
    return table.c.revoked_at.is_(None) & or_(table.c.expires_at.is_(None), table.c.expires_at > func.now())


def _hash(token: str) -> bytes:
    """The token is random and long: a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def _of(row: Any) -> Share:
    return Share(row.id, row.hide_amounts, row.created_at, row.expires_at, row.revoked_at)
