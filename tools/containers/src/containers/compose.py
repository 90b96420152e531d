"""docker-compose.yml as far as it is used here: what is built from what, and how each container is run. Only reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from stack.machine.places import ROOT

FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::-([^}]*))?\}")
_FROM_SERVICE = "service:"


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `environment` holds no variable without a value; `volumes` are `source:target[:ro]` as written."""

    name: str
    image: str
    dockerfile: str | None
    bases: Mapping[str, str]
    """The images that its Dockerfile stands on, and the services whose own they are."""
    command: tuple[str, ...]
    environment: Mapping[str, str]
    volumes: tuple[str, ...]
    tmpfs: tuple[str, ...]
    needs: tuple[str, ...]
    profiles: tuple[str, ...]
    is_job: bool
    is_locked: bool
    """Read-only root file system, no capability, no new privileges."""


def read(variables: Mapping[str, str], path: Path = FILE) -> dict[str, Service]:
    """Read the services by name, with `${NAME:-default}` replaced."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))["services"]
    return {name: _service(name, _replaced(fields, variables), variables) for name, fields in found.items()}


def _replaced(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: variables.get(found[1]) or found[2] or "", value).replace("$$", "$")
    if isinstance(value, dict):
        return {key: _replaced(each, variables) for key, each in value.items()}
    return [_replaced(each, variables) for each in value] if isinstance(value, list) else value


def _service(name: str, fields: dict[str, Any], variables: Mapping[str, str]) -> Service:
    build = fields.get("build") or {}
    contexts = build.get("additional_contexts", {})
    return Service(
        name=name,
        image=fields["image"],
        dockerfile=build.get("dockerfile"),
        bases={base: place.removeprefix(_FROM_SERVICE) for base, place in contexts.items()},
        command=tuple(fields.get("command", ())),
        environment=_environment(fields.get("environment", {}), variables),
        volumes=tuple(fields.get("volumes", ())),
        tmpfs=tuple(fields.get("tmpfs", ())),
        needs=tuple(fields.get("depends_on", ())),
        profiles=tuple(fields.get("profiles", ())),
        is_job=fields.get("restart") == "no",
        is_locked=fields.get("read_only") is True
        and fields.get("cap_drop") == ["ALL"]
        and "no-new-privileges:true" in fields.get("security_opt", ()),
    )


def _environment(given: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """One without a value has that of the caller's environment, if there is one."""
    values = {name: variables.get(name) if value is None else str(value) for name, value in given.items()}
    return {name: value for name, value in values.items() if value is not None}


def in_order(services: Mapping[str, Service], names: Iterable[str]) -> Sequence[str]:
    """Sort so that each of them comes after those of them that it needs."""
    wanted = list(names)
    graph = {name: [need for need in services[name].needs if need in wanted] for name in wanted}
    return tuple(TopologicalSorter(graph).static_order())


def built(services: Mapping[str, Service]) -> Sequence[Service]:
    """Return those with a Dockerfile of ours, each after the ones whose images it stands on."""
    ours = {name: service for name, service in services.items() if service.dockerfile}
    graph = {name: service.bases.values() for name, service in ours.items()}
    return [ours[name] for name in TopologicalSorter(graph).static_order()]


def read_variables(path: Path) -> dict[str, str]:
    """Read a file for `--env-file`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
