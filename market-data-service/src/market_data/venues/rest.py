"""Requests to a venue's REST: time-outs, size and rate limits; every failure is a `VenueAwayError`."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

import httpx
import msgspec
from shared.events import TradeV1
from shared.logging import get_logger

from market_data.venues.types import GeoBlockedError, RateLimitedError, VenueAwayError

_LARGEST_ANSWER: Final = 32 * 1024 * 1024
_DEFAULT_RETRY_AFTER: Final = 10.0
_LONGEST_RETRY_AFTER: Final = 3_600.0
_OK: Final = 200
_GEO_BLOCKED: Final = 451
_RATE_LIMITED: Final = (429, 418)
_BODY_HEADERS: Final = ("content-encoding", "content-length", "transfer-encoding")
T = TypeVar("T")
Row = TypeVar("Row")

log = get_logger(__name__)


def refusal(status: int, retry_after: str | None) -> GeoBlockedError | RateLimitedError | None:
    """The error that a status means on REST and in a socket's handshake, if it is one of a refusal."""
    if status == _GEO_BLOCKED:
        return GeoBlockedError("the venue does not serve this location (451)")
    if status in _RATE_LIMITED:
        text = retry_after or ""
        is_number = text.isascii() and text.isdecimal()
        return RateLimitedError(min(float(text), _LONGEST_RETRY_AFTER) if is_number else _DEFAULT_RETRY_AFTER)
    return None


class RequestSpacing:
    """Spreads requests evenly over time, so that they stay within a venue's limit."""

    def __init__(self, calls_per_second: float) -> None:
        self._step = 1 / calls_per_second
        self._next = 0.0

    async def before_request(self, _request: httpx.Request) -> None:
        """Wait for this request's turn."""
        now = time.monotonic()
        self._next = max(self._next + self._step, now)
        await asyncio.sleep(self._next - now)

    async def after_answer(self, answer: httpx.Response) -> None:
        """After a rate-limited answer, let all later requests wait as long as it says."""
        error = refusal(answer.status_code, answer.headers.get("Retry-After"))
        if isinstance(error, RateLimitedError):
            self._next = max(self._next, time.monotonic() + error.retry_after)


def make_client(base_url: str, calls_per_second: float) -> httpx.AsyncClient:
    """A client for one venue's REST: few connections, evenly spaced requests, none longer than 10 s."""
    spacing = RequestSpacing(calls_per_second)
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(10, connect=5, pool=60),
        limits=httpx.Limits(max_connections=4, max_keepalive_connections=4),
        headers={"User-Agent": "tidemark"},
        event_hooks={"request": [spacing.before_request], "response": [spacing.after_answer]},
    )


async def fetch_json(
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
    refused = refusal(answer.status_code, answer.headers.get("Retry-After"))
    if refused is not None:
        raise refused
    if answer.status_code != _OK:
        raise VenueAwayError(f"{path}: answered {answer.status_code}")
    try:
        return decoder.decode(answer.content), answer.headers
    except (msgspec.DecodeError, RecursionError) as error:
        raise VenueAwayError(f"{path}: not what was expected: {error}") from error


async def _get(client: httpx.AsyncClient, path: str, params: Mapping[str, str | int] | None) -> httpx.Response:
    """The whole answer; reading stops at the largest size that is accepted."""
    async with client.stream("GET", path, params=params) as answer:
        body, size = [], 0
        async for part in answer.aiter_bytes():
            body.append(part)
            size += len(part)
            if size > _LARGEST_ANSWER:
                raise VenueAwayError(f"{path}: an answer of more than {_LARGEST_ANSWER} bytes")
    return httpx.Response(answer.status_code, headers=_without_body_headers(answer.headers), content=b"".join(body))


def _without_body_headers(headers: httpx.Headers) -> httpx.Headers:
    """The body is decompressed already: headers about its encoding would have it decompressed again."""
    return httpx.Headers([(name, value) for name, value in headers.items() if name not in _BODY_HEADERS])


def parse_trades(venue: str, rows: Iterable[Row], parse: Callable[[Row], TradeV1]) -> list[TradeV1]:
    """The trades of a page in the order of their ids. A row that is no trade is logged and left out.

    Binance, for one, lists withdrawn trades with a price of zero.
    """
    trades, rejected = [], ""
    for row in rows:
        try:
            trades.append(parse(row))
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            rejected = f"{error}: {row!r}"[:300]
    if rejected:
        log.warning("REST lists rows that are no trades", venue=venue, newest=rejected)
    return sorted(trades, key=lambda trade: trade.number)
