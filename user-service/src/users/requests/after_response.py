"""What is done after the answer has gone out, so that its time tells nothing about who has an account.

At most once: a crash forgets what waits. Only what can be asked for again, or is worth little, is left to it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import Counter
from shared.data.retry import Backoff
from shared.errors import UnavailableError
from shared.logging import get_logger

log = get_logger(__name__)

_DROPPED: Final = Counter("users_deferred_dropped_total", "Deferred work that was dropped: too much of it waited")
_BOUND: Final = 1_000
_ATTEMPTS: Final = 5
_DRAIN_SECONDS: Final = 2

Work = Callable[[], Awaitable[None]]


class Deferred:
    """One worker, in order. What fails because something is away is tried a few times."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(_BOUND)

    def put(self, work: Work) -> None:
        """Have `work` done soon. When too much waits it is dropped, and counted."""
        try:
            self._waiting.put_nowait(work)
        except asyncio.QueueFull:
            _DROPPED.inc()

    async def run(self) -> None:
        """A background job of the process."""
        while True:
            work = await self._waiting.get()
            await self._do(work)
            self._waiting.task_done()

    async def _do(self, work: Work) -> None:
        backoff = Backoff(first=0.2, cap=5)
        while backoff.attempt < _ATTEMPTS:
            try:
                await work()
            except UnavailableError:
                await backoff.wait()
            else:
                return
        _DROPPED.inc()
        log.warning("deferred work dropped", attempts=_ATTEMPTS)

    async def drain(self) -> None:
        """Wait until all is done, but not for long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._waiting.join(), _DRAIN_SECONDS)
