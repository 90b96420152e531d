"""SQL of what rows remember of the file that they came with."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import transactions as table


class ImportedRow(NamedTuple):
    """The import that a row came with, and what it is known by."""

    import_id: UUID
    key: str
    occurrence: int


async def delete_import(conn: AsyncConnection, portfolio_id: UUID, import_id: UUID) -> int:
    """Delete the rows that came with it, and transfers that one of them is an end of; how many rows came with it."""
    ends = select(table.c.joined_into).where(table.c.portfolio_id == portfolio_id, table.c.import_id == import_id)
    await conn.execute(delete(table).where(table.c.id.in_(ends.where(table.c.joined_into.is_not(None)))))
    gone = delete(table).where(table.c.portfolio_id == portfolio_id, table.c.import_id == import_id)
    return (await conn.execute(gone)).rowcount


async def fetch_known(conn: AsyncConnection, portfolio_id: UUID) -> dict[str, int]:
    """How often each imported row is there, by what it is known by."""
    query = select(table.c.import_key, func.count()).where(
        table.c.portfolio_id == portfolio_id, table.c.import_key.is_not(None)
    )
    found = await conn.execute(query.group_by(table.c.import_key))
    return {key: count for key, count in found}  # noqa: C416 - rows are no pairs to a type checker
