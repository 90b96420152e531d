"""Passes a request to the service behind its prefix and streams the answer back, undecoded."""

from collections.abc import AsyncIterator, Mapping
from typing import Final
from urllib.parse import quote

import aiohttp
from shared.data.retry import Backoff
from shared.http.addresses import peer_of
from shared.tracing.requests import trace_headers
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.access.upstreams import upstream_request
from gateway.errors import GatewayProblem
from gateway.http.connections.limited_protocol import client_is_gone
from gateway.settings import Settings

# RFC 9110 section 7.6.1, and what this hop sets itself.
_HOP: Final = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer "
    b"transfer-encoding upgrade".split()
)
_NOT_SENT: Final = _HOP | frozenset(
    b"host content-length expect x-request-id x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-path "
    b"forwarded traceparent tracestate".split()
)
_NOT_RETURNED: Final = _HOP | frozenset(b"date server x-request-id x-data-mode".split())
# A service could take these for the caller's identity, which only a verified token may state.
_IDENTITY: Final = (b"x-user-", b"x_user_")
_CREDENTIALS: Final = frozenset((b"authorization", b"x-api-key"))  # services get the verified token instead
_WITH_COOKIES: Final = "users"
_SAFE: Final = frozenset(("GET", "HEAD"))
_PREFIX: Final = "/api"


class Route:
    """A service behind the gateway. `path`: the prefix, under which metrics count its requests."""

    def __init__(self, name: str, url: str) -> None:
        self.path = f"{_PREFIX}/{name}"
        self.name = name
        self.url = url.rstrip("/")
        self._at = URL(self.url)

    def target(self, scope: Scope) -> URL:
        """Where a request of this prefix goes: to the service, whatever its path is."""
        at = self._at
        return URL.build(
            scheme=at.scheme,
            authority=at.raw_authority,
            path=scope["raw_path"].decode("ascii").removeprefix(_PREFIX),
            query_string=scope["query_string"].decode("ascii"),
            encoded=True,
        )


class Proxy:
    """Retries only GET and HEAD, and only before anything of the answer has gone out."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession, upstreams: Mapping[str, str]) -> None:
        self._settings = settings
        self._http = http
        self._routes = {name: Route(name, url) for name, url in upstreams.items()}
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=settings.upstream_connect_timeout, sock_read=settings.upstream_timeout
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the upstream.

        Raises:
            GatewayProblem: no service has this prefix, or the service gives no proper answer.
        """
        route = self._route(scope)
        scope["route"] = route
        answer = await self._request_with_retries(scope, receive, route)
        try:
            await _pass_back(answer, route, scope, send)
        finally:
            answer.release()

    def _route(self, scope: Scope) -> Route:
        route = self._routes.get(f"{scope['path']}/".split("/")[2])
        if route is None:
            raise GatewayProblem(404, "Not Found", "not_found", f"There is nothing at {scope['path']}")
        return route

    async def _request_with_retries(self, scope: Scope, receive: Receive, route: Route) -> aiohttp.ClientResponse:
        safe = scope["method"] in _SAFE
        # Not `shared.data.retry.retry`: it costs every request 20 µs, and logs a line for each one that is sent again.
        backoff = Backoff(first=0.05, cap=0.4)
        while True:
            try:
                return await self._request(scope, receive, route, with_body=not safe)
            except TimeoutError:
                raise _timed_out(route, self._settings.upstream_timeout) from None
            except aiohttp.ClientError as error:
                if isinstance(error.__cause__, GatewayProblem):  # what the client sent was wrong, not the upstream
                    raise error.__cause__ from None
                if not safe or backoff.attempt >= self._settings.upstream_retries:
                    away = isinstance(error, aiohttp.ClientConnectorError)
                    raise (_away(route) if away else _broken(route)) from error
            await backoff.wait()

    async def _request(
        self, scope: Scope, receive: Receive, route: Route, *, with_body: bool
    ) -> aiohttp.ClientResponse:
        return await self._http.request(
            scope["method"],
            route.target(scope),
            headers=_forwarded_headers(scope, route),
            data=_body(scope, receive, self._body_limit(scope)) if with_body else None,
            allow_redirects=False,
            timeout=self._timeout,
        )

    def _body_limit(self, scope: Scope) -> int:
        request = upstream_request(scope["method"], scope["path"])
        return self._settings.file_limit if request and request.takes_file else self._settings.body_limit


