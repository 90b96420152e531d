"""The servers' programs, by whichever of their names they are installed, and running them. Loopback only."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from stack.machine.ports import HOST

_ENDS_WITHIN: Final = 15
_NAMES: Final = {
    "prometheus": ("prometheus",),
    "alertmanager": ("prometheus-alertmanager", "alertmanager"),
    "node": ("prometheus-node-exporter", "node_exporter"),
    "postgres": ("prometheus-postgres-exporter", "postgres_exporter"),
    "redis": ("prometheus-redis-exporter", "redis_exporter"),
    "blackbox": ("prometheus-blackbox-exporter", "blackbox_exporter"),
    "promtool": ("promtool",),
    "amtool": ("amtool",),
}


class MissingProgramError(Exception):
    """A server is not installed, or does not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """`healthy` is a path that answers 200 once it runs."""

    name: str
    port: int
    command: tuple[str, ...]
    healthy: str = "/metrics"
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        MissingProgramError: it is not installed.
    """
    for candidate in _NAMES[name]:
        if found := shutil.which(candidate):
            return found
    raise MissingProgramError(f"{_NAMES[name][0]} is not installed (Debian, Ubuntu: apt-get install {packages()})")


def packages() -> str:
    """Name Debian's packages: promtool comes with Prometheus, amtool with Alertmanager."""
    return " ".join(names[0] for name, names in _NAMES.items() if not name.endswith("tool"))


def prometheus(port: int, config: Path, data: Path) -> Server:
    command = (
        program("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={data}",
        "--storage.tsdb.retention.time=2d",
        f"--web.listen-address={HOST}:{port}",
        # An alert that fires before Alertmanager has been found is sent again so much later.
        "--rules.alert.resend-delay=5s",
        "--log.level=warn",
    )
    return Server("prometheus", port, command, "/-/ready")


def alertmanager(port: int, config: Path, data: Path) -> Server:
    command = (
        program("alertmanager"),
        f"--config.file={config}",
        f"--storage.path={data}",
        f"--web.listen-address={HOST}:{port}",
        "--cluster.listen-address=",
        "--log.level=warn",
    )
    return Server("alertmanager", port, command, "/-/ready")


def node(port: int) -> Server:
    return Server("node", port, (program("node"), f"--web.listen-address={HOST}:{port}", "--log.level=warn"))


def postgres(port: int, database_url: str) -> Server:
    separator = "&" if "?" in database_url else "?"
    source = f"{database_url}{separator}sslmode=disable"
    command = (program("postgres"), f"--web.listen-address={HOST}:{port}", "--log.level=error")
    return Server("postgres", port, command, environment=(("DATA_SOURCE_NAME", source),))


def redis(port: int, redis_url: str) -> Server:
    command = (program("redis"), f"-web.listen-address={HOST}:{port}")
    return Server("redis", port, command, environment=(("REDIS_ADDR", redis_url),))


def blackbox(port: int, config: Path) -> Server:
    command = (program("blackbox"), f"--config.file={config}", f"--web.listen-address={HOST}:{port}")
    return Server("blackbox", port, command, "/-/healthy")


@contextmanager
def running(server: Server, logs: Path, *, within: float = 60) -> Iterator[Server]:
    """Run a server until it answers, and end it afterwards.

    Raises:
        MissingProgramError: it ends, or does not answer in time; with its last log lines.
    """
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{server.name}.log"
    environment: Mapping[str, str] = {**os.environ, **dict(server.environment)}
    with log.open("wb") as output:
        process = subprocess.Popen(server.command, env=environment, stdout=output, stderr=output)
        try:
            _wait(lambda: _answers(server), process, within, log)
            yield server
        finally:
            _end(process)


def _wait(check: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float, log: Path) -> None:
    ends = time.monotonic() + seconds
    while not check():
        if process.poll() is not None or time.monotonic() > ends:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
            raise MissingProgramError(f"{log.stem} does not start:\n{last}")
        time.sleep(0.1)


def _answers(server: Server) -> bool:
    try:
        return httpx.get(server.url + server.healthy, timeout=5).is_success
    except httpx.TransportError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
