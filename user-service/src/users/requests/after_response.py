"""Work that is done after a response was sent, so that its duration does not show whether an account exists.

At most once: what waits is lost in a crash. So only work that can be asked for again, or matters little, is put here.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import Counter
from shared.data.retry import of, retry
from shared.errors import UnavailableError
from shared.logging import get_logger

log = get_logger(__name__)

_DROPPED: Final = Counter(
    "users_deferred_dropped_total", "Work after a response that was dropped: too much waited, or the database was away"
)
_LONGEST_QUEUE: Final = 1_000
_TRIED_FOR_SECONDS: Final = 5
_DRAIN_SECONDS: Final = 2

Work = Callable[[], Awaitable[None]]


class AfterResponse:
    """One worker, which does the work in the order in which it was put."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(_LONGEST_QUEUE)

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
        try:
            await retry(work, on=of(UnavailableError), name="database", within=_TRIED_FOR_SECONDS)
        except UnavailableError:
            _DROPPED.inc()
            log.warning("work after a response dropped", tried_for_seconds=_TRIED_FOR_SECONDS)

    async def drain(self) -> None:
        """Wait until all is done, for two seconds at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._waiting.join()
