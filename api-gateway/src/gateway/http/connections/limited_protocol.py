"""uvicorn's HTTP protocol with what it lacks for facing the internet: limits on time, size and connections.

Sending the head of a request, sending its body and reading the answer each have a time limit; slower clients are
disconnected.
"""

import asyncio
import re
from collections import Counter
from typing import ClassVar, Final, NamedTuple

import prometheus_client
from shared.http.addresses import client_of
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.http.connections.early_answers import EarlyAnswers, EarlyRequest
from gateway.settings import Settings

_REFUSED: Final = prometheus_client.Counter(
    "gateway_connections_refused_total", "Connections closed before their request reached anything", ["reason"]
)
_COLON_AND_LINE_END: Final = len(b": \r\n")
_LINGER_S: Final = 1.0
_EXTENSION: Final = "gateway.connection"
_HANDSHAKE_LINE: Final = 8_100
_TRY_AGAIN: Final = (429, 503)
_HOST: Final = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")
_ABSOLUTE: Final = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_TARGET: Final = re.compile(rb"/[!\"$-~]*")  # visible characters of ASCII but `#`


class ConnectionLimits(NamedTuple):
    """What one server allows, and how many connections each client has open."""

    settings: Settings
    answers: EarlyAnswers
    trusted: _TrustedHosts
    open: Counter[str]


class LimitedProtocol(HttpToolsProtocol):
    """`_reading`: which part of a request is on its way; "" between two requests."""

    limits: ClassVar[ConnectionLimits]
    url = b""  # uvicorn sets it with the first byte of a request
    _address: str | None = None
    _reading = ""
    _taken = 0
    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        settings, opened = self.limits.settings, self.limits.open
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
        if not self._refused and self._may_upgrade():
            self._release()
            super().handle_websocket_upgrade()

    def _may_upgrade(self) -> bool:
        """Check what the WebSocket library would refuse without an answer."""
        lengths = [len(self.url), *(len(name) + len(value) for name, value in self.headers)]
        if max(lengths) > _HANDSHAKE_LINE:
            self._refuse(431, "head_too_large", f"A line of a handshake may have {_HANDSHAKE_LINE} bytes")
        elif any(
            name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
            for name, value in self.headers
        ):
            self._refuse(400, "bad_request", "A handshake has no body")
        return not self._refused

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
        elif fault := self._head_fault():
            self._refuse(400, "bad_request", fault)
        return not self._refused

    def _head_fault(self) -> str | None:
        """What a strict reader of RFC 9112 would refuse a head for, though the parser lets it pass."""
        version = self.parser.get_http_version()
        hosts = [value for name, value in self.headers if name == b"host"]
        if len(hosts) > 1 or (not hosts and version != "1.0") or not all(map(_HOST.fullmatch, hosts)):
            return "A request has one Host"
        codings = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        if codings and (codings != [b"chunked"] or version == "1.0"):
            return "The only Transfer-Encoding is chunked"
        self.url, whole = _origin_form(self.url), self.url
        return None if _TARGET.fullmatch(self.url) else f"The target is no path: {whole[:100].decode('latin-1')}"

    def _refuse(self, status: int, code: str, detail: str) -> None:
        """Answer with a problem, unless another answer has begun, and close."""
        if self._refused:  # the parser may complain once more about what comes after
            return
        self._refused = True
        self._wait(None, "")
        _REFUSED.labels(code).inc()
        if self._answering() or not self.transport.can_write_eof():
            self.transport.close()
            return
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(self._problem(status, code, detail))
        # Closing while the client still sends would reset the connection, and the answer might be lost.
        self.transport.write_eof()
        self.loop.call_later(_LINGER_S, self.transport.close)

    def _problem(self, status: int, code: str, detail: str) -> bytes:
        retry = {"retry-after": "5"} if status in _TRY_AGAIN else {}
        request = EarlyRequest(self.headers or (), self.url.decode("latin-1"))
        to_head = bool(request.target) and self.parser.get_method() == b"HEAD"
        return self.limits.answers.problem(status, code, detail, request, retry).serialize(to_head=to_head)

    def _refuse_connection(self, status: int, detail: str) -> None:
        self._refused = True
        self._wait(None, "")
        _REFUSED.labels("too_many_connections").inc()
        self.transport.write(self._problem(status, "too_many_connections", detail))
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


def _origin_form(target: bytes) -> bytes:
    """A target without scheme and authority, which clients send to proxies (RFC 9112 section 3.2.2)."""
    path = target[found.end() :] if (found := _ABSOLUTE.match(target)) else target
    return path if path.startswith(b"/") or path is target else b"/" + path


def client_is_gone(scope: Scope) -> bool:
    """Whether the client has disconnected; `send` does not raise then."""
    connection = scope["extensions"][_EXTENSION]
    assert isinstance(connection, LimitedProtocol)  # noqa: S101 - the server is started with this protocol
    return connection.is_gone


def limited_protocol(settings: Settings, answers: EarlyAnswers) -> type[LimitedProtocol]:
    """The protocol of one server, which counts that server's connections."""

    class ServerProtocol(LimitedProtocol):
        limits = ConnectionLimits(settings, answers, _TrustedHosts(list(settings.trusted_proxies)), Counter())

    return ServerProtocol
