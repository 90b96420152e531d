"""uvicorn's HTTP protocol with what it lacks for facing the internet: limits on time, size and connections.

Sending the head of a request, sending its body and reading the answer each have a time limit; slower clients are
disconnected.
"""

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import ClassVar, Final, NamedTuple

import prometheus_client
from shared.http.addresses import client_of
from shared.http.problems import MEDIA_TYPE, Problem
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.settings import Settings

_REFUSED: Final = prometheus_client.Counter(
    "gateway_connections_refused_total", "Connections closed before their request reached anything", ["reason"]
)
_COLON_AND_LINE_END: Final = len(b": \r\n")
_LINGER_S: Final = 1.0
_EXTENSION: Final = "gateway.connection"


class ConnectionLimits(NamedTuple):
    """What one server allows, and how many connections each client has open."""

    settings: Settings
    trusted: _TrustedHosts
    open: Counter[str]


class LimitedProtocol(HttpToolsProtocol):
    """`_reading`: which part of a request is on its way; "" between two requests."""

    limits: ClassVar[ConnectionLimits]
    _address: str | None = None
    _reading = ""
    _taken = 0
    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        settings, _, opened = self.limits
        self._begin_head()
        address = client_of(self.client[0]) if self.client else "unknown"
        if address not in self.limits.trusted:
            self._address = address
            opened[address] += 1
            if opened[address] > settings.connections_per_address:
                self._refuse_connection(429, "Too many connections from one address")
                return
        if len(self.connections) > settings.connections:
            self._refuse_connection(503, "There are too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._release()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if not self._reading:  # an empty line begins no request, but it stops uvicorn's keep-alive timer
            self._begin_head()
        before = self._reading
        super().data_received(data)
        if self._reading == "head":
            self._taken += len(data) if before == "head" else 1
            if self._taken > self.limits.settings.head_limit:
                self._refuse(431, "head_too_large", "The headers are too large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._reading:
            self._begin_head()

    def on_headers_complete(self) -> None:
        self._wait(self.limits.settings.body_timeout, "body")
        if not self._refused and self._head_fits():
            self.scope["extensions"] = {_EXTENSION: self}  # type: ignore[dict-item]  # ours, beside the standard ones
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._wait(None, "")
        if not self._refused:
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Stop checking: the connection becomes a WebSocket, which has limits of its own."""
        if not self._refused:
            self._release()
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "bad_request", msg)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self.limits.settings.stalled_timeout, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled:
            self._stalled.cancel()

    @property
    def is_gone(self) -> bool:
        return self._refused or self.transport.is_closing()

    def _begin_head(self) -> None:
        self._taken = 0
        self._wait(self.limits.settings.head_timeout, "head")

    def _wait(self, seconds: float | None, part: str) -> None:
        """Start the time limit of a part of the request; None: no part is expected."""
        if self._timer:
            self._timer.cancel()
        self._reading = part
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._expire)

    def _expire(self) -> None:
        if self._reading == "head" and not self._taken:  # a browser may open connections in advance
            self.transport.close()
        else:
            self._refuse(408, f"{self._reading}_timeout", f"The {self._reading} of the request took too long")

    def _head_fits(self) -> bool:
        settings = self.limits.settings
        size = len(self.url) + sum(len(name) + len(value) + _COLON_AND_LINE_END for name, value in self.headers)
        if len(self.url) > settings.target_limit:
            self._refuse(414, "target_too_long", f"A request's target may have {settings.target_limit} bytes")
        elif size > settings.head_limit or len(self.headers) > settings.headers_limit:
            self._refuse(431, "head_too_large", "The headers are too large or too many")
        return not self._refused

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answer with a problem, unless another answer has begun, and close."""
        self._refused = True
        self._wait(None, "")
        _REFUSED.labels(code).inc()
        if self._answering() or not self.transport.can_write_eof():
            self.transport.close()
            return
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(_answer(status, code, detail))
        # Closing while the client still sends would reset the connection, and the answer might be lost.
        self.transport.write_eof()
        self.loop.call_later(_LINGER_S, self.transport.close)

    def _refuse_connection(self, status: int, detail: str) -> None:
        self._refused = True
        self._wait(None, "")
        _REFUSED.labels("too_many_connections").inc()
        self.transport.write(_answer(status, "too_many_connections", detail))
        self.transport.close()

    def _answering(self) -> bool:
        """Whether the application is answering: a problem must not be written into its answer."""
        cycle = self.cycle
        busy = cycle is not None and not cycle.response_complete
        return busy and (cycle.response_started or not cycle.more_body)

    def _release(self) -> None:
        self._wait(None, "")
        if self._stalled:
            self._stalled.cancel()
        if self._address is not None:
            opened = self.limits.open
            opened[self._address] -= 1
            if not opened[self._address]:
                del opened[self._address]
            self._address = None


def client_is_gone(scope: Scope) -> bool:
    """Whether the client has disconnected; `send` does not raise then."""
    connection = scope["extensions"][_EXTENSION]
    assert isinstance(connection, LimitedProtocol)  # noqa: S101 - the server is started with this protocol
    return connection.is_gone


def limited_protocol(settings: Settings) -> type[LimitedProtocol]:
    """The protocol of one server, which counts that server's connections."""

    class ServerProtocol(LimitedProtocol):
        limits = ConnectionLimits(settings, _TrustedHosts(list(settings.trusted_proxies)), Counter())

    return ServerProtocol


def _answer(status: int, code: str, detail: str) -> bytes:
    title = HTTPStatus(status).phrase
    body = Problem(title=title, status=status, code=code, detail=detail, instance="").model_dump_json().encode()
    return (
        f"HTTP/1.1 {status} {title}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
        "cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
    ).encode() + body
