"""Requests to a venue's REST: time-outs, size and rate limits; every failure is a `VenueAwayError`."""

import asyncio
import re
import time
from collections.abc import Coroutine, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import httpx
import msgspec
from shared.clock import now_us, to_us

from market_data.venues.types import GeoBlockedError, RateLimitedError, UnknownInstrumentError, VenueAwayError

_LARGEST_ANSWER: Final = 32 * 1024 * 1024
_LARGEST_ERROR: Final = 4_096
_DEFAULT_RETRY_AFTER: Final = 10.0
_LONGEST_RETRY_AFTER: Final = 3_600.0
_SLOWEST: Final = 1.0
"""Seconds between requests at most, however often the venue has limited us."""
_OK: Final = 200
_NOT_FOUND: Final = 404
_GEO_BLOCKED: Final = 451
_RATE_LIMITED: Final = (429, 418)
_BODY_HEADERS: Final = ("content-encoding", "content-length", "transfer-encoding")
_LIMIT: Final = re.compile(r"rate limit|too many|too much|throttled|banned until", re.IGNORECASE)
_UNTIL: Final = re.compile(r"(?:until|throttled:) ?(\d{9,13})", re.IGNORECASE)
_UNKNOWN: Final = re.compile(r"(?:unknown|invalid) (?:asset pair|symbol)|NotFound", re.IGNORECASE)
_MILLISECONDS_FROM: Final = 10**12
T = TypeVar("T")

_running: Final[set[asyncio.Task[httpx.Response]]] = set()


def refusal(status: int, retry_after: str | None) -> GeoBlockedError | RateLimitedError | None:
    """The error that a status means on REST and in a socket's handshake, if it is one of a refusal."""
    if status == _GEO_BLOCKED:
        return GeoBlockedError("the venue does not serve this location (451)")
    if status in _RATE_LIMITED:
        return RateLimitedError(_wait_s(retry_after))
    return None


def _wait_s(retry_after: str | None) -> float:
    """Seconds of a `Retry-After`, which is a number or a date; the default without a usable one."""
    text = retry_after or ""
    if text.isascii() and text.isdecimal():
        return min(float(text), _LONGEST_RETRY_AFTER)
    at_us = _http_date_us(text)
    return _DEFAULT_RETRY_AFTER if at_us is None else _seconds_until(at_us)


def _seconds_until(at_us: int) -> float:
    return min(max((at_us - now_us()) / 1e6, 1), _LONGEST_RETRY_AFTER)


def _http_date_us(text: str) -> int | None:
    try:
        return to_us(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError):
        return None


class RequestSpacing:
    """Spreads requests evenly over time, so that they stay within a venue's limit.

    Each time that the venue limits us the steps become twice as long; good answers shorten them again bit by bit.
    """

    def __init__(self, calls_per_second: float) -> None:
        self._shortest = self.step_s = 1 / calls_per_second
        self._next = self._limited_until = 0.0

    async def turn(self) -> None:
        """Wait for the next request's turn."""
        now = time.monotonic()
        self._next = max(self._next + self.step_s, now)
        await asyncio.sleep(self._next - now)

    def on_limited(self, retry_after: float) -> None:
        """Let all later requests wait as long as the venue says. Several that are limited together count once."""
        now = time.monotonic()
        if now >= self._limited_until:
            self.step_s = min(2 * self.step_s, max(_SLOWEST, self._shortest))
        self._limited_until = now + retry_after
        self._next = max(self._next, self._limited_until)

    def on_answered(self) -> None:
        self.step_s = max(0.95 * self.step_s, self._shortest)


