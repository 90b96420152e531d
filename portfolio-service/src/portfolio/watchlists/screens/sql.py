"""SQL of saved screens. Every statement names the owner."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import saved_screens as table


class SavedScreen(NamedTuple):
    """`where`, `interval`, `sort` and `columns` are parameters of `/api/analytics/screener`."""

    screen_id: UUID
    name: str
    where: str | None
    interval: str
    sort: str
    columns: str | None


_COLUMNS = (table.c.id, table.c.name, table.c.conditions, table.c.interval, table.c.sort, table.c.columns)


async def fetch_screens(conn: AsyncConnection, user_id: UUID) -> list[SavedScreen]:
    """In the order in which they were made."""
    query = select(*_COLUMNS).where(table.c.user_id == user_id).order_by(table.c.id)
    return [SavedScreen(*row) for row in await conn.execute(query)]


async def insert_screen(conn: AsyncConnection, user_id: UUID, fields: Mapping[str, Any]) -> SavedScreen:
    row = insert(table).values(id=uuid7(), user_id=user_id, **_named(fields)).returning(*_COLUMNS)
    return SavedScreen(*(await conn.execute(row)).one())


async def update_screen(
    conn: AsyncConnection, user_id: UUID, screen_id: UUID, fields: Mapping[str, Any]
) -> SavedScreen | None:
    """None: the user has none with this id."""
    mine = table.c.id == screen_id, table.c.user_id == user_id
    changed = update(table).where(*mine).values(**_named(fields), updated_at=func.now()).returning(*_COLUMNS)
    row = (await conn.execute(changed)).one_or_none()
    return None if row is None else SavedScreen(*row)


async def delete_screen(conn: AsyncConnection, user_id: UUID, screen_id: UUID) -> bool:
    """Whether there was one."""
    mine = table.c.id == screen_id, table.c.user_id == user_id
    return await conn.scalar(delete(table).where(*mine).returning(table.c.id)) is not None


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`where` is a word of SQL: the column has another name."""
    return {"conditions" if name == "where" else name: value for name, value in fields.items()}
