"""The migration step, run before the services: roles, tables, the deployment's mode, topics.

`python -m migrations.apply` from the root of the repository. Running it again changes nothing.
"""

import asyncio
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from pydantic import ValidationError
from shared.data.database_watch import WrongDatabaseError
from shared.data.engine import is_away
from shared.data.retry import retry
from shared.kafka import KafkaError, create_topics
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from migrations.connect import MigrationSettings, make_migration_engine
from migrations.owners import ROLES

_HERE = Path(__file__).parent

# Roles belong to the whole server: another database's migration may make them at the same moment. A user that is not
# a superuser must be a member of a role to act as it.
_MAKE_ROLE = """
DO $$ BEGIN
    CREATE ROLE "{role}" NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
_JOIN_ROLE = """
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
        GRANT "{role}" TO CURRENT_USER;
    END IF;
END $$
"""


# Moving copies takes time and bandwidth: when to do that is the operator's decision.
_WHAT_TO_DO = """\
These topics stay as they are. To change how many brokers hold them, run kafka-reassign-partitions.sh with the wanted
replicas of each partition, then kafka-configs.sh --alter --add-config min.insync.replicas=<one less>. The number of
partitions of a topic is fixed, because keys are bound to partitions: more of them mean a new version of the topic."""


class MigrationError(Exception):
    """Why the step ends, in one line for the operator."""


def migrate(settings: MigrationSettings | None = None) -> None:
    """Make roles and tables, and write the deployment's mode.

    Raises:
        MigrationError: the database is away for too long, or holds another mode's data.
    """
    settings = settings or MigrationSettings()
    asyncio.run(_with_engine(settings, before=True))
    command.upgrade(Config(str(_HERE / "alembic.ini")), "head")
    asyncio.run(_with_engine(settings, before=False))


async def _with_engine(settings: MigrationSettings, *, before: bool) -> None:
    engine = make_migration_engine(settings)
    try:
        if before:
            await _wait_for_database(engine, settings.database_wait)
        async with engine.begin() as conn:
            await (_make_roles(conn) if before else _write_mode(conn, settings))
    finally:
        await engine.dispose()


async def _wait_for_database(engine: AsyncEngine, seconds: float) -> None:
    async def select() -> None:
        async with engine.connect() as conn:
            await conn.execute(text("SELECT 1"))

    try:
        await retry(select, on=is_away, name="database", first=0.1, cap=2, within=seconds)
    except (OSError, SQLAlchemyError) as error:
        raise MigrationError(f"the database cannot be used: {error}") from error


async def _make_roles(conn: AsyncConnection) -> None:
    for role in ROLES:
        await conn.execute(text(_MAKE_ROLE.format(role=role)))
        await conn.execute(text(_JOIN_ROLE.format(role=role)))


async def _write_mode(conn: AsyncConnection, settings: MigrationSettings) -> None:
    """Write the mode of this database, once; refuse a database of another mode."""
    # So that a service can wait for the revision that it needs: `migrations.wait`.
    await conn.execute(text(f"GRANT SELECT ON alembic_version TO {', '.join(ROLES)}"))
    write = text("INSERT INTO deployment (mode) VALUES (:mode) ON CONFLICT DO NOTHING")
    await conn.execute(write, {"mode": settings.mode.value})
    found = await conn.scalar(text("SELECT mode FROM deployment"))
    if found != settings.mode.value:
        raise MigrationError(str(WrongDatabaseError(found, settings.mode)))


def main() -> None:
    try:
        settings = MigrationSettings()
        migrate(settings)
        differ = asyncio.run(
            create_topics(
                settings.kafka_bootstrap_servers,
                replication=settings.kafka_topic_replication,
                retention_bytes=settings.kafka_topic_retention_bytes,
            )
        )
    except (MigrationError, KafkaError, ValidationError) as error:
        sys.exit(f"migration failed: {error}")
    if differ:
        print("\n".join([*differ, _WHAT_TO_DO]))  # noqa: T201 - a command-line program
    print("database and topics are up to date")  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
