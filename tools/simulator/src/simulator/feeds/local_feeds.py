"""The feeds of one process: newsroom, stream, faults by source, and what its open answers wait for."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from simulator.connections.faults import Fault, Faults
from simulator.feeds.newsroom import Newsroom
from simulator.feeds.source_list import JETSTREAM, SOURCES
from simulator.feeds.timeline import PostTimeline

HTTP_FAULTS: Final = ("401", "403", "429", "html", "error_body", "moved", "moved_to_private")
BODY_FAULTS: Final = ("broken_xml", "wrong_charset", "bomb", "gzip_bomb", "endless", "slow", "silent")
STREAM_FAULTS: Final = ("broken_frames", "bomb", "slow", "silent", "cut")


def faults_of(source: str) -> tuple[str, ...]:
    """The kinds of faults that a source can have."""
    return HTTP_FAULTS + (STREAM_FAULTS if source == JETSTREAM else BODY_FAULTS)


class LocalFeeds:
    """`now` is the simulated time in microseconds."""

    def __init__(
        self, seed: int, now: Callable[[], int], news_seconds: float, posts_per_second: float, past_days: float
    ) -> None:
        self.seed = seed
        self.now = now
        self.newsroom = Newsroom(seed, now, news_seconds, past_days)
        self.timeline = PostTimeline(seed, now, posts_per_second)
        self._faults = {source: Faults(seed, time.monotonic) for source in SOURCES}
        self._closing = asyncio.Event()

    def apply(self, fault: Fault) -> None:
        """Activate a fault; its `venue` is the source. Of several the newest decides."""
        self._faults[fault.venue].add(fault)

    def lift(self, fault_id: str) -> bool:
        """False when it is not active."""
        found = [faults.remove(fault_id) for faults in self._faults.values()]
        return any(found)

    def faults(self) -> list[Fault]:
        return [fault for faults in self._faults.values() for fault in faults.active()]

    def fault(self, source: str) -> str | None:
        """The kind of the source's newest active fault."""
        active = self._faults[source].active()
        return active[-1].kind if active else None

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()

    async def pause(self, seconds: float) -> bool:
        """Wait, but not longer than the server runs; whether it still does."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        """Let answers that wait or never end come to their end."""
        self._closing.set()
