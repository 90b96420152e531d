"""The one schema history: up, in step with the services' tables, down, and what each role may do."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shared.data.engine import sqlstate
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from stack import testing
from stack.test_servers import worker_database

ROOT = Path(__file__).parents[2]
ALEMBIC = ("-m", "alembic", "-c", "migrations/alembic.ini")


@contextmanager
def empty_database() -> Iterator[str]:
    with worker_database.fresh(testing.server("postgres", "postgres")) as url:
        yield url


def python(url: str, *arguments: str, mode: str = "simulated") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": url, "MODE": mode, "DATABASE_WAIT": "2"}
    return subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def migrate(url: str, mode: str = "simulated") -> subprocess.CompletedProcess[str]:
    return python(url, "-c", "from migrations.apply import migrate; migrate()", mode=mode)


def test_the_history_goes_up_matches_the_tables_and_goes_down_again() -> None:
    with empty_database() as url:
        for step in ((), ("upgrade", "head"), ("check",), ("downgrade", "base"), ("upgrade", "head")):
            done = python(url, *ALEMBIC, *step) if step else migrate(url)

            assert done.returncode == 0, (step, done.stdout + done.stderr)


def test_a_database_of_another_mode_is_refused() -> None:
    with empty_database() as url:
        assert migrate(url, "simulated").returncode == 0

        done = migrate(url, "live")

        assert done.returncode != 0
        assert "holds simulated data" in done.stderr


def test_a_database_that_does_not_answer_ends_the_step_with_one_line() -> None:
    done = python("postgresql://nobody@127.0.0.1:1/none", "-m", "migrations.apply")

    assert done.returncode == 1
    assert done.stderr.startswith("migration failed: the database cannot be used")


def test_the_database_s_url_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql://nobody@127.0.0.1:1/none", encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"SECRETS_DIR": str(tmp_path), "MODE": "simulated", "DATABASE_WAIT": "0.1"}

    done = subprocess.run(
        [sys.executable, "-m", "migrations.apply"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert done.stderr.startswith("migration failed: the database cannot be used")


@pytest.fixture
async def conn(database_url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        yield connection
        await connection.rollback()
    await engine.dispose()


async def act_as(conn: AsyncConnection, role: str) -> None:
    await conn.execute(text(f'SET ROLE "{role}"'))


async def test_a_day_is_made_on_demand_by_a_role_that_owns_no_table(conn: AsyncConnection) -> None:
    await act_as(conn, "market_data")
    make = text("SELECT ensure_price_partitions(ARRAY[date '2021-04-17', date '2021-04-18', date '2021-04-17'])")

    await conn.execute(make)
    await conn.execute(make)

    days = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'prices'::regclass AND inhrelid::regclass::text LIKE :d"
    assert await conn.scalar(text(days), {"d": "prices_2021_04_1%"}) == 2


@pytest.mark.parametrize("day", ["2008-12-31", "9999-01-01"])
async def test_an_impossible_day_is_refused_as_data(conn: AsyncConnection, day: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        await conn.execute(text(f"SELECT ensure_price_partitions(ARRAY[date '{day}'])"))

    assert sqlstate(refused.value) == "22008"


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("analytics", "SELECT * FROM candles"),
        ("analytics", "SELECT * FROM coins"),
        ("analytics", "DELETE FROM market_api.closed_candles"),
        ("users", "SELECT * FROM market_api.coins"),
        ("analytics", "SELECT * FROM prices"),
        ("portfolio", "UPDATE coins SET name = ''"),
        ("users", "SELECT * FROM candles"),
        ("analytics", "SELECT * FROM users"),
        ("market_data", "SELECT * FROM sessions"),
        ("portfolio", "SELECT password_hash FROM users"),
        ("market_data", "UPDATE prices SET price = 1"),
        ("market_data", "INSERT INTO deployment (mode) VALUES ('live')"),
        ("portfolio", "SELECT secret FROM webhooks"),
        ("portfolio", "SELECT message FROM alert_deliveries"),
        ("portfolio", "DELETE FROM users_api.alert_deliveries"),
        ("analytics", "SELECT * FROM users_api.alert_deliveries"),
        ("analytics", "SELECT ensure_price_partitions(ARRAY[current_date])"),
    ],
)
async def test_a_service_may_not_touch_what_is_not_its_own(conn: AsyncConnection, role: str, statement: str) -> None:
    await act_as(conn, role)

    with pytest.raises(DBAPIError) as refused:
        await conn.execute(text(statement))

    assert sqlstate(refused.value) == "42501"


async def test_portfolio_reads_what_became_of_an_alert_s_deliveries(conn: AsyncConnection) -> None:
    await act_as(conn, "portfolio")

    found = await conn.execute(text("SELECT * FROM users_api.alert_deliveries"))

    assert set(found.keys()) == {
        "event_id",
        "channel",
        "webhook_id",
        "state",
        "attempts",
        "last_error",
        "delivered_at",
        "next_attempt_at",
    }
