"""The clock of the stream: a tick every 50 ms, states at every second tick; every second, what has grown old."""

import asyncio
from typing import Final

from shared.clock import now_us
from shared.tracing.records import FrameSpans

from gateway.settings import Settings
from gateway.stream.channels.channel_store import ChannelStore
from gateway.stream.fan_out.broadcaster import Broadcaster

_STATES_EVERY: Final = 2
_EVICT_EVERY: Final = 20


class TickLoop:
    def __init__(
        self, settings: Settings, store: ChannelStore, broadcaster: Broadcaster, frame_spans: FrameSpans
    ) -> None:
        self._tick = settings.tick
        self._window_us = int(settings.resume_window.total_seconds() * 1e6)
        self._bytes = settings.resume_bytes
        self._store = store
        self._broadcaster = broadcaster
        self._frame_spans = frame_spans

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        due, number = loop.time(), 0
        while True:
            number += 1
            now, states = now_us(), number % _STATES_EVERY == 0
            if states:
                self._store.expire_venues(now)
            self._broadcaster.tick(now, states=states)
            self._frame_spans.on_sent(now_us())
            if number % _EVICT_EVERY == 0:
                self._store.expire_states(now)
                self._store.evict(now, self._window_us, self._bytes)
            due = max(due + self._tick, loop.time())
            await asyncio.sleep(due - loop.time())
