"""Containers by podman, each as its service of the compose file says: read-only root, capabilities, tmpfs, volumes.

All share the network of this process, where the processes' ports differ, and know each other by their services' names.
Limits of memory and processor are not set: that needs control groups, which this use of podman does without.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stack.machine.places import ROOT

from containers.commands import CommandError, need, run
from containers.compose import Service

OWNER: Final = 10_001
"""The user of our images, and of what they may write."""
_PREFIX: Final = "tidemark-check-"
_LIMITS: Final = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096", "--cgroups", "disabled")


def podman(*arguments: str) -> str:
    return run("podman", *arguments)


@dataclass(frozen=True, slots=True)
class Containers:
    """What has been started. `volumes` is the folder that holds a folder for each named volume."""

    volumes: Path
    names: Sequence[str]
    """Of all services: each is an address of this network."""
    started: list[str] = field(default_factory=list)

    def start(self, service: Service, environment: Mapping[str, str]) -> None:
        """Start a process in the background; `environment` is what differs from the compose file."""
        podman("run", "--detach", *self._options(service, environment), f"localhost/{service.image}", *service.command)
        self.started.append(service.name)

    def finish(self, service: Service, environment: Mapping[str, str]) -> str:
        """Run a job to its end and return what it printed."""
        options = ("--rm", *self._options(service, environment))
        return podman("run", *options, f"localhost/{service.image}", *service.command)

    def _options(self, service: Service, environment: Mapping[str, str]) -> list[str]:
        locked = ("--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges")
        return [
            *("--name", f"{_PREFIX}{service.name}", "--pull", "never", "--network", "host", "--no-healthcheck"),
            *_LIMITS,
            *(locked if service.is_locked else ()),
            *_each("--add-host", (f"{name}:127.0.0.1" for name in self.names)),
            *_each("--tmpfs", service.tmpfs),
            *_each("--volume", map(self._mount, service.volumes)),
            *_each("--env", (f"{name}={value}" for name, value in {**service.environment, **environment}.items())),
        ]

    def _mount(self, volume: str) -> str:
        source, _, rest = volume.partition(":")
        return f"{ROOT / source if source.startswith('.') else self.folder(source)}:{rest}"

    def folder(self, volume: str) -> Path:
        """Return the folder that stands for a named volume; a new one belongs to the images' user."""
        path = self.volumes / volume
        if not path.exists():
            path.mkdir(parents=True)
            os.chown(path, OWNER, OWNER)
        return path

    def health(self, name: str, image: str) -> str:
        """Run the image's own HEALTHCHECK in the container; return what is wrong, "" if nothing is."""
        try:
            inside(name, *_health_command(image))
        except CommandError as error:
            return str(error)
        return ""

    def stop(self, name: str, within: int) -> tuple[float, int]:
        """Stop by SIGTERM; return the seconds it took and the exit status, 137 if it was killed in the end."""
        began = time.monotonic()
        podman("stop", "--time", str(within), f"{_PREFIX}{name}")
        seconds = time.monotonic() - began
        return seconds, int(podman("inspect", "--format", "{{.State.ExitCode}}", f"{_PREFIX}{name}"))

    def logs(self, name: str) -> str:
        return podman("logs", "--tail", "20", f"{_PREFIX}{name}")

    def remove(self) -> None:
        """Remove whatever a run has left, this one or an earlier one that was killed."""
        need("podman")
        found = podman("ps", "--all", "--quiet", "--filter", f"name=^{_PREFIX}").split()
        if found:
            podman("rm", "--force", "--time", "5", *found)


def _health_command(image: str) -> Sequence[str]:
    (found,) = json.loads(podman("image", "inspect", f"localhost/{image}"))
    kind, *command = map(str, found["Healthcheck"]["Test"])
    if kind != "CMD":
        raise CommandError(f"{image}: its HEALTHCHECK is not the list of a program and its arguments")
    return command


def _each(option: str, values: Iterable[str]) -> list[str]:
    return [part for value in values for part in (option, value)]


def inside(name: str, *command: str) -> str:
    """Return what a program prints in a running container."""
    return podman("exec", f"{_PREFIX}{name}", *command)
