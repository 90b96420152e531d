"""Health and metrics for the operator, on a port of their own that no client can reach."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

_BACKLOG: Final = 64


class _Server(uvicorn.Server):
    """One that leaves signals to the process's own server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class InternalListener:
    """Port 0 means any that is free; `port` is the one that it became."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self.port = port

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            OSError: the port is taken.
        """
        with socket.create_server((self._host, self.port), backlog=_BACKLOG) as listening:
            self.port = listening.getsockname()[1]
            config = uvicorn.Config(
                self._app, lifespan="off", log_config=None, access_log=False, server_header=False, ws="none"
            )
            server = _Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                await asyncio.shield(serving)
            finally:
                server.should_exit = True
                await serving
