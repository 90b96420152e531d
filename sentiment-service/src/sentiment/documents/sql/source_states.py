"""SQL of the sources' states and positions."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from sentiment.sources.source import Position, SourceState
from sentiment.tables import source_states as table


async def fetch_position(conn: AsyncConnection, source: str) -> Position:
    """What the source goes on from; empty at its first time."""
    return await conn.scalar(select(table.c.position).where(table.c.source == source)) or {}


async def upsert_position(conn: AsyncConnection, source: str, kind: str, position: Position) -> None:
    statement = insert(table).values(source=source, kind=kind, state="ok", position=position)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.source],
            set_={"position": statement.excluded.position, "last_success_at": func.now(), "updated_at": func.now()},
        )
    )


async def upsert_state(conn: AsyncConnection, source: str, kind: str, state: SourceState) -> None:
    values = {"state": state.state, "reason": state.reason, "next_attempt_at": state.next_attempt_at}
    statement = insert(table).values(source=source, kind=kind, **values)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.source], set_={**values, "kind": kind, "updated_at": func.now()}
        )
    )
