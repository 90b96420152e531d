"""A PostgreSQL that a test may kill."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from stack.machine.ports import free_port
from stack.servers.postgres import Postgres
from stack.supervision import launch
from stack.test_servers import worker_database


class OwnPostgres:
    def __init__(self, folder: Path) -> None:
        for parent in (folder, *folder.parents[:3]):
            parent.chmod(0o755)
        self._server = Postgres(folder / "data", free_port(), "test")  # what it has committed must survive
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._server.url()

    def __enter__(self) -> Self:
        self._server.prepare()
        self.start()
        worker_database.migrate(self.url)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def start(self) -> None:
        command = [*launch.prefix("KILL", self._server.drop_root()), *self._server.command()]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        deadline = time.monotonic() + 20
        while not self._server.answers():
            assert time.monotonic() < deadline  # noqa: S101 - it fails a test
            time.sleep(0.05)

    def kill(self) -> None:
        """As `kill -9` of the server does: its children end when they notice."""
        assert self._process  # noqa: S101 - likewise
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + 20
        while self._server.answers():
            assert time.monotonic() < deadline  # noqa: S101 - it fails a test
            time.sleep(0.05)
