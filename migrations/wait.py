"""Wait until the migration step is through, before a service starts. Changes nothing.

`python -m migrations.wait` ends when the database has this release's tables, or a later release's, and Kafka has every
topic. A process without a database (no DATABASE_URL, no `database_url` in SECRETS_DIR) waits for the topics alone.
"""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from alembic.config import Config
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from shared.data.engine import is_away, sqlstate
from shared.data.retry import retry
from shared.kafka import KafkaError
from shared.kafka.topics import TOPICS, Topic
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.connect import MigrationSettings, make_migration_engine

_HERE = Path(__file__).parent
# Before the step has begun: no such table, not yet readable, no such role or password, no such database.
_NOT_YET = ("42P01", "42501", "28000", "28P01", "3D000")


class NotMigratedError(Exception):
    """What is still missing."""


class WaitSettings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr | None = None
    """PostgreSQL, as the process that waits reaches it. Not set: only topics are waited for."""
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    """Brokers to begin with, comma separated."""


def read_settings() -> WaitSettings:
    """From the environment, and from files in SECRETS_DIR as the services have them."""
    return WaitSettings(_secrets_dir=os.environ.get("SECRETS_DIR") or None)


async def check_tables(engine: AsyncEngine) -> None:
    """Raise NotMigratedError while the database is at an earlier revision than this release.

    A revision that this release does not know is of a later one: after a roll-back the tables stay as they are.
    """
    scripts = ScriptDirectory.from_config(Config(str(_HERE / "alembic.ini")))
    earlier = {script.revision for script in scripts.walk_revisions()} - {scripts.get_current_head()}
    try:
        async with engine.connect() as conn:
            found = await conn.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        if sqlstate(error) in _NOT_YET:
            raise NotMigratedError(f"the database is not migrated: {sqlstate(error)}") from error
        raise
    if found is None or found in earlier:
        raise NotMigratedError(f"the database is at revision {found}, this release at {scripts.get_current_head()}")


async def check_topics(bootstrap_servers: str, topics: Iterable[Topic] = TOPICS) -> None:
    """Raise NotMigratedError while a topic is missing."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=15_000)
    try:
        await admin.start()
        missing = {topic.name for topic in topics} - set(await admin.list_topics())
    finally:
        await admin.close()
    if missing:
        raise NotMigratedError(f"Kafka lacks {len(missing)} topics, {min(missing)} among them")


def _is_temporary(error: BaseException) -> bool:
    return isinstance(error, NotMigratedError | KafkaError | OSError) or is_away(error)


async def wait(settings: WaitSettings) -> None:
    """Wait for as long as it takes: who started the process decides when to give up."""
    if settings.database_url is not None:
        engine = make_migration_engine(MigrationSettings(database_url=settings.database_url))
        try:
            await retry(lambda: check_tables(engine), on=_is_temporary, name="migration of the database", cap=2)
        finally:
            await engine.dispose()
    servers = settings.kafka_bootstrap_servers
    await retry(lambda: check_topics(servers), on=_is_temporary, name="topics", cap=2)
    print("database and topics are there")  # noqa: T201 - a command-line program


if __name__ == "__main__":
    asyncio.run(wait(read_settings()))
