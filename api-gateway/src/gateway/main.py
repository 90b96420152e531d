"""Composition root: which application answers what, and how uvicorn serves it."""

import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from fastapi import FastAPI
from shared.http.app import create_app, run
from shared.http.health import Health
from shared.jobs import Jobs
from starlette.types import Receive, Scope, Send
from websockets.http11 import Request

from gateway.http.browser_headers import BrowserHeaders
from gateway.http.connections.early_answers import EarlyAnswer, EarlyAnswers, EarlyRequest
from gateway.http.connections.internal_listener import InternalListener
from gateway.http.connections.limited_protocol import limited_protocol
from gateway.settings import Settings
from gateway.stream.sessions.websocket_protocol import direct_frame_protocol
from gateway.wiring import Wiring


class Gateway:
    """The whole application; its background jobs start with it. A job that dies ends the process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.jobs = Jobs()
        self._health = Health("kafka")
        self._operations = create_app(settings, title="Tidemark", health=self._health, lifespan=self._lifespan)
        self.internal = InternalListener(self._operations, settings.internal_host, settings.internal_port)
        self._wiring: Wiring | None = None
        self._with_browser_headers = BrowserHeaders(self._dispatch, tls=settings.tls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._with_browser_headers(scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and self._wiring:
            await self._wiring.websocket(scope, receive, send)
        elif scope["type"] == "http" and self._wiring:
            await self._wiring.http(scope, receive, send)
        else:
            await self._operations(scope, receive, send)  # the start and the end

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        wiring = Wiring(self.settings, self._health)
        wiring.start(self.jobs)
        self.jobs.start("internal listener", self.internal.run())
        self._wiring = wiring
        try:
            yield
        finally:
            await self.jobs.stop()
            await wiring.close()


def server_options(settings: Settings) -> dict[str, Any]:
    """What uvicorn is given beside its defaults."""
    answers = EarlyAnswers(settings)
    return {
        "http": limited_protocol(settings, answers),
        "ws": direct_frame_protocol(partial(_refuse_handshake, answers)),
        "ws_max_size": settings.websocket_message_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": settings.heartbeat,
        "ws_ping_timeout": settings.heartbeat,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "server_header": False,
        # At a lower level uvicorn logs a line for each request that is malformed, and every WebSocket with its query,
        # which may hold a secret.
        "log_level": "error",
    }


def _refuse_handshake(answers: EarlyAnswers, status: int, code: str, detail: str, request: Request) -> EarlyAnswer:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.raw_items()]
    return answers.problem(status, code, detail, EarlyRequest(headers, request.path))


def main() -> None:
    settings = Settings()
    gateway = Gateway(settings)
    run(gateway, settings, gateway.jobs, **server_options(settings))
