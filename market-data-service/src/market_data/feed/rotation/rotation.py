"""When a connection has to be replaced, and opening its successor while it still delivers."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from prometheus_client import Counter
from shared.data.retry import Backoff
from shared.events.values import Venue
from shared.logging import get_logger

from market_data.feed.rotation.link import Link
from market_data.feed.rotation.next_link import NextIsEndingError, NextLink
from market_data.venues.types import RateLimitedError, VenueAwayError

log = get_logger(__name__)

ROTATIONS: Final = Counter(
    "market_rotations_total", "Connections opened to replace one that still delivers: done, failed", ["venue", "result"]
)
_SHORTEST: Final = 0.9
"""Share of a connection's lifetime after which it may be replaced: several ingesters do not do it at once."""
_OVERLAP: Final = 2.0
"""Seconds for which both connections deliver: what one of them still has under way arrives on it."""
_OPENED_WITHIN: Final = 60.0


class Rotation:
    """Makes the successor of one connection after the other; as long as that fails, the one before goes on."""

    def __init__(
        self,
        venue: Venue,
        lifetime: timedelta,
        open_next: Callable[[], Awaitable[NextLink]],
    ) -> None:
        self._venue = venue
        self._lifetime = lifetime.total_seconds()
        self._open_next = open_next
        self._next: NextLink | None = None
        # A counter that first shows as 1 has not increased for Prometheus: each begins at 0.
        self._done, self._failed = (ROTATIONS.labels(venue, result) for result in ("done", "failed"))

    async def successor(self, link: Link) -> NextLink:
        """Wait until `link` is old or announced to be closed, then for a connection that delivers what it does."""
        with suppress(TimeoutError):
            age = self._lifetime * random.uniform(_SHORTEST, 1)  # noqa: S311 - no secret
            async with asyncio.timeout(age):
                await link.shutting_down.wait()
        log.info("replacing the connection", venue=self._venue, is_announced=link.shutting_down.is_set())
        backoff = Backoff(first=1, cap=60)
        while True:
            try:
                return await self._open()
            except (VenueAwayError, TimeoutError) as error:
                self._failed.inc()
                wait = pause_after(error, backoff)
                log.warning(
                    "no next connection, the old one goes on", venue=self._venue, error=repr(error), wait_s=wait
                )
                await asyncio.sleep(wait)

    async def _open(self) -> NextLink:
        try:
            async with asyncio.timeout(_OPENED_WITHIN):
                self._next = await self._open_next()
                await self._next.subscribe()
                log.info("the next connection delivers, too", venue=self._venue)
                await self._next.overlap(_OVERLAP)
        except BaseException:
            self.close()
            raise
        return self._next

    def take(self) -> NextLink | None:
        """The next connection if it may take over, which it then does: the one before has ended, or it is time."""
        found = self._next
        if found is None or not found.is_answered or found.link.is_closed:
            return None
        self._next = None
        self._done.inc()
        return found

    def close(self) -> None:
        """Close the next connection, which is not needed."""
        if self._next is not None:
            self._next.link.close()
            self._next = None


def pause_after(error: Exception, backoff: Backoff) -> float:
    """Seconds to wait before the next connection is tried again."""
    wait = backoff.next()
    if isinstance(error, RateLimitedError):
        return max(wait, error.retry_after)
    if isinstance(error, NextIsEndingError) and backoff.attempt == 1:
        return 0  # the one before was announced to be closed as well, and may be gone soon
    return wait
