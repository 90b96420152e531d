"""What a service waits for before it starts."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from shared.kafka.topics import TOPICS, Topic
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from stack import testing
from stack.test_servers import worker_database

from migrations import wait
from migrations.connect import MigrationSettings, make_migration_engine

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def empty() -> AsyncIterator[AsyncEngine]:
    with worker_database.fresh(testing.server("postgres", "postgres")) as url:
        engine = make_migration_engine(MigrationSettings(database_url=SecretStr(url)))
        yield engine
        await engine.dispose()


@pytest.fixture
async def migrated(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_migration_engine(MigrationSettings(database_url=SecretStr(database_url)))
    yield engine
    await engine.dispose()


async def test_an_empty_database_is_waited_for(empty: AsyncEngine) -> None:
    with pytest.raises(wait.NotMigratedError, match="42P01"):
        await wait.check_tables(empty)


async def test_an_earlier_revision_is_waited_for_and_a_later_one_is_taken(empty: AsyncEngine) -> None:
    async with empty.begin() as conn:
        await conn.execute(text("CREATE TABLE alembic_version (version_num text)"))
        await conn.execute(text("INSERT INTO alembic_version VALUES ('of a later release')"))
    await wait.check_tables(empty)

    async with empty.begin() as conn:
        await conn.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(wait.NotMigratedError, match="revision None"):
        await wait.check_tables(empty)


async def test_every_service_may_see_that_its_database_is_migrated(migrated: AsyncEngine) -> None:
    await wait.check_tables(migrated)

    async with migrated.connect() as conn:
        await conn.execute(text("SET ROLE portfolio"))
        assert await conn.scalar(text("SELECT version_num FROM alembic_version"))


async def test_topics_are_waited_for_until_all_are_there(kafka_bootstrap: str) -> None:
    await wait.check_topics(kafka_bootstrap)

    with pytest.raises(wait.NotMigratedError, match=r"lacks 1 topics, market\.missing\.v1"):
        await wait.check_topics(kafka_bootstrap, (*TOPICS, Topic("market.missing.v1", None)))


def test_it_waits_as_a_program_that_reads_its_secret_from_a_file(
    database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    (tmp_path / "database_url").write_text(database_url)
    without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = without | {"SECRETS_DIR": str(tmp_path), "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap}
    done = subprocess.run(
        [sys.executable, "-m", "migrations.wait"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["database and topics are there"]), done.stderr
