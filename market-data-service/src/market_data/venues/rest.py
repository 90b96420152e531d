"""Ask a venue's REST: time-outs, size and rate limits, refusals that mean something. Raises `VenueAwayError`."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

import httpx
import msgspec
from shared.events import TradeV1
from shared.logging import get_logger

from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

_LARGEST: Final = 32 * 1024 * 1024
_RETRY_AFTER: Final = 10.0
_OK: Final = 200
_GEO: Final = 451
_LIMITED: Final = (429, 418)
_OF_THE_BODY: Final = ("content-encoding", "content-length", "transfer-encoding")
T = TypeVar("T")
Row = TypeVar("Row")

log = get_logger(__name__)


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
        answer = await _get(client, path, params)
    except httpx.HTTPError as error:
        raise VenueAwayError(f"{path}: {type(error).__name__}") from error
    if answer.status_code == _GEO:
        raise GeoBlockedError(f"{path}: refused for this location (451)")
    if answer.status_code in _LIMITED:
        raise RateLimitedError(_retry_after(answer))
    if answer.status_code != _OK:
        raise VenueAwayError(f"{path}: answered {answer.status_code}")
    try:
        return decoder.decode(answer.content), answer.headers
    except (msgspec.DecodeError, RecursionError) as error:
        raise VenueAwayError(f"{path}: not what was expected: {error}") from error


async def _get(client: httpx.AsyncClient, path: str, params: Mapping[str, str | int] | None) -> httpx.Response:
    """The whole answer, read no further than the largest that is believed."""
    async with client.stream("GET", path, params=params) as answer:
        body, size = [], 0
        async for part in answer.aiter_bytes():
            body.append(part)
            size += len(part)
            if size > _LARGEST:
                raise VenueAwayError(f"{path}: an answer of more than {_LARGEST} bytes")
    return httpx.Response(answer.status_code, headers=_plain(answer.headers), content=b"".join(body))


def _plain(headers: httpx.Headers) -> httpx.Headers:
    """The headers of a body that is decoded already."""
    return httpx.Headers([(name, value) for name, value in headers.items() if name not in _OF_THE_BODY])


def usable(venue: str, rows: Iterable[Row], read: Callable[[Row], TradeV1]) -> list[TradeV1]:
    """The trades of a page in the order of their ids; a row that is none must not hold up those after it.

    Binance, for one, lists withdrawn trades with a price of zero.
    """
    trades, refused = [], ""
    for row in rows:
        try:
            trades.append(read(row))
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            refused = f"{error}: {row!r}"[:300]
    if refused:
        log.warning("REST lists what is no trade", venue=venue, newest=refused)
    return sorted(trades, key=lambda trade: trade.number)


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), 3_600) if text.isascii() and text.isdecimal() else _RETRY_AFTER
