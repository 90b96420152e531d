"""`make containers`: run the compose file's services from the images of `make images`, simulated, and try them out.

PostgreSQL, Redis and Kafka are those of `make up`; jobs, processes and the entrance are containers as compose has them.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NoReturn

from stack.errors import StackError
from stack.machine import ports
from stack.machine.places import ROOT
from stack.servers import jars

from containers.commands import need
from containers.compose import Service, in_order, read, read_variables
from containers.running import proofs
from containers.running.podman import Containers
from containers.running.servers import Ports, servers

READY_SECONDS: Final = 120.0
_ENV_FILE: Final = ROOT / "docker" / "simulated.env"
_SERVERS: Final = ("postgres", "redis", "kafka")
# Of its own: a network, where no port is taken and nothing leads out; and mounts, because podman fails in the sight of
# the old hierarchies of control groups.
_ALONE: Final = ("unshare", "--net", "--mount", "--", "sh", "-euc")
_ENTER: Final = """
ip link set lo up
for hierarchy in unified systemd; do umount "/sys/fs/cgroup/$hierarchy" 2>/dev/null || true; done
exec "$0" -m containers run-inside
"""


def main() -> NoReturn:
    need("podman", "unshare", "ip")
    list(jars.fetch_missing())
    # In place of this process, so that a signal to it reaches what runs there, which takes everything down again.
    os.execvp(_ALONE[0], (*_ALONE, _ENTER, sys.executable))  # noqa: S606 - fixed arguments, and the shell is among them


def inside() -> None:
    """Run and check everything in the network of this process."""
    services = ours(read(read_variables(_ENV_FILE)))
    with tempfile.TemporaryDirectory(prefix="tidemark-containers-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL and the containers are other users
        containers = Containers(folder / "volumes", [*services, *_SERVERS])
        containers.remove()
        try:
            _check(services, containers, folder)
        finally:
            containers.remove()
    print("all of it held")


def ours(services: dict[str, Service]) -> dict[str, Service]:
    """Leave out the servers, and profiles that are not of the platform itself."""
    return {
        name: service
        for name, service in services.items()
        if name not in _SERVERS and "monitoring" not in service.profiles
    }


def _check(services: dict[str, Service], containers: Containers, folder: Path) -> None:
    places = Ports(*(ports.free_port() for _ in range(4)))
    for name in ("secrets", "signing-keys"):
        print(f"  {name}: {containers.finish(services[name], places.addresses).strip()}", flush=True)
    secrets, redis = containers.folder("secrets-postgres"), containers.folder("secrets-redis")
    password = (redis / "redis_password").read_text(encoding="utf-8")
    (folder / "servers").mkdir()
    with servers(folder / "servers", places, secrets, password):
        print(f"  migrate: {containers.finish(services['migrate'], places.bootstrap).strip()}", flush=True)
        try:
            _run_processes(services, containers, places)
        except Exception:
            _show_logs(containers)
            raise


def _run_processes(services: dict[str, Service], containers: Containers, places: Ports) -> None:
    names = in_order(services, [name for name, service in services.items() if not service.is_job])
    for name in names:
        containers.start(services[name], _changes(services[name], places))
    _wait_healthy(containers, services, names)
    _say("live prices", proofs.live_prices)
    _say("entrance", proofs.entrance)
    _say("locked", lambda: proofs.locked(names))
    _say("graceful ends", lambda: proofs.graceful_ends(containers))


def _changes(service: Service, places: Ports) -> dict[str, str]:
    """What differs from the compose file: where Kafka is."""
    return places.bootstrap if "KAFKA_BOOTSTRAP_SERVERS" in service.environment else {}


def _wait_healthy(containers: Containers, services: dict[str, Service], names: Sequence[str]) -> None:
    began, waiting = time.monotonic(), list(names)
    while waiting:
        for name in tuple(waiting):
            wrong = containers.health(name, services[name].image)
            if not wrong:
                waiting.remove(name)
                print(f"  {name} is healthy after {time.monotonic() - began:.0f} s", flush=True)
            elif time.monotonic() - began > READY_SECONDS:
                raise StackError(f"{name} is not healthy after {READY_SECONDS:.0f} s: {wrong}")
        time.sleep(1)


def _say(what: str, proof: Callable[[], Iterator[str]]) -> None:
    print(f"{what}:", flush=True)
    for line in proof():
        print(f"  {line}", flush=True)


def _show_logs(containers: Containers) -> None:
    for name in containers.started:
        print(f"--- {name}\n{containers.logs(name)}", flush=True)
