"""`python -m stack.checks.documents.settings_document [--check]`: write docs/settings.md from the settings classes.

Each process of processes.toml and the migration step has its table. A field without a text below it is refused.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gateway.committed_document import keep
from shared.settings import ServiceSettings
from simulator.settings import Settings as SimulatorSettings

from migrations.connect import MigrationSettings
from migrations.wait import WaitSettings
from stack.checks.documents.field_texts import Variable, of_dataclass, of_model
from stack.machine.places import ROOT
from stack.platform.process_list import read_processes
from stack.platform.settings import PORTS

DOCUMENT: Final = ROOT / "docs" / "settings.md"
SIMULATOR: Final = "exchange-simulator"
_COMMAND: Final = "python -m stack.checks.documents.settings_document"
_HEAD: Final = f"""\
# Settings

<!-- Written by `{_COMMAND}` from the settings classes; `make lint` compares. -->

Every process reads its settings from the environment, once, at its start; files called `.env` are not read. A variable
that a process does not know is ignored; one that it cannot use ends it, with the variable's name and without its value.

- **Durations** are ISO 8601: `PT10S`, `PT5M`, `P90D`. **Lists** and **objects** are JSON where the table says so. A
  variable that is not set has its default.
- **Secrets** are marked in the last column. They come from the environment, or else from files: in the folder
  `SECRETS_DIR`, a file named like the variable in lower case (`$SECRETS_DIR/database_url`). No log line and no error
  shows one.
- **Checked** secrets must be there and good (no example, long enough) wherever `DEPLOYMENT` is not `local`: else the
  process names them and ends. `make up` makes its own, in `.local/secrets`.
- How each secret is changed: [operations](operations.md#secrets-and-keys). What Alertmanager is told by:
  [monitoring](../monitoring/README.md#who-is-told).
"""
_MAKE: Final = """\
## Ports of `make up`

`make up` gives each process its settings. On its command line (`make up GATEWAY_PORT=9000`) may stand the ports below,
what `make help` lists, and any variable of this page, which then reaches every process that `make up` does not give
another value. Health and metrics of the gateway are on `GATEWAY_INTERNAL_PORT`, else 10 000 above `GATEWAY_PORT`.
"""


class UnexplainedSettingError(Exception):
    """A field whose class does not say what it means."""


def settings_of_processes() -> dict[str, type[ServiceSettings]]:
    """The class of each process but the simulator, by its name: the one in its package that bears the name."""
    commands = {process.command: process for process in reversed(read_processes())}
    names = [process.name for process in reversed(commands.values()) if process.name != SIMULATOR]
    packages = {process.name: process.command[0] for process in commands.values()}
    return {name: _class_of(packages[name], name) for name in names}


def _class_of(package: str, process: str) -> type[ServiceSettings]:
    classes = vars(importlib.import_module(f"{package}.settings")).values()
    (found,) = (
        one
        for one in classes
        if isinstance(one, type)
        and issubclass(one, ServiceSettings)
        and one.model_fields["service_name"].default == process
    )
    return found


def build() -> str:
    """The text of the committed document."""
    classes = settings_of_processes()
    common = of_model(ServiceSettings)
    parts = [
        _HEAD,
        _checked(classes),
        _section("Every process", "And beside these, those of its own section.", common, _all_checked(classes)),
        *(
            _section(name, f"`{_command(name)}`", _own(of_model(settings), common), settings.checked_secrets)
            for name, settings in classes.items()
        ),
        _section("Migration step", "`python -m migrations.apply`, before a new version.", of_model(MigrationSettings)),
        _section("Waiting for it", "`python -m migrations.wait`: before a process starts.", of_model(WaitSettings)),
        _section(SIMULATOR, f"`{_command(SIMULATOR)}`: not in live mode.", of_dataclass(SimulatorSettings)),
        _MAKE,
        _table(("Variable", "Port"), ((f"`{name}`", str(port)) for name, port in PORTS.items())),
    ]
    return "\n".join(parts)


def _own(variables: Mapping[str, Variable], common: Mapping[str, Variable]) -> dict[str, Variable]:
    """What a process has beside the common ones, or with another default."""
    return {name: variable for name, variable in variables.items() if variable != common.get(name)}


def _command(name: str) -> str:
    command = next(process.command for process in read_processes() if process.name == name)
    return f"python -m {' '.join(command)}"


def _all_checked(classes: Mapping[str, type[ServiceSettings]]) -> set[str]:
    return {name for settings in classes.values() for name in settings.checked_secrets}


def _checked(classes: Mapping[str, type[ServiceSettings]]) -> str:
    rows = ((f"`{name}`", _names(settings.checked_secrets)) for name, settings in classes.items())
    return _table(("Process", "Checked at its start"), rows)


def _names(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name.upper()}`" for name in fields)


def _section(title: str, about: str, variables: Mapping[str, Variable], checked: Any = ()) -> str:
    rows = (_row(field, variable, is_checked=field in checked) for field, variable in variables.items())
    table = _table(("Variable", "Default", "Type", "Meaning", "Secret"), rows)
    return f"## {title}\n\n{about}\n\n{table}"


def _row(field: str, variable: Variable, *, is_checked: bool) -> tuple[str, ...]:
    if not variable.meaning:
        raise UnexplainedSettingError(f"{field} ({variable.name}): say below the field what it means")
    secret = ("checked" if is_checked else "yes") if variable.is_secret else ""
    return f"`{variable.name}`", variable.default, variable.type, variable.meaning.replace("|", "\\|"), secret


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(keep(DOCUMENT, build(), sys.argv[1:], command=_COMMAND))
