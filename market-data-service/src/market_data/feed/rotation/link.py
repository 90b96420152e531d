"""One connection to a venue and what its own frames have shown. Two exist while one replaces the other."""

import asyncio
import time
from collections.abc import Callable

from market_data.feed.socket import VenueSocket
from market_data.venues.types import Acknowledged, RefusedRequest


class Link:
    """`frame_at` and `data_at` (s, monotonic) are when the newest frame, and the newest one with data, came."""

    def __init__(self) -> None:
        self.socket: VenueSocket | None = None
        self.frame_at = self.data_at = time.monotonic()
        self.readable = self.unreadable = self.untimely = 0
        self.acknowledged = False
        self.shutting_down = asyncio.Event()
        """Set when the venue has announced that it will close this connection."""
        self.on_answer: Callable[[Acknowledged | RefusedRequest], None] = lambda _message: None
        """Called with what the venue says to a subscription on this connection."""
        self.on_frame_of: Callable[[str], None] = lambda _native: None
        """Called with the native name that a trade or ticker is of, until this connection is the venue's own."""

    @property
    def is_closed(self) -> bool:
        return self.socket is not None and self.socket.closed.is_set()

    async def ended(self) -> None:
        """Wait until the connection has ended."""
        if self.socket is not None:
            await self.socket.closed.wait()

    def on_control_frame(self) -> None:
        self.frame_at = time.monotonic()

    def send(self, text: bytes) -> None:
        if self.socket is not None:
            self.socket.send(text)

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
