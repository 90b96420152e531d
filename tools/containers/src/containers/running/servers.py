"""PostgreSQL, Valkey and Kafka for the containers: those of `make up`, since the public images cannot be pulled here.

They have the passwords that the job `secrets` has made, and the logins of docker/postgres, as in compose.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stack.errors import StackError
from stack.machine.places import ROOT, postgres_program
from stack.servers.kafka import Kafka
from stack.servers.postgres import Postgres
from stack.servers.valkey import Valkey
from stack.supervision import launch

_READY_SECONDS = 60


class _Server(Protocol):
    def prepare(self) -> None: ...
    def command(self) -> list[str]: ...
    def answers(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Ports:
    postgres: int
    redis: int
    kafka: int
    controller: int

    @property
    def addresses(self) -> dict[str, str]:
        """What the job `secrets` is told."""
        return {"DATABASE_ADDRESS": f"127.0.0.1:{self.postgres}", "REDIS_ADDRESS": f"127.0.0.1:{self.redis}"}

    @property
    def bootstrap(self) -> dict[str, str]:
        return {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{self.kafka}"}


@contextmanager
def servers(folder: Path, ports: Ports, secrets: Path, redis_password: str) -> Iterator[None]:
    """Run the three until the block ends. `secrets` is PostgreSQL's folder of them."""
    postgres = Postgres(
        folder / "postgres", ports.postgres, (secrets / "postgres_password").read_text(encoding="utf-8")
    )
    redis = Valkey(folder / "redis", ports.redis, redis_password)
    kafka = Kafka(folder / "kafka", ports.kafka, ports.controller)
    running: list[subprocess.Popen[bytes]] = []
    try:
        for server, drop in ((postgres, postgres.drop_root()), (redis, []), (kafka, [])):
            running.append(_start(server, drop, folder / f"{type(server).__name__}.log"))
        for each in (postgres, redis, kafka):
            _wait(each)
        _make_database(postgres, secrets)
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def _start(server: _Server, drop: list[str], log: Path) -> subprocess.Popen[bytes]:
    server.prepare()
    with log.open("wb") as file:
        return subprocess.Popen([*launch.prefix("KILL", drop), *server.command()], cwd="/", stdout=file, stderr=file)


def _wait(server: _Server) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not server.answers():
        if time.monotonic() > deadline:
            raise StackError(f"{type(server).__name__} does not answer")
        time.sleep(0.1)


def _make_database(postgres: Postgres, secrets: Path) -> None:
    """Run what compose gives to the image of PostgreSQL for a new data folder."""
    programs = str(Path(postgres_program("psql")).parent)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(postgres.port),
        "PGUSER": "postgres",
        "PGPASSWORD": postgres.password,
        "SECRETS": str(secrets),
    }
    script = ROOT / "docker" / "postgres" / "make-database.sh"
    done = subprocess.run(["sh", str(script)], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"{script.name} failed: {done.stderr}")
