"""The WebSocket endpoint: checks who may open it, counts connections, and sends `hello` first."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from prometheus_client import Gauge
from shared.clock import now_us, rfc3339
from shared.events.ids import uuid7
from shared.http.addresses import address_of
from shared.http.problems import MEDIA_TYPE, Problem
from starlette.types import Receive, Scope, Send

from gateway.access.csrf import is_own_origin
from gateway.errors import GatewayProblem
from gateway.settings import Settings
from gateway.stream import frames
from gateway.stream.sessions.session import StreamSession

CLIENTS = Gauge("websocket_clients", "Open WebSocket connections")


class StreamEndpoint:
    def __init__(
        self,
        settings: Settings,
        session: StreamSession,
        stream: Callable[[], str],
        replay: Callable[[], dict[str, Any] | None],
    ) -> None:
        self._settings = settings
        self._session = session
        self._stream = stream
        self._replay = replay
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        address = address_of(scope)
        try:
            self._check(scope, address)
        except GatewayProblem as problem:
            await self._reject(scope, send, problem)
            return
        self._open[address] += 1
        CLIENTS.inc()
        try:
            await send({"type": "websocket.accept", "headers": self._headers()})
            await send({"type": "websocket.send", "text": self._hello().decode()})
            await self._session.run(scope, receive, send)
        finally:
            CLIENTS.dec()
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _check(self, scope: Scope, address: str) -> None:
        if scope["path"] != "/ws":
            raise GatewayProblem(404, "Not Found", "not_found", f"There is no stream at {scope['path']}")
        if not self._stream():
            raise GatewayProblem(503, "Service Unavailable", "starting", "The stream is starting", {"Retry-After": "1"})
        if not _origin_allowed(scope, self._settings.cors_origins):
            raise GatewayProblem(403, "Forbidden", "origin_refused", "This page's origin may not open the stream")
        limit = self._settings.websocket_connections
        if self._open[address] >= limit:
            raise GatewayProblem(
                429, "Too Many Requests", "too_many_connections", f"An address may have {limit}", {"Retry-After": "5"}
            )

    def _hello(self) -> bytes:
        replay = self._replay()
        return frames.control(
            "hello",
            stream=self._stream(),
            mode=self._settings.mode,
            server_time=rfc3339(now_us()),
            stale_after_s=_whole(self._settings.stale_after),
            heartbeat_s=_whole(self._settings.heartbeat),
            **({"replay": replay} if replay else {}),
        )

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"x-request-id", str(uuid7()).encode()), (b"x-data-mode", self._settings.mode.encode())]

    async def _reject(self, scope: Scope, send: Send, problem: GatewayProblem) -> None:
        body = Problem(
            title=problem.title,
            status=problem.status,
            code=problem.code,
            detail=problem.detail,
            instance=scope["path"],
        )
        headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        headers += [*self._headers(), (b"content-type", MEDIA_TYPE.encode())]
        await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body.model_dump_json().encode()})


def _origin_allowed(scope: Scope, allowed: tuple[str, ...]) -> bool:
    """Programs send no origin; the dashboard's is this host; others must be in the setting."""
    origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    return all(is_own_origin(scope, origin) or origin in allowed or "*" in allowed for origin in origins)


def _whole(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds
