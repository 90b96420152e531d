"""SQL of imports: the files, and what became of them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.tables import imports as table


class ImportState(StrEnum):
    DRY_RUN = "dry_run"
    COMMITTED = "committed"
    UNDONE = "undone"


class Import(NamedTuple):
    import_id: UUID
    filename: str
    format: str
    mapping: Mapping[str, str] | None
    wallet: str
    state: ImportState
    added: int | None
    created_at: datetime
    committed_at: datetime | None


_COLUMNS = tuple(column for column in table.c if column.name not in ("file", "portfolio_id"))


async def insert_import(
    conn: AsyncConnection,
    portfolio_id: UUID,
    *,
    filename: str,
    format_name: str,
    mapping: Mapping[str, str] | None,
    wallet: str,
    file: bytes,
) -> UUID:
    import_id = uuid7()
    values = {"filename": filename, "format": format_name, "mapping": mapping, "wallet": wallet, "file": file}
    await conn.execute(
        insert(table).values(id=import_id, portfolio_id=portfolio_id, state=ImportState.DRY_RUN, **values)
    )
    return import_id


async def fetch_import(conn: AsyncConnection, portfolio_id: UUID, import_id: UUID) -> Import | None:
    mine = table.c.id == import_id, table.c.portfolio_id == portfolio_id
    row = (await conn.execute(select(*_COLUMNS).where(*mine))).one_or_none()
    return None if row is None else _of(row)


async def fetch_file(conn: AsyncConnection, import_id: UUID) -> bytes:
    return bytes(await conn.scalar(select(table.c.file).where(table.c.id == import_id)) or b"")


async def fetch_imports(conn: AsyncConnection, portfolio_id: UUID, *, before: UUID | None, limit: int) -> list[Import]:
    """Newest first."""
    query = select(*_COLUMNS).where(table.c.portfolio_id == portfolio_id).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    return [_of(row) for row in await conn.execute(query)]


async def set_committed(conn: AsyncConnection, import_id: UUID, added: int) -> None:
    values = {"state": ImportState.COMMITTED, "added": added, "committed_at": func.now()}
    await conn.execute(update(table).where(table.c.id == import_id).values(values))


async def set_undone(conn: AsyncConnection, import_id: UUID) -> None:
    await conn.execute(update(table).where(table.c.id == import_id).values(state=ImportState.UNDONE))


def _of(row: Any) -> Import:
    return Import(
        import_id=row.id,
        filename=row.filename,
        format=row.format,
        mapping=row.mapping,
        wallet=row.wallet,
        state=ImportState(row.state),
        added=row.added,
        created_at=row.created_at,
        committed_at=row.committed_at,
    )