def _forwarded_headers(scope: Scope, route: Route) -> list[tuple[str, str]]:
    left_out = _NOT_SENT | _CREDENTIALS | _connection_names(scope["headers"])
    if route.name != _WITH_COOKIES:
        left_out |= {b"cookie"}
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in scope["headers"]
        if name not in left_out and not name.startswith(_IDENTITY)
    ]
    if token := scope["state"].get("token"):
        headers.append(("Authorization", f"Bearer {token}"))
    headers.append(("X-Request-ID", scope["state"]["request_id"]))
    headers.append(("X-Forwarded-For", peer_of(scope)))
    headers.append(("X-Forwarded-Proto", scope["scheme"]))
    headers += trace_headers()
    headers.append(("X-Forwarded-Path", quote(scope["path"])))  # decoded, it may hold what no header can
    return headers


def _connection_names(headers: list[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """The headers that `Connection` names: they are for this hop only and are not forwarded."""
    return frozenset(
        part.strip().lower() for name, value in headers if name == b"connection" for part in value.split(b",")
    )


def _body(scope: Scope, receive: Receive, limit: int) -> AsyncIterator[bytes] | None:
    lengths = [value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")]
    if not lengths or lengths == [b"0"]:
        return None
    if lengths[0].isdigit() and int(lengths[0]) > limit:
        raise too_large(limit)
    return _stream(receive, limit)


async def _stream(receive: Receive, limit: int) -> AsyncIterator[bytes]:
    taken = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GatewayProblem(
                400, "Bad Request", "body_incomplete", "The connection ended before its body was complete"
            )
        body = message.get("body", b"")
        taken += len(body)
        if taken > limit:
            raise too_large(limit)
        if body:
            yield body
        if not message.get("more_body"):
            return


async def _pass_back(answer: aiohttp.ClientResponse, route: Route, scope: Scope, send: Send) -> None:
    """Stream the answer until it ends or the client disconnects. A short one of known length is sent in one piece."""
    headers = [(name.lower(), value) for name, value in answer.raw_headers]
    headers = [_public_location(header, route) for header in headers if header[0] not in _NOT_RETURNED]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    left = answer.content_length
    async for piece in answer.content.iter_any():
        left = None if left is None else left - len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": left != 0})
        if left == 0 or client_is_gone(scope):
            return
    await send({"type": "http.response.body", "body": b""})


def _public_location(header: tuple[bytes, bytes], route: Route) -> tuple[bytes, bytes]:
    """The header; a redirect to an address of the service becomes one to the gateway's path."""
    name, value = header
    if name == b"location" and value.startswith(route.url.encode()):
        return name, _PREFIX.encode() + value[len(route.url) :]
    return header


def too_large(limit: int) -> GatewayProblem:
    return GatewayProblem(413, "Content Too Large", "content_too_large", f"A body may have {limit} bytes")


def _away(route: Route) -> GatewayProblem:
    return GatewayProblem(
        503, "Service Unavailable", "upstream_away", f"The {route.name} service is away", {"Retry-After": "2"}
    )


def _broken(route: Route) -> GatewayProblem:
    return GatewayProblem(502, "Bad Gateway", "upstream_broken", f"The {route.name} service broke off its answer")


def _timed_out(route: Route, seconds: float) -> GatewayProblem:
    return GatewayProblem(
        504, "Gateway Timeout", "upstream_timeout", f"The {route.name} service did not answer in {seconds:g} s"
    )
