"""What one set of settings means: folders, processes, the environment of clients. Writes nothing but the secrets."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from stack.machine.places import LOCAL
from stack.platform import local_secrets
from stack.platform.infrastructure import Infrastructure, infrastructure
from stack.platform.processes import services
from stack.platform.settings import Settings
from stack.supervision.part import Part

SIMULATOR: Final = "exchange-simulator"


@dataclass(frozen=True)
class Folders:
    """Everything that `make up` writes lies below one folder."""

    local: Path = LOCAL

    @property
    def run(self) -> Path:
        return self.local / "run"

    @property
    def log(self) -> Path:
        return self.local / "log"

    @property
    def data(self) -> Path:
        return self.local / "data"

    @property
    def outbox(self) -> Path:
        return self.local / "mail"

    @property
    def secrets(self) -> Path:
        return self.local / "secrets"

    @property
    def environment(self) -> Path:
        return self.local / "env"

    @property
    def settings(self) -> Path:
        """The settings of the last `make up`, for status, reset and the next one."""
        return self.local / "settings.json"

    @property
    def sources(self) -> Path:
        """The simulator's feeds, for whoever reads news and posts."""
        return self.local / "sources.toml"

    @property
    def lock(self) -> Path:
        return self.local / "up.lock"

    def make(self) -> None:
        for folder in (self.run, self.log, self.data, self.outbox):
            folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Plan:
    settings: Settings
    folders: Folders

    @property
    def data(self) -> Path:
        return self.folders.data / self.settings.choice.data

    @cached_property
    def infrastructure(self) -> Infrastructure:
        return infrastructure(self.settings, self.data, local_secrets.load_or_make(self.folders.secrets))

    @cached_property
    def services(self) -> tuple[Part, ...]:
        folders = self.folders
        return services(self.settings, self.infrastructure, folders.outbox, folders.secrets, folders.sources)

    @property
    def simulator(self) -> tuple[Part, ...]:
        """The process that stands for the world outside; none in live mode."""
        return tuple(part for part in self.services if part.name == SIMULATOR)

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.infrastructure.parts, *self.services)

    @property
    def client_environment(self) -> dict[str, str]:
        """What a client needs to connect, complete."""
        choice, port = self.settings.choice, self.settings.ports
        simulator = "" if choice.mode == "live" else f"http://127.0.0.1:{port['SIMULATOR_PORT']}"
        return {
            "GATEWAY_URL": f"http://127.0.0.1:{port['GATEWAY_PORT']}",
            **self.infrastructure.environment,
            "SIMULATOR_URL": simulator,
            "MAIL_OUTBOX": str(self.folders.outbox),
            "MODE": choice.mode,
        }
