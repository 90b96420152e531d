"""The supervisor: its configuration, and its commands over the socket. It restarts whatever ends."""

import http.client
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from os import geteuid
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from stack.errors import StackError
from stack.machine.files import write_private
from stack.machine.places import PYTHON
from stack.supervision.part import Part

# A socket's path ends at 107 bytes, and a new one is first bound under a longer name.
LONGEST_SOCKET = 90
NO_SUCH_PROCESS = 10
ALREADY_STARTED = 60
START_SECONDS = 15.0
AWAY = (OSError, http.client.HTTPException, Error)


@dataclass(frozen=True, slots=True)
class Info:
    state: str
    pid: int | None
    why: str


def socket_of(run: Path) -> Path:
    """Return the socket's place: a short one under the system's temporary folder when the checkout lies deep."""
    path = run / "supervisor.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET:
        return path
    short = Path(tempfile.gettempdir()) / f"stack-{geteuid()}-{sha256(str(run).encode()).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != geteuid() or short.is_symlink():
        raise PermissionError(f"{short} belongs to somebody else")
    return short / "s.sock"


class Supervisor:
    def __init__(self, run: Path, log: Path) -> None:
        self.run = run
        self.log = log
        self.configuration = run / "supervisord.conf"
        self.socket = socket_of(run)

    def write(self, parts: Iterable[Part]) -> None:
        """Write each process's script and the configuration that starts it."""
        text = [self._head()]
        for part in parts:
            script = part.script(self.run)
            write_private(self.run / f"{part.name}.sh", script, 0o700)
            text.append(self._program(part, sha256((script + part.code).encode()).hexdigest()[:16]))
        write_private(self.configuration, "\n".join(text))

    def _head(self) -> str:
        user = "user=root" if geteuid() == 0 else ""
        factory = "supervisor.rpcinterface:make_main_rpcinterface"
        return (
            f"[unix_http_server]\nfile={_quoted(self.socket)}\nchmod=0600\n"
            f"[supervisord]\nlogfile={_quoted(self.log / 'supervisord.log')}\n"
            f"pidfile={_quoted(self.run / 'supervisord.pid')}\nchildlogdir={_quoted(self.log)}\n{user}\n"
            f"[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory={factory}\n"
        )

    def _program(self, part: Part, version: str) -> str:
        # PostgreSQL ends its own children; all others are told together.
        group = "false" if part.drop or part.name == "postgres" else "true"
        return (
            f"[program:{part.name}]\n"
            f'command=/bin/sh "{_quoted(self.run / part.name)}.sh"\n'
            f'environment=STACK_VERSION="{version}"\n'
            "autostart=false\nautorestart=true\nstartsecs=2\nstartretries=1000000\n"
            f"stopsignal={part.stop_signal}\nstopasgroup={group}\nkillasgroup={group}\nstopwaitsecs=20\n"
            f"redirect_stderr=true\nstdout_logfile={_quoted(self.log / part.name)}.log\n"
            "stdout_logfile_maxbytes=10MB\nstdout_logfile_backups=2\n"
        )

    def _call(self, method: str, *arguments: Any) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        try:
            server = ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(server.supervisor, method)(*arguments)
        finally:
            transport.close()

    @property
    def is_up(self) -> bool:
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except AWAY:
            return False

    def start_daemon(self) -> None:
        """Start the supervisor and wait until it can be talked to."""
        command = [str(PYTHON), "-m", "supervisor.supervisord", "-c", str(self.configuration)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackError(f"the supervisor did not start: {done.stdout}{done.stderr}")
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up:
            if time.monotonic() > deadline:
                raise StackError(f"the supervisor does not answer at {self.socket}")
            time.sleep(0.05)

    def update(self) -> None:
        """Take the configuration as it is now: what is new or differs is added anew, what is gone is stopped."""
        ((added, changed, removed),) = self._call("reloadConfig")
        for name in (*changed, *removed):
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in changed:
            # Started anew because it was asked to be: no restart that status should count.
            (self.run / f"{name}.starts").unlink(missing_ok=True)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)

    def start(self, name: str) -> None:
        """Start a process unless it runs; do not wait for it."""
        try:
            self._call("startProcess", name, False)
        except Fault as fault:
            if fault.faultCode != ALREADY_STARTED:
                raise

    def stop(self, name: str) -> None:
        """Stop a process until `start`; return when it has ended."""
        self._call("stopProcess", name)

    def processes(self) -> dict[str, Info]:
        try:
            rows = self._call("getAllProcessInfo")
        except AWAY:
            return {}
        return {row["name"]: Info(row["statename"].lower(), row["pid"] or None, row["spawnerr"]) for row in rows}

    def shutdown(self) -> None:
        with suppress(*AWAY):
            self._call("shutdown")


def _quoted(path: Path) -> str:
    """Escape what the configuration would expand."""
    return str(path).replace("%", "%%")
