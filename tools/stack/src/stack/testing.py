"""Pytest plugin: real PostgreSQL, Valkey and Kafka for the tests that ask for them, and the event loop of production.

A server that cannot be started or reached fails the test; nothing is skipped. `python -m stack.testing serve` keeps
servers between runs and prints the variables that point at them.
"""

import asyncio
import inspect
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, overload

import pytest

FOLDER = "STACK_TEST_FOLDER"
GIVEN = {
    "postgres": "TEST_DATABASE_URL",
    "redis": "TEST_REDIS_URL",
    "kafka": "TEST_KAFKA_BOOTSTRAP_SERVERS",
}
STOP_SECONDS = 10
T = TypeVar("T")
_held: list[int] = []


def pytest_configure(config: pytest.Config) -> None:
    from stack.test_servers import loopback  # noqa: PLC0415 - imported here, its lines count as covered

    loopback.guard()
    os.environ["DEPLOYMENT"] = "local"  # the throw-away servers' passwords are examples
    if not hasattr(config, "workerinput"):
        open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        close_run()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With STACK_NO_SKIPS=1 a skipped test fails the run: a missing server must not look like a success."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("STACK_NO_SKIPS") != "1" or reporter is None or hasattr(session.config, "workerinput"):
        return
    if skipped := reporter.stats.get("skipped", []):
        reporter.write_line(f"{len(skipped)} skipped; nothing may be", red=True)
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line when tests ran without the captures that are not in the repository."""
    from stack.test_servers import captures  # noqa: PLC0415 - likewise

    if left_out := captures.summary():
        terminalreporter.write_line(left_out)


def open_run() -> Path:
    """Make the folder of this run, and hold the FIFO whose end tells the servers' keepers to stop."""
    folder = Path(tempfile.mkdtemp(prefix="stack-test-"))
    folder.chmod(0o755)
    os.mkfifo(folder / "alive", 0o600)
    _held.append(os.open(folder / "alive", os.O_RDWR))
    os.environ[FOLDER] = str(folder)
    return folder


def close_run() -> None:
    folder = Path(os.environ.pop(FOLDER))
    os.close(_held.pop())
    deadline = time.monotonic() + STOP_SECONDS
    while any(path.is_dir() for path in folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    from stack.test_servers.loopback import LoopbackLoop  # noqa: PLC0415 - likewise

    del config, item
    return {"uvloop": LoopbackLoop}


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


def server(kind: str, name: str) -> str:
    """Return the address of a server: the one given by environment, else the run's own."""
    from stack.test_servers import throwaway  # noqa: PLC0415 - likewise

    return os.environ.get(GIVEN[kind]) or throwaway.address(kind, Path(os.environ[FOLDER]), name)


@pytest.fixture(scope="session")
def empty_database_url() -> Iterator[str]:
    """Give a database of this worker's own, without any table."""
    from stack.test_servers import worker_database  # noqa: PLC0415 - likewise

    with worker_database.fresh(server("postgres", "postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Give a database of this worker's own, migrated to head."""
    from stack.test_servers import worker_database  # noqa: PLC0415 - likewise

    with worker_database.fresh(server("postgres", "postgres")) as url:
        worker_database.migrate(url)
        yield url


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Give a Redis number of this worker's own."""
    base, _, first = server("redis", "redis").rpartition("/")
    return f"{base}/{int(first or 0) + int(worker().removeprefix('gw'))}"


@pytest.fixture(scope="session")
def empty_kafka_bootstrap() -> str:
    """Give a broker of this worker's own, without any topic."""
    return server("kafka", f"kafka-{worker()}")


@pytest.fixture(scope="session")
def kafka_bootstrap(empty_kafka_bootstrap: str) -> str:
    """Give a broker of this worker's own, with the platform's topics."""
    from stack.test_servers import worker_database  # noqa: PLC0415 - likewise

    worker_database.make_topics(empty_kafka_bootstrap)
    return empty_kafka_bootstrap


@pytest.fixture(scope="session")
def services_env(database_url: str, redis_url: str, kafka_bootstrap: str) -> dict[str, str]:
    """Give the whole environment for a service started as a process; add PORT, and SIMULATOR_URL if there is one."""
    return {
        **os.environ,
        "HOST": "127.0.0.1",
        "MODE": "simulated",
        "SIMULATOR_URL": "http://127.0.0.1:1",  # nobody listens there
        "LOG_LEVEL": "INFO",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap,
    }


@overload
async def eventually(check: Callable[[], Awaitable[T]], timeout: float = 30.0, every: float = 0.05) -> T: ...


@overload
async def eventually(check: Callable[[], T], timeout: float = 30.0, every: float = 0.05) -> T: ...


async def eventually(check: Callable[[], Any], timeout: float = 30.0, every: float = 0.05) -> Any:
    """Return what `check` gives as soon as it is true and no AssertionError; fail after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            found = check()
            value = await found if inspect.isawaitable(found) else found
            if value or time.monotonic() > deadline:
                assert value, f"still {value!r} after {timeout} s"  # noqa: S101 - it fails a test
                return value
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(every)


def eventually_without_loop(check: Callable[[], T], timeout: float = 30.0, every: float = 0.05) -> T:
    """Do the same in a test that is no coroutine."""
    deadline = time.monotonic() + timeout
    while not (value := check()):
        assert time.monotonic() < deadline, f"still {value!r} after {timeout} s"  # noqa: S101 - it fails a test
        time.sleep(every)
    return value


def serve() -> None:
    """Keep one of each server until interrupted."""
    open_run()
    try:
        for kind, variable in GIVEN.items():
            print(f"export {variable}={server(kind, kind)}", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print("stopping", file=sys.stderr)
    finally:
        close_run()


if __name__ == "__main__":
    if sys.argv[1:] != ["serve"]:
        sys.exit("usage: python -m stack.testing serve")
    serve()
