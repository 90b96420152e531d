"""SQL of the Fear & Greed index."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.sources.fetched import IndexValue
from sentiment.tables import fear_greed as table


async def upsert_index_value(conn: AsyncConnection, value: IndexValue) -> None:
    values = {"value": value.value, "classification": value.classification}
    statement = insert(table).values(day=value.day.date(), **values)
    await conn.execute(statement.on_conflict_do_update(index_elements=[table.c.day], set_=values))


async def fetch_newest_index(conn: AsyncConnection) -> tuple[str, int, str] | None:
    """Day, value, classification."""
    row = (await conn.execute(select(table).order_by(table.c.day.desc()).limit(1))).one_or_none()
    return None if row is None else (row.day.isoformat(), row.value, row.classification)
