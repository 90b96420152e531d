"""How often a venue may be connected to: a bucket of attempts, so that no error can use up the venue's allowance."""

import asyncio
import time

from shared.data.token_bucket import TokenBucket
from shared.events.values import Venue
from shared.logging import get_logger

log = get_logger(__name__)


class Attempts:
    """`burst` at once and `per_minute` over time, for connections of all kinds: first ones, repeated and next ones."""

    def __init__(self, venue: Venue, burst: int, per_minute: float) -> None:
        self._venue = venue
        self._bucket = TokenBucket(per_minute / 60, burst, time.monotonic())

    async def take(self) -> None:
        """Wait for the next attempt's turn."""
        while not self._bucket.take(time.monotonic()):
            wait = self._bucket.wait(time.monotonic())
            log.warning("too many connections, waiting", venue=self._venue, seconds=round(wait, 1))
            await asyncio.sleep(wait)
