"""A broker that a test may pause, resume, kill and start again."""

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
        self.start()
        worker_database.make_topics(self.address)
        return self

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it answers."""
        command = [*launch.prefix("KILL", self._drop), *self._server.command()]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        deadline = time.monotonic() + 60
        while not self._server.answers():
            assert time.monotonic() < deadline  # noqa: S101 - it fails a test
            time.sleep(0.05)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """As `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stay connected and answer nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process  # noqa: S101 - it fails a test
        os.kill(self._process.pid, number)
