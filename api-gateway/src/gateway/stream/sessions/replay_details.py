"""What is being replayed, for `hello`: asked of the simulator every few seconds, for it may be restarted."""

import asyncio
from typing import Any, Final

import aiohttp
import msgspec
from shared.events.values import Mode

from gateway.settings import Settings

_EVERY: Final = 5.0


class Replay:
    def __init__(self, settings: Settings, http: aiohttp.ClientSession) -> None:
        self._url = f"{settings.simulator_url}/control/state" if settings.mode is Mode.REPLAY else None
        self._http = http
        self.details: dict[str, Any] | None = None

    async def run(self) -> None:
        """Keep `details` at the simulator's newest answer."""
        while True:
            if self._url:
                await self._ask(self._url)
            await asyncio.sleep(_EVERY if self.details or not self._url else 0.5)

    async def _ask(self, url: str) -> None:
        try:
            async with self._http.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                self.details = msgspec.json.decode(await answer.read(), type=_State).replay
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError):
            return  # the details said last still hold


class _State(msgspec.Struct):
    replay: dict[str, Any] | None = None
