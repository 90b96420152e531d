"""Background jobs of a process. If one ends, the process stops, so that the supervisor restarts it."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, Final

from shared.logging import get_logger

log = get_logger(__name__)

_ENDS_WITHIN: Final = 5.0
"""Seconds, of the 20 that a supervisor waits."""


class Jobs:
    """Jobs that run until `stop`; one that ends before, by an error or not, stops the process by SIGTERM.

    If that has happened, `failed` is true, and the program exits with a code other than zero.
    """

    def __init__(self, ends_within: float = _ENDS_WITHIN) -> None:
        self._ends_within = ends_within
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self.failed = False

    def start(self, name: str, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job, name=name)
        task.add_done_callback(self._stop_if_dead)
        self._tasks.append(task)

    def _stop_if_dead(self, task: asyncio.Task[None]) -> None:
        if self._stopping:
            return
        self.failed = True
        # A job that was cancelled from inside has ended, too, but has no exception.
        error = None if task.cancelled() else task.exception()
        log.error("job died, stopping the service", job=task.get_name(), exc_info=error)
        signal.raise_signal(signal.SIGTERM)

    async def stop(self) -> None:
        """Cancel all jobs, the newest first, and wait for each.

        One that goes on after `ends_within` seconds is cancelled again: a library may have taken the cancellation for
        something else (`asyncio.wait_for` of Python 3.11 loses one that comes together with its result).
        """
        self._stopping = True
        while self._tasks:
            task = self._tasks.pop()
            task.cancel()
            while not (await asyncio.wait([task], timeout=self._ends_within))[0]:
                log.warning("job goes on after its end, cancelling it again", job=task.get_name())
                task.cancel()
