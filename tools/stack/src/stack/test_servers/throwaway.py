"""Throw-away servers for one test run: started by the first test that asks, shared by all workers, ended with the run.

Each server has a keeper, `python -m stack.test_servers.throwaway <kind> <folder> <name>`. The run's first process holds
the writing end of a FIFO; when it ends, however it ends, the keeper reads its end of file, stops the server and removes
its data.
"""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from stack.errors import StackError
from stack.machine.locks import held
from stack.machine.places import PYTHON
from stack.machine.ports import free_port
from stack.servers import jars
from stack.servers.kafka import Kafka
from stack.servers.postgres import Postgres
from stack.servers.valkey import Valkey
from stack.supervision import launch

START_SECONDS = 90
LOOK_EVERY = 0.05
PASSWORD = "test"  # noqa: S105 - guards a server on the loopback that lives as long as a test run
FIFO = "alive"
FORMATTED = jars.CACHE / f"formatted-{sha256(jars.LOCK.read_bytes()).hexdigest()[:12]}"


class Server(Protocol):
    def prepare(self) -> None: ...
    def command(self) -> list[str]: ...
    def answers(self) -> bool: ...


def make(kind: str, folder: Path) -> tuple[Server, list[str], str]:
    """Return a server, setpriv's options for it and its address."""
    if kind == "postgres":
        postgres = Postgres(folder / "data", free_port(), PASSWORD, durable=False)
        return postgres, postgres.drop_root(), postgres.url()
    if kind == "redis":
        valkey = Valkey(folder, free_port(), PASSWORD)
        return valkey, [], valkey.url()
    list(jars.fetch_missing())
    kafka = Kafka(folder, free_port(), free_port())
    copy_formatted(folder / "log")
    return kafka, [], kafka.address


def copy_formatted(log: Path) -> None:
    """Copy a log folder formatted once: formatting takes a Java of its own, and that a good second."""
    with held(FORMATTED.with_suffix(".lock")):
        if not (FORMATTED / "log" / "meta.properties").exists():
            shutil.rmtree(FORMATTED, ignore_errors=True)
            Kafka(FORMATTED, free_port(), free_port()).prepare()
    shutil.copytree(FORMATTED / "log", log)


def address(kind: str, folder: Path, name: str) -> str:
    """Return the address of the run's server `name`, which the first caller starts."""
    answer = folder / f"{name}.address"
    with held(folder / f"{name}.lock"):
        if not answer.exists():
            log = folder / f"{name}.log"
            keeper = start_keeper([str(PYTHON), "-m", "stack.test_servers.throwaway", kind, str(folder), name], log)
            wait(answer.exists, lambda: os.waitpid(keeper, os.WNOHANG)[0] != 0, log)
    return answer.read_text(encoding="utf-8")


def start_keeper(command: list[str], log: Path) -> int:
    """Start a process that may outlive this one (another worker still needs it); a `Popen` would warn about that."""
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    # A group of its own: Ctrl-C is for the tests, which then end their servers.
    return os.posix_spawn(command[0], command, os.environ, file_actions=files, setpgroup=0)


def wait(ready: Callable[[], bool], ended: Callable[[], bool], log: Path) -> None:
    """Wait until `ready`, and say the log's last lines if the process has ended or time is over."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if ended() or time.monotonic() > deadline:
            raise StackError(f"a test server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(LOOK_EVERY)


def keep(kind: str, folder: Path, name: str) -> None:
    """Start one server, tell its address, and stop it when the run is over."""
    own = folder / name
    own.mkdir(mode=0o755)
    server, drop, url = make(kind, own)
    server.prepare()
    command = [*launch.prefix("KILL", drop), *server.command()]
    process = subprocess.Popen(command, cwd="/")
    try:
        wait(server.answers, lambda: process.poll() is not None, folder / f"{name}.log")
        told = folder / f"{name}.starting"
        told.write_text(url, encoding="utf-8")
        told.rename(folder / f"{name}.address")
        wait_for_end(folder / FIFO, process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(own, ignore_errors=True)


def wait_for_end(fifo: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when nobody holds the FIFO for writing any more, or the server has died."""
    descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    while process.poll() is None:
        select.select([descriptor], [], [], 1)
        try:
            if not os.read(descriptor, 1):
                return
        except BlockingIOError:  # a writer is there and has written nothing
            continue


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
