"""SQL of withdrawals and deposits that were joined into one transfer: they stay in the table, and count no longer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import transactions as table


async def join_transactions(conn: AsyncConnection, portfolio_id: UUID, ids: Sequence[UUID], into: UUID) -> None:
    mine = table.c.portfolio_id == portfolio_id, table.c.id.in_(ids)
    await conn.execute(update(table).where(*mine).values(joined_into=into))


async def fetch_joined(conn: AsyncConnection, portfolio_id: UUID, ids: Sequence[UUID]) -> UUID | None:
    """The transfer that all of them were joined into."""
    query = select(table.c.joined_into).where(table.c.portfolio_id == portfolio_id, table.c.id.in_(ids))
    found = list(await conn.scalars(query))
    return found[0] if len(found) == len(ids) and len(set(found)) == 1 else None
