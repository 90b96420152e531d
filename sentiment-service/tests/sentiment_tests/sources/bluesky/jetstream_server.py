"""A Jetstream over real sockets: it sends what it is told to, from a log of its own, by cursor as the real ones do."""

import http
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from sentiment.sources.bluesky.place import FIRST_TIME
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from .frames import encoded


@dataclass
class JetstreamServer:
    """`log`: all frames it has. `numbered`: it is of version 2, and gives them numbers from `first` on.

    `early_us`: by how much it begins too early where it is asked by time. `closes`: it ends a connection after what it
    has; else more may be `send`. `refusal`: it refuses the handshake.
    """

    log: list[Any] = field(default_factory=list)
    numbered: bool = False
    first: int = 1
    early_us: int = 0
    closes: bool = False
    refusal: tuple[http.HTTPStatus, dict[str, str]] | None = None
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    _sockets: set[ServerConnection] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/subscribe"

    async def send(self, *frames: Any) -> None:
        """Add to the log and send to whoever is connected."""
        for frame in frames:
            self.log.append(frame)
            for socket in self._sockets:
                await socket.send(self._numbered(len(self.log) - 1), text=True)

    def _numbered(self, index: int) -> bytes:
        frame = self.log[index]
        return encoded(frame | {"cursor": self.first + index} if self.numbered and isinstance(frame, dict) else frame)

    async def serve(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        query = dict(httpx.URL(socket.request.path).params)
        self.asked.append(query)
        self.headers.append(socket.request.headers["Host"])
        self._sockets.add(socket)
        try:
            for index in range(self._start(query.get("cursor")), len(self.log)):
                await socket.send(self._numbered(index), text=True)
            if self.closes:
                return
            await socket.wait_closed()
        finally:
            self._sockets.discard(socket)

    def _start(self, cursor: str | None) -> int:
        if cursor is None:
            return 0  # a test's log is what comes next
        asked = int(cursor)
        if asked < FIRST_TIME:
            index = asked - self.first
            return index if 0 <= index < len(self.log) else 0
        at = asked - self.early_us
        return next((index for index, frame in enumerate(self.log) if frame["time_us"] >= at), len(self.log))

    def refuse(self, connection: ServerConnection, _request: Request) -> Response | None:
        if self.refusal is None:
            return None
        status, headers = self.refusal
        response = connection.respond(status, "no")
        for name, value in headers.items():
            response.headers[name] = value
        return response


@asynccontextmanager
async def streaming(server: JetstreamServer) -> AsyncIterator[JetstreamServer]:
    """Listen on a free port for as long as the block runs."""
    async with serve(server.serve, "127.0.0.1", server.port, process_request=server.refuse) as listener:
        server.port = next(iter(listener.sockets)).getsockname()[1]
        yield server
