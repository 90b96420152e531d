"""Ask a venue's REST: time-outs, size and rate limits, refusals that mean something. Raises `VenueAwayError`."""

import asyncio
import time
from collections.abc import Mapping
from typing import Final, TypeVar

import httpx
import msgspec

from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

_LARGEST: Final = 32 * 1024 * 1024
_RETRY_AFTER: Final = 10.0
_OK: Final = 200
_GEO: Final = 451
_LIMITED: Final = (429, 418)
T = TypeVar("T")


class Pace:
    """Spreads calls evenly, so that a venue's limit is kept by construction."""

    def __init__(self, calls_per_second: float) -> None:
        self._step = 1 / calls_per_second
        self._next = 0.0

    async def wait(self, _request: httpx.Request) -> None:
        """Before each request."""
        now = time.monotonic()
        self._next = max(self._next + self._step, now)
        await asyncio.sleep(self._next - now)

    async def heed(self, answer: httpx.Response) -> None:
        """After each answer: one that asks to wait makes all later calls wait."""
        if answer.status_code in _LIMITED:
            self._next = max(self._next, time.monotonic() + _retry_after(answer))


def make_client(base_url: str, calls_per_second: float) -> httpx.AsyncClient:
    """A client for one venue's REST; few connections, its pace kept, and no call longer than 10 s."""
    pace = Pace(calls_per_second)
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(10, connect=5, pool=60),
        limits=httpx.Limits(max_connections=4, max_keepalive_connections=4),
        headers={"User-Agent": "tidemark"},
        event_hooks={"request": [pace.wait], "response": [pace.heed]},
    )


async def ask(
    client: httpx.AsyncClient,
    path: str,
    decoder: msgspec.json.Decoder[T],
    params: Mapping[str, str | int] | None = None,
) -> tuple[T, httpx.Headers]:
    """GET `path` and decode the answer.

    Raises:
        GeoBlockedError: 451. RateLimitedError: 429 or 418. VenueAwayError: anything else that is no good answer.
    """
    try:
        answer = await client.get(path, params=params)
    except httpx.HTTPError as error:
        raise VenueAwayError(f"{path}: {type(error).__name__}") from error
    if answer.status_code == _GEO:
        raise GeoBlockedError(f"{path}: refused for this location (451)")
    if answer.status_code in _LIMITED:
        raise RateLimitedError(_retry_after(answer))
    if answer.status_code != _OK:
        raise VenueAwayError(f"{path}: answered {answer.status_code}")
    if len(answer.content) > _LARGEST:
        raise VenueAwayError(f"{path}: an answer of {len(answer.content)} bytes")
    try:
        return decoder.decode(answer.content), answer.headers
    except (msgspec.DecodeError, RecursionError) as error:
        raise VenueAwayError(f"{path}: not what was expected: {error}") from error


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), 3_600) if text.isascii() and text.isdecimal() else _RETRY_AFTER
