"""`make status`: each process, whether it runs and is ready, and how often it was started again."""

import json
from dataclasses import asdict, dataclass

from stack.machine.files import masked
from stack.platform.plan import Folders, Plan
from stack.platform.settings import load_file
from stack.supervision.part import Part
from stack.supervision.supervise import Info, Supervisor

STOPPED = Info("stopped", None, "")


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    pid: int | None
    state: str
    restarts: int
    ready: bool
    url: str
    internal_url: str


@dataclass(frozen=True, slots=True)
class Status:
    mode: str | None
    ready: bool
    processes: list[Row]

    def json(self) -> str:
        return json.dumps(asdict(self))

    def table(self) -> str:
        if not self.processes:
            return "nothing is up; run: make up"
        rows = [f"{self.mode} mode, {'ready' if self.ready else 'NOT READY'}"]
        for row in self.processes:
            state = f"{row.state:<9}{row.restarts:>3} restarts  {'ready' if row.ready else 'not ready':<10}"
            rows.append(f"{row.name:<20}{row.pid or '-':>8}  {state}{row.url}")
        return "\n".join(rows)


def status(folders: Folders) -> Status:
    settings = load_file(folders.settings)
    supervisor = Supervisor(folders.run, folders.log)
    found = supervisor.processes()
    if settings is None or not found:
        return Status(settings.choice.mode if settings else None, ready=False, processes=[])
    rows = [_row(part, found.get(part.name, STOPPED), folders) for part in Plan(settings, folders).parts]
    return Status(settings.choice.mode, all(row.ready for row in rows), rows)


def _row(part: Part, info: Info, folders: Folders) -> Row:
    ready = info.pid is not None and part.ready()
    return Row(
        part.name, info.pid, info.state, restarts(part.name, folders), ready, masked(part.url), part.internal_url
    )


def restarts(name: str, folders: Folders) -> int:
    path = folders.run / f"{name}.starts"
    return max(0, len(path.read_text(encoding="utf-8").splitlines()) - 1) if path.exists() else 0
