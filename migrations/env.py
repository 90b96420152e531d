"""Alembic's environment: one history for all services' tables, over the connection that `apply` hands in or its own."""

import asyncio
import re
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from migrations.connect import make_migration_engine
from migrations.owners import METADATA

# A day of trades: made at run time by ensure_price_partitions, so no revision knows it.
_PARTITION = re.compile(r"prices_\d{4}_\d{2}_\d{2}")


def is_ours(
    name: str | None,
    kind: str,
    _parents: Any,
) -> bool:
    return not (kind == "table" and name and _PARTITION.fullmatch(name))


def run(connection: Connection) -> None:
    """Migrate in one transaction; wait for nobody's lock for long, and never run for ever."""
    connection.execute(text("SET lock_timeout = '10s'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=METADATA, include_name=is_ours, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    engine = make_migration_engine()
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("offline mode is not supported: the history depends on what the database holds")
asyncio.run(run_alone())
