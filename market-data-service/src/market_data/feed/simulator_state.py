"""What the simulator's tape is doing: asked once a second where the exchanges are simulated."""

import asyncio
from typing import Final

import httpx
import msgspec
from shared.events import Feed
from shared.logging import get_logger

log = get_logger(__name__)

_EVERY: Final = 0.5


class _State(msgspec.Struct):
    feed: Feed = Feed.CONTINUOUS


class Tape:
    """`feed` as the simulator told it last. Where the exchanges are the real ones it stays continuous."""

    def __init__(self, simulator_url: str | None) -> None:
        self.feed = Feed.HOLDING if simulator_url else Feed.CONTINUOUS
        self._url = simulator_url

    async def run(self) -> None:
        """Follow the simulator until cancelled; one that does not answer is asked again."""
        if self._url is None:
            await asyncio.Event().wait()
            return
        async with httpx.AsyncClient(base_url=self._url, timeout=5) as client:
            while True:
                try:
                    answer = await client.get("control/state")
                    self.feed = msgspec.json.decode(answer.content, type=_State).feed
                except (httpx.HTTPError, msgspec.DecodeError) as error:
                    log.warning("the simulator does not tell its state", error=repr(error))
                await asyncio.sleep(_EVERY)
