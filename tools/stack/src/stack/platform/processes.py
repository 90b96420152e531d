"""What each process of the list is given, and where it answers."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from stack.machine.places import PYTHON, ROOT
from stack.machine.ports import HOST
from stack.platform.infrastructure import Infrastructure
from stack.platform.process_list import Process, read_processes
from stack.platform.settings import Settings
from stack.supervision.part import Part, answers_ok


def services(
    settings: Settings, servers: Infrastructure, outbox: Path, secrets: Path, sources: Path
) -> tuple[Part, ...]:
    """Return the processes that exist and that the settings ask for, in the order in which they start.

    `sources` is the list of the simulator's feeds; there is one wherever there is a simulator.
    """
    common = {
        **servers.environment,
        **settings.plain,
        "HOST": HOST,
        "MODE": settings.choice.mode,
        "INGESTERS": str(settings.ingesters),
        "DEPLOYMENT": "local",
        "REPLAY": ",".join(settings.choice.captures),
        "MAIL_OUTBOX": str(outbox),
        "WEBHOOKS_ALLOW_LOCAL": "true",
        **_addresses(settings),
    }
    private = {"SECRETS_DIR": str(secrets)}
    # The feeds are on this machine and without TLS.
    local = {"SENTIMENT_SOURCES": str(sources), "ALLOW_PRIVATE_ADDRESSES": "1"}
    feeds = {} if settings.choice.mode == "live" else local
    return tuple(
        _part(
            process,
            settings.ports,
            common | (private if process.has_secrets else {}) | (feeds if process.reads_feeds else {}),
        )
        for process in read_processes()
        if process.exists and _runs_with(process, settings)
    )


def _runs_with(process: Process, settings: Settings) -> bool:
    return settings.choice.mode in process.modes and process.ingesters <= settings.ingesters


def _addresses(settings: Settings) -> dict[str, str]:
    """Return the addresses of processes by their variables; one that does not run in this mode has none."""
    return {
        variable: _url(settings.ports[process.port_variable])
        for process in read_processes()
        if settings.choice.mode in process.modes
        for variable in process.url_variables
    }


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def _part(process: Process, ports: Mapping[str, int], common: dict[str, str]) -> Part:
    names = [name for name in (process.port_variable, process.internal_port_variable) if name]
    port, internal = ports[names[0]], ports[names[-1]]
    own = {"PORT": str(port), "INTERNAL_PORT": str(internal), "PYTHONUNBUFFERED": "1"}
    if process.id_variable:
        own[process.id_variable] = process.name
    return Part(
        process.name,
        (str(PYTHON), "-m", *process.command),
        _url(port),
        lambda: answers_ok(f"{_url(internal)}/health/ready"),
        {name: ports[name] for name in names},
        common | own,
        folder=ROOT,
        internal_url=_url(internal),
        code=_hash_of(process.folder, ROOT / "shared" / "src" / "shared"),
    )


def _hash_of(*folders: Path) -> str:
    """Return a hash of all Python files below the folders."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
