"""SQL of imports: the files, and what became of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from shared.events.ids import uuid7
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from portfolio.imports.errors import ImportIsDoneError, UnknownImportError
from portfolio.tables import imports as table


class ImportState(StrEnum):
    DRY_RUN = "dry_run"
    COMMITTING = "committing"
    FAILED = "failed"
    """Nothing was saved; it can be committed again."""
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
    rows: int | None
    done: int | None
    message: str | None


_SILENT: Final = timedelta(seconds=30)
"""Who commits says every second how far it is: after so long without, it has ended with its process."""
_INTERRUPTED: Final = "It was interrupted: commit it again."
_IS_SILENT: Final = (table.c.state == ImportState.COMMITTING) & (table.c.worked_at < func.now() - _SILENT)
_COLUMNS: Final = (
    *(column for column in table.c if column.name not in ("file", "portfolio_id", "worked_at")),
    _IS_SILENT.label("is_silent"),
)


async def insert_import(
    conn: AsyncConnection,
    portfolio_id: UUID,
    *,
    filename: str,
    format_name: str,
    mapping: Mapping[str, str] | None,
    wallet: str,
    file: bytes,
    rows: int,
) -> UUID:
    import_id = uuid7()
    values: dict[str, Any] = {
        "filename": filename,
        "format": format_name,
        "mapping": mapping,
        "wallet": wallet,
        "file": file,
    }
    values |= {"rows": rows, "done": 0}
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
    values = {"state": ImportState.COMMITTED, "added": added, "committed_at": func.now(), "done": table.c.rows}
    await conn.execute(update(table).where(table.c.id == import_id).values(values))


async def claim_commit(conn: AsyncConnection, portfolio_id: UUID, import_id: UUID) -> None:
    """From now on the caller commits it, and nobody else.

    Raises:
        UnknownImportError, ImportIsDoneError: there is none, or it is being committed, or was.
    """
    mine = table.c.id == import_id, table.c.portfolio_id == portfolio_id
    row = (await conn.execute(select(*_COLUMNS).where(*mine).with_for_update())).one_or_none()
    if row is None:
        raise UnknownImportError
    state = _of(row).state
    if state not in (ImportState.DRY_RUN, ImportState.FAILED):
        raise ImportIsDoneError(state.replace("_", " "))
    values = {"state": ImportState.COMMITTING, "done": 0, "worked_at": func.now(), "message": None}
    await conn.execute(update(table).where(table.c.id == import_id).values(values))


async def set_progress(conn: AsyncConnection, import_id: UUID, done: int) -> None:
    values = {"done": done, "worked_at": func.now()}
    await conn.execute(update(table).where(*_committing(import_id)).values(values))


async def set_failed(conn: AsyncConnection, import_id: UUID, message: str) -> None:
    values = {"state": ImportState.FAILED, "done": 0, "message": message}
    await conn.execute(update(table).where(*_committing(import_id)).values(values))


def _committing(import_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == import_id, table.c.state == ImportState.COMMITTING


async def set_undone(conn: AsyncConnection, import_id: UUID) -> None:
    await conn.execute(update(table).where(table.c.id == import_id).values(state=ImportState.UNDONE))


def _of(row: Any) -> Import:
    return Import(
        import_id=row.id,
        filename=row.filename,
        format=row.format,
        mapping=row.mapping,
        wallet=row.wallet,
        state=ImportState.FAILED if row.is_silent else ImportState(row.state),
        added=row.added,
        created_at=row.created_at,
        committed_at=row.committed_at,
        rows=row.rows,
        done=row.done,
        message=_INTERRUPTED if row.is_silent else row.message,
    )