class VenueClient(httpx.AsyncClient):
    """A client for one venue's REST: few connections, evenly spaced requests, none longer than 10 s.

    `clock_off_us`: by how much the venue's clock is ahead of ours (µs, to a second), as its newest answer's `Date`
    says; None before the first one, and once newer trades have shown it to be out of date.
    """

    def __init__(self, base_url: str, calls_per_second: float) -> None:
        self.spacing = RequestSpacing(calls_per_second)
        self.clock_off_us: int | None = None
        super().__init__(
            base_url=base_url,
            timeout=httpx.Timeout(10, connect=5, pool=60),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=4),
            headers={"User-Agent": "tidemark"},
            event_hooks={"response": [self._note_date]},
        )

    async def _note_date(self, answer: httpx.Response) -> None:
        at_us = _http_date_us(answer.headers.get("Date", ""))
        if at_us is not None:
            self.clock_off_us = at_us - now_us()


def make_client(base_url: str, calls_per_second: float) -> VenueClient:
    return VenueClient(base_url, calls_per_second)


async def fetch_json(
    client: VenueClient,
    path: str,
    decoder: msgspec.json.Decoder[T],
    params: Mapping[str, str | int] | None = None,
) -> tuple[T, httpx.Headers]:
    """GET `path` and decode the answer.

    Raises:
        GeoBlockedError: 451. RateLimitedError: 429 or 418, or a body that says so, whatever its status.
        UnknownInstrumentError: 404, or a body that says so. VenueAwayError: anything else that is no good answer.
    """
    await client.spacing.turn()
    try:
        answer = await _to_its_end(_get(client, path, params))
    except httpx.HTTPError as error:
        raise VenueAwayError(f"{path}: {type(error).__name__}") from error
    failure = _failure(path, answer)
    if isinstance(failure, RateLimitedError):
        client.spacing.on_limited(failure.retry_after)
    if failure is not None:
        raise failure
    client.spacing.on_answered()
    try:
        return decoder.decode(answer.content), answer.headers
    except (msgspec.DecodeError, RecursionError) as error:
        raise VenueAwayError(f"{path}: not what was expected: {error}") from error


def _failure(path: str, answer: httpx.Response) -> VenueAwayError | None:
    """What an answer says went wrong, by its status or, since Kraken answers 200 to everything, by its body."""
    refused = refusal(answer.status_code, answer.headers.get("Retry-After"))
    if isinstance(refused, GeoBlockedError):
        return refused
    text = _error_text(answer.content)
    if _LIMIT.search(text):
        until = _UNTIL.search(text)
        return RateLimitedError(_wait_s(answer.headers.get("Retry-After")) if until is None else _until_s(until[1]))
    if refused is not None:
        return refused
    if answer.status_code == _NOT_FOUND or _UNKNOWN.search(text):
        return UnknownInstrumentError(f"{path}: {text or 'not found'}")
    if text or answer.status_code != _OK:
        return VenueAwayError(f"{path}: answered {answer.status_code} {text}".rstrip())
    return None


def _until_s(digits: str) -> float:
    """Seconds until a unix time, which Binance gives in milliseconds and Kraken in seconds."""
    number = int(digits)
    return _seconds_until(number * 1_000 if number >= _MILLISECONDS_FROM else number * 1_000_000)


class _ErrorBody(msgspec.Struct):
    """Binance's `{"code","msg"}`, Coinbase's `{"message"}`, Kraken's `{"error":[…]}`."""

    msg: str = ""
    message: str = ""
    error: list[str] = []


_read_error: Final = msgspec.json.Decoder(_ErrorBody).decode


def _error_text(body: bytes) -> str:
    """The error that a body tells of, empty if it does not."""
    if len(body) > _LARGEST_ERROR or not body.startswith(b"{"):
        return ""
    try:
        said = _read_error(body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    return "; ".join(filter(None, (said.msg, said.message, *said.error)))[:300]


async def _to_its_end(request: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """The answer. The request ends by itself, within its time-outs, even if the caller is cancelled meanwhile.

    httpcore 1.0 never gives back the connection of a request that is cancelled while it waits for one or connects:
    after as many as there are connections, nothing would be fetched any more.
    """
    task = asyncio.create_task(request)
    _running.add(task)
    task.add_done_callback(_forget)
    return await asyncio.shield(task)


def _forget(task: asyncio.Task[httpx.Response]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # nobody may be there any more to be told


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
