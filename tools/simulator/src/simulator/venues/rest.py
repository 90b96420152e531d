"""Shared by the venues' REST: JSON responses, numbers in queries, answers under faults, request limits."""

import time
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from simulator.venues.exchange import Exchange

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
RETRY_AFTER_SECONDS = 2
_BODIES = {
    (
        "binance",
        451,
    ): b'{"code":0,"msg":"Service unavailable from a restricted location according to \'b. Eligibility\'"}',
    ("binance", 429): b'{"code":-1003,"msg":"Too many requests; current limit is 6000 request weight per 1 MINUTE."}',
    ("coinbase", 429): b'{"message":"Public rate limit exceeded"}',
    ("kraken", 429): b'{"error":["EAPI:Rate limit exceeded"]}',
}


_BAN_SECONDS = 2


def raw(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A response of JSON text as it stands."""
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def encoded(value: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A response of plain values, encoded as JSON."""
    return raw(msgspec.json.encode(value), status, headers)


def refusal(exchange: Exchange) -> web.Response | None:
    """The answer to REST requests and handshakes under the faults `refuse`, `http_451` and `http_429`; else None."""
    status = exchange.connections.faults.refusal()
    if status is None:
        return None
    body = _BODIES.get((exchange.venue, status), b'{"message":"Service unavailable"}')
    return raw(
        body,
        status,
        {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == web.HTTPTooManyRequests.status_code else None,
    )


def rest_fault(exchange: Exchange) -> web.Response | None:
    """The answer to REST requests alone under the faults `rest_503` and `limit_in_body`, else that of `refusal`."""
    faults = exchange.connections.faults
    if faults.has("rest_503"):
        return encoded({"message": "Service unavailable"}, 503)
    if faults.has("limit_in_body"):
        return encoded(_limit_body(exchange))
    return refusal(exchange)


def _limit_body(exchange: Exchange) -> dict[str, object]:
    """A limit said with status 200; Binance's says until when."""
    if exchange.venue == "binance":
        until = exchange.now_us() // 1_000 + _BAN_SECONDS * 1_000
        return {"code": -1003, "msg": f"Way too much request weight used; IP banned until {until}."}
    if exchange.venue == "coinbase":
        return {"message": "Public rate limit exceeded"}
    return {"error": ["EAPI:Rate limit exceeded"]}


class QueryError(ValueError):
    """A parameter that is not a number in the allowed range; the error's text is the parameter's name."""


def integer(
    request: web.Request, name: str, default: int | None = None, low: int = 0, high: int = 1 << 62
) -> int | None:
    """The parameter, or the default; QueryError outside [low, high]."""
    text = request.query.get(name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdecimal() or not low <= int(text) <= high:
        raise QueryError(name)
    return int(text)


class RequestAllowance:
    """A token bucket: `burst` at once, refilled at `per_second`."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._left = burst
        self._at = time.monotonic()

    def take(self, weight: float) -> bool:
        """Take `weight` tokens; False, and none is taken, when fewer are left."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < weight:
            return False
        self._left -= weight
        return True

    @property
    def used(self) -> int:
        return round(self._burst - self._left)
