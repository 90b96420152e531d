"""Capped exponential back-off with full jitter, for whatever is retried for ever."""

import asyncio
import random


class Backoff:
    """Waits longer each time, up to `cap` seconds, until `reset`."""

    def __init__(self, *, first: float = 0.2, cap: float = 5) -> None:
        self._first = first
        self._cap = cap
        self.attempt = 0

    def next(self) -> float:
        """Seconds to wait before the coming attempt."""
        ceiling = min(self._cap, self._first * 2.0 ** min(self.attempt, 30))
        self.attempt += 1
        return ceiling * random.uniform(0.5, 1)  # noqa: S311 - jitter needs no secrecy

    async def wait(self) -> None:
        await asyncio.sleep(self.next())

    def reset(self) -> None:
        self.attempt = 0
