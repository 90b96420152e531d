"""What `make up` was asked for: mode, ports, given servers. Read once from the environment, kept for later commands."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from stack.errors import StackError
from stack.platform.modes import Choice
from stack.platform.process_list import read_processes

# Of the processes as `processes.toml` says, then of the servers.
PORTS = {process.port_variable: process.port for process in read_processes()} | {
    "POSTGRES_PORT": 8110,
    "REDIS_PORT": 8111,
    "KAFKA_PORT": 8112,
    "KAFKA_CONTROLLER_PORT": 8113,
}
HIGHEST_PORT = 65_535
# So little candle history that a start is soon over: for tests and drills that are about something else.
SHALLOW_HISTORY = {"HISTORY_MINUTES": "PT5H", "HISTORY_HOURS": "P14D", "HISTORY_DAYS": "P60D"}
_ABOVE = 10_000
PLAIN = ("RATE", "REPLAY_SPEED", "REPLAY_HOLD")
GIVEN_SERVERS = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS")


class SettingError(StackError):
    """A variable holds what it cannot hold."""


@dataclass(frozen=True, slots=True)
class Settings:
    choice: Choice
    ports: dict[str, int] = field(default_factory=lambda: PORTS | _internal_ports({}, PORTS))
    ingesters: int = 1
    plain: dict[str, str] = field(default_factory=dict)
    """What simulator and ingester get as it was given."""
    servers: dict[str, str] = field(default_factory=dict)
    """Servers that exist already, by the name of their variable."""

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Settings":
        values = json.loads(text)
        choice = values.pop("choice")
        # A process that is new since these settings were written has its default port.
        ports = PORTS | values["ports"]
        values["ports"] = _internal_ports({}, ports) | ports
        return cls(Choice(**{**choice, "captures": tuple(choice["captures"])}), **values)


def read(variables: Mapping[str, str], choice: Choice, ours: Mapping[str, str]) -> Settings:
    """Build the settings; `ours` are the servers of an earlier run here, which are not given ones when they come back.

    They come back when somebody has sourced `.local/env`.
    """
    given = {name: variables[name] for name in GIVEN_SERVERS if variables.get(name)}
    ports = {name: _port(name, variables.get(name) or default) for name, default in PORTS.items()}
    return Settings(
        choice,
        ports | _internal_ports(variables, ports),
        _ingesters(variables.get("INGESTERS") or "1"),
        {name: variables[name] for name in PLAIN if variables.get(name)},
        {name: value for name, value in given.items() if value != ours.get(name)},
    )


def _internal_ports(variables: Mapping[str, str], ports: Mapping[str, int]) -> dict[str, int]:
    """Return the ports of health and metrics: as given, else apart from the public ones by one distance everywhere."""
    return {
        name: _port(name, variables.get(name) or _away_from(ports[process.port_variable]))
        for process in read_processes()
        if (name := process.internal_port_variable)
    }


def _away_from(port: int) -> int:
    return port + _ABOVE if port + _ABOVE <= HIGHEST_PORT else port - _ABOVE


def _port(name: str, value: str | int) -> int:
    try:
        port = int(value)
    except ValueError:
        port = 0
    if not 0 < port <= HIGHEST_PORT:
        raise SettingError(f"{name}={value} is not a port")
    return port


def _ingesters(value: str) -> int:
    if value not in {"1", "2"}:
        raise SettingError(f"INGESTERS={value}: it can be 1 or 2")
    return int(value)


def load_file(path: Path) -> Settings | None:
    return Settings.load(path.read_text(encoding="utf-8")) if path.exists() else None
