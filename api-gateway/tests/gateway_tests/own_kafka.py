"""A broker that a test may pause and resume."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from stack.supervision import launch
from stack.test_servers import throwaway, worker_database


class OwnKafka:
    def __init__(self, folder: Path) -> None:
        self._server, self._drop, self.address = throwaway.make("kafka", folder)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._server.prepare()
        command = [*launch.prefix("KILL", self._drop), *self._server.command()]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")  # noqa: S603 - fixed arguments
        deadline = time.monotonic() + 60
        while not self._server.answers():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        worker_database.make_topics(self.address)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Stay connected and answer nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        os.kill(self._process.pid, number)
