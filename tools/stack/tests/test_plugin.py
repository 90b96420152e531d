import asyncio
import socket

import asyncpg
import pytest
import uvloop
from redis.asyncio import Redis
from stack.servers import kafka
from stack.test_servers.loopback import OutsideSocketError
from stack.testing import eventually


async def test_a_worker_has_a_postgresql_database_of_its_own(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)

    assert await connection.fetchval("SELECT current_setting('server_version_num')::int") >= 180_000
    assert (await connection.fetchval("SELECT current_database()")).startswith("test_")
    await connection.close()


async def test_a_worker_has_a_redis_number_of_its_own(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        assert await redis.set("stack:test", "1", ex=10)
        assert await redis.get("stack:test") == b"1"


def test_a_kafka_broker_is_in_service(empty_kafka_bootstrap: str) -> None:
    assert kafka.answers(empty_kafka_bootstrap)


async def test_tests_run_on_uvloop() -> None:
    assert isinstance(asyncio.get_running_loop(), uvloop.Loop)


def test_a_socket_that_leaves_the_machine_is_refused() -> None:
    with pytest.raises(OutsideSocketError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_name_outside_is_not_even_looked_up() -> None:
    with pytest.raises(OutsideSocketError):
        socket.getaddrinfo("example.org", 443)


async def test_uvloop_does_not_leave_the_machine_either() -> None:
    with pytest.raises(OutsideSocketError):
        await asyncio.open_connection("192.0.2.1", 80)


async def test_eventually_returns_the_first_true_answer() -> None:
    answers = iter(["", "", "there"])

    assert await eventually(lambda: next(answers)) == "there"


async def test_eventually_fails_with_the_last_answer() -> None:
    with pytest.raises(AssertionError, match="still 0 after"):
        await eventually(lambda: 0, timeout=0.1)


def test_a_started_service_finds_its_servers_in_its_environment(services_env: dict[str, str]) -> None:
    assert kafka.answers(services_env["KAFKA_BOOTSTRAP_SERVERS"])
    assert services_env["DATABASE_URL"].startswith("postgresql://")
    assert services_env["REDIS_URL"].startswith("redis://")
