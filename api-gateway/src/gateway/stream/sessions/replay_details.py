"""What is being replayed, for `hello`: read from the simulator every few seconds, since it may be restarted."""

from typing import Any, Final

import aiohttp
import msgspec
from shared.data.retry import of, repeat

_EVERY_S: Final = 5.0
_TIMEOUT: Final = aiohttp.ClientTimeout(total=2)


class _SimulatorAnswer(msgspec.Struct):
    replay: dict[str, Any] | None = None


class ReplayDetails:
    """`details`: the simulator's last answer; None before the first one, and when nothing is replayed."""

    def __init__(self, simulator_url: str, http: aiohttp.ClientSession) -> None:
        self._url = f"{simulator_url}/control/state"
        self._http = http
        self.details: dict[str, Any] | None = None

    async def run(self) -> None:
        """Keep `details` up to date until cancelled."""
        temporary = of(aiohttp.ClientError, TimeoutError, msgspec.DecodeError)
        await repeat(self._read, every=_EVERY_S, on=temporary, name="simulator")

    async def _read(self) -> None:
        async with self._http.get(self._url, timeout=_TIMEOUT) as answer:
            self.details = msgspec.json.decode(await answer.read(), type=_SimulatorAnswer).replay
