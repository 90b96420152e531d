"""A test worker's database: made, migrated, dropped. Through psql and processes, so that it disturbs no event loop."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from stack.errors import StackError
from stack.machine.places import PYTHON, ROOT
from stack.servers.postgres import psql


@contextmanager
def fresh(server_url: str) -> Iterator[str]:
    """Make an empty database on a server given by the URL of any of its databases, and drop it in the end."""
    name = f"test_{secrets.token_hex(6)}"
    _run_statement(server_url, f"CREATE DATABASE {name}")
    try:
        yield f"{server_url.rpartition('/')[0]}/{name}"
    finally:
        _run_statement(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _run_statement(url: str, statement: str) -> None:
    done = psql(url, statement)
    if done.returncode:
        raise StackError(f"{statement} failed: {done.stderr or done.stdout}")


def migrate(url: str) -> None:
    """Bring the tables to head, as `make up` does."""
    if (ROOT / "migrations" / "apply.py").exists():
        _python("from migrations.apply import migrate; migrate()", {"DATABASE_URL": url, "MODE": "simulated"})


def make_topics(bootstrap: str) -> None:
    """Make the platform's topics, as `make up` does."""
    code = "import asyncio, os, shared.kafka as k; asyncio.run(k.create_topics(os.environ['KAFKA_BOOTSTRAP_SERVERS']))"
    _python(code, {"KAFKA_BOOTSTRAP_SERVERS": bootstrap})


def _python(code: str, variables: dict[str, str]) -> None:
    _run([str(PYTHON), "-c", code], variables)


def _run(command: list[str], variables: dict[str, str]) -> None:
    env = {**os.environ, **variables}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    if done.returncode:
        raise StackError(f"{command[0]} failed: {done.stderr or done.stdout}")
