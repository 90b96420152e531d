"""The platform's processes as `processes.toml` at the root of the repository lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stack.machine.places import ROOT

ALL_MODES = ("live", "simulated", "replay")


@dataclass(frozen=True, slots=True)
class Process:
    """One table of the file, where each field is explained."""

    name: str
    source: str
    command: tuple[str, ...]
    port: int
    port_variable: str
    internal_port_variable: str = ""
    url_variables: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    id_variable: str = ""
    has_secrets: bool = False
    reads_feeds: bool = False
    modes: tuple[str, ...] = ALL_MODES
    ingesters: int = 1

    @property
    def folder(self) -> Path:
        return ROOT / self.source

    @property
    def exists(self) -> bool:
        return (self.folder / "__main__.py").exists()


@cache
def read_processes(path: Path = ROOT / "processes.toml") -> tuple[Process, ...]:
    """Read the list, in the order in which processes start."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["process"]
    return tuple(Process(**{name: _frozen(value) for name, value in table.items()}) for table in tables)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
