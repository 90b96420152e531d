"""What the exchange simulator is doing: playing, paused, finished. Read twice a second where there is a simulator."""

import asyncio
from typing import Final

import httpx
import msgspec
from shared.data.retry import of, repeat
from shared.events import Feed

_EVERY: Final = 0.5


class _State(msgspec.Struct):
    feed: Feed = Feed.CONTINUOUS


class SimulatorState:
    """`playback` is the newest state read. With the real exchanges it is always `continuous`."""

    def __init__(self, simulator_url: str | None) -> None:
        self.playback = Feed.HOLDING if simulator_url else Feed.CONTINUOUS
        self._url = simulator_url

    async def run(self) -> None:
        if self._url is None:
            await asyncio.Event().wait()
            return
        async with httpx.AsyncClient(base_url=self._url, timeout=5) as client:
            temporary = of(httpx.HTTPError, msgspec.DecodeError)
            await repeat(lambda: self._read(client), every=_EVERY, on=temporary, name="simulator", cap=1)

    async def _read(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("control/state")
        self.playback = msgspec.json.decode(answer.content, type=_State).feed
