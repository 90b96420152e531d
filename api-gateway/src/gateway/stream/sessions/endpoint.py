"""The WebSocket endpoint: checks who may open it, counts connections, and sends `hello` first."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from prometheus_client import Gauge
from shared.clock import now_us, rfc3339
from shared.data.rate_limiter import Verdict
from shared.errors import ProblemError
from shared.http.addresses import address_of, peer_of
from shared.http.app import request_id_of
from shared.http.problems import MEDIA_TYPE, Problem
from starlette.types import Receive, Scope, Send

from gateway.access.admission import limit_headers
from gateway.access.csrf import is_own_origin
from gateway.access.request_path import read_path
from gateway.access.stream_limits import StreamLimits
from gateway.errors import GatewayProblem
from gateway.settings import Settings
from gateway.stream import frames
from gateway.stream.fan_out.clients import StreamClient
from gateway.stream.sessions.connection import Connection, Shown
from gateway.stream.sessions.session import StreamSession
from gateway.stream.sessions.signed_in import SignedInConnections
from gateway.stream.sessions.websocket_protocol import socket_of

CLIENTS = Gauge("websocket_clients", "Open WebSocket connections")


class StreamEndpoint:
    def __init__(
        self,
        settings: Settings,
        session: StreamSession,
        signed_in: SignedInConnections,
        limits: StreamLimits,
        stream: Callable[[], str],
        replay: Callable[[], dict[str, Any] | None],
    ) -> None:
        self._settings = settings
        self._session = session
        self._signed_in = signed_in
        self._limits = limits
        self._stream = stream
        self._replay = replay
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        address, verdicts = address_of(scope), list[Verdict]()
        try:
            shown = await self._admit(scope, address, verdicts)
        except (GatewayProblem, ProblemError) as problem:
            await self._reject(scope, send, problem, verdicts)
            return
        counted = "" if shown else address  # who shows a credential is counted by it
        self._open[counted] += 1
        CLIENTS.inc()
        try:
            await send({"type": "websocket.accept", "headers": self._headers(scope, verdicts)})
            await send({"type": "websocket.send", "text": self._hello().decode()})
            connection = Connection(StreamClient(socket_of(scope)), address)
            if shown:
                self._signed_in.sign_in(connection, shown)
            await self._session.run(connection, receive, send)
        finally:
            CLIENTS.dec()
            self._open[counted] -= 1
            if not self._open[counted]:
                del self._open[counted]

    async def _admit(self, scope: Scope, address: str, verdicts: list[Verdict]) -> Shown | None:
        """What a handshake shows; None without a credential. Appends a verdict for each limit that was counted.

        Raises:
            GatewayProblem, ProblemError: it may not open a connection.
        """
        read_path(scope)
        if scope["path"] != "/ws":
            raise GatewayProblem(404, "Not Found", "not_found", f"There is no stream at {scope['path']}")
        await self._limits.take_handshake(address, verdicts)
        if not self._stream():
            raise GatewayProblem(503, "Service Unavailable", "starting", "The stream is starting", {"Retry-After": "1"})
        if not _origin_allowed(scope, self._settings.cors_origins):
            raise GatewayProblem(403, "Forbidden", "origin_refused", "This page's origin may not open the stream")
        if shown := await self._signed_in.caller_of(scope["headers"], peer_of(scope)):
            return shown
        limit = self._settings.websocket_connections
        if self._open[address] >= limit:
            raise GatewayProblem(
                429, "Too Many Requests", "too_many_connections", f"An address may have {limit}", {"Retry-After": "5"}
            )
        return None

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

    def _headers(self, scope: Scope, verdicts: list[Verdict]) -> list[tuple[bytes, bytes]]:
        return [
            (b"x-request-id", request_id_of(scope["headers"]).encode()),
            (b"x-data-mode", self._settings.mode.encode()),
            *limit_headers(verdicts),
        ]

    async def _reject(
        self, scope: Scope, send: Send, problem: GatewayProblem | ProblemError, verdicts: list[Verdict]
    ) -> None:
        added = self._headers(scope, verdicts)
        body = Problem(
            title=problem.title,
            status=problem.status,
            code=problem.code,
            detail=problem.detail,
            instance=scope["path"],
            request_id=added[0][1].decode(),
        )
        headers = [(name.lower().encode(), value.encode()) for name, value in problem.headers.items()]
        headers += [*added, (b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store")]
        await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body.model_dump_json().encode()})


def _origin_allowed(scope: Scope, allowed: tuple[str, ...]) -> bool:
    """Programs send no origin; the dashboard's is this host; others must be in the setting."""
    origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    return all(is_own_origin(scope, origin) or origin in allowed or "*" in allowed for origin in origins)


def _whole(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds
